"""What publishers take back or put right, and what falls with it."""

import pytest

from tests.telling import Story, change, confirm, deny, rumor

SIZE = "round.size"


def test_a_late_correction_does_not_overtake_what_changed_since(story: Story) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $100bn"))
    story.report("b", "2026-01-20", change(f"{SIZE} = $120bn"))
    story.report(
        "a-fixed",
        "2026-02-01",
        rumor(f"{SIZE} = $90bn"),
        source="a",
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    assert story.value(SIZE) == "$120bn"
    assert story.value(SIZE, as_of="2026-01-15") == "$100bn"
    assert story.value(SIZE, as_of="2026-02-02", true_at="2026-01-15") == "$90bn"


def test_a_corrected_version_with_a_basis_speaks_of_the_time_of_the_first(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("valuation.unspecified = $730bn"))
    story.report("b", "2026-01-20", rumor("valuation.pre_money = $750bn"))
    story.report(
        "a-fixed",
        "2026-02-01",
        rumor("valuation.pre_money = $730bn"),
        source="a",
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    assert story.value("valuation.unspecified") == "absent"
    assert story.value("valuation.pre_money") == "$750bn"


def test_an_increment_stands_on_the_corrected_base(story: Story) -> None:
    story.official("a", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    extra = confirm(f"{SIZE} = $10bn", stage="agreed", on_top_of=SIZE)
    story.official("b", "2026-03-10", extra)
    story.official(
        "a-fixed",
        "2026-04-01",
        confirm(f"{SIZE} = $112bn", stage="agreed"),
        source="a",
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    assert story.value(SIZE) == "$122bn"


def test_two_increments_of_one_size_at_two_times_are_two(story: Story) -> None:
    story.official("a", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    for report, day in (("b", "2026-03-10"), ("c", "2026-06-10")):
        story.official(
            report,
            day,
            confirm(f"{SIZE} = $10bn", stage="agreed", on_top_of=SIZE, effective=day),
        )
    assert story.value(SIZE) == "$130bn"


def test_a_retracted_correction_gives_back_what_it_replaced_and_the_audit_shows_it(
    story: Story,
) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $100bn"))
    story.report("a-fixed", "2026-01-12", source="a", corrects={"report": "a", "replaces": ["a#1"]})
    assert story.value(SIZE) == "absent"
    story.fix(retract="a-fixed", published="2026-01-14")
    assert story.value(SIZE) == "$100bn"
    assert story.words(SIZE) == ["opens*", "corrects*", "retracts*"]


def test_the_copies_of_a_retracted_report_that_we_hold_without_claims_fall_with_it(
    story: Story,
) -> None:
    story.report("original", "2026-01-10")
    story.report("copy", "2026-01-11", rumor(f"{SIZE} = $100bn"), cites=["original"])
    story.report("other-copy", "2026-01-11", rumor(f"{SIZE} = $100bn"), cites=["original"])
    figure = story.figure(SIZE)
    assert (figure.origins, figure.rule) == (
        1,
        "latest rumour; nothing is on the record; known only through copies of original",
    )
    story.fix(retract="original", published="2026-01-20")
    assert story.value(SIZE) == "absent"
    assert story.words(SIZE)[-1] == "retracts*"
    assert story.value(SIZE, as_of="2026-01-15") == "$100bn"


def test_a_stale_copy_of_a_report_corrected_since_does_not_lead(story: Story) -> None:
    story.report("original", "2026-01-10")
    story.report("copy", "2026-01-11", rumor(f"{SIZE} = $100bn"), cites=["original"])
    story.report(
        "original-fixed",
        "2026-01-12",
        rumor(f"{SIZE} = $10bn"),
        source="original",
        corrects={"report": "original"},
    )
    story.report("stale", "2026-01-13", rumor(f"{SIZE} = $100bn"), cites=["original"])
    assert story.value(SIZE) == "$10bn"
    assert story.value(SIZE, as_of="2026-01-11") == "$100bn"


def test_a_copy_that_drops_the_if_of_its_original_never_leads(story: Story) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $100bn", if_="the IPO slips"))
    story.report("b", "2026-01-11", rumor(f"{SIZE} = $100bn"), cites=["a"])
    assert story.value(SIZE) == "absent"
    story.report("c", "2026-01-12", rumor(f"{SIZE} = $80bn"))
    assert story.value(SIZE) == "$80bn"
    found = [each.text for each in story.state().findings if each.kind == "copy differs"]
    assert found == ["b retells a: $100bn, only if the IPO slips became $100bn"]


def test_what_is_paid_is_no_longer_scheduled(story: Story) -> None:
    amount = "softbank-1.amount = $10bn"
    story.official("a", "2026-02-27", confirm(amount, stage="signed"))
    story.official("b", "2026-02-27", confirm(amount, stage="paid", effective="2026-04-01"))
    assert [each.effective for each in story.figure("softbank-1.amount").scheduled] == [
        "2026-04-01"
    ]
    story.official("c", "2026-04-02", confirm(amount, stage="paid"))
    assert story.figure("softbank-1.amount").scheduled == ()


def test_a_payment_put_off_is_scheduled_for_the_new_day_alone(story: Story) -> None:
    amount = "softbank-1.amount = $10bn"
    story.official("a", "2026-02-27", confirm(amount, stage="signed"), source="SoftBank")
    for report, day, due in (("b", "2026-02-27", "2026-04-01"), ("c", "2026-03-20", "2026-05-01")):
        story.official(report, day, confirm(amount, stage="paid", effective=due), source="SoftBank")
    assert [each.effective for each in story.figure("softbank-1.amount").scheduled] == [
        "2026-05-01"
    ]


def test_what_is_denied_is_no_longer_scheduled(story: Story) -> None:
    amount = "softbank-1.amount = $10bn"
    story.official("a", "2026-02-27", confirm(amount, stage="signed"))
    story.report("b", "2026-02-28", rumor(amount, stage="paid", effective="2026-04-01"))
    story.official("c", "2026-03-01", deny("report b"))
    assert story.figure("softbank-1.amount").scheduled == ()


def test_leaving_out_a_report_leaves_out_its_copies(story: Story) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $80bn"))
    story.report("b", "2026-01-20", rumor(f"{SIZE} = $100bn"))
    story.report("copy", "2026-01-21", rumor(f"{SIZE} = $100bn"), cites=["b"])
    story.report("far-copy", "2026-01-22", rumor(f"{SIZE} = $100bn"), cites=["copy"])
    assert story.value(SIZE) == "$100bn"
    assert story.figure(SIZE, without=("b",)).leader.claim.report.id == "a"  # type: ignore[union-attr]


def test_an_amended_date_of_a_corrected_version_moves_the_correction(story: Story) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $100bn"))
    story.report(
        "a-fixed",
        "2026-01-12",
        rumor(f"{SIZE} = $90bn"),
        source="a",
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    story.fix(amend_report="a-fixed", header={"published": "2026-01-15"})
    assert story.value(SIZE, as_of="2026-01-13") == "$100bn"
    assert story.value(SIZE, as_of="2026-01-15") == "$90bn"


def test_leaving_out_a_report_leaves_out_what_only_saw_it_again(story: Story) -> None:
    story.report("a", "2026-01-10", rumor(f"{SIZE} = $100bn"))
    story.report("b", "2026-01-20", rumor(f"{SIZE} = about $100bn", sighting_of="a#1"))
    story.report("c", "2026-01-21", rumor(f"{SIZE} = about $100bn", sighting_of="b#1"))
    assert story.state(without=("a",)).figures == ()
    assert story.value(SIZE, as_of="2026-01-22") == "$100bn"


def test_a_sum_has_come_no_further_than_what_it_stands_on(story: Story) -> None:
    story.official("a", "2026-02-27", confirm(f"{SIZE} = $140m", stage="agreed"))
    story.official("b", "2026-03-10", confirm(f"{SIZE} = $50m", stage="signed", on_top_of=SIZE))
    figure = story.figure(SIZE)
    assert (story.value(SIZE), figure.stage) == ("$190m", "agreed")


def test_leaving_out_one_copy_of_an_unheld_report_leaves_the_others(story: Story) -> None:
    story.report("first", "2026-01-02", rumor(f"{SIZE} = $20bn"), cites=["unheld"])
    story.report("second", "2026-01-03", rumor(f"{SIZE} = $20bn"), cites=["unheld"])
    left = story.figure(SIZE, without=("first",)).leader
    assert left is not None
    assert left.claim.report.id == "second"


@pytest.mark.parametrize("days", [("2026-01-07", "2026-01-04"), ("2026-01-04", "2026-01-07")])
def test_a_retraction_counts_from_the_first_day_that_it_was_known(
    story: Story, days: tuple[str, str]
) -> None:
    story.report("a", "2026-01-01", rumor(f"{SIZE} = $100bn"))
    later = [story.fix(retract="a", published=day) for day in days][1]
    assert story.value(SIZE, as_of="2026-01-03") == "$100bn"
    assert story.value(SIZE, as_of="2026-01-05") == "absent"
    assert story.words(SIZE) == ["opens*", "retracts*"]
    assert bool(later) == (days[1] < days[0])
    if later:
        before = story.recorded(later[0] - 1)
        assert story.value(SIZE, as_of="2026-01-05", known_at=before) == "$100bn"
        story.fix(undo=[str(number) for number in later])
        assert story.value(SIZE, as_of="2026-01-05") == "$100bn"


@pytest.mark.parametrize("ids", ["abcd", "dcba"])
def test_corrections_of_one_day_follow_one_another_whatever_they_are_called(
    story: Story, ids: str
) -> None:
    first, *others = list(ids)
    story.report(first, "2026-01-04", rumor(f"{SIZE} = $10bn"), source="wire")
    for place, each in enumerate(others):
        before = ids[place]
        story.report(
            each,
            "2026-01-04",
            rumor(f"{SIZE} = ${place + 2}0bn"),
            source="wire",
            corrects={"report": before, "replaces": [f"{before}#1"]},
        )
    assert [step.to and step.to["amount"][:2] for step in story.steps(SIZE)] == [
        "10",
        "20",
        "30",
        "40",
    ]
    assert story.words(SIZE) == ["opens*", "corrects*", "corrects*", "corrects*"]


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_what_a_correction_adds_on_the_same_day_comes_after_what_it_corrects(
    story: Story, ids: str
) -> None:
    first, then = list(ids)
    story.report(first, "2026-01-04", rumor(f"{SIZE} = $10bn"), rumor("round.stage = in talks"))
    corrects = {"report": first, "replaces": [f"{first}#2"]}
    story.report(then, "2026-01-04", rumor(f"{SIZE} = $20bn"), source=first, corrects=corrects)
    assert story.value(SIZE) == "$20bn"
