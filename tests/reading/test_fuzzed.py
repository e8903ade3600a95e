"""What fuzzing found, and its promises tried a little with every change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reading import read
from tests.reading.corpus import CONTEXT, field
from tests.reading.promises import PLACES, TEXTS, broken
from tests.reading.refusing import code_of


def texts(sort: str) -> st.SearchStrategy[str]:
    """A few phrases, words and scraps in a row."""
    words = st.one_of(st.sampled_from(TEXTS[sort]), st.text(max_size=5))
    return st.builds(
        lambda glue, some: glue.join(some),
        st.sampled_from((" ", "", "-", ", ")),
        st.lists(words, min_size=1, max_size=6),
    )


@settings(max_examples=400, deadline=None)
@given(texts("amounts"), st.sampled_from(PLACES["amounts"]))
def test_any_text_of_amounts_is_refused_or_keeps_its_promises(text: str, place: str) -> None:
    assert not broken(text, place)


@settings(max_examples=400, deadline=None)
@given(texts("dates"), st.sampled_from(PLACES["dates"]))
def test_any_text_of_dates_is_refused_or_keeps_its_promises(text: str, place: str) -> None:
    assert not broken(text, place)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("offer.premium", "a few hundred"),  # no percentage, and was read as one
        ("offer.premium", "20% to 25%"),  # its "to" was that of "a premium to the close"
        ("party.commitment", "₹1001"),  # broke off where the groups of rupees were counted
        ("party.commitment", "$1,234"),  # printed as it cannot be read back
        ("party.commitment", "$1m to $1,001,000"),
        ("round.closed_on", "about 2026-05-22"),  # taken for a season
    ],
)
def test_what_was_found_stays_mended(place: str, text: str) -> None:
    assert not broken(text, place)


def test_a_band_is_a_percentage_only_where_it_says_so() -> None:
    assert code_of("a few hundred", "offer.premium") == "E-PERCENT"
    assert read("high thirties", field("offer.premium"), CONTEXT)["low"] == "36"
    value = read("a premium of 20% to 25% to the last close", field("offer.premium"), CONTEXT)
    assert (value["low"], value["high"]) == ("20", "25")
