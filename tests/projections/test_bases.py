"""Currencies, denominators and scopes: a figure per basis, and what states none."""

import pytest

from domain.values import text
from tests.telling import Story, change, confirm, deny, rumor


@pytest.mark.parametrize("logged", [("a", "b"), ("b", "a")])
def test_a_value_without_its_basis_saw_the_latest_statement_again_in_whichever_order(
    story: Story, logged: tuple[str, str]
) -> None:
    days = {"a": "2026-01-05", "b": "2026-01-07"}
    for report in logged:
        story.official(report, days[report], confirm("valuation.pre_money = $730bn"))
    story.report("wire", "2026-01-09", rumor("valuation.unspecified = $730bn"))
    (finding,) = story.state().findings
    assert (finding.kind, "that b gives it" in finding.text) == ("basis lost", True)


def test_amounts_in_two_currencies_are_two_figures(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn"))
    story.official("b", "2026-02-28", confirm("round.size = €93.21bn"))
    figures = [each for each in story.state().figures if each.field == "round.size"]
    assert [each.basis for each in figures] == [("EUR",), ("USD",)]
    assert {each.standing for each in figures} == {"confirmed"}


def test_a_percentage_without_a_basis_joins_the_stated_one_that_says_the_same(
    story: Story,
) -> None:
    story.official("msft", "2026-01-28", confirm("microsoft.stake = about 27% as-converted"))
    story.report("ft", "2026-03-01", rumor("microsoft.stake = about 27%"))
    figures = [each for each in story.state().figures if each.field == "microsoft.stake"]
    assert len(figures) == 1


@pytest.mark.parametrize("gone", ["only supposed", "retracted"])
def test_what_is_only_supposed_or_was_taken_back_states_no_basis(story: Story, gone: str) -> None:
    story.report("a", "2026-01-01", rumor("amazon.stake = 27% fully diluted"))
    other = rumor("amazon.stake = 30% as converted")
    if gone == "retracted":
        story.report("b", "2026-01-02", other)
        story.fix(retract="b", published="2026-01-03")
    else:
        story.report("b", "2026-01-02", {**other, "if_": "the notes convert"})
    story.report("c", "2026-01-05", rumor("amazon.stake = 28%"))
    figures = [each for each in story.state().figures if each.field == "amazon.stake"]
    assert [text(each.value) for each in figures] == ["28%"]


def test_what_is_only_supposed_supports_no_value(story: Story) -> None:
    values = rumor("round.size = $20bn"), rumor("round.size = $30bn")
    story.report("b", "2026-01-02", values[0])
    story.report("a", "2026-01-02", values[1])
    assert story.value("round.size") == "$20bn"
    story.report("c", "2026-01-01", {**values[1], "if_": "Amazon joins"})
    assert story.value("round.size") == "$20bn"
    story.report("d", "2026-01-01", values[1])
    assert story.value("round.size") == "$30bn"


def test_undisclosed_is_a_value_and_joins_the_figure_it_is_about(story: Story) -> None:
    story.report("ft", "2026-01-28", rumor("microsoft.commitment = less than $10bn"))
    story.official(
        "openai", "2026-03-31", confirm("microsoft.commitment = undisclosed", stage="closed")
    )
    assert story.value("microsoft.commitment") == "undisclosed"


def test_a_value_without_the_basis_that_the_record_gave_is_its_sighting(story: Story) -> None:
    story.official("openai", "2026-03-31", confirm("valuation.post_money = $852bn"))
    story.report("wire", "2026-04-14", rumor("valuation.unspecified = $852bn"))
    assert story.value("valuation.unspecified") == "absent"
    assert len(story.figure("valuation.post_money").events) == 2
    assert story.words("valuation") == ["opens*", "sights"]


def test_a_value_without_a_basis_before_the_record_gave_one_stands_alone(story: Story) -> None:
    story.report("wire", "2026-03-30", rumor("valuation.unspecified = $852bn"))
    story.official("openai", "2026-03-31", confirm("valuation.post_money = $852bn"))
    assert story.value("valuation.unspecified") == "$852bn"


def test_a_part_with_its_scope_does_not_replace_the_total(story: Story) -> None:
    debt = {"part_of": "round.size", "scope": "debt"}
    story.official(
        "a", "2026-01-01", confirm("round.size = $110bn"), confirm("round.size = $30bn", **debt)
    )
    story.official("a2", "2026-01-03", change("round.size = $35bn", **debt), source="a")
    shown = {each.value["amount"] for each in story.state().figures if each.value}
    assert shown == {"110000000000", "35000000000"}
    story.official("d", "2026-01-04", deny("round.size", scope="debt"), source="a")
    left = [(each.value is None, each.standing) for each in story.state().figures]
    assert sorted(left) == [(False, "confirmed"), (True, "denied")]


def test_undisclosed_speaks_of_every_currency_until_an_amount_leads_again(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $10bn"))
    story.report("b", "2026-01-02", rumor("round.size = €9bn"))
    story.official("c", "2026-01-03", confirm("round.size = undisclosed"))
    assert [each.value and each.value["type"] for each in story.state().figures] == ["undisclosed"]
    story.official("d", "2026-02-01", change("round.size = $12bn"), source="c")
    assert [each.basis for each in story.state().figures] == [("USD",)]
