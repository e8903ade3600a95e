"""A phrase that is changed a little is read as changed, or refused; never as it was before."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.phrases import TABLES, Phrase, outcome, phrases
from domain.reading import read
from tests.reading.corpus import CONTEXT, field
from tests.reading.refusing import refused

READ = [
    each
    for table in sorted(TABLES.glob("*.txt"))
    for each in phrases(table)
    if () not in each.right
]
UNKNOWN = ("zorgle", "qwx", "blimpfully", "ünfug", "§", "?", "%%", "nein-nein", "42nd-ish")


def became(phrase: Phrase, at: int, word: str) -> str:
    """What becomes of the phrase with one word more, before its word `at` or at its end."""
    words = phrase.written.split()
    at %= len(words) + 1
    return outcome(phrase.but(written=" ".join([*words[:at], word, *words[at:]])))[0]


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(READ), st.integers(0, 12), st.sampled_from(UNKNOWN))
def test_a_word_without_meaning_is_never_passed_over(phrase: Phrase, at: int, word: str) -> None:
    assert became(phrase, at, word) == "refused"


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(READ),
    st.integers(0, 12),
    st.sampled_from(("not", "never", "no", "pas", "non", "neither", "sans", "except", "sauf")),
)
def test_a_negation_changes_what_is_read_or_is_refused(phrase: Phrase, at: int, word: str) -> None:
    assert became(phrase, at, word) != "right"


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(READ), st.integers(0, 12))
def test_a_second_number_is_never_passed_over(phrase: Phrase, at: int) -> None:
    assert became(phrase, at, "9876") != "right"


FORMS = {
    "up to ${}{}": ("k", "m", "bn", "tn"),
    "between €{}{} and €5,000tn": ("m", "bn"),
    "about {} {} euros": ("thousand", "million", "billion", "trillion"),
    "environ {} {} d'euros": ("milliers", "millions", "milliards", "mille milliards"),
    "rund {} {} Euro": ("Tausend", "Mio.", "Mrd."),
    "unos {} {} de euros": ("millones", "mil millones", "billones"),
    "circa {} {} di euro": ("milioni", "miliardi", "bilioni"),
}
SCALES = {
    **dict.fromkeys(("k", "thousand", "milliers", "Tausend"), 10**3),
    **dict.fromkeys(("m", "million", "millions", "Mio.", "millones", "milioni"), 10**6),
    **dict.fromkeys(("bn", "billion", "milliards", "Mrd.", "mil millones", "miliardi"), 10**9),
    **dict.fromkeys(("tn", "trillion", "mille milliards", "billones", "bilioni"), 10**12),
}


@settings(deadline=None)
@given(st.integers(2, 999), st.sampled_from([(f, s) for f, some in FORMS.items() for s in some]))
def test_a_scale_word_makes_the_amount_as_large_as_it_says(
    number: int, written: tuple[str, str]
) -> None:
    form, scale = written
    if "5,000tn" in form and scale == "tn":
        return
    value = read(form.format(number, scale), field("party.commitment"), CONTEXT)
    stated = Decimal(value.get("amount") or value["low"])
    assert stated == number * SCALES[scale]


@pytest.mark.parametrize("text", ["₹1001", "Rs 12345", "INR 100000"])
def test_rupees_without_commas_are_read(text: str) -> None:
    value = read(text, field("party.commitment"), CONTEXT.but(currency="INR"))
    assert value["amount"] == "".join(sign for sign in text if sign.isdigit())


def test_each_end_of_a_range_has_the_scale_it_was_given() -> None:
    commitment = field("party.commitment")
    for text, low in (("$500,000 to $1m", "500000"), ("$10 to $20m", "10000000")):
        assert read(text, commitment, CONTEXT)["low"] == low
    assert (
        "after" in refused("between 500 dollars and 1 million dollars", "party.commitment").message
    )
