"""The phrases that the reader is measured by, labelled by hand, and how one is scored.

`phrases/before.txt` were written while the reader was made, before it knew them;
`phrases/after.txt` afterwards, in the manner of other texts, and labelled before they were run. A
label says what is read, or `refused` where a phrase means nothing, too much, or two things;
`refused E-CODE` where the code matters too.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from domain import fields
from domain.errors import Refused
from domain.fields import Field
from domain.reading import Context, read

NAMES = {
    "softbank": ("SoftBank", "SoftBank Group"),
    "thrive": ("Thrive", "Thrive Capital"),
    "openai": ("OpenAI",),
    "amazon": ("Amazon", "AWS"),
    "bidco": ("Bidco",),
    "a16z": ("a16z",),
    "fund-a": ("A, B & Co",),
}
LEAVES = {"agi-leg": "condition", "ipo-leg": "condition", "ec": "approval", "cvr-1": "instrument"}
CONTEXT = Context(
    currency="USD",
    day="2026-01-29",  # a Thursday
    elements={**dict.fromkeys(NAMES, "party"), **LEAVES, "round": "round"},
    names=NAMES,
)
_HERE = Path(__file__).parent
HALVES = ("before", "after")


class Phrase(NamedTuple):
    """A phrase of the press in a deal of some currency, with the label that a person gave it."""

    half: str
    line: int
    language: str
    place: str
    currency: str
    text: str
    label: str

    @property
    def sort(self) -> str:
        """`amounts` or `dates`."""
        return "dates" if field(self.place).type == "date" else "amounts"


def field(place: str) -> Field:
    """The field of the catalogue at `kind.name`."""
    kind, _, name = place.partition(".")
    found = fields.find(kind, name)
    assert found is not None, place
    return found


def phrases() -> Iterator[Phrase]:
    """Both halves, in order."""
    for half in HALVES:
        lines = (_HERE / "phrases" / f"{half}.txt").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines[1:], 2):
            yield Phrase(half, number, *line.split(" | "))


def cases(name: str) -> list[list[Any]]:
    """The lines of a file beside this one: field, text, and what is expected of it."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def brief(value: Mapping[str, Any]) -> str:
    """A number or date as the labels write it: hedge, digits, currency or basis."""
    if "qualifier" not in value:
        return str(value["type"])
    if value["type"] == "date":
        return f"{value['qualifier']} {value['edtf']}"
    ends = [value[name] for name in ("amount", "number", "low", "high") if name in value]
    kept = [value.get("currency") or value.get("basis", ""), value.get("share", "common")]
    number = "..".join(f"{Decimal(end).normalize():,f}" for end in ends)
    return " ".join(
        [value["qualifier"], number, *(part for part in kept if part not in ("", "common"))]
    )


def understood(phrase: Phrase) -> str:
    """How the reader takes it, in the words of the labels."""
    try:
        value = read(phrase.text, field(phrase.place), CONTEXT.but(currency=phrase.currency))
    except Refused as refusal:
        return f"refused {refusal.code}" + ("" if refusal.hint else ", with no hint")
    return brief(value)


def verdict(phrase: Phrase) -> str:
    """`right`; `refused`, though a person can read it; or `wrong`: read otherwise than meant."""
    found = understood(phrase)
    if found == phrase.label or (phrase.label == "refused" and found.startswith("refused E-")):
        return "right"
    return "refused" if found.startswith("refused") else "wrong"
