"""What our record says of one deal: the stored events folded, our log fixes applied.

The one fold of the record, for the rules that accept new events and for every answer. It knows
the record clock alone; what had been published when is the business of `projections.clocks`.

Nothing here is checked: the rules did that before the rows were written.
"""

import os
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from domain.dates import span
from domain.history import Item, grades, open_ledger, read_deal, unknown_event
from domain.identities import MERGING, identities, rename
from domain.record import Record
from domain.values import Stored, key

if TYPE_CHECKING:
    from domain.duplicates import Shared

ON_RECORD = frozenset(("filing", "company_statement", "on_record"))
SOURCING = (  # how the original knew, the best first
    "filing",
    "company_statement",
    "on_record",
    "document_seen",
    "own_confidential",
    "anonymous_plural",
    "anonymous_single",
    "unattributed",
    "aggregated",
)
LANDMARKS = frozenset(("stage", "acquirer", "bidder", "seller"))  # the rules look back at them
OVER = frozenset(  # the stages at which nothing is negotiated any more
    ("closed", "paid", "talks_ended", "withdrawn", "terminated", "lapsed", "expired")
)
RANK = {word: place for place, word in enumerate(SOURCING)}


class Report:
    """A published thing as the record has it."""

    __slots__ = (
        "_data",
        "byline",
        "cites",
        "claims",
        "copy_published",
        "corrects",
        "first",
        "id",
        "language",
        "last",
        "note",
        "number",
        "own_sources",
        "published",
        "published_how",
        "quality",
        "read_through",
        "recorded_at",
        "source",
        "sourcing",
        "url",
    )

    def __init__(self, number: int, data: Mapping[str, Any], recorded_at: str) -> None:
        self.number = number
        self.recorded_at = recorded_at
        self.claims: list[Claim] = []
        self.corrects: list[str] = []
        self.read(data)

    def read(self, data: Mapping[str, Any]) -> None:
        """Take the header's parts from a stored event."""
        get = data.get
        self._data = data
        self.id: str = data["report"]
        self.source: str = data["source"]
        self.published: str = data["published"]
        self.first, self.last = span(self.published)
        self.published_how: str = get("published_how", "stated")
        self.byline: str | None = get("byline")
        self.url: str | None = get("url")
        self.language: str = get("language", "und" if "sealed" in data else "en")
        self.quality: str | None = get("quality")
        self.read_through: str | None = get("read_through")
        self.copy_published: str | None = get("copy_published")
        self.sourcing: str = get("sourcing", "unattributed")
        self.cites: tuple[str, ...] = tuple(get("cites", ()))
        self.own_sources: bool = get("own_sources", False)
        self.note: str | None = get("note")

    @property
    def sealed(self) -> bool:
        """Whether its source and notes cannot be read here."""
        return "sealed" in self._data

    @property
    def digest(self) -> str | None:
        """The digest of the copy of it that we keep."""
        digest: str | None = self._data.get("digest")
        return digest

    @property
    def header(self) -> dict[str, Any]:
        """The header's parts as stored, beside the report's id."""
        aside = ("report", "why", "proposed")
        return {name: part for name, part in self._data.items() if name not in aside}


class Claim:
    """One proposition of one report, as the record has it."""

    __slots__ = (
        "_key",
        "body",
        "effective",
        "element",
        "field",
        "id",
        "if_",
        "name",
        "number",
        "on_record",
        "on_top_of",
        "own_sources",
        "part_of",
        "rank",
        "recorded_at",
        "report",
        "sighting_of",
        "sourcing",
        "stage",
        "value",
        "verb",
        "was",
    )

    def __init__(
        self,
        number: int,
        verb: str,
        claim_id: str,
        report: Report,
        data: Mapping[str, Any],
        recorded_at: str,
        same_as: Mapping[str, str],
    ) -> None:
        get = data.get
        self.number = number
        self.body = data
        self.verb = verb
        self.id = f"{report.id}#{claim_id}"
        self.report = report
        self.recorded_at = recorded_at
        self.field: str = get("field", ".")
        self.element, _, self.name = self.field.partition(".")
        self.value: Stored | None = get("value")
        self._key: tuple[Any, ...] | None = None
        self.part_of: Sequence[Mapping[str, Any]] = get("part_of", ())
        self.on_top_of: str | None = get("on_top_of")
        self.was: Stored | None = get("was")
        if same_as:
            rename(self, same_as)
        self.stage: str | None = get("stage")
        self.effective: str | None = get("effective")
        self.if_: str | None = get("if_")
        self.sighting_of: Sequence[str] = get("sighting_of", ())
        self.take_header()

    def take_header(self) -> None:
        """Take from the report's header what the claim does not say of itself."""
        sourcing: str = self.body.get("sourcing") or self.report.sourcing
        self.sourcing = sourcing
        self.rank = RANK[sourcing]
        self.on_record = sourcing in ON_RECORD
        self.own_sources: bool = self.body.get("own_sources") or self.report.own_sources

    @property
    def said_by(self) -> str | None:
        """Who said it, where that is not the source itself."""
        said_by: str | None = self.body.get("said_by")
        return said_by

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes its value the same as another."""
        if self._key is None:
            self._key = key(self.value) if self.value else ()
        return self._key

    @property
    def scope(self) -> str | None:
        """What a denial, a rank or a bound is limited to."""
        scope: str | None = self.body.get("scope")
        return scope

    @property
    def place(self) -> str | None:
        """Where in the text it stands."""
        place: str | None = self.body.get("place")
        return place

    @property
    def note(self) -> str | None:
        """What whoever logged it remarked."""
        note: str | None = self.body.get("note")
        return note

    @property
    def of_report(self) -> str | None:
        """The report that a denial denies whole."""
        report: str | None = self.body.get("of_report")
        return report


class Element:
    """A node of the deal as described so far."""

    __slots__ = ("aliases", "id", "identifiers", "kind", "name", "names_before", "number")

    def __init__(self, number: int, data: Mapping[str, Any]) -> None:
        self.number = number
        self.id: str = data["element"]
        self.kind: str = data.get("kind", "")
        self.name: str = data.get("name", "")
        self.aliases: tuple[str, ...] = tuple(dict.fromkeys(data.get("aliases", ())))
        self.identifiers: Mapping[str, str] = data.get("identifiers", {})
        self.names_before: tuple[str, ...] = ()

    def after(self, former: "Element") -> "Element":
        """The same with what was said of it before and not anew."""
        self.number = former.number
        self.kind = self.kind or former.kind
        self.name = self.name or former.name
        self.aliases = tuple(dict.fromkeys((*former.aliases, *self.aliases)))
        self.identifiers = {**former.identifiers, **self.identifiers}
        self.names_before = (*former.names_before, former.name)
        return self


class Description:
    """Names that an element got, and the report that gave them where it was one."""

    __slots__ = ("aliases", "element", "name", "report")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.element: str = data["element"]
        self.report: str | None = data.get("report")
        self.name: str = data.get("name", "")
        self.aliases: tuple[str, ...] = tuple(data.get("aliases", ()))


class Act(Record):
    """Something done to earlier entries: a publisher's act or a fix of our own log.

    `step` is the audit's word; `targets` the claims hit, by event number; `published` its date and
    `at` the instant it counts from in the order; `corrected` the report that a correction is of;
    `becomes` the claim that an amendment puts in place, `header` a report's header before it and
    after.
    """

    step: str
    published: str
    number: int
    recorded_at: str
    report: Report
    targets: tuple[int, ...]
    at: str
    corrected: str | None = None
    becomes: Claim | None = None
    former: Claim | None = None
    header: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
    why: str | None = None


class Known:
    """One deal's record at the record clock."""

    def __init__(self, deal: str) -> None:
        self.deal = deal
        self.name = deal
        self.type = ""
        self.currency: str | None = None
        self.reports: dict[str, Report] = {}
        self.confidential: set[str] = set()  # ids of reports
        self.claims: dict[str, Claim] = {}
        self.elements: dict[str, Element] = {}
        self.same_as: dict[str, str] = {}
        self.acts: list[Act] = []
        self.retractions: dict[str, Act] = {}  # of reports, by their ids
        self.headings: dict[str, list[Act]] = {}  # amendments of headers, by the reports' ids
        self.landmarks: dict[str, list[str]] = {}  # ids of claims by field; see `told_of`
        self.ended: set[str] = set()  # fields of stages that were said to be over
        self._shared: Shared | None = None  # made by the first report that is logged; see `shared`
        self.grades: dict[str, str] = {}
        self.last_number = 0
        self.recorded_at = ""
        self.undone: set[int] = set()
        self.openings: set[int] = set()
        self.rows: list[Item] = []  # every entry as stored, those taken back too
        self.described: list[Description] = []
        self.merging: list[Item] = []  # what says that ids are one thing, or are not
        self.ignored: frozenset[int] = frozenset()  # of these, what is not to be known yet

    def as_published(self, reports: Container[str]) -> "Known":
        """The same record without the merging of ids that other reports than these showed.

        What is read of it anew shares nothing with this one.
        """
        ignored = frozenset(
            row.number
            for row in self.merging
            if row.data.get("report") is not None and row.data["report"] not in reports
        )
        if ignored == self.ignored:
            return self
        found = known(self.deal, self.rows, ignored=ignored)
        found.grades = self.grades
        return found

    def reports_like(self, source: str, published: str, url: str | None) -> list[Report]:
        """The reports at the same address, or of the same source and date."""
        from domain.duplicates import shared_by

        return [
            each
            for each in self.sharing(shared_by(url, None, source, published))
            if (url and each.url == url) or (each.source, each.published) == (source, published)
        ]

    def sharing(self, keys: Iterable[object]) -> list[Report]:
        """The reports that may share any of these with another one (`domain.duplicates`)."""
        found = (self.reports.get(each) for each in self.shared().of(keys))
        return [each for each in found if each]

    def shared(self) -> "Shared":
        """What the reports could share with another one, gathered when it is first asked for."""
        if self._shared is None:
            from domain.duplicates import Shared

            self._shared = Shared(self)
        return self._shared

    def told_of(self, field: str) -> list[Claim]:
        """The claims of a field that the rules look back at; of a stage, without the rumours."""
        named = (self.claims.get(each) for each in dict.fromkeys(self.landmarks.get(field, ())))
        return [claim for claim in named if claim and claim.field == field]

    def names(self) -> dict[str, str]:
        """The display name of every element that has one."""
        return {element.id: element.name for element in self.elements.values() if element.name}

    def of_report(self, report: Report) -> list[int]:
        """The numbers of the entries that stand or fall with a report: its claims and acts."""
        return [
            *(claim.number for claim in report.claims),
            *(act.number for act in self.acts if act.report is report),
        ]

    def kind_of(self, element: str) -> str:
        """The kind of an element; '' where it was never described."""
        found = self.elements.get(element)
        return found.kind if found else ""

    def add(self, row: Item) -> None:
        """Fold one more event in. Not for those that change what earlier ones mean (`REFOLD`)."""
        self.fold((row,), ())

    def fold(self, rows: Sequence[Item], undone: Container[int]) -> None:
        """Fold the first events in, in order, without those that were taken back."""
        for row in rows:
            if row.number not in undone:
                fold = FOLD.get(row.name)
                if fold is None:
                    stream = f"deal/{self.deal}"
                    raise unknown_event(stream, row.number, row.name, row.recorded_at)
                fold(self, row)
        self.rows += rows
        if rows:
            self.last_number = rows[-1].number
            self.recorded_at = rows[-1].recorded_at

    # -- one case an event ----------------------------------------------------------------------

    def _opened(self, row: Item) -> None:
        self.openings.add(row.number)
        self.name = row.data["name"]
        self.type = row.data["type"]
        self.currency = row.data.get("currency")

    def _report_logged(self, row: Item) -> None:
        report = Report(row.number, row.data, row.recorded_at)
        if former := self.reports.get(report.id):  # undone, logged again, and brought back
            for claim in former.claims:
                del self.claims[claim.id]
        self.reports[report.id] = report
        if report.sealed:
            self.confidential.add(report.id)
        if self._shared:
            self._shared.add(report)

    def _report_amended(self, row: Item) -> None:
        if report := self.reports.get(row.data["report"]):
            before = report.header
            report.read(row.data)
            if self._shared:
                self._shared.add(report)
            self.headings.setdefault(report.id, []).append(
                Act(
                    step="amends",
                    published=report.published,
                    number=row.number,
                    recorded_at=row.recorded_at,
                    report=report,
                    targets=(),
                    at=report.last,
                    header=(before, report.header),
                    why=row.data.get("why"),
                )
            )
            for claim in report.claims:
                claim.take_header()
            self.acts = [
                act.but(published=report.published, at=report.last)
                if act.report is report and act.step != "retracts"  # that has a date of its own
                else act
                for act in self.acts
            ]

    def _claim(self, row: Item) -> None:
        data = row.data
        report = self.reports.get(data["report"])
        if report is None:
            return  # its report was taken back
        verb, name = VERB_OF[row.name], data["claim"]
        claim = Claim(row.number, verb, name, report, data, row.recorded_at, self.same_as)
        self.claims[claim.id] = claim
        report.claims.append(claim)
        if self._shared:
            self._shared.add_claim(claim)
        if claim.name in LANDMARKS:
            self._mark(claim)

    def _mark(self, claim: Claim) -> None:
        if claim.name != "stage" or claim.verb != "rumor":
            self.landmarks.setdefault(claim.field, []).append(claim.id)
            if claim.name == "stage" and claim.value and claim.value.get("choice") in OVER:
                self.ended.add(claim.field)

    def _corrected(self, row: Item) -> None:
        by = self.reports.get(row.data["by"])
        if by is None:
            return
        by.corrects.append(row.data["report"])
        replaced = (self.claims.get(ref) for ref in row.data.get("replaces", ()))
        self.acts.append(
            Act(
                step="corrects",
                published=by.published,
                number=row.number,
                recorded_at=row.recorded_at,
                report=by,
                targets=tuple(claim.number for claim in replaced if claim),
                at=by.last,
                corrected=row.data["report"],
                why=row.data.get("note"),
            )
        )

    def _retracted(self, row: Item) -> None:
        report = self.reports.get(row.data["report"])
        if report is None:
            return
        act = Act(
            step="retracts",
            published=row.data["published"],
            number=row.number,
            recorded_at=row.recorded_at,
            report=report,
            targets=(),
            at=span(row.data["published"])[1],
            why=row.data.get("note"),
        )
        former = self.retractions.get(report.id)
        if former is not None and former.report is report:
            if former.at <= act.at:
                return  # it was out before: the first that the world could know of it counts
            self.acts.remove(former)
        self.acts.append(act)
        self.retractions[report.id] = act

    def _claim_amended(self, row: Item) -> None:
        former = self.claims.get(row.data["claim"])
        if former is None:
            return
        becomes = row.data["becomes"]
        claim = Claim(
            former.number,
            becomes["verb"],
            former.id.partition("#")[2],
            former.report,
            becomes,
            row.recorded_at,
            self.same_as,
        )
        self.claims[claim.id] = claim
        if claim.name in LANDMARKS:
            self._mark(claim)
        claims = claim.report.claims
        claims[claims.index(former)] = claim
        if self._shared:
            self._shared.add_claim(claim)
        self._fixed("amends", row, former, claim)

    def _claim_withdrawn(self, row: Item) -> None:
        former = self.claims.pop(row.data["claim"], None)
        if former is not None:
            former.report.claims.remove(former)
            self._fixed("withdraws", row, former, None)

    def _fixed(self, step: str, row: Item, former: Claim, becomes: Claim | None) -> None:
        self.acts.append(
            Act(
                step=step,
                published=former.report.published,
                number=row.number,
                recorded_at=row.recorded_at,
                report=former.report,
                targets=(former.number,),
                at=former.report.last,
                becomes=becomes,
                former=former,
                why=row.data.get("why"),
            )
        )

    def _described(self, row: Item) -> None:
        self.described.append(Description(row.data))
        element = Element(row.number, row.data)
        former = self.elements.get(element.id)
        self.elements[element.id] = element.after(former) if former else element

    def _undone(self, _row: Item) -> None:
        """Nothing is left to do: `known` skips the rows that were taken back."""

    def _identity(self, _row: Item) -> None:
        """Nothing is left to do: `known` reads identities first, since they rename fields."""


VERB_OF = {
    "rumor-reported": "rumor",
    "term-changed": "change",
    "term-confirmed": "confirm",
    "term-denied": "deny",
    "comment-declined": "no_comment",
}
FOLD: dict[str, Callable[[Known, Item], None]] = {
    "deal-opened": Known._opened,
    "report-logged": Known._report_logged,
    "report-amended": Known._report_amended,
    **dict.fromkeys(VERB_OF, Known._claim),
    "report-corrected": Known._corrected,
    "report-retracted": Known._retracted,
    "claim-amended": Known._claim_amended,
    "claim-withdrawn": Known._claim_withdrawn,
    "entry-undone": Known._undone,
    "element-described": Known._described,
    "elements-identified": Known._identity,
    "elements-distinguished": Known._identity,
}
REFOLD = MERGING | {"entry-undone"}


def known(
    deal: str,
    rows: Sequence[Item],
    known_at: str | None = None,
    grades: Iterable[Item] = (),
    ignored: frozenset[int] = frozenset(),
) -> Known:
    """The record of one deal as it stood at an instant, our log fixes applied.

    `rows` are the deal's events in order, `grades` the `source-graded` events of all sources,
    `ignored` the numbers of merges that are to be left aside.
    Raises `NewerVersion` for an event that this version does not know: skipping it could show a
    wrong figure.
    """
    if known_at is not None:
        rows = [row for row in rows if row.recorded_at <= known_at]
    undone: set[int] = set()
    merging: list[Item] = []
    for row in reversed(rows):  # what takes an entry back comes after it
        if row.name in REFOLD and row.number not in undone:
            if row.name in MERGING:
                merging.append(row)
            else:
                undone.update(row.data["entries"])
    found = Known(deal)
    found.undone = undone
    found.merging = merging[::-1]
    found.ignored = ignored
    if found.merging:
        found.same_as = identities(found.merging, rows, ignored)
    found.fold(rows, undone)
    for row in grades:
        if known_at is None or row.recorded_at <= known_at:
            if row.name != "source-graded":
                raise unknown_event("source/…", row.number, row.name, row.recorded_at)
            found.grades[row.data["source"].casefold()] = row.data["grade"]
    return found


def read_record(path: str | os.PathLike[str], deal: str, known_at: str | None = None) -> Known:
    """The record of a deal in a ledger file, which is opened for reading and closed again.

    Raises `NotALedger`, `NewerVersion`, and `NotFound` with near names.
    """
    with closing(open_ledger(path)) as connection:
        rows = read_deal(connection, deal, whole=False)
        return known(deal, rows, known_at, grades(connection))
