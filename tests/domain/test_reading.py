"""What people write is read as they mean it, no stronger, or refused with what to do next."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import fields
from domain.currencies import MINOR_DIGITS, WITHDRAWN, is_currency, near
from domain.errors import Refused
from domain.fields import Field
from domain.reading import Context, amounts, check, digits, read
from domain.reading.vocabulary import OTHERS, Hedge, vocabulary

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
    day="2026-01-29",
    elements={**dict.fromkeys(NAMES, "party"), **LEAVES, "round": "round"},
    names=NAMES,
)


def field(place: str) -> Field:
    """The field of the catalogue at `kind.name`."""
    kind, _, name = place.partition(".")
    found = fields.find(kind, name)
    assert found is not None, place
    return found


def cases(name: str) -> list[Any]:
    """The lines of a corpus beside this file: field, text, and what is expected of it."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(*json.loads(line), id=f"{n}") for n, line in enumerate(lines, 1)]


def code_of(text: str, place: str, context: Context = CONTEXT) -> str:
    """The code with which a text is refused."""
    with pytest.raises(Refused) as refusal:
        read(text, field(place), context)
    return refusal.value.code


# -- the corpus ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "text", "value"), cases("readings.jsonl"))
def test_a_phrase_is_stored_as_it_was_meant(place: str, text: str, value: Any) -> None:
    assert read(text, field(place), CONTEXT) == value


@pytest.mark.parametrize(("place", "text", "value"), cases("readings.jsonl"))
def test_what_was_read_passes_the_check_unchanged(place: str, text: str, value: Any) -> None:
    stored = read(text, field(place), CONTEXT)
    checked = check(value, field(place))
    assert checked == stored
    assert list(checked) == list(stored)


@pytest.mark.parametrize(("place", "text", "code"), cases("refusals.jsonl"))
def test_a_phrase_that_is_unclear_is_refused(place: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text, field(place), CONTEXT)
    assert refusal.value.code == code
    assert refusal.value.seen is not None
    assert refusal.value.hint


def phrases() -> list[Any]:
    """The table of phrases in five languages: each row as it says in its first line."""
    lines = (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines()
    return [pytest.param(*line.split(" | ")[1:], id=f"{n}") for n, line in enumerate(lines[1:], 2)]


def brief(value: dict[str, Any]) -> str:
    """A number or date as the table writes it: hedge, digits, currency or basis."""
    if "qualifier" not in value:
        return str(value["type"])
    if value["type"] == "date":
        return f"{value['qualifier']} {value['edtf']}"
    ends = [value[name] for name in ("amount", "number", "low", "high") if name in value]
    kept = [value.get("currency") or value.get("basis", ""), value.get("share", "common")]
    number = "..".join(f"{Decimal(end).normalize():,f}" for end in ends)
    return " ".join([value["qualifier"], number, *(part for part in kept if part != "common")])


@pytest.mark.parametrize(("place", "currency", "text", "expected"), phrases())
def test_a_phrase_of_the_press_is_read_right_or_refused(
    place: str, currency: str, text: str, expected: str
) -> None:
    try:
        found = brief(read(text, field(place), CONTEXT.but(currency=currency)))
    except Refused as refusal:
        found = f"refused {refusal.code}" + ("" if refusal.hint else ", with no hint")
    assert found == expected


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
    amounts._money_phrases.cache_clear()
    assert code_of("zzz 20 M€", "party.commitment") == "E-AMOUNT-AMBIG"
    monkeypatch.setitem(italian.common, "zzz", ("hedge", Hedge("at_most")))
    amounts._money_phrases.cache_clear()
    assert read("zzz 20 M€", field("party.commitment"), CONTEXT)["qualifier"] == "at_most"
    monkeypatch.undo()
    amounts._money_phrases.cache_clear()


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


# -- money -----------------------------------------------------------------------------------------


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
    with pytest.raises(Refused) as refusal:
        read("€1.234", field("party.commitment"), CONTEXT)
    assert "1,234 or 1.234" in refusal.value.message


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
    with pytest.raises(Refused) as refusal:
        read("$730bn pre-money", field("valuation.unspecified"), CONTEXT)
    assert "pre" in refusal.value.message
    assert "pre_money" in refusal.value.hint
    assert read("$730bn pre-money", field("valuation.pre_money"), CONTEXT)["amount"]


def test_a_dollar_eaten_by_the_shell_is_suspected() -> None:
    for text in ("up to 0bn", "0bn", ".5bn"):
        with pytest.raises(Refused) as refusal:
            read(text, field("party.commitment"), CONTEXT)
        assert "single quotes" in refusal.value.hint


def test_an_unknown_code_is_refused_with_near_ones() -> None:
    with pytest.raises(Refused) as refusal:
        read("100 EUX", field("party.commitment"), CONTEXT)
    assert refusal.value.code == "E-CURRENCY"
    assert "EUR" in refusal.value.hint


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


# -- dates -----------------------------------------------------------------------------------------


def test_a_relative_date_needs_the_day_of_publication() -> None:
    place = "round.expected_close"
    assert code_of("last month", place, CONTEXT.but(day=None)) == "E-DATE"
    by_month = read("last month", field(place), CONTEXT.but(day="2026-01"))
    assert (by_month["edtf"], by_month["anchor"]) == ("2025-12", "2026-01")
    assert code_of("today", place, CONTEXT.but(day="2026-01")) == "E-DATE"
    assert code_of("today", place, CONTEXT.but(day="2026-01-27/2026-01-31")) == "E-DATE"


def test_a_date_without_a_year_is_refused_with_the_two_it_may_be() -> None:
    with pytest.raises(Refused) as refusal:
        read("12 April", field("round.closed_on"), CONTEXT)
    assert "2025-04-12 or 2026-04-12" in refusal.value.hint


def test_a_day_that_is_none_shows_the_nearest() -> None:
    with pytest.raises(Refused) as refusal:
        read("30 February 2026", field("round.closed_on"), CONTEXT)
    assert "2026-02-28" in refusal.value.hint


def test_last_november_said_in_december_may_be_two_years() -> None:
    place = "round.closed_on"
    december = CONTEXT.but(day="2026-12-05")
    assert code_of("last November", place, december) == "E-DATE-AMBIG"
    assert read("en novembre dernier", field(place), december)["edtf"] == "2026-11"


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("by 3.4.2026", "2026-04-03", "2026-03-04"),
        ("03-04-2026", "2026-04-03", "2026-03-04"),
        ("between 03/04/2026 and 05/04/2026", "2026-04-03/2026-04-05", "2026-03-04/2026-05-04"),
        ("04/04/2026", "2026-04-04", "2026-04-04"),
        ("30/04/2026", "2026-04-30", "E-DATE"),
        ("04/30/2026", "E-DATE", "2026-04-30"),
        ("31/31/2026", "E-DATE", "E-DATE"),
        ("2026/03/04", "2026-03-04", "2026-03-04"),
        ("3 April 2026", "2026-04-03", "2026-04-03"),
    ],
)
def test_the_order_of_day_and_month_is_taken_from_who_says_it(
    text: str, day_first: str, month_first: str
) -> None:
    for said, date in ((True, day_first), (False, month_first)):
        context = CONTEXT.but(day_first=said)
        if date.startswith("E-"):
            assert code_of(text, "round.expected_close", context) == date
        else:
            value = read(text, field("round.expected_close"), context)
            assert value["edtf"] == date
            decided = day_first != month_first and "E-DATE" not in (day_first, month_first)
            assert value.get("as_quoted") == (text if decided else None)


# -- other types -----------------------------------------------------------------------------------


def test_a_list_without_a_bracket_that_mixes_and_with_or_is_refused() -> None:
    assert code_of("agi-leg and ipo-leg or ec", "tranche.condition") == "E-CONDITION"
    value = read("agi-leg and (ipo-leg or ec)", field("tranche.condition"), CONTEXT)
    assert value["all"] == ["agi-leg", {"any": ["ipo-leg", "ec"]}]


def test_brackets_have_a_limit() -> None:
    assert code_of("(" * 30 + "agi-leg" + ")" * 30, "tranche.condition") == "E-DEPTH"


def test_an_unknown_party_is_refused_with_near_names_and_how_to_introduce_it() -> None:
    with pytest.raises(Refused) as refusal:
        read("softbnk", field("round.lead"), CONTEXT)
    assert refusal.value.code == "E-NOTFOUND"
    assert "softbank" in refusal.value.hint
    assert "kind: party" in refusal.value.hint


def test_names_are_the_same_composed_or_not() -> None:
    context = CONTEXT.but(elements={"hermes": "party"}, names={"hermes": ("Herm\u00e8s",)})
    value = read("HERME\u0300S", field("round.lead"), context)
    assert value["to"] == ["hermes"]


def test_a_words_own_meaning_comes_before_none_and_undisclosed() -> None:
    assert read("undecided", field("party.position"), CONTEXT)["choice"] == "undecided"
    assert read("undecided", field("round.size"), CONTEXT)["reason"] == "undecided"
    assert read("none", field("party.position"), CONTEXT) == {"type": "none"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E-EMPTY"),
        (" \u00a0\u200b", "E-EMPTY"),
        ("a\x00b", "E-CHAR"),
        ("a\x1b[2Jb", "E-CHAR"),
        ("a\x85b", "E-CHAR"),
        ("x" * 2001, "E-LENGTH"),
        ("\ud800", "E-ENCODING"),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused(text: str, code: str) -> None:
    assert code_of(text, "any.opinion") == code


def test_a_text_is_kept_as_typed() -> None:
    for text in ("cafe\u0301", "<script>", "=HYPERLINK()", "\u202eabc", "x" * 2000, "a\tb"):
        assert read(text, field("any.opinion"), CONTEXT)["text"] == text


# -- long form -------------------------------------------------------------------------------------

MONEY = {"amount": "50", "currency": "USD"}


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("round.size", {"amount": 5.5, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": True, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "5e9", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "NaN", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "-5", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "0", "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": 10**30, "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": ["5"], "currency": "USD"}, "E-AMOUNT"),
        ("round.size", {"amount": "5"}, "E-CURRENCY"),
        ("round.size", {"amount": "5", "currency": "XYZ"}, "E-CURRENCY"),
        ("round.size", {"amount": "5", "currency": ["USD"]}, "E-VALUE"),
        ("round.size", {**MONEY, "colour": "red"}, "E-VALUE"),
        ("round.size", {**MONEY, "qualifier": "maybe"}, "E-VALUE"),
        ("round.size", {**MONEY, "qualifier": "between"}, "E-VALUE"),
        ("round.size", {**MONEY, "low": "1", "high": "2"}, "E-VALUE"),
        ("round.size", {**MONEY, "as_quoted": " "}, "E-EMPTY"),
        ("round.size", {"low": "60", "high": "50", "currency": "USD"}, "E-RANGE"),
        ("round.size", {"type": "date", "edtf": "2026"}, "E-VALUE"),
        ("round.size", {}, "E-VALUE"),
        ("round.size", [], "E-VALUE"),
        ("round.size", {1: 2}, "E-VALUE"),
        ("party.stake", {"number": "150"}, "E-PERCENT"),
        ("party.stake", {"number": "-5"}, "E-PERCENT"),
        ("party.stake", {"number": "5", "basis": "roughly"}, "E-VALUE"),
        ("party.jobs_cut", {"number": "1.5"}, "E-AMOUNT"),
        ("party.jobs_cut", {"number": "5", "unit": "shares"}, "E-VALUE"),
        ("linked_deal.quantity", {"number": "5"}, "E-VALUE"),
        ("linked_deal.duration", {"number": "5", "unit": "moon"}, "E-VALUE"),
        ("round.closed_on", {"edtf": "2026-02-30"}, "E-DATE"),
        ("round.closed_on", {"edtf": "2026-06/2026-03"}, "E-RANGE"),
        ("round.closed_on", {}, "E-VALUE"),
        ("any.stage", {"choice": "finished"}, "E-CHOICE"),
        ("any.stage", {"choice": ["agreed"]}, "E-CHOICE"),
        ("any.stage", {"choices": ["agreed"]}, "E-VALUE"),
        ("any.position", {"choice": "other"}, "E-CHOICE"),
        ("round.lead", {"to": []}, "E-VALUE"),
        ("round.lead", {"to": ["Not an id"]}, "E-VALUE"),
        ("round.issuer", {"to": ["a", "b"]}, "E-VALUE"),
        ("tranche.condition", {"any": [], "all": ["a"]}, "E-CONDITION"),
        ("tranche.condition", {"any": [3]}, "E-CONDITION"),
        ("offer.consideration", {"parts": [{"cash": "5"}]}, "E-CURRENCY"),
        ("offer.consideration", {"parts": [{"gold": "5"}]}, "E-VALUE"),
        ("any.opinion", {"text": "a\x00b"}, "E-CHAR"),
    ],
)
def test_a_long_form_that_cannot_be_stored_is_refused(place: str, value: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(value, field(place))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("place", "value", "stored"),
    [
        (
            "round.size",
            {"qualifier": "about", "currency": "itl", "amount": "007.50", "step": 1},
            {
                "type": "money",
                "amount": "7.5",
                "currency": "ITL",
                "qualifier": "about",
                "step": "1",
            },
        ),
        (
            "round.size",
            {"low": 4, "high": "5", "currency": "USD"},
            {"type": "money", "low": "4", "high": "5", "currency": "USD", "qualifier": "between"},
        ),
        ("round.size", {"reason": "redacted"}, {"type": "undisclosed", "reason": "redacted"}),
        ("round.size", {"type": "none"}, {"type": "none"}),
        (
            "offer.premium",
            {"number": "38", "over": "unaffected", "on": "2026-09-10"},
            {
                "type": "percent",
                "number": "38",
                "basis": "unspecified",
                "over": "unaffected",
                "on": "2026-09-10",
                "qualifier": "exactly",
            },
        ),
        (
            "offer.price_per_share",
            {"currency": "USD", "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"}},
            {
                "type": "per_share",
                "currency": "USD",
                "share": "common",
                "qualifier": "exactly",
                "floating": {"ratio": "0.2", "of": "bidco", "at": "vwap_10d"},
            },
        ),
        (
            "any.purpose",
            {"to": ["softbank"]},
            {"type": "refs", "to": ["softbank"], "qualifier": "exactly"},
        ),
        (
            "round.payment_form",
            {"choices": ["cash", "cash"]},
            {"type": "choice", "choices": ["cash"], "qualifier": "exactly"},
        ),
        (
            "offer.consideration",
            {"parts": [{"stock": "0.20", "of": "bidco", "collar": ["18.00", "22"]}]},
            {
                "type": "consideration",
                "per": "share",
                "parts": [{"stock": "0.2", "of": "bidco", "collar": ["18", "22"]}],
            },
        ),
    ],
)
def test_a_long_form_is_stored_in_one_form(place: str, value: Any, stored: Any) -> None:
    found = check(value, field(place))
    assert found == stored
    assert list(found) == list(stored)
    assert check(found, field(place)) == found


def test_a_tree_deeper_than_the_limit_is_refused() -> None:
    tree: Any = "leaf"
    for _ in range(3000):
        tree = {"all": [tree]}
    with pytest.raises(Refused) as refusal:
        check(tree, field("tranche.condition"))
    assert refusal.value.code == "E-DEPTH"


# -- the echo --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "text", "line"),
    [
        ("round.size", "up to $50bn", "USD 50,000,000,000 or less"),
        ("round.size", "at least $50bn", "USD 50,000,000,000 or more"),
        (
            "valuation.unspecified",
            "about $830bn",
            "about USD 830,000,000,000 (± 8,300,000,000)",
        ),
        ("round.size", "8,54 Md€", "EUR 8,540,000,000"),
        ("round.size", "$10-20bn", "USD 10,000,000,000 to USD 20,000,000,000"),
        ("party.revenue", "$2bn a month", "USD 2,000,000,000 per month"),
        ("party.stake", "27% of OpenAI as-converted", "27% of openai, as converted"),
        ("offer.price_per_share", "61,50 €", "EUR 61.5 per common share"),
        ("round.closed_on", "March 2026", "2026-03 (any day of that month)"),
        ("round.closed_on", "Q1 2026", "2026-Q1 (any day of that quarter)"),
        ("round.closed_on", "by June 2026", "by 2026-06 (its last day counts)"),
        (
            "round.closed_on",
            "last month",
            '2025-12 (any day of that month, counted from 2026-01-29) (read from "last month")',
        ),
        ("tranche.notice_period", "at least five business days", "5 business days or more"),
        ("tranche.condition", "agi-leg or ipo-leg", "agi-leg or ipo-leg"),
        ("round.lead", "SoftBank and others", "softbank and others"),
        (
            "offer.consideration",
            "$24.10 cash + 0.2 bidco shares + 1 CVR",
            "USD 24.1 cash + 0.2 shares of bidco + 1 CVR a share",
        ),
        ("round.size", "not disclosed", 'undisclosed (withheld) (read from "not disclosed")'),
        ("round.size", "none", "none"),
        ("any.opinion", "two\nlines", 'the words "two lines"'),
    ],
)
def test_a_value_is_said_back_in_full_on_one_line(place: str, text: str, line: str) -> None:
    assert digits(read(text, field(place), CONTEXT)) == line


# -- whatever is typed -----------------------------------------------------------------------------

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
