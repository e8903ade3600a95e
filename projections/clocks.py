"""The three clocks, and what can be seen of a deal's record at them.

`domain.known` folds the record as it stood at the record clock; `View` keeps of that what had been
published by the publication clock. Which claim of a field then leads is the business of `figures`.
"""

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from domain import dates, fields
from domain.errors import NotFound, Refused
from domain.known import Act, Claim, Known, Report, read_record
from domain.record import Record

if TYPE_CHECKING:
    from projections.groups import Group

_NOBODY: frozenset[str] = frozenset()
DECIDES = frozenset(("authority", "court", "class"))  # the fields that say who decides
_SHORT = 20  # hops of a citing chain that is kept


class Clocks(Record):
    """The three clocks of an answer, each the last instant that counts, and as it was asked for."""

    known_at: str
    as_of: str
    true_at: str
    asked: tuple[str, str, str]

    @classmethod
    def at(
        cls, *, as_of: str | None = None, known_at: str | None = None, true_at: str | None = None
    ) -> "Clocks":
        """Clocks for `2026-01-30`, `2026-Q1`, `2026-01-30T14:00+01:00`; a day means its end, UTC.

        Without `as_of` all that is published by now counts; `true_at` follows `as_of`; without
        `known_at` all that is recorded counts. Raises `Refused` (E-DATE).
        """
        now = dates.now()
        instants = []
        for option, given in (("as-of", as_of), ("known-at", known_at), ("true-at", true_at)):
            try:
                instants.append(dates.moment(given) if given else None)
            except Refused as refusal:
                refusal.place = f"--{option}"
                raise
        published, recorded, effective = instants
        asked = as_of or now[:19] + "Z"
        return cls(
            known_at=recorded or now,
            as_of=published or now,
            true_at=effective or published or now,
            asked=(known_at or now[:19] + "Z", asked, true_at or asked),
        )

    def json(self) -> dict[str, str]:
        """The clocks as printed with every answer."""
        return dict(zip(("known_at", "as_of", "true_at"), self.asked, strict=True))


def taken_back(acts: Iterable[Act]) -> set[int]:
    """The claims that publishers took back by these acts, by event number.

    A correction that was itself retracted takes nothing back any more.
    """
    acts = list(acts)
    retracted = {act.report.id for act in acts if act.step == "retracts"}
    removed: set[int] = set()
    for act in acts:
        if act.step == "retracts":
            removed.update(claim.number for claim in act.report.claims)
        elif act.step == "corrects" and act.report.id not in retracted:
            removed.update(act.targets)
        else:
            continue
        removed.add(act.number)  # copies of a report that holds no claims fall with the act itself
    return removed


def _standing(known: Known, clocks: Clocks, hidden: Container[int]) -> set[str]:
    """The reports that are out and were not retracted by the publication clock."""
    retracted = {
        act.report.id for act in known.acts if act.step == "retracts" and act.at <= clocks.as_of
    }
    return {
        report.id
        for report in known.reports.values()
        if report.last <= clocks.as_of
        and report.id not in retracted
        and report.number not in hidden
    }


def entries_of(known: Known, name: str) -> set[int]:
    """The numbers of a source's reports, of a report, claim or event; none if it is not there."""
    wanted = name.removeprefix(f"{known.deal}#")
    numbers = {
        report.number
        for report in known.reports.values()
        if report.id == name or report.source.casefold() == name.casefold()
    }
    if claim := known.claims.get(name):
        numbers.add(claim.number)
    if not numbers and wanted.isdecimal() and int(wanted) <= known.last_number:
        numbers.add(int(wanted))
    return numbers


class View:
    """What can be seen of a deal's record at the publication clock."""

    def __init__(self, known: Known, clocks: Clocks, without: Sequence[str] = ()) -> None:
        self.known = known
        self.clocks = clocks
        self.without = tuple(without)
        self.hidden = hidden = self._hidden(without)
        if known.merging:
            self.known = known = known.as_published(_standing(known, clocks, hidden))
        self.published = {
            report.id: report for report in known.reports.values() if report.last <= clocks.as_of
        }
        self.reports = self.published
        if hidden:
            self.reports = {
                name: report
                for name, report in self.published.items()
                if report.number not in hidden
            }
        self.acts = [
            act
            for act in known.acts
            if act.at <= clocks.as_of and act.report.id in self.reports and act.number not in hidden
        ]
        gone = self._left_out() if hidden else frozenset()
        self.claims: dict[str, Claim] = {}
        self.by_field: dict[str, list[Claim]] = {}
        self.on_top_of: dict[str, list[Claim]] = {}
        for report in self.reports.values():
            for claim in report.claims:
                if claim.id not in gone:
                    self.claims[claim.id] = claim
                    self.by_field.setdefault(claim.field, []).append(claim)
                    if claim.on_top_of is not None:
                        self.by_field.setdefault(claim.on_top_of, [])
                        self.on_top_of.setdefault(claim.on_top_of, []).append(claim)
        self.left_out: dict[str, list[Claim]] = {}  # by a what-if; their echoes go with them
        for report in self.published.values() if hidden else ():
            for claim in report.claims:
                if claim.id not in self.claims:
                    self.left_out.setdefault(claim.field, []).append(claim)
        self.denied = {claim.of_report for claim in self.by_field.get(".", ())}  # reports, whole
        self.removed = taken_back(self.acts)
        self.corrections: dict[str, tuple[Claim, ...]] = {}  # what each corrected version replaces
        if any(act.step == "corrects" for act in self.acts):
            by_number = {claim.number: claim for claim in known.claims.values()}
            for act in self.acts:
                if act.step == "corrects":
                    targets = (by_number.get(number) for number in act.targets)
                    self.corrections[act.report.id] = tuple(each for each in targets if each)
        self.descriptions = [
            each for each in known.described if each.report is None or each.report in self.reports
        ]
        self.names = {each.element: each.name for each in self.descriptions if each.name}
        self.sighted: dict[int, tuple[Claim, Claim]] | None = None  # of `origins.all_sighted`
        self.groups: dict[str, list[Group]] | None = None  # of `groups.groups`, where kept
        self._cited: dict[str, list[Sequence[str]]] = {}
        self._unheld: dict[str, tuple[str, ...]] = {}
        self._unheld_beyond: dict[str, tuple[tuple[str, ...], int]] = {}
        self._acts_on: dict[str, list[Act]] | None = None
        self._entries: dict[str, fields.Field | None] = {}
        self._cites_ahead: bool | None = None
        self._ancestors: dict[str, frozenset[str]] = {}
        self._who: dict[str, str] = {}
        self._authorities: frozenset[str] | None = None

    @classmethod
    def of(
        cls,
        path: str | os.PathLike[str],
        deal: str,
        clocks: Clocks | None = None,
        without: Sequence[str] = (),
    ) -> "View":
        """A deal in a ledger file at the clocks; without clocks, all that is known now.

        Raises `NotALedger`, `NewerVersion`, and `NotFound` with near names.
        """
        clocks = clocks or Clocks.at()
        return cls(read_record(path, deal, clocks.known_at), clocks, without)

    def keep_groups(self) -> None:
        """Let `groups` make the figures of a field once, for several folds of one view."""
        self.groups = self.groups or {}

    def _hidden(self, without: Sequence[str]) -> set[int]:
        """The event numbers that a what-if leaves out: of a source, a report or an event."""
        hidden: set[int] = set()
        for name in without:
            numbers = entries_of(self.known, name)
            if not numbers:
                raise self._nothing_to_leave_out(name)
            hidden |= numbers
        return hidden

    def _nothing_to_leave_out(self, name: str) -> NotFound:
        from domain.names import near

        reports = self.known.reports.values()
        folded = {
            each.casefold(): each for report in reports for each in (report.id, report.source)
        }
        meant = [folded[each] for each in near(name.casefold(), folded)]
        return NotFound(
            "no source, report or event of this deal has that name",
            code="E-NOTFOUND",
            place="--without",
            seen=name,
            hint=f"did you mean {' or '.join(meant)}?"
            if meant
            else "name a source as written in its reports, a report id, or an event such as "
            f"{self.known.deal}#17",
        )

    def _left_out(self) -> set[str]:
        """The claims that a what-if leaves out, and those that only saw one of them again."""
        claims = [claim for report in self.published.values() for claim in report.claims]
        gone = {
            claim.id
            for claim in claims
            if claim.number in self.hidden or claim.report.id not in self.reports
        }
        size = 0
        while size < len(gone):
            size = len(gone)
            there = {claim.id for claim in claims} - gone
            gone.update(
                claim.id
                for claim in claims
                if not gone.isdisjoint(claim.sighting_of) and there.isdisjoint(claim.sighting_of)
            )
        return gone

    def cited(self, report: Report) -> Iterable[Sequence[str]]:
        """The reports that this one cites, directly first, then along the chain, hop by hop."""
        if not report.cites:
            return ()
        found = self._cited.get(report.id)
        return self._chain(report) if found is None else found

    def _chain(self, report: Report) -> Iterator[Sequence[str]]:
        levels: list[Sequence[str]] = []
        seen = {report.id}
        level = [name for name in dict.fromkeys(report.cites) if name not in seen]
        while level:
            levels.append(level)
            yield level
            seen.update(level)
            held = (self.published.get(name) for name in level)
            following = (name for each in held if each for name in each.cites)
            level = [name for name in dict.fromkeys(following) if name not in seen]
        if len(levels) <= _SHORT:  # all the tails of a long chain would take its length squared
            self._cited[report.id] = levels

    def ancestors(self, report: Report) -> frozenset[str]:
        """All reports that a report cites, directly or along the chain."""
        if not report.cites:
            return _NOBODY
        found = self._ancestors.get(report.id)
        if found is None:
            found = frozenset(name for level in self.cited(report) for name in level)
            self._ancestors[report.id] = found
        return found

    def unheld(self, report: Report) -> tuple[str, ...]:
        """The reports, of which we hold nothing that they say, by way of which this one copies.

        Each copies the next, and the last is the first of all.
        """
        found = self._unheld.get(report.id)
        if found is None:
            found = self._unheld[report.id] = self._followed(report.cites)
        return found

    def unheld_beyond(self, report: Report) -> tuple[tuple[str, ...], int]:
        """The same where it cites such a report only by way of others, and how many of those."""
        found = self._unheld_beyond.get(report.id)
        if found is None:
            found = (), 0
            for passed, level in enumerate(self.cited(report)):
                if self._empty(level) is not None:
                    found = self._followed(level), passed
                    break
            self._unheld_beyond[report.id] = found
        return found

    def _followed(self, names: Iterable[str]) -> tuple[str, ...]:
        path: list[str] = []
        name = self._empty(names)
        while name is not None and name not in path:
            path.append(name)
            held = self.published.get(name)
            name = self._empty(held.cites) if held is not None else None
        return tuple(path)

    def _empty(self, names: Iterable[str]) -> str | None:
        """The first of some reports of which we hold nothing that it says."""
        for name in names:
            held = self.published.get(name)
            if held is None or not held.claims:
                return name
        return None

    @property
    def cites_ahead(self) -> bool:
        """Whether some report cites a younger one, by its day."""
        if self._cites_ahead is None:
            self._cites_ahead = any(
                held is not None and held.last[:10] > report.last[:10]
                for report in self.published.values()
                for held in map(self.published.get, report.cites)
            )
        return self._cites_ahead

    def entry(self, field: str) -> fields.Field | None:
        """The catalogue's entry for a field of this deal."""
        if field not in self._entries:
            element, _, name = field.partition(".")
            self._entries[field] = fields.find(self.known.kind_of(element), name)
        return self._entries[field]

    def restates(self, claim: Claim) -> Claim | None:
        """The claim that a corrected version says anew: of the same field, or of one left out."""
        replaced = self.corrections.get(claim.report.id)
        if replaced is None:
            return None
        same = [each for each in replaced if each.field == claim.field]
        if not same:
            anew = {each.field for each in claim.report.claims}
            same = [each for each in replaced if each.field not in anew]
        return max(same, key=lambda each: (each.key == claim.key, -each.number), default=None)

    def acts_on(self, report: str, field: str) -> tuple[int, ...]:
        """What a publisher did to a report as far as it touches a field, by event number."""
        if self._acts_on is None:
            self._acts_on = {}
            for act in self.acts:
                hit = act.report.id if act.step == "retracts" else act.corrected
                if hit is not None:
                    self._acts_on.setdefault(hit, []).append(act)
        return tuple(
            act.number
            for act in self._acts_on.get(report, ())
            if act.step == "retracts" or any(claim.field == field for claim in act.report.claims)
        )

    def who(self, name: str) -> str:
        """The element that goes by a name, or the name as it is compared: one party, one word."""
        if not self._who:
            same_as = self.known.same_as
            for each in self.descriptions:
                names = (*each.aliases, each.name, each.element)
                one = same_as.get(each.element, each.element)
                self._who.update(dict.fromkeys((name.casefold() for name in names if name), one))
        folded = name.casefold()
        return self._who.get(folded, folded)

    def is_authority(self, who: str) -> bool:
        """Whether somebody, as `who` gives them, decides: an authority asked, or a court."""
        return who in self.authorities

    @property
    def authorities(self) -> frozenset[str]:
        """Those who decide, as `who` gives them."""
        if self._authorities is None:
            self._authorities = frozenset(self._every_authority())
        return self._authorities

    def _every_authority(self) -> Iterator[str]:
        for field, claims in self.by_field.items():
            name = field.partition(".")[2]
            for claim in claims if name in DECIDES else ():
                value = claim.value
                if value is None or claim.verb == "deny":
                    continue
                if name == "authority":
                    yield from value.get("to", ())
                elif name == "court":
                    yield self.who(value.get("text", ""))
                elif "authority" in value.get("choices", ()):
                    yield claim.element

    def grade(self, report: Report) -> str:
        """The Admiralty grade of a report's source; F (cannot be judged) where none was given."""
        grades = self.known.grades
        return grades.get(report.source.casefold(), "F") if grades else "F"
