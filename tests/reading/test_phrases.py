"""What people write is read as they mean it, no stronger, or refused with what to do next."""

from typing import Any

import pytest

from domain import fields
from domain.errors import Refused
from domain.reading import check, read
from domain.reading import phrases as phrases_of_fields
from domain.reading.vocabulary import OTHERS, Hedge, vocabulary
from tests.reading.corpus import CONTEXT, cases, field
from tests.reading.refusing import code_of

READINGS = [pytest.param(*case, id=f"{n}") for n, case in enumerate(cases("readings.jsonl"), 1)]
REFUSALS = [pytest.param(*case, id=f"{n}") for n, case in enumerate(cases("refusals.jsonl"), 1)]


@pytest.mark.parametrize(("place", "text", "value"), READINGS)
def test_a_phrase_is_stored_as_it_was_meant(place: str, text: str, value: Any) -> None:
    assert read(text, field(place), CONTEXT) == value


@pytest.mark.parametrize(("place", "text", "value"), READINGS)
def test_what_was_read_passes_the_check_unchanged(place: str, text: str, value: Any) -> None:
    stored = read(text, field(place), CONTEXT)
    checked = check(value, field(place))
    assert checked == stored
    assert list(checked) == list(stored)


@pytest.mark.parametrize(("place", "text", "code"), REFUSALS)
def test_a_phrase_that_is_unclear_is_refused(place: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text, field(place), CONTEXT)
    assert refusal.value.code == code
    assert refusal.value.seen is not None
    assert refusal.value.hint


def test_every_file_of_words_is_read_whole() -> None:
    for language in ("", *OTHERS):
        words = vocabulary(language)
        sorts = {sort for sort, _ in words.common.values()}
        assert sorts >= {"hedge", "words", "band", "between", "to", "and", "or"}
        hedges = {meaning.qualifier for sort, meaning in words.common.values() if sort == "hedge"}
        assert hedges == {"at_most", "at_least", "more_than", "less_than", "about"}


def test_a_word_that_two_languages_read_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spanish, italian = vocabulary("es"), vocabulary("it")
    monkeypatch.setitem(spanish.common, "zzz", ("hedge", Hedge("at_most")))
    monkeypatch.setitem(italian.common, "zzz", ("hedge", Hedge("at_least")))
    phrases_of_fields.money_phrases.cache_clear()
    assert code_of("zzz 20 M€", "party.commitment") == "E-AMOUNT-AMBIG"
    monkeypatch.setitem(italian.common, "zzz", ("hedge", Hedge("at_most")))
    phrases_of_fields.money_phrases.cache_clear()
    assert read("zzz 20 M€", field("party.commitment"), CONTEXT)["qualifier"] == "at_most"
    monkeypatch.undo()
    phrases_of_fields.money_phrases.cache_clear()


def test_every_figure_and_date_among_the_examples_is_read_or_wants_its_year() -> None:
    numbers = ("money", "per_share", "percent", "count", "quantity", "date", "period")
    refused = []
    for entry in fields.every_field():
        if entry.type in numbers:
            for example in entry.examples:
                text = example.partition(" = ")[2]
                try:
                    read(text, entry, CONTEXT)
                except Refused as refusal:
                    refused.append((text, refusal.message))
    assert {message for _, message in refused} <= {
        "of which year?",
        "a weekday without its date",
    }, refused
