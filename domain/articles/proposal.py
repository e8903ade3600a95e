"""What a draft proposes: the claims of an article, each with the words that it rests on."""

from collections.abc import Mapping
from typing import Any

from domain.record import Record


class Claimed(Record):
    """A claim that an article makes, as it would be logged, and where it stands in the text.

    `value` is the text that the reader of values reads; `quoted` are the article's own words for
    it, from `value_start` to `value_end`. `start` and `end` bound the words that the claim rests
    on. `understood` is the reading in full digits.
    """

    kind: str
    field: str
    value: str = ""
    quoted: str = ""
    amount: str = ""
    """The figure alone, by which a denial finds what it denies."""
    was: str = ""
    stage: str = ""
    sourcing: str = ""
    said_by: str = ""
    scope: str = ""
    beside: str = ""
    """What the value says beside its figure, in the reader's words: the price a premium is over."""
    form: Mapping[str, str] = {}
    """The long form of a value whose text alone does not say all: a date without its year."""
    start: int
    end: int
    value_start: int
    value_end: int
    sentence: tuple[int, int]
    understood: str = ""
    title: bool = False
    worded: bool = False
    """The value is a word of the catalogue for what the article says in other words."""


NO_FIGURE = "it speaks of the deal, and gives no figure"
"""Why a sentence without a figure is left."""


class Left(Record):
    """A sentence that a person should look at, and why it gave no claim; `words` are in doubt."""

    start: int
    end: int
    why: str
    words: str = ""


class Citation(Record):
    """An outlet that the article credits, and the reports of it that the record holds."""

    outlet: str
    start: int
    end: int
    reports: tuple[str, ...] = ()


class Proposal(Record):
    """What an article says of a deal, as far as rules are sure, and what they left.

    `elements` are those that the claims bring in: id, and kind and name. `header` holds the parts
    of the report that the article names; a part that it does not name is missing.
    """

    deal: str
    header: Mapping[str, Any]
    elements: Mapping[str, Mapping[str, str]]
    claims: tuple[Claimed, ...]
    left: tuple[Left, ...]
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]


def written(claim: Claimed, *, sourcing: str) -> dict[str, Any]:
    """A claim as a document has it; `sourcing` is the default of its report."""
    if claim.kind == "no_comment":
        body: dict[str, Any] = {"no_comment": claim.field}
    elif claim.form:
        body = {claim.kind: {"field": claim.field, "value": dict(claim.form)}}
    else:
        body = {claim.kind: f"{claim.field} = {claim.value} {claim.beside}".rstrip()}
    for name in ("was", "stage", "sourcing", "said_by", "scope"):
        part = getattr(claim, name)
        if part and not (name == "sourcing" and part == sourcing):
            body[name] = part
    return body
