"""The file format: YAML, JSON or JSON Lines, one document a report, a deal, or a log fix.

Everything is read as text, so that `2026-01` stays a month and `no` stays a word. A document is
checked here for its shape; what it means for the deal is decided in `domain.deal`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.dates import span
from domain.errors import Problems, Refused
from domain.events import (
    VERBS,
    Address,
    ClaimRef,
    DealType,
    HeaderParts,
    Note,
    ReportId,
    Several,
)
from domain.record import Record
from domain.shapes import Currency, Edtf, Id, Line, Name

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_ALIASES = 100
MAX_ALIASED = 10_000  # parts of a document that one alias may stand for


Model = TypeVar("Model", bound=BaseModel)


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ElementItem(BaseModel):
    """An element as a file introduces it; further keys are fields, claims of that report."""

    model_config = ConfigDict(frozen=True, extra="allow")
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
    """A report with its claims."""

    deal: Id
    id: ReportId | None = None
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


class Document(Record):
    """One document and where it stands: `reports.yaml, document 3`."""

    content: Content
    place: str


def parse(text: str, place: str, *, kind: str = "yaml", deal: str | None = None) -> list[Document]:
    """The documents of a text in YAML, `json` or `jsonl`; `deal` is theirs where they name none.

    Raises `Problems` with every document that has the wrong shape, each with its place.
    """
    found: list[Document] = []
    problems: list[Refused] = []
    raw = list(_load(text, place, kind))
    for count, (data, where) in enumerate(raw, start=1):
        position = where or (f"{place}, document {count}" if len(raw) > 1 else place)
        if isinstance(data, Refused):
            problems.append(data)
            continue
        if deal and isinstance(data, dict) and not {"open", "grade"} & data.keys():
            data.setdefault("deal", deal)
        try:
            found.append(Document(content=shape(data, position), place=position))
        except Problems as refused:
            problems += refused.problems
    if problems:
        raise Problems(problems)
    return found


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
        where = ".".join(
            str(part) for part in complaint["loc"] if not str(part).startswith(_NO_PLACE)
        )
        code, message = _CODES.get(complaint["type"], ("E-VALUE", ""))
        hint = ""
        if complaint["type"].startswith("E-"):  # a refusal of ours, on its way through pydantic
            code, hint = complaint["type"], complaint["ctx"]["hint"]
        elif complaint["type"] == "value_error":
            code, message = _split_code(str(complaint["ctx"]["error"]))
        elif complaint["type"] == "string_unicode":
            hint = "save the file as UTF-8"
        elif complaint["type"] == "extra_forbidden":
            known = _model_at(model, complaint["loc"][:-1]).model_fields
            hint = near_hint(str(complaint["loc"][-1]), list(known))
        elif complaint["type"] == "literal_error":
            message = "not one of the words known here"
            hint = near_hint(
                str(complaint["input"]), re.findall(r"'(\w+)'", complaint["ctx"]["expected"])
            )
        elif complaint["type"] == "string_pattern_mismatch":
            pattern = complaint["ctx"]["pattern"]
            found = (told for mark, told in _PATTERNS.items() if mark in pattern)
            code, message, hint = next(found, _NO_ID)
        elif complaint["type"] == "tuple_type" and "claims" in complaint["loc"]:
            continue  # the same was said of it as no mapping
        elif complaint["type"] == "dict_type" and "claims" in complaint["loc"]:
            code, message = "E-CLAIM", "a claim is a verb with what it says"
            hint = "write '- rumor: amazon.commitment = up to $50bn'"
        elif complaint["type"] == "missing":
            hint = f"add '{complaint['loc'][-1]}'"
        elif complaint["type"] == "too_short":
            message = f"at least {complaint['ctx']['min_length']} are needed"
            hint = "name them one after the other"
        elif complaint["type"] == "string_too_long":
            message = f"longer than {complaint['ctx']['max_length']:,} characters"
            hint = "shorten it; a 'note' holds 20,000"
        seen = None if complaint["type"] == "missing" else complaint["input"]
        if isinstance(seen, str) and len(seen) > 80:
            seen = f"{seen[:80]}… ({len(seen):,} characters)"
        yield Refused(
            message or complaint["msg"],
            code=code,
            place=": ".join(filter(None, (place, where))),
            seen=seen if isinstance(seen, str | int | None) else type(seen).__name__,
            hint=hint,
        )


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


def near_hint(word: str, known: Sequence[str]) -> str:
    """`did you mean …?` for a word that is almost one of the known ones, else all of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known here: {', '.join(known)}" if len(known) <= 30 else ""


# -- reading files -------------------------------------------------------------------------------


def _load(text: str, place: str, kind: str) -> Iterator[tuple[Any, str]]:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Refused(
            f"more than {MAX_BYTES:,} bytes", code="E-SIZE", place=place, hint="split the file"
        )
    if not text.strip():
        raise Refused("there is nothing in it", code="E-EMPTY", place=place)
    if kind == "jsonl":
        for count, line in enumerate(text.split("\n"), start=1):  # JSON may hold other breaks
            if line.strip():
                where = f"{place}, line {count}"
                try:
                    yield _from_json(line, where), where
                except Refused as refusal:  # one bad line does not hide the next
                    yield refusal, where
    elif kind == "json":
        found = _from_json(text, place)
        for each in found if isinstance(found, list) else [found]:
            yield each, ""
    else:
        yield from ((each, "") for each in _from_yaml(text, place))


def _from_json(text: str, place: str) -> Any:
    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twice,
        )
    except Refused as refusal:
        refusal.place = place
        raise
    except RecursionError:
        raise _too_deep(place) from None
    except json.JSONDecodeError as error:
        raise Refused(
            f"this is not JSON: {error.msg}",
            code="E-PARSE",
            place=f"{place}, line {error.lineno} column {error.colno}",
            hint="a file in YAML ends in .yaml, one document a line in .jsonl",
        ) from None
    return _as_text(found, place)


def _no_constant(name: str) -> Any:
    raise Refused(
        "not a number that can be kept", code="E-AMOUNT", seen=name, hint="write the digits in full"
    )


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise Refused(
            "the same key stands here twice",
            code="E-PARSE",
            seen=twice,
            hint="leave one of them out",
        )
    return found


def _as_text(found: Any, place: str, depth: int = 0) -> Any:
    """JSON's own true, false and null become the words that YAML has; null is left out."""
    if depth > MAX_DEPTH:
        raise _too_deep(place)
    if isinstance(found, dict):
        return {
            key: _as_text(each, place, depth + 1) for key, each in found.items() if each is not None
        }
    if isinstance(found, list):
        return [_as_text(each, place, depth + 1) for each in found]
    if isinstance(found, bool):
        return "true" if found else "false"
    return found


def _too_deep(place: str) -> Refused:
    return Refused(
        f"nested deeper than {MAX_DEPTH} levels",
        code="E-DEPTH",
        place=place,
        hint="no document of ours is: is this the right file?",
    )


class _TextLoader(yaml.SafeLoader):
    """YAML without implicit types, without the same key twice, without floods of aliases."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}  # noqa: RUF012 - theirs

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.aliases = 0
        self.depth = 0
        self.size = 0  # of what was composed so far, every alias written out
        self.sizes: dict[Any, int] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = parent.start_mark if parent else None
            self.aliases += 1
            node = super().compose_node(parent, index)
            if node not in self.sizes:
                raise yaml.constructor.ConstructorError(
                    None, None, "an alias inside of what it stands for", mark
                )
            self.size += self.sizes[node]
            if self.aliases > MAX_ALIASES or self.sizes[node] > MAX_ALIASED:
                raise yaml.constructor.ConstructorError(
                    None, None, f"more than {MAX_ALIASES} aliases, or too large", mark
                )
            return node
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _too_deep("")
        before = self.size
        node = super().compose_node(parent, index)
        self.depth -= 1
        self.size += 1
        self.sizes[node] = self.size - before
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - theirs
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node.value, str):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is plain text", key_node.start_mark
                )
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands here twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


_YAML_HINTS = (
    ("twice", "leave one of them out"),
    ("alias", "write out what the aliases stand for"),
    ("constructor", "tags such as !!python are not read; write plain text"),
    ("", "a text with ': ' or '#' in it needs quotes around it"),
)


def _from_yaml(text: str, place: str) -> list[Any]:
    try:
        return [each for each in yaml.load_all(text, Loader=_TextLoader) if each not in (None, "")]
    except Refused as refusal:
        refusal.place = place
        raise
    except yaml.reader.ReaderError as error:
        raise Refused(
            f"control character U+{int(error.character):04X} at position {error.position + 1}",
            code="E-CHAR",
            place=place,
            hint="remove it",
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f", line {mark.line + 1} column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise Refused(
            f"this is not YAML: {problem}",
            code="E-PARSE",
            place=f"{place}{where}",
            hint=next((hint for mark, hint in _YAML_HINTS if mark in problem), ""),
        ) from None


# -- the order in which documents can be taken ---------------------------------------------------


def ordered(documents: Sequence[Document]) -> list[Document]:
    """Documents in an order in which each finds what it speaks of, wherever the files put it.

    Deals first, then reports by the last instant at which they can have been published, then log
    fixes as given. A report waits for the reports of its own deal that it corrects, retracts,
    denies, or has sighted a claim of, and for those that introduce an element that it names; one
    that waits in a circle is taken in its place, and the rules say what is wrong with it.
    """
    deals: list[Document] = []
    reports: list[tuple[Document, ReportDocument]] = []
    others: list[Document] = []
    for document in documents:
        if isinstance(document.content, ReportDocument):
            reports.append((document, document.content))
        else:
            (deals if isinstance(document.content, DealDocument) else others).append(document)
    reports.sort(key=lambda report: span(report[1].published)[1])
    waits = _waits([content for _, content in reports])
    return [*deals, *(reports[place][0] for place in _one_after_another(waits)), *others]


def _one_after_another(waits: Sequence[set[int]]) -> Iterator[int]:
    """Places in order, each held back until those it waits for have gone before it."""
    from heapq import heapify, heappop, heappush

    held: dict[int, list[int]] = {}
    for place, needed in enumerate(waits):
        for each in needed:
            held.setdefault(each, []).append(place)
    left = dict(enumerate(waits))
    ready = [place for place, needed in left.items() if not needed]
    heapify(ready)
    while left:
        place = heappop(ready) if ready else next(iter(left))
        if left.pop(place, None) is None:
            continue  # taken before its turn, in a circle
        yield place
        for each in held.get(place, ()):
            if each in left:
                left[each].discard(place)
                if not left[each]:
                    heappush(ready, each)


def _waits(reports: Sequence[ReportDocument]) -> list[set[int]]:
    """For each report the places of those that have to come before it."""
    born: dict[tuple[str, str], int] = {}
    for place, report in enumerate(reports):
        for name in (f"#{report.id}", *_introduced(report)):
            born.setdefault((report.deal, name), place)
    return [
        {
            born[report.deal, name]
            for name in _named(report) - _introduced(report)
            if (report.deal, name) in born
        }
        - {place}
        for place, report in enumerate(reports)
    ]


def _introduced(report: ReportDocument) -> set[str]:
    return {element for element, item in report.elements.items() if item.kind}


def _named(report: ReportDocument) -> set[str]:
    """The reports (with a `#`) and the elements that a report may speak of."""
    named = {f"#{act.report}" for act in (report.corrects, report.retracts) if act}
    for text in _texts([*report.claims, *(item.model_extra for item in report.elements.values())]):
        named.update(f"#{word}" for word in re.findall(r"([a-z0-9-]+)#[0-9]", text))
        named.update(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))
        if text.startswith("report "):
            named.add(f"#{text.removeprefix('report ').strip()}")
    return named


def _texts(parts: Any) -> Iterator[str]:
    if isinstance(parts, str):
        yield parts
    elif isinstance(parts, dict):
        for part in parts.values():
            yield from _texts(part)
    elif isinstance(parts, list | tuple):
        for part in parts:
            yield from _texts(part)


def kind_of_file(name: str) -> str:
    """The format that a file name promises: `yaml`, `json` or `jsonl`."""
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "json" if name.endswith(".json") else "yaml"


# -- the published schema ------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one document, the catalogue's fields and words in it."""
    from pydantic import TypeAdapter

    from domain import fields
    from domain.events import ClaimBody

    found: dict[str, Any] = TypeAdapter(Content).json_schema()
    definitions = found["$defs"]
    claim = ClaimBody.model_json_schema(ref_template="#/$defs/{model}")
    definitions.update(claim.pop("$defs", {}))
    options = {
        name: part for name, part in claim["properties"].items() if name not in ("field", "value")
    }
    _let_one_stand_alone(ClaimBody, options)
    for model in (*DOCUMENTS, Correction, ElementItem):
        _let_one_stand_alone(model, definitions[model.__name__]["properties"])
    names = sorted({entry.name for entry in fields.every_field()})
    definitions["FieldName"] = {
        "type": "string",
        "pattern": rf"^[a-z0-9-]+\.({'|'.join(names)})$",
        "description": "element.field, of the catalogue's fields",
    }
    words = sorted({word for entry in fields.every_field() for word in entry.words} | {"other"})
    choice = definitions["Choice"]["properties"]
    choice["choice"]["anyOf"][0]["enum"] = words
    choice["choices"]["anyOf"][0]["items"]["enum"] = words
    # Any of them, not one: where the type is left out, its parts may suit two.
    definitions["Value"] = {"anyOf": claim["properties"]["value"]["anyOf"][0]["oneOf"]}
    value = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Value"}]}
    field = {"$ref": "#/$defs/FieldName"}
    part = {"anyOf": [field, _mapping({"of": field, "portion": value}, "of")]}
    options |= {
        "was": value,
        "part_of": {"anyOf": [part, {"type": "array", "items": part}]},
        "as_quoted": {"type": "string"},
        "own_sources": {"type": ["boolean", "string"]},
    }
    report_id = {"type": "string", "description": "the id of a report, to deny all of it"}
    said = {
        "anyOf": [
            {"type": "string", "description": "element.field = text"},
            _mapping({"field": field, "value": value, **options}, "field"),
            _mapping({"of_report": report_id, **options}, "of_report"),
        ]
    }
    definitions["Claim"] = {
        **_mapping({**dict.fromkeys(VERBS, said), **options}),
        "oneOf": [{"required": [verb]} for verb in VERBS],
    }
    one = {"$ref": "#/$defs/Claim"}
    report = definitions["ReportDocument"]["properties"]
    report["claims"]["items"] = {"anyOf": [one, {"type": "array", "items": one}]}
    report["own_sources"] = options["own_sources"]
    definitions["AmendDocument"]["properties"]["claim"] = one
    element = definitions["ElementItem"]["properties"]
    element["kind"] = {"enum": sorted(fields.KINDS)}
    definitions["ElementItem"]["additionalProperties"] = {
        "description": "a field of the kind, with its value"
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of dealtrail's file format",
        **found,
    }


def _mapping(parts: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": parts,
        "required": list(required),
        "additionalProperties": False,
    }


def _let_one_stand_alone(model: type[BaseModel], parts: dict[str, Any]) -> None:
    """Where a list is read, one alone is a list of one."""
    read_so = get_args(Several[str])[1]
    for name, field in model.model_fields.items():
        if read_so in field.metadata:
            parts[name] = {"anyOf": [parts[name], parts[name]["items"]]}


DOCUMENTS = get_args(Content)
