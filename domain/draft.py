"""A document on its way to events: what it adds, all that is wrong with it, and its elements.

Here are the rules of elements: which kind one can be, when it is introduced by being spoken of,
which names it has, and which can be one thing. `domain.claims` reads what is said about them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain import doubts, fields
from domain.documents import ElementItem, ReadDate
from domain.duplicates import Likeness
from domain.errors import Problems, Refused
from domain.events import ElementDescribed, Event
from domain.known import Element, Known
from domain.names import mistakable, near, near_hint
from domain.reading.context import Context
from domain.record import Record

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"


class Decision(Record):
    """What a document becomes: its events, in order, and what the person should look at twice.

    `already` says that all of it is in the record, so that there is nothing to store. `alike` names
    the reports that it seems to be, or to copy.
    """

    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()
    already: str = ""
    alike: tuple[Likeness, ...] = ()
    read: tuple[ReadDate, ...] = ()


class Draft:
    """One document being decided on, with the record as it stands and the elements it adds.

    `spoken` collects the fields that its claims speak of. `day_first` says what 03/04/2026 means in
    it, and `read` collects the dates that it decided. `again` is the number of the entry that
    the same document was before: it is then read with the names of its time, since those of younger
    elements would make it say something else.
    """

    def __init__(
        self,
        known: Known,
        place: str,
        again: int | None = None,
        *,
        day_first: bool | None = None,
    ) -> None:
        self.known = known
        self.place = place
        self.events: list[Event] = []
        self.problems: list[Refused] = []
        self.warnings: list[str] = []
        self.again = again
        self.day_first = day_first
        self.read: list[ReadDate] = []
        self.spoken: set[str] = set()
        self.kinds = {element.id: element.kind for element in known.elements.values()}
        self.names: dict[str, tuple[str, ...]] = {}
        for element in known.elements.values():
            if again is None:
                self._name(element.id, element.name, *element.aliases)
            elif element.number < again:
                self._name(element.id, element.name, *element.aliases, *element.names_before)

    def refuse(self, message: str, *, code: str, place: str = "", **parts: Any) -> None:
        """Note what is wrong, and go on to find the rest."""
        where = ": ".join(filter(None, (self.place, place)))
        self.problems.append(Refused(message, code=code, place=where, **parts))

    def adopt(self, refusal: Refused, place: str) -> None:
        """Note what a reader refused, with the place that only we know."""
        for each in refusal.problems if isinstance(refusal, Problems) else (refusal,):
            each.place = ": ".join(filter(None, (self.place, place, each.place)))
            self.problems.append(each)

    def done(self) -> None:
        """Raise all that was found wrong."""
        if self.problems:
            raise Problems(self.problems)

    def context(self, published: str | None) -> Context:
        """What the reader of a value has to know."""
        return Context(
            currency=self.known.currency,
            day=published,
            elements={**fields.RESERVED, **self.kinds},
            names=self.names,
            same_as=self.known.same_as,
            day_first=self.day_first,
        )

    # -- introducing an element -----------------------------------------------------------------

    def describe(
        self, element: str, item: ElementItem, report: str | None, *, afresh: bool = False
    ) -> None:
        """Introduce an element, or add names to one that is known.

        A name that it had before and lost is taken again only `afresh`, not from a file that is
        imported once more; nor does such a file change an identifier back.
        """
        kind = item.kind or fields.RESERVED.get(element)
        former = self.known.elements.get(element)
        if not self._can_be(element, kind, former):
            return
        if not kind and element not in self.kinds:
            guess = [fields.kind_for(element, name) for name in item.model_extra or ()]
            kind = next(filter(None, guess), None)
            if kind is None:
                self._ask_kind(element, f"elements.{element}")
                return
        if kind:
            self.kinds[element] = kind
        name, identifiers = item.name, item.identifiers
        if former and not afresh and name in former.names_before:
            name = None
        if former and self.again is not None:
            identifiers = self._kept(former, identifiers)
        new = former is None or (
            (kind is not None and former.kind != kind)
            or (name is not None and former.name != name)
            or not set(item.aliases) <= set(former.aliases)
            or not identifiers.items() <= dict(former.identifiers).items()
        )
        if names := tuple(filter(None, (item.name, *item.aliases))):
            self._doubt(element, names)
            self._name(element, *names)
        if new:
            self.events.append(
                ElementDescribed(
                    element=element,
                    kind=None if former and former.kind else kind,
                    name=name,
                    aliases=item.aliases,
                    identifiers=identifiers,
                    report=report,
                )
            )

    def _name(self, element: str, *names: str) -> None:
        """Let texts of this document call an element so, beside what they call it already."""
        if every := dict.fromkeys(filter(None, (*self.names.get(element, ()), *names))):
            self.names[element] = tuple(every)

    def _doubt(self, element: str, names: Iterable[str]) -> None:
        """Point out the names new to an element that another one seems to have."""
        same = self.known.same_as
        every = {each.id: (each.name, *each.aliases) for each in self.known.elements.values()}
        every |= self.names
        own = every.get(element, ())
        others = {
            each: had
            for each, had in every.items()
            if same.get(each, each) != same.get(element, element)
        }
        for name in names:
            if name not in own:
                self.warnings += doubts.of_name(element, name, others)

    def _kept(self, former: Element, identifiers: Mapping[str, str]) -> dict[str, str]:
        """The identifiers that an element lacks; another one under the same scheme stays."""
        for scheme, given in identifiers.items():
            had = former.identifiers.get(scheme, given)
            if had != given:
                self.warnings.append(
                    f"W-STATE the {scheme} of {former.id} is {had} in the record, and {given} here;"
                    f" 'dealtrail describe {self.known.deal} {former.id}' changes it"
                )
        return {
            scheme: given
            for scheme, given in identifiers.items()
            if scheme not in former.identifiers
        }

    def _can_be(self, element: str, kind: str | None, former: Element | None) -> bool:
        """Whether there is such a kind, and the element can be of it."""
        place = f"elements.{element}"
        if kind is not None and kind not in fields.KINDS:
            self.refuse(
                "there is no such kind of element",
                code="E-KIND",
                place=place,
                seen=kind,
                hint=near_hint(kind, list(fields.KINDS)),
            )
        elif element in fields.RESERVED and kind != fields.RESERVED[element]:
            self.refuse(
                f"this id always means the {fields.RESERVED[element]} that the deal is about",
                code="E-KIND",
                place=place,
                seen=kind,
                hint="choose another id",
            )
        elif former and former.kind and kind and former.kind != kind:
            self.refuse(
                f"this element is a {former.kind} already",
                code="E-KIND",
                place=place,
                seen=kind,
                hint="choose another id, or leave the kind out",
            )
        else:
            return True
        return False

    def _introduce(self, element: str, kind: str, report: str | None) -> None:
        """An element that only its use brings in; it may be a known one, mistyped."""
        alike = (each for each, its in self.kinds.items() if its == kind)
        for meant in near(element, mistakable(element, alike), cutoff=0.8)[:1]:
            self.warnings.append(
                f"W-NEAR {element} is new to this deal, and made a {kind}; is it {meant}?"
            )
        self.kinds[element] = kind
        self.events.append(ElementDescribed(element=element, kind=kind, report=report))

    def _ask_kind(self, element: str, place: str, name: str = "") -> None:
        hint = near_hint(element, list(self.kinds)) if self.kinds else ""
        kinds = fields.kinds_with(name) or tuple(sorted(fields.KINDS))
        self.refuse(
            "this element is new here, and its kind does not follow from the field",
            code="E-ELEMENT",
            place=place,
            seen=element,
            hint=f"{hint + '; ' if hint.startswith('did') else ''}to introduce it, add to "
            f"'elements:' the line '{element}: {{kind: {kinds[0]}, name: …}}', or give "
            f"--element '{element}: {kinds[0]}' (it can be: {', '.join(kinds)})",
        )

    # -- speaking of an element -----------------------------------------------------------------

    def entry(self, field: str, place: str, report: str | None) -> fields.Field | None:
        """The catalogue's entry of a field; introduces an element whose kind is plain from it."""
        element, _, name = field.partition(".")
        if not re.fullmatch(_ID, element):
            self.refuse(
                "an element is named by its id",
                code="E-ID",
                place=place,
                seen=element,
                hint="an id is lower-case letters and digits, with single hyphens",
            )
            return None
        kind = self.kinds.get(element)
        if kind is None:
            kind = fields.kind_for(element, name)
            if kind is None:
                if not fields.find("any", name) and not fields.kinds_with(name):
                    self._no_field(field, place)
                else:
                    self._ask_kind(element, place, name)
                return None
            self._introduce(element, kind, report)
        found = fields.find(kind, name)
        if found is None:
            self._no_field(field, place, kind)
        return found

    def _no_field(self, field: str, place: str, kind: str | None = None) -> None:
        name = field.partition(".")[2]
        names = [entry.name for entry in (fields.fields_of(kind) if kind else fields.every_field())]
        first, *more = field.split()
        if more and first.partition(".")[2] in names:
            self.refuse(
                "the name of a field has no spaces",
                code="E-FIELD",
                place=place,
                seen=field,
                hint=f"write an equals sign after it: '{first} = …'",
            )
            return
        self.refuse(
            f"a {kind} has no such field" if kind else "there is no such field",
            code="E-FIELD",
            place=place,
            seen=field,
            hint=near_hint(name, names)
            or f"'dealtrail fields{f' {kind}' if kind else ''}' lists them",
        )

    def figure(self, field: str, place: str) -> fields.Field | None:
        """The catalogue's entry of a figure that a claim names beside its own.

        It introduces nothing: that is the business of the claims that speak of the figure.
        """
        element, _, name = field.partition(".")
        kind = self.kinds.get(element) or fields.kind_for(element, name)
        if kind is None:
            self.no_figure(field, place)
            return None
        found = fields.find(kind, name)
        if found is None:
            self._no_field(field, place, kind)
        return found

    def no_figure(self, field: str, place: str, *, but: str = "") -> None:
        """Refuse the name of a figure of which nobody has spoken, save perhaps the claim `but`."""
        near = sorted(self.fields_spoken_of(but=but))
        hint = near_hint(field, near) if near else ""
        self.refuse(
            "nobody has spoken of such a figure",
            code="E-NOTFOUND",
            place=place,
            seen=field,
            hint=hint or "name a figure that this report or an earlier one has a claim of",
        )

    def fields_spoken_of(self, *, but: str = "") -> set[str]:
        """The fields of the claims in this document, and in the record save that of one."""
        held = {claim.field for claim in self.known.claims.values() if claim.id != but}
        return held | set(map(self.known_field, self.spoken))

    def known_field(self, field: str) -> str:
        """A field as the record has it, where its element is one with another."""
        element, _, name = field.partition(".")
        return f"{self.known.same_as.get(element, element)}.{name}"

    def refers(self, element: str, entry: fields.Field, place: str, report: str | None) -> bool:
        """Whether there is such an element to refer to, of a kind that the field takes."""
        if element not in self.kinds and element in fields.RESERVED:
            self._introduce(element, fields.RESERVED[element], report)
        kind = self.kinds.get(element)
        wanted = entry.targets
        if kind is None:
            hint = near_hint(element, list(self.kinds))
            self.refuse(
                "there is no such element in this deal",
                code="E-NOTFOUND",
                place=place,
                seen=element,
                hint=f"{hint + ' ' if hint.startswith('did') else ''}if it is new, introduce it "
                f"under 'elements:' with its kind",
            )
        elif wanted and "any" not in wanted and kind not in wanted:
            self.refuse(
                f"{element} is of kind {kind}, and {entry.name} takes {' or '.join(wanted)}",
                code="E-KIND",
                place=place,
                seen=element,
            )
        else:
            return True
        return False

    def may_merge(self, ids: Sequence[str], place: str, *, alike: bool) -> bool:
        """Whether ids are different elements that exist; `alike` asks for one kind too."""
        unknown = [element for element in ids if element not in self.kinds]
        shown = ", ".join(
            f"{each} ({self.kinds[each]})" if alike and each in self.kinds else each for each in ids
        )
        if len(ids) < 2:
            self.refuse(
                "one alone is no two",
                code="E-EMPTY",
                place=place,
                seen=shown,
                hint="name two or more",
            )
        elif len(set(ids)) < len(ids):
            self.refuse(
                "an element named twice",
                code="E-MERGE",
                place=place,
                seen=shown,
                hint="name two or more different ones",
            )
        elif unknown:
            self.refuse(
                "there is no such element in this deal",
                code="E-NOTFOUND",
                place=place,
                seen=unknown[0],
                hint=near_hint(
                    unknown[0],
                    list(self.kinds),
                    f"'dealtrail structure {self.known.deal}' shows the elements",
                ),
            )
        elif alike and len({self.kinds[element] for element in ids}) > 1:
            self.refuse(
                "elements of different kinds are not one thing",
                code="E-MERGE",
                place=place,
                seen=shown,
                hint="a field such as 'within' or 'member' tells how they belong together",
            )
        else:
            return True
        return False
