"""What the tests of the reader begin with: a deal around a text, fields, and files of cases."""

import json
from pathlib import Path
from typing import Any

from domain import fields
from domain.fields import Field
from domain.reading import Context

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


def field(place: str) -> Field:
    """The field of the catalogue at `kind.name`."""
    kind, _, name = place.partition(".")
    found = fields.find(kind, name)
    assert found is not None, place
    return found


def cases(name: str) -> list[list[Any]]:
    """The lines of a file beside this one: field, text, and what is expected of it."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
