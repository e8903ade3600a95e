"""Whatever is typed or sent is read or refused, and nothing else happens."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import fields
from domain.errors import Refused
from domain.fields import Field
from domain.reading import check, digits, read
from tests.reading.corpus import CONTEXT

ENTRIES = st.sampled_from(fields.every_field())
WORDS = """
$ € ¥ USD eur 50 1,234 1.234 0 -5 bn Md million milliards de d' to and or up not more than at least
about between entre et % of x GW years jours March 2026 Q1 H2 31/12/2026 2026-02-30 last next week
by before end fin softbank agi-leg ( ) + , cash shares CVR a share one half several tens none others
other: plus over jusqu'à moins 12x for 5
"""
PIECES = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)
TEXTS = st.one_of(st.text(max_size=60), PIECES)


@settings(max_examples=600, deadline=None)
@given(entry=ENTRIES, text=TEXTS)
def test_whatever_is_typed_is_read_or_refused_and_survives_the_check(
    entry: Field, text: str
) -> None:
    try:
        value = read(text, entry, CONTEXT)
    except Refused:
        return
    checked = check(value, entry)
    assert checked == value
    assert list(checked) == list(value)
    assert "\n" not in digits(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES_OF_PARTS = """
type amount currency qualifier low high step number unit edtf choice choices to any all parts per
election reason text as_quoted anchor floating basis over on
"""
STATED = st.sampled_from(["5", "USD", "between", "2026", "none", ["a"], "year", "x"])
PARTS = st.dictionaries(
    st.sampled_from(NAMES_OF_PARTS.split()), st.one_of(JSON, STATED), max_size=5
)


@settings(max_examples=600, deadline=None)
@given(entry=ENTRIES, value=PARTS)
def test_whatever_a_program_sends_is_stored_in_one_form_or_refused(
    entry: Field, value: dict[str, Any]
) -> None:
    try:
        stored = check(value, entry)
    except Refused:
        return
    assert check(stored, entry) == stored
    json.dumps(stored)
    digits(stored)
