"""Amounts of money, prices and percentages, and the currencies they are in."""

import pytest

from domain.currencies import MINOR_DIGITS, WITHDRAWN, is_currency, near
from domain.reading import read, unused
from tests.reading.corpus import CONTEXT, field
from tests.reading.refusing import code_of, refused


def test_a_dollar_is_the_deals_own_and_never_silently_american() -> None:
    place = "party.commitment"
    canadian = read("$50bn", field(place), CONTEXT.but(currency="CAD"))
    assert canadian["currency"] == "CAD"
    assert read("US$50bn", field(place), CONTEXT.but(currency="CAD"))["currency"] == "USD"
    assert code_of("$50bn", place, CONTEXT.but(currency="EUR")) == "E-CURRENCY-AMBIG"
    assert code_of("$50bn", place, CONTEXT.but(currency=None)) == "E-CURRENCY-AMBIG"


def test_a_yen_sign_is_read_only_where_the_deal_says_which() -> None:
    place = "party.commitment"
    assert read("¥5bn", field(place), CONTEXT.but(currency="JPY"))["currency"] == "JPY"
    assert read("¥5bn", field(place), CONTEXT.but(currency="CNY"))["currency"] == "CNY"
    assert code_of("¥5bn", place) == "E-CURRENCY-AMBIG"


def test_a_bare_number_needs_a_currency_from_somewhere() -> None:
    assert code_of("50bn", "party.commitment", CONTEXT.but(currency=None)) == "E-CURRENCY"


def test_an_ambiguous_separator_shows_both_readings() -> None:
    refusal = refused("€1.234", "party.commitment")
    assert "1,234 or 1.234" in refusal.message


def test_french_spaces_part_thousands() -> None:
    for space in (" ", "\u00a0", "\u202f"):
        value = read(f"12{space}500,50{space}€", field("party.commitment"), CONTEXT)
        assert (value["amount"], value["step"]) == ("12500.5", "0.01")


def test_a_negated_hedge_is_the_bound_it_means() -> None:
    entry = field("party.commitment")
    assert read("not more than €20m", entry, CONTEXT)["qualifier"] == "at_most"
    assert read("more than €20m", entry, CONTEXT)["qualifier"] == "more_than"
    assert read("pas moins de 20 M€", entry, CONTEXT)["qualifier"] == "at_least"


def test_a_word_without_meaning_is_named_and_the_right_field_suggested() -> None:
    refusal = refused("$730bn pre-money", "valuation.unspecified")
    assert "pre" in refusal.message
    assert "pre_money" in refusal.hint
    assert read("$730bn pre-money", field("valuation.pre_money"), CONTEXT)["amount"]


def test_a_dollar_eaten_by_the_shell_is_suspected() -> None:
    for text in ("up to 0bn", "0bn", ".5bn"):
        assert "single quotes" in refused(text, "party.commitment").hint


def test_an_unknown_code_is_refused_with_near_ones() -> None:
    refusal = refused("100 EUX", "party.commitment")
    assert refusal.code == "E-CURRENCY"
    assert "EUR" in refusal.hint


def test_codes_that_are_words_are_read_in_capitals_only() -> None:
    assert code_of("all 50bn", "party.commitment") == "E-AMOUNT"
    assert read("ALL 50bn", field("party.commitment"), CONTEXT)["currency"] == "ALL"


def test_withdrawn_currencies_are_known_with_the_year_they_ended() -> None:
    assert is_currency("ITL")
    assert not is_currency("itl")
    assert WITHDRAWN["DEM"] == 2002
    assert MINOR_DIGITS["JPY"] == 0
    assert MINOR_DIGITS["KWD"] == 3
    assert "EUR" in near("EUX")


@pytest.mark.parametrize("text", ["up to bn", "up to  billion", "between bn and bn", "05bn", "$"])
def test_what_a_shell_leaves_of_an_amount_is_refused_with_the_way_to_type_it(text: str) -> None:
    assert "single quotes" in refused(text, "party.commitment").hint


@pytest.mark.parametrize(
    "text",
    [
        "$110bn, up from $100bn",
        "$110bn compared with $100bn",
        "110 milliards, contre 100 milliards",
    ],
)
def test_a_figure_with_its_former_value_is_refused_and_told_where_that_goes(text: str) -> None:
    assert "`was`" in refused(text, "party.commitment").hint


def test_an_increment_is_read_where_the_claim_says_what_it_is_on_top_of() -> None:
    for text in ("a further $10bn", "10 milliards de plus", "another $10bn"):
        assert "on_top_of" in refused(text, "round.size").hint
        value = read(text, field("round.size"), CONTEXT.but(increment=True))
        assert (value["amount"], value["as_quoted"]) == ("10000000000", text)


def test_both_readings_of_an_ambiguous_number_are_shown_in_full() -> None:
    message = refused("1,234 million", "party.commitment").message
    assert "1,234,000,000 or 1,234,000" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a whopping $40bn", ["whopping"]),
        ("a further $10bn", ["further"]),
        ("up to $50bn", []),
        ("10 milliards d'euros supplémentaires", ["supplémentaires"]),
        ("weitere 3 Mrd. Euro", ["weitere"]),
    ],
)
def test_the_words_that_the_stored_value_does_not_say_are_listed(
    text: str, words: list[str]
) -> None:
    read(text, field("party.commitment"), CONTEXT)
    assert unused(text, field("party.commitment")) == words


@pytest.mark.parametrize("text", ["five to six hundred million", "deux à trois cents millions"])
def test_a_hundred_said_once_in_a_range_is_refused_with_both_readings(text: str) -> None:
    refusal = refused(text, "party.commitment")
    assert refusal.code == "E-AMOUNT-AMBIG"
    assert "00" in refusal.message


@pytest.mark.parametrize("text", ["half a percent", "a quarter percent", "half of one percent"])
def test_a_part_of_one_percent_is_never_that_part_of_the_whole(text: str) -> None:
    assert code_of(text, "party.stake") == "E-PERCENT"
