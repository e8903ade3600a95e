"""The phrases that were labelled by hand: none is read as something else than it says."""

from collections import Counter

import pytest

from benchmarks.phrases import REFUSED, TABLES, Phrase, outcome, phrases

TABLED = [each for table in sorted(TABLES.glob("*.txt")) for each in phrases(table)]


@pytest.mark.parametrize(
    "phrase", TABLED, ids=[f"{each.table}-{n}" for n, each in enumerate(TABLED)]
)
def test_no_phrase_is_silently_read_as_something_else(phrase: Phrase) -> None:
    became, how = outcome(phrase)
    assert became != "wrong", f"{phrase.written!r} is {phrase.label}, and was read as {how}"


@pytest.mark.parametrize("table", sorted({each.table for each in TABLED}))
def test_hardly_a_phrase_that_a_person_can_read_is_refused(table: str) -> None:
    found = Counter(outcome(each)[0] for each in TABLED if each.table == table)
    assert found["refused"] <= REFUSED * found.total()


def test_a_label_takes_another_reading_for_wrong() -> None:
    sample = next(each for each in TABLED if each.written == "up to $3.25bn")
    assert outcome(sample)[0] == "right"
    for other in ("exactly 3,250,000,000 USD", "at_most 3,250,000,000 CAD", "at_most 3,250 USD"):
        hedge, number, unit = other.split()
        label = (hedge, number.replace(",", ""), unit)
        assert outcome(sample.but(right=(label,)))[0] == "wrong"
    assert outcome(sample.but(right=((),)))[0] == "wrong", "it asks for a refusal"


def test_no_phrase_stands_twice_and_few_ask_for_a_refusal() -> None:
    counts = Counter((each.field, each.day, each.written, each.language) for each in TABLED)
    assert [phrase for phrase, count in counts.items() if count > 1] == []
    assert sum(() in each.right for each in TABLED) <= 0.2 * len(TABLED)
