"""The events: the only truth. What happened in the log, one class each, frozen, in the past tense.

Every class has a stored name of our own, which never changes: rows already written are read by it.
Adding a kind of event is one class here, one case in the fold (`domain/known.py`) and one
test. What a report says about the deal is a *claim*; what we did to our own log is a *log fix*.
"""

from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_serializer,
)

from domain.shapes import MAX_NOTE, Currency, Edtf, Id, Line, Name, Value, readable_note

Sourcing = Literal[
    "filing",
    "company_statement",
    "on_record",
    "document_seen",
    "anonymous_plural",
    "anonymous_single",
    "unattributed",
    "aggregated",
    "own_confidential",
]
Stage = Literal[
    "mentioned",
    "considering",
    "in_talks",
    "offered",
    "agreed",
    "signed",
    "pending",
    "closed",
    "paid",
    "talks_ended",
    "withdrawn",
    "terminated",
    "lapsed",
    "expired",
]
DealType = Literal[
    "funding_round",
    "acquisition",
    "merger",
    "tender_offer",
    "take_private",
    "asset_sale",
    "minority_stake",
    "secondary_sale",
    "joint_venture",
    "debt_financing",
    "commercial_agreement",
]


def _several(given: Any) -> Any:
    """One alone is a list of one."""
    return given if isinstance(given, list | tuple) else (given,)


T = TypeVar("T")
Several = Annotated[tuple[T, ...], BeforeValidator(_several)]
Note = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_NOTE, strip_whitespace=True),
    AfterValidator(readable_note),
]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z_]+$", max_length=160)]
ReportId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
ClaimId = Annotated[
    str, StringConstraints(pattern=r"^([1-9][0-9]*(\.[0-9]+)?|[a-z0-9-]+\.[a-z_]+)$")
]
ClaimRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9._-]+$", max_length=300)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=2000)]
VERBS = {
    "rumor": "rumor-reported",
    "change": "term-changed",
    "confirm": "term-confirmed",
    "deny": "term-denied",
    "no_comment": "comment-declined",
}


class Sealed(BaseModel):
    """Words of a confidential report, readable with its key alone; docs/confidential.md."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    form: Literal["dealtrail-sealed/1"] = "dealtrail-sealed/1"
    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
    text: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]

    @model_serializer(mode="plain")
    def _stored(self) -> dict[str, str]:
        """Whole, with the name of its form."""
        return {"form": self.form, "key": self.key, "nonce": self.nonce, "text": self.text}


class Event(BaseModel):
    """Something that happened, said once and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    stored_name: ClassVar[str] = ""

    def state(self) -> dict[str, Any]:
        """What is stored: the parts that were given, as plain JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


class DealOpened(Event):
    """We began to follow a negotiation, under an id of our own."""

    stored_name = "deal-opened"
    deal: Id
    name: Name
    type: DealType
    currency: Currency | None = None
    note: Note | None = None


class HeaderParts(BaseModel):
    """What a report is: who published it, when, where, and how its author knew.

    `published_how` says how that date is known, `read_through` names the page that it was read on
    where the original was not, `cites` the reports it credits, held or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    source: Name
    byline: Line | None = None
    published: Edtf
    published_how: Literal["stated", "dated_by_copy", "estimated"] = "stated"
    url: Address | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "en"
    quality: Literal["primary", "wire", "secondary", "aggregator", "unreliable"] | None = None
    read_through: Line | None = None
    copy_published: Edtf | None = None
    sourcing: Sourcing = "unattributed"
    cites: Several[ReportId] = ()
    own_sources: bool = False
    digest: Line | None = None
    note: Note | None = None


class ReportHeader(HeaderParts, Event):
    """A report's header under the id that we gave it.

    Of a confidential one `source` is a name of no meaning, and the words are in `sealed`.
    """

    report: ReportId
    sealed: Sealed | None = None


class Proposed(BaseModel):
    """Who proposed a report, through which program and when, before whoever logged it approved it.

    `changed` says that it was approved otherwise than it was proposed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    by: Line
    through: Line | None = None
    at: Annotated[str, StringConstraints(pattern=r"^[0-9T:.-]{26}Z$")]
    changed: bool = False


class ReportLogged(ReportHeader):
    """A report came in: an article, filing, post, call or letter. Its claims follow it.

    Where somebody else had proposed it, `proposed` says who; whoever logged it approved it then.
    """

    stored_name = "report-logged"
    proposed: Proposed | None = None


class ReportAmended(ReportHeader):
    """We had logged a report's header wrongly (a source, a date, a citation we found later)."""

    stored_name = "report-amended"
    why: Note | None = None


class Part(BaseModel):
    """The figure that a sum of money lies inside of, and how much of it where that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    of: FieldName
    portion: Value | None = None


class ClaimBody(Event):
    """One proposition: a field has a value, with its hedge, its stage and how it is known.

    `effective` says when it was so, if not when published; `if_` names the hypothesis of a branch
    beside the main line; `sighting_of` the claim that this one merely saw again, rounded or second
    hand; `part_of` the figure it lies inside of; `on_top_of` the figure it adds to; `was` what the
    report says the value had been before.
    """

    field: FieldName | None = None
    value: Value | None = None
    stage: Stage | None = None
    sourcing: Sourcing | None = None
    said_by: Line | None = None
    effective: Edtf | None = None
    scope: Line | None = None
    if_: Line | None = None
    sighting_of: Several[ClaimRef] = ()
    part_of: tuple[Part, ...] = ()
    on_top_of: FieldName | None = None
    was: Value | None = None
    place: Line | None = None
    own_sources: bool = False
    note: Note | None = None


class Claim(ClaimBody):
    """A claim as logged: the report it was taken from, and its number there."""

    report: ReportId
    claim: ClaimId
    sealed: Sealed | None = None


class RumorReported(Claim):
    """A report says so, and nobody stands behind it by name or on file."""

    stored_name = "rumor-reported"


class TermChanged(Claim):
    """A report says that the deal itself moved: a new price, a larger round, an extension."""

    stored_name = "term-changed"


class TermConfirmed(Claim):
    """A party, a filing or an authority states it on the record."""

    stored_name = "term-confirmed"


class TermDenied(Claim):
    """Somebody denies a field, or one value of it, or (`of_report`) all that a report said."""

    stored_name = "term-denied"
    of_report: ReportId | None = None


class CommentDeclined(Claim):
    """Somebody was asked and would not say, which denies nothing."""

    stored_name = "comment-declined"


class ReportCorrected(Event):
    """The publisher corrected a report: `by` is the corrected version, which we hold as a report
    of its own; the claims named in `replaces` no longer stand, the others do."""

    stored_name = "report-corrected"
    report: ReportId
    by: ReportId
    replaces: tuple[ClaimRef, ...] = ()
    note: Note | None = None
    sealed: Sealed | None = None


class ReportRetracted(Event):
    """The publisher withdrew a report; none of its claims stands from that day on."""

    stored_name = "report-retracted"
    report: ReportId
    published: Edtf
    url: Address | None = None
    note: Note | None = None
    sealed: Sealed | None = None


class Restated(ClaimBody):
    """What a claim should have said, whole."""

    verb: Literal["rumor", "change", "confirm", "deny", "no_comment"]
    of_report: ReportId | None = None


class ClaimAmended(Event):
    """We had misread or mistyped a claim. Only our record changes, from now on."""

    stored_name = "claim-amended"
    claim: ClaimRef
    becomes: Restated
    why: Note | None = None
    sealed: Sealed | None = None


class ClaimWithdrawn(Event):
    """We should not have logged a claim. Only our record changes, from now on."""

    stored_name = "claim-withdrawn"
    claim: ClaimRef
    why: Note | None = None
    sealed: Sealed | None = None


class EntryUndone(Event):
    """We took back entries of our log, by their numbers; undoing this entry restores them."""

    stored_name = "entry-undone"
    entries: Annotated[tuple[int, ...], Field(min_length=1)]
    why: Note | None = None
    sealed: Sealed | None = None


class ElementDescribed(Event):
    """An element of the deal got its kind, its name, other names, or identifiers."""

    stored_name = "element-described"
    element: Id
    kind: Line | None = None
    name: Name | None = None
    aliases: Several[Name] = ()
    identifiers: dict[Id, Line] = {}
    report: ReportId | None = None


class ElementsIdentified(Event):
    """Two ids turned out to be one thing; the first one stays its name.

    Where a report showed it, that is known from the report's publication on.
    """

    stored_name = "elements-identified"
    same: Annotated[tuple[Id, ...], Field(min_length=2)]
    report: ReportId | None = None
    why: Note | None = None


class ElementsDistinguished(Event):
    """Two ids are not one thing after all; where a report showed it, from its publication on."""

    stored_name = "elements-distinguished"
    different: Annotated[tuple[Id, ...], Field(min_length=2)]
    report: ReportId | None = None
    why: Note | None = None


class SourceGraded(Event):
    """We judged how reliable a source is, A to E; F says that it cannot be judged.

    The scale is the source part of the NATO Admiralty system (AJP-2.1). F is no midpoint.
    """

    stored_name = "source-graded"
    source: Line
    grade: Literal["A", "B", "C", "D", "E", "F"]
    why: Note | None = None


CLAIMS: tuple[type[Claim], ...] = (
    RumorReported,
    TermChanged,
    TermConfirmed,
    TermDenied,
    CommentDeclined,
)
_VERB_OF = {name: verb for verb, name in VERBS.items()}


def verb_of(claim: Claim) -> str:
    """The word for what a claim does: rumor, change, confirm, deny or no_comment."""
    return _VERB_OF[claim.stored_name]


EVENTS: tuple[type[Event], ...] = (
    DealOpened,
    ReportLogged,
    ReportAmended,
    *CLAIMS,
    ReportCorrected,
    ReportRetracted,
    ClaimAmended,
    ClaimWithdrawn,
    EntryUndone,
    ElementDescribed,
    ElementsIdentified,
    ElementsDistinguished,
    SourceGraded,
)
REGISTRY: dict[str, type[Event]] = {event.stored_name: event for event in EVENTS}
