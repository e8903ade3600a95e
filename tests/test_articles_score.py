"""How a draft of an article is scored: by what would be stored, not by how it was written."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.articles import Outcome, main, outcomes, score
from benchmarks.labels import articles

DEALS = """
open: acme-b
name: Acme's Series B
type: funding_round
currency: USD
elements:
  round: {kind: round, name: Series B}
  acme: {kind: party, name: Acme}
  north: {kind: party, name: North Capital, aliases: [North]}
"""
TEXT = """Acme in talks

Acme is in talks to raise up to $400m, and North is weighing about $50m.
"""
LABEL = """
deal: acme-b
id: first
source: The Paper
published: 2026-03-04
sourcing: anonymous_plural
elements:
  pellow: {kind: party, name: Pellow Partners}
  bridge: {kind: instrument, name: Bridge loan}
claims:
  - rumor: round.size = up to $400m
    stage: in_talks
    place: is in talks to raise up to $400m
  - rumor: north.commitment = about $50m
    stage: considering
    place: North is weighing about $50m
  - rumor: pellow.commitment = $20m to $30m
    place: a title
  - rumor: bridge.amount = $75m
    place: a title
  - rumor: {field: round.expected_close, value: {edtf: "2026-Q2", qualifier: at_most}}
    place: a title
  - rumor: round.stage = in_talks
    place: a title
  - deny: valuation.unspecified = $2bn
    said_by: Acme
    place: a title
  - change: acme.stake = 12% of acme
    was: 10% of acme
    place: a title
"""
LEEWAY = """
alternatives:
  4:
    - rumor: {field: round.new_money, value: $75m, stage: signed}
stages:
  2: [considering, in_talks]
optional: [8]
also:
  - rumor: acme.revenue = $40m
"""
FIRST: dict[str, Any] = {"rumor": "round.size = up to $400m", "stage": "in_talks"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One labelled article."""
    (tmp_path / "open").mkdir()
    files = {
        "deals.yaml": DEALS,
        "open/first.txt": TEXT,
        "open/first.yaml": LABEL,
        "open/first.leeway.yaml": LEEWAY,
    }
    for name, words in files.items():
        (tmp_path / name).write_text(words.lstrip())
    return tmp_path


def drafted(folder: Path, *claims: dict[str, Any], **parts: Any) -> Outcome:
    """What becomes of a draft with these claims."""
    draft = {"claims": list(claims), **parts}
    (found,) = outcomes(articles(folder, ("open",)), lambda *_: draft)
    return found


def numbers(found: Outcome) -> list[str]:
    return sorted(label.number for label, _ in found.right)


def wrong(found: Outcome) -> list[str]:
    return [each.words() for each in found.wrong]


def test_a_claim_is_right_however_its_value_is_written(folder: Path) -> None:
    value = {"amount": "400000000", "currency": "USD", "qualifier": "at_most", "as_quoted": "≤ 400"}
    found = drafted(folder, {"rumor": {"field": "round.size", "value": value}, "stage": "in_talks"})
    assert numbers(found) == ["1"]
    assert not wrong(found)


@pytest.mark.parametrize(
    "said",
    [
        "round.size = $400m",
        "round.size = at least $400m",
        "round.size = up to €400m",
        "round.size = up to $40m",
        "round.new_money = up to $400m",
        "north.commitment = up to $400m",
    ],
)
def test_another_hedge_currency_amount_field_or_party_is_wrong(folder: Path, said: str) -> None:
    found = drafted(folder, {"rumor": said, "stage": "in_talks"})
    assert not found.right
    assert len(found.wrong) == 1


def test_a_figure_at_another_stage_is_found_and_its_stage_wrong(folder: Path) -> None:
    found = drafted(folder, {"rumor": "round.size = up to $400m", "stage": "signed"})
    assert numbers(found) == ["1"]
    stages = score([found], "stage")
    assert (stages.found, stages.wrong) == (0, 1)
    assert score([found], "figure").wrong == 0


def test_a_stage_that_is_equally_right_is_right(folder: Path) -> None:
    found = drafted(folder, {"rumor": "north.commitment = about $50m", "stage": "in_talks"})
    assert score([found], "stage").found == 1
    assert not found.stages


def test_a_figure_without_its_stage_misses_it_and_is_not_wrong(folder: Path) -> None:
    stages = score([drafted(folder, {"rumor": "round.size = up to $400m"})], "stage")
    assert (stages.labelled, stages.found, stages.wrong) == (3, 0, 0)


def test_a_new_party_is_known_by_its_name_under_any_id(folder: Path) -> None:
    claim = {"rumor": "the-pellows.commitment = $20m to $30m"}
    named = {"the-pellows": {"kind": "party", "name": "Pellow"}}
    assert numbers(drafted(folder, claim, elements=named)) == ["3"]
    other = {"the-pellows": {"kind": "party", "name": "Ormond Partners"}}
    assert wrong(drafted(folder, claim, elements=other)) == [
        "the-pellows.commitment = $20m to $30m"
    ]


def test_an_id_of_the_label_given_to_somebody_else_finds_nothing(folder: Path) -> None:
    claim = {"rumor": "pellow.commitment = $20m to $30m"}
    found = drafted(folder, claim, elements={"pellow": {"kind": "party", "name": "Somebody"}})
    assert numbers(found) == ["3"], "its id is a name too"
    kind = {"pellow": {"kind": "instrument", "name": "Pellow note"}}
    found = drafted(folder, {"rumor": "pellow.amount = $20m to $30m"}, elements=kind)
    assert wrong(found) == ["pellow (new).amount = $20m to $30m"]


def test_a_loan_is_known_by_what_is_said_of_it(folder: Path) -> None:
    loan = {"a-loan": {"kind": "instrument", "name": "A loan"}}
    assert numbers(drafted(folder, {"rumor": "a-loan.amount = $75m"}, elements=loan)) == ["4"]


def test_what_is_equally_right_is_right_with_its_own_stage(folder: Path) -> None:
    found = drafted(folder, {"rumor": "round.new_money = $75m", "stage": "signed"})
    assert numbers(found) == ["4"]
    assert not wrong(found)


@pytest.mark.parametrize(
    ("edtf", "qualifier", "right"),
    [
        ("2026-06", "at_most", True),
        ("2026-06-30", "at_most", True),
        ("2026-Q2", "exactly", False),
        ("2026-05", "at_most", False),
    ],
)
def test_dates_are_compared_as_days(
    folder: Path, edtf: str, qualifier: str, *, right: bool
) -> None:
    value = {"edtf": edtf, "qualifier": qualifier}
    found = drafted(folder, {"rumor": {"field": "round.expected_close", "value": value}})
    assert bool(found.right) == right
    assert bool(found.wrong) != right


def test_a_percentage_is_of_what_its_field_says_unless_it_names_another(folder: Path) -> None:
    assert numbers(drafted(folder, {"rumor": "acme.stake = 12%"})) == ["8"]
    assert wrong(drafted(folder, {"rumor": "acme.stake = 12% of north"}))
    assert wrong(drafted(folder, {"rumor": "acme.stake = 12% fully diluted"}))


def test_a_denial_is_no_assertion(folder: Path) -> None:
    said = "valuation.unspecified = $2bn"
    assert numbers(drafted(folder, {"deny": said})) == ["7"]
    assert wrong(drafted(folder, {"rumor": said})) == [said]
    assert wrong(drafted(folder, {"deny": "round.size = up to $400m"}))


def test_context_and_former_values_are_neither_right_nor_wrong(folder: Path) -> None:
    found = drafted(
        folder,
        {"rumor": {"field": "acme.revenue", "value": {"amount": "40000000", "per": "year",
                                                      "currency": "USD"}}},
        {"rumor": "acme.stake = 10% of acme"},
    )  # fmt: skip
    assert not found.right
    assert not found.wrong
    assert len(found.needless) == 2


def test_what_is_optional_is_not_missed_and_counts_when_found(folder: Path) -> None:
    assert "8" not in {label.number for label in drafted(folder).missed}
    assert score([drafted(folder)], "figure").labelled == 5
    assert score([drafted(folder, {"rumor": "acme.stake = 12% of acme"})], "figure").found == 1


def test_the_same_claim_twice_is_found_once_and_not_wrong(folder: Path) -> None:
    found = drafted(folder, {"rumor": "round.size = up to $400m"}, FIRST)
    assert len(found.right) == len(found.again) == 1
    assert score([found], "stage").found == 1, "the fuller of the two is taken"


def test_a_claim_that_the_rules_refuse_costs_no_other(folder: Path) -> None:
    found = drafted(folder, {"rumor": "round.colour = blue"}, FIRST)
    assert numbers(found) == ["1"]
    assert len(found.refused) == 1


def test_an_empty_draft_finds_nothing_and_is_never_wrong(folder: Path) -> None:
    figures = score([drafted(folder)], "figure")
    assert (figures.recall, figures.precision) == (0.0, 1.0)


@pytest.mark.parametrize("held_back", ["held", "second"])
def test_articles_held_back_are_scored_and_not_shown(
    held_back: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.articles.nothing", lambda *_: {"claims": []}, raising=False)
    reader = ["--reader", "benchmarks.articles:nothing"]
    assert main(["--set", held_back, *reader]) == 1
    assert "missed" not in capsys.readouterr().out
    assert main(["quillon-talks", *reader]) == 1
    shown = capsys.readouterr().out
    assert "open/quillon-talks" in shown
    assert "missed   1 round.size = up to $400m (in_talks)" in shown


def test_a_reader_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--reader", "benchmarks.nowhere:draft"])
    assert "there is no reader benchmarks.nowhere:draft" in capsys.readouterr().err
