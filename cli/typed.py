"""A report as it is typed on the page: its header, its claims as rows, and the document it makes.

Nothing is kept on the server while somebody types: all of it is in the form, and comes back with
every answer just as it was typed, whether it can be read or not.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cli.claims import VERBS, date_typed
from domain.claims import short_form
from domain.errors import Problems, Refused
from domain.proposals import claims_of, needed
from domain.record import Record

if TYPE_CHECKING:
    from cli.web.forms import Form

HEADER = ("source", "published", "url", "language", "sourcing", "byline", "id", "cites", "note")
PARTS = ("stage", "sourcing", "said_by", "was", "effective", "scope", "place", "note")
_TYPED = ("verb", "field", "value", *PARTS, "rest")
MOST_ROWS = 300
_INPUTS = {"id": "report"}  # where the name would hide what a form itself has under it


class Row(Record):
    """One claim as typed; `rest` are the parts that have no input of their own, as JSON.

    `key` names its inputs: it stays when rows before it are removed. `taken` says that it is to be
    logged, of a proposal of which single claims can be left out.
    """

    key: str
    verb: str = "rumor"
    field: str = ""
    value: str = ""
    stage: str = ""
    sourcing: str = ""
    said_by: str = ""
    was: str = ""
    effective: str = ""
    scope: str = ""
    place: str = ""
    note: str = ""
    rest: str = ""
    taken: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(getattr(self, name) for name in _TYPED if name != "verb")

    @property
    def more(self) -> bool:
        """Whether it says something in the inputs that are folded away."""
        return any((self.was, self.effective, self.scope, self.note, self.rest))

    def same(self, other: "Row") -> bool:
        """Whether another row says the same."""
        return all(getattr(self, name) == getattr(other, name) for name in _TYPED)


class Typed(Record):
    """All that was typed: `header` by the names of `HEADER`, `elements` a line each."""

    deal: str = ""
    header: Mapping[str, str] = {}
    rows: tuple[Row, ...] = ()
    elements: str = ""
    text: str = ""
    address: str = ""
    command: str = ""

    def with_rows(self, more: Iterable[Row]) -> "Typed":
        """With further rows after those that hold something, none of them twice."""
        kept = [row for row in self.rows if not row.empty]
        for row in more:
            if not any(row.same(each) for each in kept):
                kept.append(row.but(key=_next_key(kept)))
        return self.but(rows=tuple(kept))

    def without(self, key: str) -> "Typed":
        """Without the row of that key."""
        return self.but(rows=tuple(row for row in self.rows if row.key != key))

    def with_empty(self) -> "Typed":
        """With one more row to type into."""
        return self.but(rows=(*self.rows, Row(key=_next_key(self.rows))))


def _next_key(rows: Iterable[Row]) -> str:
    return str(1 + max((int(row.key) for row in rows), default=0))


# -- from a form -----------------------------------------------------------------------------------


def typed_in(form: "Form") -> Typed:
    """What a form holds. Raises `Refused` where it is none of ours."""
    keys = form.every("row")
    if len(keys) > MOST_ROWS or not all(re.fullmatch("[0-9]{1,4}", key) for key in keys):
        raise Refused(
            f"a report has at most {MOST_ROWS} claims here",
            code="E-LENGTH",
            place="row",
            hint="longer ones are logged by 'dealtrail log DEAL FILE'",
        )
    several = "take" in {name for name, _ in form.fields} or bool(form.get("takes"))
    taken = set(form.every("take"))
    return Typed(
        deal=form.get("deal"),
        header={name: form.get(_INPUTS.get(name, name)) for name in HEADER},
        rows=tuple(
            _row(form, key, taken=not several or key in taken) for key in dict.fromkeys(keys)
        ),
        elements=form.get("introduced"),
        text="".join(form.every("text")[:1]),
        address=form.get("address"),
        command=form.get("command"),
    )


def _row(form: "Form", key: str, *, taken: bool) -> Row:
    said = {name: form.get(f"{name}-{key}") for name in _TYPED}
    return Row(key=key, taken=taken).but(**{**said, "verb": said["verb"] or "rumor"})


# -- from a document -------------------------------------------------------------------------------


def typed_of(document: Mapping[str, Any], **parts: Any) -> Typed:
    """A report document as it would be typed, with the other parts of the form."""
    header = {name: _plain(document[name]) for name in HEADER if document.get(name)}
    if isinstance(document.get("cites"), list | tuple):
        header["cites"] = ", ".join(map(str, document["cites"]))
    claims = [claim for _, claim in claims_of(document)]
    return Typed(
        deal=str(document.get("deal", "")),
        header=header,
        rows=tuple(row_of(claim, str(number)) for number, claim in enumerate(claims, start=1)),
        elements=element_lines(document.get("elements") or {}),
        **parts,
    )


def row_of(claim: Mapping[str, Any], key: str) -> Row:
    """A claim of a document as a row."""
    parts = dict(claim)
    verb = next((verb for verb in VERBS if verb in parts), "rumor")
    said = parts.pop(verb, "")
    parts = {**(short_form(said) if isinstance(said, str) else said), **parts}
    if "of_report" in parts:
        parts["field"] = f"report {parts.pop('of_report')}"
    shown = {name: _plain(parts.pop(name)) for name in ("field", "value", *PARTS) if name in parts}
    rest = _plain(parts) if parts else ""
    return Row(key=key, verb=verb, rest=rest).but(**shown)


def _plain(part: Any) -> str:
    """A part as it is typed: a text as it is, anything else as JSON."""
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)


def element_lines(elements: Mapping[str, Any]) -> str:
    """Elements a line each: `amazon: party, Amazon.com`; as JSON where there is more to them."""
    lines = []
    for element, item in elements.items():
        parts = dict(item) if isinstance(item, Mapping) else {}
        if parts.keys() <= {"kind", "name"} and parts.get("kind"):
            name = f", {parts['name']}" if parts.get("name") else ""
            lines.append(f"{element}: {parts['kind']}{name}")
        else:
            lines.append(f"{element}: {json.dumps(parts, ensure_ascii=False)}")
    return "\n".join(lines)


# -- to a document ---------------------------------------------------------------------------------


def document_of(typed: Typed) -> dict[str, Any]:
    """The report document that was typed, its claims those of the rows that are to be logged.

    Raises `Problems` where a part cannot be told: a date, JSON, an element.
    """
    problems: list[Refused] = []
    document: dict[str, Any] = {"deal": typed.deal}
    for name in HEADER:
        if said := typed.header.get(name):
            document[name] = said
    if "published" in document:
        document["published"] = _date(document["published"], "published", None, problems)
    if "cites" in document:
        document["cites"] = re.findall(r"[^\s,;]+", document["cites"])
    document["elements"] = _elements(typed.elements, problems)
    document["claims"] = [
        _claim(row, number, document.get("published"), problems)
        for number, row in enumerate(counted(typed), start=1)
    ]
    if problems:
        raise Problems(problems)
    if not all(row.taken for row in typed.rows):
        document["elements"] = needed(document["elements"], document["claims"])
    return document


def counted(typed: Typed) -> list[Row]:
    """The rows that become claims, in order: claim 1 is the first of them."""
    return [row for row in typed.rows if row.taken and not row.empty]


def _claim(row: Row, number: int, published: str | None, problems: list[Refused]) -> dict[str, Any]:
    place = f"claim {number}"
    claim: dict[str, Any] = {}
    if row.value.startswith("{"):
        value = _object(row.value, place, problems)
        claim[row.verb] = {"field": row.field, "value": value}
    else:
        claim[row.verb] = f"{row.field} = {row.value}" if row.value else row.field
    for name in PARTS:
        if said := getattr(row, name):
            long = name == "was" and said.startswith("{")
            claim[name] = _object(said, place, problems) if long else said
    if row.effective:
        claim["effective"] = _date(row.effective, f"{place}: effective", published, problems)
    if row.rest:
        claim |= _object(row.rest, place, problems)
    return claim


def _date(text: str, place: str, today: str | None, problems: list[Refused]) -> str:
    try:
        return date_typed(text, place, today)
    except Refused as refusal:
        problems.append(refusal)
        return text


def _object(text: str, place: str, problems: list[Refused]) -> dict[str, Any]:
    """A part in its long form. The other parts of a claim are checked by its rules."""
    from domain import files

    try:
        found, _ = next(iter(files.load(text, place, "json")))
    except Refused as refusal:
        problems.append(refusal)
        return {}
    if isinstance(found, dict):
        return found
    problems.append(
        Refused(
            "the long form is names with their values, in braces",
            code="E-PARSE",
            place=place,
            seen=text[:80],
            hint='{"type": "date", "edtf": "2026-03"}',
        )
    )
    return {}


def _elements(lines: str, problems: list[Refused]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        element, colon, rest = (part.strip() for part in line.partition(":"))
        kind, _, name = (part.strip() for part in rest.partition(","))
        if rest.startswith("{"):
            found[element] = _object(rest, "elements", problems)
        elif colon and kind:
            found[element] = {"kind": kind, **({"name": name} if name else {})}
        else:
            problems.append(
                Refused(
                    "an element is introduced as ID: KIND, NAME",
                    code="E-ELEMENT",
                    place="elements",
                    seen=line,
                    hint="amazon: party, Amazon.com",
                )
            )
    return found
