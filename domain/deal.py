"""The rules: what the record is and what somebody wants to log, to events or a refusal.

Pure functions. Nothing is read from a file here and nothing is stored; the ledger hands in the
record as it stands and the time, and stores what comes back in one transaction.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from domain import doubts, fields, reading
from domain.dates import span
from domain.documents import (
    AmendDocument,
    AmendReportDocument,
    Content,
    DealDocument,
    DescribeDocument,
    DistinguishDocument,
    ElementItem,
    GradeDocument,
    IdentifyDocument,
    ReportDocument,
    RetractDocument,
    UndoDocument,
    WithdrawDocument,
    build,
    near_hint,
)
from domain.errors import Conflict, Duplicate, NotFound, Problems, Refused
from domain.events import (
    CLAIMS,
    VERBS,
    Claim,
    ClaimAmended,
    ClaimBody,
    ClaimWithdrawn,
    DealOpened,
    ElementDescribed,
    ElementsDistinguished,
    ElementsIdentified,
    EntryUndone,
    Event,
    HeaderParts,
    ReportAmended,
    ReportCorrected,
    ReportLogged,
    ReportRetracted,
    Restated,
    SourceGraded,
)
from domain.known import ON_RECORD, Element, Known, Report
from domain.reading.context import Context
from domain.record import Record
from domain.values import Stored, leaves, text

CLAIM_CLASS: dict[str, type[Claim]] = {
    verb: claim for verb, name in VERBS.items() for claim in CLAIMS if claim.stored_name == name
}
OPTIONS = tuple(name for name in ClaimBody.model_fields if name not in ("field", "value"))
_ENVELOPE = ("report", "claim", "verb")
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
DESCRIBED = ("kind", "name", "aliases", "identifiers")


class Decision(Record):
    """What a document becomes: its events, in order, and what the person should look at twice.

    `already` says that all of it is in the record, so that there is nothing to store.
    """

    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()
    already: str = ""


def decide(known: Known | None, content: Content, place: str, now: str) -> Decision:
    """The events of one document, given the record of its deal (None: no such deal yet).

    `now` is the present instant; nothing can have been published after it. Raises `Problems` with
    all that is wrong, `NotFound`, `Duplicate` or `Refused`.
    """
    if isinstance(content, DealDocument):
        return open_deal(known, content, place)
    if isinstance(content, GradeDocument):
        grade = content.grade
        return Decision(events=(SourceGraded(**grade.model_dump(exclude_none=True)),))
    if known is None:
        raise NotFound(
            "there is no such deal",
            code="E-NOTFOUND",
            place=place,
            seen=content.deal,
            hint=f"'dealtrail open {content.deal}' opens it; 'dealtrail deals' lists the others",
        )
    return _CASES[type(content)](known, content, place, now)


def open_deal(known: Known | None, deal: DealDocument, place: str = "") -> Decision:
    """A deal that we begin to follow, with the elements known at the start."""
    opened = DealOpened(
        deal=deal.open, name=deal.name, type=deal.type, currency=deal.currency, note=deal.note
    )
    draft = _Draft(known or Known(deal.open), place, currency=deal.currency)
    for element, item in deal.elements.items():
        if item.model_extra:
            draft.refuse(
                "a field is a claim, and a claim belongs to a report",
                code="E-CLAIM",
                place=f"elements.{element}",
                seen=", ".join(item.model_extra),
                hint="put it into the report that says so",
            )
        draft.describe(element, item, None)
    draft.done()
    if known is None:
        return Decision(events=(opened, *draft.events))
    if (known.name, known.type, known.currency) != (opened.name, opened.type, opened.currency):
        raise Duplicate(
            "this deal is open already, under other terms",
            code="E-DUPLICATE",
            place=place,
            seen=deal.open,
            hint="choose another id; 'dealtrail describe' adds names to its elements",
        )
    if draft.events:
        return Decision(events=tuple(draft.events))
    return Decision(already=f"{deal.open} is open already")


class _Draft:
    """One report on its way to events: what it adds, and all that is wrong with it."""

    def __init__(self, known: Known, place: str, *, currency: str | None) -> None:
        self.known = known
        self.place = place
        self.currency = currency
        self.events: list[Event] = []
        self.problems: list[Refused] = []
        self.warnings: list[str] = []
        self.kinds = {element.id: element.kind for element in known.elements.values()}
        self.names = {
            element.id: (element.name, *element.aliases)
            for element in known.elements.values()
            if element.name
        }

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
        elements = {**fields.RESERVED, **self.kinds}
        return Context(currency=self.currency, day=published, elements=elements, names=self.names)

    def describe(
        self, element: str, item: ElementItem, report: str | None, *, afresh: bool = False
    ) -> None:
        """Introduce an element, or add names to one that is known.

        A name that it had before and lost is taken again only `afresh`, not from a file that is
        imported once more.
        """
        kind = item.kind or fields.RESERVED.get(element)
        if kind is not None and kind not in fields.KINDS:
            self.refuse(
                "there is no such kind of element",
                code="E-KIND",
                place=f"elements.{element}",
                seen=kind,
                hint=near_hint(kind, list(fields.KINDS)),
            )
            return
        if element in fields.RESERVED and kind != fields.RESERVED[element]:
            self.refuse(
                f"this id always means the {fields.RESERVED[element]} that the deal is about",
                code="E-KIND",
                place=f"elements.{element}",
                seen=kind,
                hint="choose another id",
            )
            return
        former = self.known.elements.get(element)
        if former and former.kind and kind and former.kind != kind:
            self.refuse(
                f"this element is a {former.kind} already",
                code="E-KIND",
                place=f"elements.{element}",
                seen=kind,
                hint="choose another id, or leave the kind out",
            )
            return
        if not kind and element not in self.kinds:
            guess = [fields.kind_for(element, name) for name in item.model_extra or ()]
            kind = next(filter(None, guess), None)
            if kind is None:
                self._ask_kind(element, f"elements.{element}")
                return
        if kind:
            self.kinds[element] = kind
        if former and self._adds_nothing(former, item, kind, afresh=afresh):
            return
        if item.name:
            self.warnings += doubts.of_name(element, item.name, self.names)
            self.names[element] = (item.name, *item.aliases)
        self.events.append(
            ElementDescribed(
                element=element,
                kind=None if former and former.kind else kind,
                name=item.name,
                aliases=item.aliases,
                identifiers=item.identifiers,
                report=report,
            )
        )

    def _adds_nothing(
        self, former: Element, item: ElementItem, kind: str | None, *, afresh: bool
    ) -> bool:
        names = (former.name,) if afresh else (former.name, *former.names_before)
        return (
            (kind is None or former.kind == kind)
            and (item.name is None or item.name in names)
            and set(item.aliases) <= set(former.aliases)
            and item.identifiers.items() <= dict(former.identifiers).items()
        )

    def _ask_kind(self, element: str, place: str, name: str = "") -> None:
        hint = near_hint(element, list(self.kinds)) if self.kinds else ""
        kinds = fields.kinds_with(name) or tuple(sorted(fields.KINDS))
        self.refuse(
            "this element is new here, and its kind does not follow from the field",
            code="E-ELEMENT",
            place=place,
            seen=element,
            hint=f"{hint + '; ' if hint.startswith('did') else ''}to introduce it, add to "
            f"'elements:' the line '{element}: {{kind: {kinds[0]}, name: …}}' "
            f"(kinds that it can be: {', '.join(kinds)})",
        )

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
            self.kinds[element] = kind
            self.events.append(ElementDescribed(element=element, kind=kind, report=report))
        found = fields.find(kind, name)
        if found is None:
            self._no_field(field, place, kind)
        return found

    def _no_field(self, field: str, place: str, kind: str | None = None) -> None:
        name = field.partition(".")[2]
        names = [entry.name for entry in (fields.fields_of(kind) if kind else fields.every_field())]
        self.refuse(
            f"a {kind} has no such field" if kind else "there is no such field",
            code="E-FIELD",
            place=place,
            seen=field,
            hint=near_hint(name, names)
            or f"'dealtrail fields{f' {kind}' if kind else ''}' lists them",
        )

    def may_merge(self, ids: Sequence[str], place: str, *, alike: bool) -> bool:
        """Whether ids are different elements that exist; `alike` asks for one kind too."""
        unknown = [element for element in ids if element not in self.kinds]
        if len(ids) < 2:
            message, code, hint = "one alone is no two", "E-EMPTY", "name two or more"
        elif len(set(ids)) < len(ids):
            message, code = "an element named twice", "E-MERGE"
            hint = "name two or more different ones"
        elif unknown:
            message, code = "there is no such element in this deal", "E-NOTFOUND"
            hint = near_hint(unknown[0], list(self.kinds))
        elif alike and len({self.kinds[element] for element in ids}) > 1:
            message, code = "elements of different kinds are not one thing", "E-MERGE"
            hint = "a field such as 'within' or 'member' tells how they belong together"
        else:
            return True
        shown = (
            unknown[0]
            if code == "E-NOTFOUND"
            else ", ".join(
                f"{each} ({self.kinds[each]})" if alike and each in self.kinds else each
                for each in ids
            )
        )
        self.refuse(message, code=code, place=place, seen=shown, hint=hint)
        return False

    # -- claims ---------------------------------------------------------------------------------

    def claim(
        self, item: Mapping[str, Any], claim_id: str, header: HeaderParts, report: str
    ) -> Claim | None:
        """One claim of a report, from its short or long form."""
        place = f"claim {claim_id}"
        parts = self.parts(item, place, header, report)
        if parts is None:
            return None
        verb, body = parts
        model = CLAIM_CLASS[verb]
        try:
            return build(model, {"report": report, "claim": claim_id, **body}, "")
        except Problems as problems:
            self.adopt(problems, place)
            return None

    def parts(
        self, item: Mapping[str, Any], place: str, header: HeaderParts, report: str
    ) -> tuple[str, dict[str, Any]] | None:
        """The verb of a claim and its parts, read and checked against the catalogue."""
        found = self._verb(item, place)
        if found is None:
            return None
        verb, options = found
        body: dict[str, Any] = dict(options)
        field = body.get("field")
        if body.get("of_report"):
            return (verb, body) if self._report_denied(verb, body, place) else None
        if not isinstance(field, str) or "." not in field:
            self.refuse(
                "a claim names a field of an element",
                code="E-CLAIM",
                place=place,
                seen=field,
                hint=f"write '{verb}: amazon.commitment = up to $50bn'",
            )
            return None
        entry = self.entry(field, place, report)
        if entry is None:
            return None
        if field == body.get("on_top_of") and "value" not in body:
            self.refuse("an increment has a value", code="E-CLAIM", place=place)
        quoted = body.pop("as_quoted", None)
        if quoted and isinstance(body.get("value"), Mapping):
            body["value"] = {**body["value"], "as_quoted": quoted}
        context = self.context(header.published)
        for part in ("value", "was"):
            if part in body:
                value = self.value(body[part], entry, context, f"{place} {field}", report)
                if value is None:
                    return None
                body[part] = value
                self.warnings += doubts.of_value(value, header.published)
        if quoted:
            if "value" not in body:
                self.refuse("as_quoted belongs to a value", code="E-CLAIM", place=place)
                return None
            body["value"] = {**body["value"], "as_quoted": quoted}
        if "value" not in body and verb in ("rumor", "change", "confirm"):
            self.refuse(
                "a claim states a value",
                code="E-CLAIM",
                place=f"{place} {field}",
                hint=f"write '{verb}: {field} = …'; 'undisclosed' and 'none' are values",
            )
            return None
        if not self._other_figures(body, place):
            return None
        if not self._agrees(verb, entry, body, header, f"{place} {field}"):
            return None
        return verb, body

    def _verb(self, item: Mapping[str, Any], place: str) -> tuple[str, dict[str, Any]] | None:
        verbs = [verb for verb in VERBS if verb in item]
        if len(verbs) != 1:
            self.refuse(
                "a claim has one verb",
                code="E-VERB",
                place=place,
                seen=", ".join(verbs or map(str, item)),
                hint=f"write one of: {', '.join(VERBS)}",
            )
            return None
        (verb,) = verbs
        outer = {name: part for name, part in item.items() if name != verb}
        said = item[verb]
        if isinstance(said, str):
            inner = _short(said)
        elif isinstance(said, Mapping):
            inner = dict(said)
        else:
            self.refuse(
                "a claim is 'element.field = text', or a field with its value",
                code="E-CLAIM",
                place=place,
                seen=str(said)[:80],
            )
            return None
        if twice := [name for name in inner if name in outer]:
            self.refuse(
                "said twice, beside the claim and in it", code="E-CLAIM", place=place, seen=twice[0]
            )
            return None
        known_options = (*OPTIONS, "as_quoted", "field", "value", "of_report")
        for name in (*inner, *outer):
            if name not in known_options:
                self.refuse(
                    "a claim has no such part",
                    code="E-KEY",
                    place=place,
                    seen=name,
                    hint=near_hint(name, known_options),
                )
                return None
        body = {**inner, **outer}
        for name in ("stage", "sourcing", "of_report"):
            if not isinstance(body.get(name, ""), str):
                self.refuse(
                    f"{name} is one word",
                    code="E-VALUE",
                    place=place,
                    seen=type(body[name]).__name__,
                    hint="write it without brackets",
                )
                return None
        return verb, body

    def _report_denied(self, verb: str, body: Mapping[str, Any], place: str) -> bool:
        if verb != "deny":
            self.refuse("only a denial can speak of a whole report", code="E-CLAIM", place=place)
            return False
        if body["of_report"] not in self.known.reports:
            self.refuse(
                "there is no such report in this deal",
                code="E-NOTFOUND",
                place=place,
                seen=body["of_report"],
                hint=near_hint(body["of_report"], list(self.known.reports)),
            )
            return False
        return True

    def value(
        self,
        given: Any,
        entry: fields.Field,
        context: Context,
        place: str,
        report: str | None = None,
    ) -> dict[str, Any] | None:
        """A value as stored, from text or from its long form."""
        try:
            read = isinstance(given, str)
            value = reading.read(given, entry, context) if read else reading.check(given, entry)
        except Refused as refusal:
            self.adopt(refusal, place)
            return None
        refers = [self._refers(element, entry, place, report) for element in _named_in(value)]
        return value if all(refers) else None

    def _refers(self, element: str, entry: fields.Field, place: str, report: str | None) -> bool:
        """Whether there is such an element to refer to, of a kind that the field takes."""
        kind = self.kinds.get(element)
        if kind is None and element in fields.RESERVED:
            kind = self.kinds[element] = fields.RESERVED[element]
            self.events.append(ElementDescribed(element=element, kind=kind, report=report))
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
                f"{element} is a {kind}, and {entry.name} takes a {' or '.join(wanted)}",
                code="E-KIND",
                place=place,
                seen=element,
            )
        else:
            return True
        return False

    def _other_figures(self, body: dict[str, Any], place: str) -> bool:
        """Check the figures that a claim lies inside of or adds to.

        Brings `part_of` to its stored form: a list of figures, each perhaps with its portion.
        """
        if "on_top_of" in body and self._figure(body["on_top_of"], place) is None:
            return False
        if "part_of" not in body:
            return True
        given = body["part_of"]
        parts = []
        for part in given if isinstance(given, list | tuple) else [given]:
            one = dict(part) if isinstance(part, Mapping) else {"of": part}
            entry = self._figure(one.get("of"), place)
            if entry is None:
                return False
            if "portion" in one:
                one["portion"] = self.value(one["portion"], entry, self.context(None), place)
                if one["portion"] is None:
                    return False
            parts.append(one)
        body["part_of"] = parts
        return True

    def _figure(self, given: Any, place: str) -> fields.Field | None:
        """The catalogue's entry of a figure that a claim names beside its own."""
        if isinstance(given, str) and "." in given:
            return self.entry(given, place, None)
        self.refuse(
            "a figure is named by its element and field",
            code="E-CLAIM",
            place=place,
            seen=given if isinstance(given, str) else type(given).__name__,
            hint="write ELEMENT.FIELD, such as round.size",
        )
        return None

    def _agrees(
        self,
        verb: str,
        entry: fields.Field,
        body: dict[str, Any],
        header: HeaderParts,
        place: str,
    ) -> bool:
        """Whether verb, sourcing and stage go together."""
        sourcing = body.get("sourcing", header.sourcing)
        if verb == "confirm" and sourcing not in ON_RECORD:
            self.refuse(
                "a confirmation is on the record",
                code="E-SOURCING",
                place=place,
                seen=sourcing,
                hint="say 'rumor', or give the sourcing: filing, company_statement or on_record",
            )
            return False
        if verb == "rumor" and sourcing in ON_RECORD:
            self.refuse(
                "what is said on the record is no rumour",
                code="E-SOURCING",
                place=place,
                seen=sourcing,
                hint="say 'confirm', or give the sourcing of this claim",
            )
            return False
        if "stage" in body:
            word = fields.stage_for(body["stage"])
            if word is None or word not in fields.STAGE_GROUPS.get(entry.stages, ()):
                allowed = fields.STAGE_GROUPS.get(entry.stages, ())
                self.refuse(
                    "this field takes no such stage" if allowed else "this field has no stage",
                    code="E-STAGE",
                    place=place,
                    seen=body["stage"],
                    hint=f"write one of: {', '.join(allowed)}" if allowed else "leave it out",
                )
                return False
            body["stage"] = word
        return True


def _named_in(value: Stored) -> list[str]:
    """The elements that a value refers to."""
    match value["type"]:
        case "refs":
            return list(value["to"])
        case "condition":
            return leaves(value)
        case "consideration":
            return [
                part[name]
                for part in value["parts"]
                for name in ("of", "instrument")
                if name in part
            ]
        case "per_share" if "floating" in value:
            return [value["floating"]["of"]]
    return []


def _short(text: str) -> dict[str, Any]:
    """`amazon.commitment = up to $50bn` apart; `report ID` for the denial of a whole report."""
    field, equals, value = text.partition("=")
    if not equals and field.strip().startswith("report "):
        return {"of_report": field.strip().removeprefix("report ").strip()}
    return {"field": field.strip(), **({"value": value.strip()} if equals else {})}


# -- a report ------------------------------------------------------------------------------------


def log_report(known: Known, content: ReportDocument, place: str, now: str) -> Decision:
    """A report with all its claims; refused whole if anything in it is wrong."""
    report = content.id or report_id(content)
    draft = _Draft(known, place, currency=known.currency)
    header = ReportLogged(
        report=report,
        **{name: getattr(content, name) for name in HeaderParts.model_fields},
    )
    _check_header(draft, header, now)
    draft.events.append(header)
    for element, item in content.elements.items():
        draft.describe(element, item, report)
    claims = [
        claim
        for claim_id, item in _numbered(content)
        if (claim := draft.claim(item, claim_id, header, report)) is not None
    ]
    draft.events += claims
    former = known.reports.get(report)
    if former is None:  # else it was checked when it was logged, and much may have happened since
        _check_claims(draft, claims, report)
        _correct(draft, report, content)
        _retract_by(draft, header, content)
        _merge(draft, content)
    draft.done()
    if not claims and not content.corrects and not content.retracts:
        draft.warnings.append("W-EMPTY this report has no claim")
    if former is not None:
        return _logged_before(former, draft, content, place)
    draft.warnings += _looks_known(known, header, report)
    return Decision(events=tuple(draft.events), warnings=tuple(draft.warnings))


def report_id(content: ReportDocument) -> str:
    """The key of a report that was given none: its source, its date, and its address."""
    import hashlib
    import unicodedata

    def slug(text: str) -> str:
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        return "-".join("".join(c if c.isalnum() else " " for c in plain).split())

    date = slug(content.published.partition("T")[0])
    seed = content.url or repr(content.claims)
    source = slug(content.source)[:60].strip("-")  # nothing is left of some alphabets
    return "-".join(filter(None, (date, source, hashlib.sha256(seed.encode()).hexdigest()[:6])))


def _numbered(content: ReportDocument) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every claim of a report with its id: births of elements, then the list."""
    on_record = content.sourcing in ON_RECORD
    for element, item in content.elements.items():
        for name, value in (item.model_extra or {}).items():
            said = {"field": f"{element}.{name}", "value": value}
            yield f"{element}.{name}", {"confirm" if on_record else "rumor": said}
    for place, entry in enumerate(content.claims, start=1):
        several = entry if isinstance(entry, tuple) else (entry,)
        for count, claim in enumerate(several, start=1):
            yield (f"{place}.{count}" if count > 1 else str(place)), claim


def _check_header(draft: _Draft, header: ReportLogged, now: str) -> None:
    if span(header.published)[0] > now:
        draft.refuse(
            "nothing can have been published in the future",
            code="E-FUTURE",
            place="published",
            seen=header.published,
            hint="check the year; what a report expects is a claim with a date of its own",
        )
    if header.copy_published and span(header.copy_published)[1] < span(header.published)[0]:
        draft.warnings.append(
            f"W-ORDER the copy ({header.copy_published}) is older than what it copies "
            f"({header.published}); kept as it stands"
        )
    if header.report in header.cites:
        draft.refuse(
            "a report does not cite itself",
            code="E-CITE",
            place="cites",
            seen=header.report,
            hint="leave it out of what this report cites",
        )


def _check_claims(draft: _Draft, claims: Sequence[Claim], report: str) -> None:
    """Whether the claims that these ones refer to exist."""
    own = {f"{report}#{claim.claim}" for claim in claims}
    for claim in claims:
        ref = f"{report}#{claim.claim}"
        _check_sightings(draft, ref, claim.sighting_of, own, f"claim {claim.claim}")


def _check_sightings(
    draft: _Draft, claim: str, sighted: Sequence[str], own: Collection[str], place: str
) -> None:
    for ref in sighted:
        if ref == claim:
            draft.refuse(
                "a claim is no sighting of itself",
                code="E-SIGHTING",
                place=place,
                seen=ref,
                hint="name the claim that it saw",
            )
        elif ref not in own and ref not in draft.known.claims:
            draft.refuse(
                "there is no such claim to have sighted",
                code="E-NOTFOUND",
                place=place,
                seen=ref,
                hint=near_hint(ref, list(draft.known.claims)),
            )


def _correct(draft: _Draft, report: str, content: ReportDocument) -> None:
    corrects = content.corrects
    if corrects is None:
        return
    known = draft.known
    if corrects.report == report:
        draft.refuse(
            "a report does not correct itself",
            code="E-CORRECT-SELF",
            place="corrects",
            seen=report,
            hint="give the corrected version an id of its own, such as …-v2",
        )
        return
    target = known.reports.get(corrects.report)
    if target is None:
        draft.refuse(
            "there is no such report to correct",
            code="E-CORRECT-TARGET",
            place="corrects",
            seen=corrects.report,
            hint=near_hint(corrects.report, list(known.reports)),
        )
        return
    if report in _corrected_through(known, target):
        draft.refuse(
            f"{corrects.report} corrects this report already, directly or by way of others",
            code="E-CORRECT-CYCLE",
            place="corrects",
            seen=corrects.report,
            hint="the corrected version is the later one; give it an id of its own",
        )
        return
    if span(content.published)[1] < target.first:
        draft.warnings.append(
            f"W-ORDER {report} ({content.published}) was published before what it corrects "
            f"({target.id}, {target.published}); check both dates"
        )
    if any(act.step == "retracts" and act.report is target for act in known.acts):
        draft.refuse(
            "this report was retracted; a correction of it has nothing to stand on",
            code="E-STATE",
            place="corrects",
            seen=corrects.report,
            hint="if the retraction was logged wrongly, 'dealtrail undo' it first",
        )
    for ref in corrects.replaces:
        if ref not in known.claims or not ref.startswith(f"{corrects.report}#"):
            draft.refuse(
                "the corrected report has no such claim",
                code="E-CORRECT-TARGET",
                place="corrects.replaces",
                seen=ref,
                hint=near_hint(ref, [claim.id for claim in target.claims]),
            )
        else:
            _not_replaced_before(known, ref)
    draft.events.append(
        ReportCorrected(
            report=corrects.report, by=report, replaces=corrects.replaces, note=corrects.note
        )
    )


def _corrected_through(known: Known, report: Report) -> set[str]:
    """The reports that one corrects, directly or by way of others."""
    found: set[str] = set()
    open_ = [report]
    while open_:
        for name, data in open_.pop().rows:
            if name == ReportCorrected.stored_name and data["report"] not in found:
                found.add(data["report"])
                if held := known.reports.get(data["report"]):
                    open_.append(held)
    return found


def _not_replaced_before(known: Known, ref: str) -> None:
    """Raise `Conflict` where somebody has logged another correction of a claim already."""
    number = known.claims[ref].number
    for act in known.acts:
        if act.step == "corrects" and number in act.targets:
            fields = {known.claims[ref].field}
            said = [claim for claim in act.report.claims if claim.field in fields]
            shown = ", ".join(
                f"{claim.field} = {text(claim.value)}" for claim in said if claim.value
            )
            raise Conflict(
                f"{act.report.id} replaced this claim already" + (f": {shown}" if shown else ""),
                code="E-CONFLICT",
                place="corrects.replaces",
                seen=ref,
                hint=f"correct the correction: 'dealtrail correct {act.report.id}'",
            )


def _retract_by(draft: _Draft, header: ReportLogged, content: ReportDocument) -> None:
    retracts = content.retracts
    if retracts is None:
        return
    if retracts.report not in draft.known.reports:
        draft.refuse(
            "there is no such report to retract",
            code="E-NOTFOUND",
            place="retracts",
            seen=retracts.report,
            hint=near_hint(retracts.report, list(draft.known.reports)),
        )
        return
    target = draft.known.reports[retracts.report]
    if span(header.published)[1] < target.first:
        draft.refuse(
            f"published before what it retracts ({target.published})",
            code="E-RANGE",
            place="retracts",
            seen=header.published,
            hint="check both dates",
        )
        return
    for act in draft.known.acts:
        if act.step == "retracts" and act.report is target:
            draft.warnings.append(
                f"W-STATE {target.id} was retracted by {draft.known.deal}#{act.number} already"
            )
            return
    draft.events.append(
        ReportRetracted(
            report=retracts.report,
            published=header.published,
            url=header.url,
            note=retracts.note,
        )
    )


def _merge(draft: _Draft, content: ReportDocument) -> None:
    for ids in content.identify:
        if draft.may_merge(ids, "identify", alike=True):
            draft.events.append(ElementsIdentified(same=ids))
    for ids in content.distinguish:
        if draft.may_merge(ids, "distinguish", alike=False):
            draft.events.append(ElementsDistinguished(different=ids))


def _logged_before(former: Report, draft: _Draft, content: ReportDocument, place: str) -> Decision:
    """A report whose id is in the record: the same again is nothing new, another is refused."""
    events: list[Event] = [
        event for event in draft.events if isinstance(event, ReportLogged | Claim)
    ]
    if content.corrects:
        parts = content.corrects.model_dump(exclude_defaults=True)
        events.append(ReportCorrected(by=former.id, **parts))
    said = [(event.stored_name, event.state()) for event in events]
    retracted = {act.report.id for act in draft.known.acts if act.step == "retracts"}
    if said == [(name, dict(data)) for name, data in former.rows] and (
        content.retracts is None or content.retracts.report in retracted
    ):
        new = [
            event
            for event in draft.events
            if isinstance(event, ElementDescribed) and event.element not in draft.known.elements
        ]
        if new:
            return Decision(events=tuple(new), warnings=tuple(draft.warnings))
        return Decision(already=f"{former.id} is in the ledger already")
    raise Duplicate(
        "a report of that id is in the ledger, and it says something else",
        code="E-DUPLICATE",
        place=place,
        seen=former.id,
        hint="a corrected version is a report of its own ('corrects:'); what we mis-logged is put "
        "right with 'dealtrail amend'",
    )


def _looks_known(known: Known, header: ReportLogged, report: str) -> Iterator[str]:
    """Whether the same page seems to be in the record under another id."""
    for each in known.reports.values():
        if header.url is not None and each.url == header.url and each.id != report:
            yield f"W-DUP {each.id} has the same address; a corrected version says 'corrects:'"


# -- log fixes and publishers' acts --------------------------------------------------------------


def claim_of(known: Known, name: str, place: str = "") -> str:
    """The reference of a claim that is named so, or as an event (`openai-2026#17`).

    Raises `NotFound`.
    """
    if name in known.claims:
        return name
    if known.openings:
        _no_opening(known, name, place)
    number = name.removeprefix(f"{known.deal}#")
    if number.isdecimal() and len(number) < 12:
        for claim in known.claims.values():
            if claim.number == int(number):
                return claim.id
        for act in known.acts:
            if act.step == "withdraws" and act.former and act.former.number == int(number):
                raise _withdrawn(act.former.id, act.number, known, place)
    for act in known.acts:
        if act.step == "withdraws" and act.former and act.former.id == name:
            raise _withdrawn(name, act.number, known, place)
    raise NotFound(
        "no claim of this deal has that name",
        code="E-NOTFOUND",
        place=place,
        seen=name,
        hint=near_hint(name, list(known.claims))
        or f"name an event such as {known.deal}#17, or a claim as REPORT-ID#NUMBER",
    )


def _no_opening(known: Known, name: str, place: str) -> None:
    """Refuse the name of the entry that opened the deal."""
    if name in (f"{known.deal}#{number}" for number in known.openings):
        raise Refused(
            "this entry opened the deal, and an opening stays",
            code="E-STATE",
            place=place,
            seen=name,
            hint=f"take back what was logged in it: 'dealtrail undo --deal {known.deal}'",
        )


def _withdrawn(claim: str, number: int, known: Known, place: str) -> Refused:
    return Refused(
        f"this claim was withdrawn by {known.deal}#{number}",
        code="E-STATE",
        place=place,
        seen=claim,
        hint=f"'dealtrail undo {known.deal}#{number}' brings it back",
    )


def amend(known: Known, content: AmendDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """What a claim should have said. Yesterday's record still shows yesterday's mistake."""
    ref = claim_of(known, content.amend, place)
    claim = known.claims[ref]
    draft = _Draft(known, place, currency=known.currency)
    report = claim.report
    header = HeaderParts.model_construct(
        source=report.source, published=report.published, sourcing=report.sourcing
    )
    parts = draft.parts(content.claim, f"claim {ref}", header, report.id)
    draft.done()
    if parts is None:
        raise Problems(draft.problems)
    verb, body = parts
    becomes = build(Restated, {"verb": verb, **body}, place)
    _check_sightings(draft, ref, becomes.sighting_of, (), f"claim {ref}")
    draft.done()
    if _unchanged(claim, becomes):
        return Decision(already=f"no change: {ref} says that already")
    amended = ClaimAmended(claim=ref, becomes=becomes, why=content.why)
    return Decision(events=(*draft.events, amended), warnings=tuple(draft.warnings))


def _unchanged(claim: Any, becomes: Restated) -> bool:
    stored = becomes.state()
    said = {part: given for part, given in claim.body.items() if part not in _ENVELOPE}
    return bool(stored.pop("verb") == claim.verb and stored == said)


def withdraw(known: Known, content: WithdrawDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """A claim that we should not have logged."""
    _no_opening(known, content.withdraw, place)
    try:
        ref = claim_of(known, content.withdraw, place)
    except Refused as refusal:
        if refusal.code == "E-STATE":
            return Decision(already=f"{refusal.message} already")
        raise
    return Decision(events=(ClaimWithdrawn(claim=ref, why=content.why),))


def amend_report(known: Known, content: AmendReportDocument, place: str, now: str) -> Decision:
    """The parts of a report's header that we had logged wrongly, or learnt later."""
    report = _report(known, content.amend_report, place)
    parts = {**report.header, **content.header}
    header = build(ReportAmended, {**parts, "report": report.id, "why": content.why}, place)
    draft = _Draft(known, place, currency=known.currency)
    _check_header(draft, ReportLogged(**header.model_dump(exclude={"why"})), now)
    for claim in report.claims:
        if "sourcing" not in claim.body and claim.verb in ("rumor", "confirm"):
            draft._agrees(
                claim.verb, _any_field(known, claim.field), {}, header, f"claim {claim.id}"
            )
    draft.done()
    stated = {name: part for name, part in header.state().items() if name != "why"}
    if stated == {**report.header, "report": report.id}:
        return Decision(already=f"no change: {report.id} says that already")
    return Decision(events=(header,))


def _any_field(known: Known, field: str) -> fields.Field:
    element, _, name = field.partition(".")
    found = fields.find(known.kind_of(element), name)
    if found is None:
        raise NotFound("there is no such field", code="E-FIELD", seen=field)
    return found


def _report(known: Known, name: str, place: str) -> Report:
    found = known.reports.get(name)
    if found is None:
        raise NotFound(
            "there is no such report in this deal",
            code="E-NOTFOUND",
            place=place,
            seen=name,
            hint=near_hint(name, list(known.reports)),
        )
    return found


def retract(known: Known, content: RetractDocument, place: str, now: str) -> Decision:
    """A report that its publisher withdrew."""
    report = _report(known, content.retract, place)
    for act in known.acts:
        if act.step == "retracts" and act.report is report:
            return Decision(already=f"{report.id} was retracted by {known.deal}#{act.number}")
    if span(content.published)[0] > now:
        raise Refused(
            "nothing can have been retracted in the future",
            code="E-FUTURE",
            place=place,
            seen=content.published,
            hint="check the year",
        )
    if span(content.published)[1] < report.first:
        raise Refused(
            f"retracted before it was published ({report.published})",
            code="E-RANGE",
            place=place,
            seen=content.published,
            hint="check both dates; 'dealtrail amend' puts right that of the report",
        )
    event = ReportRetracted(
        report=report.id, published=content.published, url=content.url, note=content.note
    )
    return Decision(events=(event,))


def describe(known: Known, content: DescribeDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """The kind, name, other names or identifiers of an element."""
    draft = _Draft(known, place, currency=known.currency)
    item = ElementItem(**content.model_dump(include=set(DESCRIBED), exclude_none=True))
    draft.describe(content.describe, item, None, afresh=True)
    draft.done()
    if not draft.events:
        return Decision(already=f"no change: {content.describe} is described so already")
    return Decision(events=tuple(draft.events))


def identify(known: Known, content: IdentifyDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """Ids that are one thing; 'distinguish' takes it back."""
    draft = _Draft(known, place, currency=known.currency)
    draft.may_merge(content.identify, "", alike=True)
    draft.done()
    same = [known.same_as.get(element, element) for element in content.identify]
    if len(set(same)) == 1:
        return Decision(already=f"no change: {', '.join(content.identify)} are one already")
    return Decision(events=(ElementsIdentified(same=content.identify, why=content.why),))


def distinguish(known: Known, content: DistinguishDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """Ids that are not one thing after all."""
    draft = _Draft(known, place, currency=known.currency)
    draft.may_merge(content.distinguish, "", alike=False)
    draft.done()
    same = [known.same_as.get(element, element) for element in content.distinguish]
    if len(set(same)) == len(same):
        return Decision(already=f"no change: {', '.join(content.distinguish)} are apart already")
    event = ElementsDistinguished(different=content.distinguish, why=content.why)
    return Decision(events=(event,))


def undo(known: Known, content: UndoDocument, place: str, now: str) -> Decision:  # noqa: ARG001
    """Entries of our log to take back; undoing an undo brings them back."""
    wanted: list[int] = []
    for number in content.undo:
        if not 1 <= number <= known.last_number:
            raise NotFound(
                "there is no such entry",
                code="E-NOTFOUND",
                place=place,
                seen=f"{known.deal}#{number}",
                hint=f"the last one is {known.deal}#{known.last_number}",
            )
        if number in known.openings:
            raise Refused(
                "the opening of a deal cannot be undone",
                code="E-STATE",
                place=place,
                seen=f"{known.deal}#{number}",
                hint="withdraw or undo what was logged in it",
            )
        if number not in known.undone and number not in wanted:
            wanted.append(number)
    if not wanted:
        named = ", ".join(f"{known.deal}#{number}" for number in content.undo)
        return Decision(already=f"{named} was undone already")
    for report in known.reports.values():
        if report.number in wanted:
            wanted += [number for number in known.of_report(report) if number not in wanted]
    return Decision(events=(EntryUndone(entries=tuple(sorted(wanted)), why=content.why),))


_CASES: dict[type[Any], Callable[[Known, Any, str, str], Decision]] = {
    ReportDocument: log_report,
    AmendDocument: amend,
    WithdrawDocument: withdraw,
    AmendReportDocument: amend_report,
    RetractDocument: retract,
    DescribeDocument: describe,
    IdentifyDocument: identify,
    DistinguishDocument: distinguish,
    UndoDocument: undo,
}
