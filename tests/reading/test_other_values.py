"""References, conditions, choices and texts."""

import pytest

from domain.reading import read
from tests.reading.corpus import CONTEXT, field
from tests.reading.refusing import code_of, refused


def test_a_list_without_a_bracket_that_mixes_and_with_or_is_refused() -> None:
    assert code_of("agi-leg and ipo-leg or ec", "tranche.condition") == "E-CONDITION"
    value = read("agi-leg and (ipo-leg or ec)", field("tranche.condition"), CONTEXT)
    assert value["all"] == ["agi-leg", {"any": ["ipo-leg", "ec"]}]


def test_brackets_have_a_limit() -> None:
    assert code_of("(" * 30 + "agi-leg" + ")" * 30, "tranche.condition") == "E-DEPTH"


def test_an_unknown_party_is_refused_with_near_names_and_how_to_introduce_it() -> None:
    refusal = refused("softbnk", "round.lead")
    assert refusal.code == "E-NOTFOUND"
    assert "softbank" in refusal.hint
    assert "kind: party" in refusal.hint


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
