"""The documents: one a report, a deal, or a log fix, and what each may hold.

A text is taken apart in `domain.files`. A document is checked here for its shape; what it means for
the deal is decided in `domain.deal`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from domain import files
from domain.errors import Problems, Refused
from domain.events import (
    Address,
    ClaimRef,
    DealType,
    HeaderParts,
    Note,
    Proposed,
    ReportId,
    Several,
)
from domain.names import near_hint
from domain.reading.dates import is_slashed
from domain.record import Record
from domain.shapes import MAX_NOTE, Currency, Edtf, Id, Line, Name, read_date

Model = TypeVar("Model", bound=BaseModel)


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ElementItem(BaseModel):
    """An element as a file introduces it; further keys are fields, claims of that report."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    kind: Line | None = None
    name: Name | None = None
    aliases: Several[Name] = ()
    identifiers: dict[Id, Line] = {}


class DealDocument(_Document):
    """`open`: a deal that we begin to follow."""

    open: Id
    name: Name
    type: DealType
    currency: Currency | None = None
    elements: dict[Id, ElementItem] = {}
    note: Note | None = None


class Correction(_Document):
    """That this report is the corrected version of another."""

    report: ReportId
    replaces: Several[ClaimRef] = ()
    note: Note | None = None


class Retraction(_Document):
    """That the publisher withdraws another report with this one."""

    report: ReportId
    note: Note | None = None


class ReportDocument(HeaderParts):
    """A report with its claims; where it is `confidential`, its source and notes are sealed."""

    deal: Id
    id: ReportId | None = None
    confidential: bool = False
    corrects: Correction | None = None
    retracts: Retraction | None = None
    elements: dict[Id, ElementItem] = {}  # noqa: RUF012 - pydantic copies it
    identify: tuple[tuple[Id, ...], ...] = ()
    distinguish: tuple[tuple[Id, ...], ...] = ()
    claims: tuple[dict[str, Any] | tuple[dict[str, Any], ...], ...] = ()


class AmendDocument(_Document):
    """`amend`: a claim that we had logged wrongly, with what it should have said."""

    deal: Id
    amend: Line
    claim: dict[str, Any]
    why: Note | None = None


class WithdrawDocument(_Document):
    """`withdraw`: a claim that we should not have logged."""

    deal: Id
    withdraw: Line
    why: Note | None = None


class AmendReportDocument(_Document):
    """`amend_report`: the parts of a report's header that we had logged wrongly."""

    deal: Id
    amend_report: ReportId
    header: dict[str, Any]
    why: Note | None = None


class RetractDocument(_Document):
    """`retract`: a report that its publisher withdrew."""

    deal: Id
    retract: ReportId
    published: Edtf
    url: Address | None = None
    note: Note | None = None


class DescribeDocument(_Document):
    """`describe`: the kind, name, other names or identifiers of an element."""

    deal: Id
    describe: Id
    kind: Line | None = None
    name: Name | None = None
    aliases: Several[Name] = ()
    identifiers: dict[Id, Line] = {}


class IdentifyDocument(_Document):
    """`identify`: ids that are one thing; the first stays its name."""

    deal: Id
    identify: Annotated[tuple[Id, ...], Field(min_length=2)]
    why: Note | None = None


class DistinguishDocument(_Document):
    """`distinguish`: ids that are not one thing after all."""

    deal: Id
    distinguish: Annotated[tuple[Id, ...], Field(min_length=2)]
    why: Note | None = None


class UndoDocument(_Document):
    """`undo`: entries of our log to take back, by number."""

    deal: Id
    undo: Annotated[Several[int], Field(min_length=1)]
    why: Note | None = None


class Grade(_Document):
    """How reliable a source is, on the NATO Admiralty scale."""

    source: Name
    grade: Literal["A", "B", "C", "D", "E", "F"]
    why: Note | None = None


class GradeDocument(_Document):
    """`grade`: our judgement of a source."""

    grade: Grade


Content = (
    DealDocument
    | ReportDocument
    | AmendDocument
    | WithdrawDocument
    | AmendReportDocument
    | RetractDocument
    | DescribeDocument
    | IdentifyDocument
    | DistinguishDocument
    | UndoDocument
    | GradeDocument
)
DOCUMENTS: tuple[type[Content], ...] = get_args(Content)
MARKS: dict[str, type[Content]] = {  # the key that tells each document from a report
    "open": DealDocument,
    "amend": AmendDocument,
    "withdraw": WithdrawDocument,
    "amend_report": AmendReportDocument,
    "retract": RetractDocument,
    "describe": DescribeDocument,
    "undo": UndoDocument,
    "grade": GradeDocument,
}


class ReadDate(Record):
    """A date that two people would read differently, how it was read, and where it stands."""

    place: str
    text: str
    date: str


class Document(Record):
    """One document and where it stands: `reports.yaml, document 3`.

    `day_first` says what 03/04/2026 means in its texts, `read` lists the dates of its own that this
    decided. `seen` is the last entry of the deal that its writer had seen, where that is known;
    `proposed` says who proposed it, where its writer only approves it.
    """

    content: Content
    place: str
    seen: int | None = None
    day_first: bool | None = None
    read: tuple[ReadDate, ...] = ()
    proposed: Proposed | None = None


class Rejected(Record):
    """A document that cannot be taken, with all that is wrong with it.

    `deal` is '' where that cannot be told. `gives` are the ids that only this document would have
    brought in: of its report, of a deal, of elements.
    """

    place: str
    deal: str = ""
    report: str = ""
    gives: tuple[str, ...] = ()
    problems: tuple[Refused, ...]


def parse(
    text: str,
    place: str,
    *,
    kind: str = "yaml",
    deal: str | None = None,
    day_first: bool | None = None,
) -> list[Document]:
    """The documents of a text in YAML, `json` or `jsonl`; `deal` is theirs where they name none.

    `day_first` is for dates such as 03/04/2026, which are refused without it. Raises `Problems`
    with every document that has the wrong shape, each with its place.
    """
    found, rejected = sift(text, place, kind=kind, deal=deal, day_first=day_first)
    if rejected:
        raise Problems([problem for each in rejected for problem in each.problems])
    return found


def sift(
    text: str,
    place: str,
    *,
    kind: str = "yaml",
    deal: str | None = None,
    day_first: bool | None = None,
) -> tuple[list[Document], list[Rejected]]:
    """As `parse`, with the documents that have the wrong shape apart from the others.

    Raises `Refused` for a text in which no documents can be told.
    """
    found: list[Document] = []
    rejected: list[Rejected] = []
    raw = list(files.load(text, place, kind))
    for count, (data, where) in enumerate(raw, start=1):
        position = where or (f"{place}, document {count}" if len(raw) > 1 else place)
        if isinstance(data, Refused):
            rejected.append(Rejected(place=position, problems=(data,)))
            continue
        if deal and isinstance(data, dict) and not {"open", "grade"} & data.keys():
            data.setdefault("deal", deal)
        try:
            read: tuple[ReadDate, ...] = ()
            if day_first is not None:
                data, read = _with_dates_read(data, position, day_first=day_first)
            content = shape(data, position)
            found.append(Document(content=content, place=position, day_first=day_first, read=read))
        except Problems as refused:
            rejected.append(_rejected(data, position, refused.problems))
    return found, rejected


def _rejected(data: Any, place: str, problems: Sequence[Refused]) -> Rejected:
    """A document of the wrong shape, with the ids that can be told all the same."""
    parts = data if isinstance(data, dict) else {}
    ids = {name: parts[name] for name in ("id", "deal", "open") if isinstance(parts.get(name), str)}
    elements = parts.get("elements")
    return Rejected(
        place=place,
        deal=ids.get("deal") or ids.get("open", ""),
        report=ids.get("id", ""),
        gives=(
            *(ids[name] for name in ("id", "open") if name in ids),
            *(elements if isinstance(elements, dict) else ()),
        ),
        problems=tuple(problems),
    )


_DATES = ("published", "copy_published", "effective")  # parts of a document that are dates


def _with_dates_read(data: Any, place: str, *, day_first: bool) -> tuple[Any, tuple[ReadDate, ...]]:
    """The document with dates such as 03/04/2026 in EDTF, and how they were read.

    Those in the texts of claims are left to the reader of texts. Raises `Problems`.
    """
    read: list[ReadDate] = []
    problems: list[Refused] = []

    def inside(part: Any, where: str) -> Any:
        if isinstance(part, list):
            stem = "claim " if where == "claims" else f"{where}."
            return [inside(each, f"{stem}{count}") for count, each in enumerate(part, start=1)]
        if not isinstance(part, dict):
            return part
        return {name: one(name, each, f"{where} {name}".lstrip()) for name, each in part.items()}

    def one(name: str, given: Any, where: str) -> Any:
        if name not in _DATES or not isinstance(given, str) or not is_slashed(given):
            return inside(given, where)
        position = f"{place}: {where}"
        try:
            date = read_date(given, day_first=day_first)
        except Refused as refusal:
            refusal.place = position
            problems.append(refusal)
            return given
        read.append(ReadDate(place=position, text=given, date=date))
        return date

    found = inside(data, "")
    if problems:
        raise Problems(problems)
    return found, tuple(read)


def shape(data: Any, place: str) -> Content:
    """One document from plain data. Raises `Problems`."""
    if not isinstance(data, dict):
        raise Problems(
            [
                Refused(
                    "a document is a list of keys and values",
                    code="E-PARSE",
                    place=place,
                    seen=type(data).__name__,
                    hint="begin with 'deal:', 'source:' and 'published:'",
                )
            ]
        )
    model: type[Content] = ReportDocument
    for mark, candidate in MARKS.items():
        if mark in data:
            model = candidate
            break
    else:
        if not {"source", "published", "claims", "id"} & data.keys():
            model = (
                IdentifyDocument
                if "identify" in data
                else DistinguishDocument
                if "distinguish" in data
                else ReportDocument
            )
    return build(model, data, place)


def build(model: type[Model], data: Any, place: str) -> Model:
    """A pydantic model from data, its complaints turned into ours. Raises `Problems`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Problems(list(_complaints(error, model, place))) from None


_CODES = {
    "missing": ("E-MISSING", "this part is missing"),
    "extra_forbidden": ("E-KEY", "there is no such key here"),
    "string_too_long": ("E-LENGTH", ""),
    "string_too_short": ("E-EMPTY", "there is nothing in it"),
    "literal_error": ("E-CHOICE", ""),
    "string_pattern_mismatch": ("E-ID", ""),
    "too_short": ("E-EMPTY", ""),
    "string_unicode": ("E-ENCODING", "half a character: the text was decoded wrongly"),
}
_IDS = ("open", "deal", "id", "describe", "report", "url")  # too long for no want of room
_NO_PLACE = ("function-", "dict[", "tuple[", "[key]")  # pydantic's own, in the place of a complaint
_NO_ID = ("E-ID", "not an id", "an id is lower-case letters and digits, with single hyphens")
_PATTERNS = {
    "https": (
        "E-URL",
        "not an address that can be kept",
        "an address begins with http:// or https:// and has no user name in it",
    ),
    "#": ("E-REF", "not the name of a claim", "a claim is named REPORT-ID#NUMBER"),
    r"\.": ("E-FIELD", "not a field", "a field is named ELEMENT.FIELD, as in amazon.commitment"),
    "2,3": ("E-LANGUAGE", "not a language", "a language is named by its code, such as en or fr"),
}


def _complaints(error: ValidationError, model: type[BaseModel], place: str) -> Iterator[Refused]:
    for complaint in error.errors():
        kind, seen = complaint["type"], complaint["input"]
        if kind == "tuple_type" and "claims" in complaint["loc"]:
            continue  # the same was said of it as no mapping
        where = ".".join(
            str(part) for part in complaint["loc"] if not str(part).startswith(_NO_PLACE)
        )
        code, message, hint = _told(complaint, model)
        if kind == "missing":
            seen = None
        elif isinstance(seen, str) and len(seen) > 80:
            seen = f"{seen[:80]}… ({len(seen):,} characters)"
        yield Refused(
            message or complaint["msg"],
            code=code,
            place=": ".join(filter(None, (place, where))),
            seen=_shown(seen),
            hint=hint,
        )


def _shown(seen: Any) -> str | int | None:
    """What was given, where it can be shown."""
    if isinstance(seen, list | tuple) and all(isinstance(each, str) for each in seen):
        return ", ".join(seen)
    return seen if isinstance(seen, str | int | None) else type(seen).__name__


def _told(complaint: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str]:
    """The code, the message ('' for pydantic's own) and the hint of one complaint."""
    kind, where, about = complaint["type"], complaint["loc"], complaint.get("ctx", {})
    if kind.startswith("E-"):  # a refusal of ours, on its way through pydantic
        return kind, "", about["hint"]
    code, message = _CODES.get(kind, ("E-VALUE", ""))
    match kind:
        case "value_error":
            return *_split_code(str(about["error"])), ""
        case "string_unicode":
            return code, message, "save the file as UTF-8"
        case "extra_forbidden":
            known = _model_at(model, where[:-1]).model_fields
            return code, message, near_hint(str(where[-1]), list(known))
        case "literal_error":
            words = re.findall(r"'(\w+)'", about["expected"])
            hint = near_hint(str(complaint["input"]), words)
            return code, "not one of the words known here", hint
        case "string_pattern_mismatch":
            found = (told for mark, told in _PATTERNS.items() if mark in about["pattern"])
            return next(found, _NO_ID)
        case "dict_type" if "claims" in where:
            hint = "write '- rumor: amazon.commitment = up to $50bn'"
            return "E-CLAIM", "a claim is a verb with what it says", hint
        case "missing":
            return code, message, f"add '{where[-1]}'"
        case "too_short":
            message = f"at least {about['min_length']} are needed"
            return code, message, "name them one after the other"
        case "string_too_long":
            message = f"longer than {about['max_length']:,} characters"
            room = about["max_length"] < MAX_NOTE and where[-1] not in _IDS
            return code, message, "shorten it" + (f"; a 'note' holds {MAX_NOTE:,}" if room else "")
    return code, message, ""


def _model_at(model: type[BaseModel], places: Sequence[str | int]) -> type[BaseModel]:
    """The model that a complaint about a part of another is made by."""
    for place in places:
        field = model.model_fields.get(str(place))
        inner = (field.annotation, *get_args(field.annotation)) if field else ()
        model = next((each for each in inner if isinstance(each, type(BaseModel))), model)
    return model


def _split_code(message: str) -> tuple[str, str]:
    code, _, rest = message.partition(": ")
    return (code, rest) if code.startswith("E-") else ("E-VALUE", message)
