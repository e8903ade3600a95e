"""The reports in order, and the dates ahead."""

from projections.timeline import Timeline, timeline
from tests.telling import Story, confirm, rumor

JUNE = "round.expected_close = 2026-06"


def told(story: Story, as_of: str = "2026-12-31") -> Timeline:
    return timeline(story.view(as_of=as_of), "on-record-first")


def test_reports_stand_in_the_order_of_publication_not_of_logging(story: Story) -> None:
    story.report("late", "2026-02-01", rumor("round.size = $120bn"))
    story.report("early", "2026-01-05", rumor("round.size = $100bn"))
    story.report("window", "2026-01", rumor("round.size = $110bn"))
    assert [entry.report.id for entry in told(story).entries] == ["early", "window", "late"]


def test_a_report_that_only_repeats_stands_under_its_origin(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"))
    story.report("b", "2026-01-06", rumor("round.size = $100bn"), cites=["a"])
    story.report("c", "2026-01-07", rumor("round.size = $100bn"), cites=["b"])
    (entry,) = told(story).entries
    assert [copy.report.id for copy in entry.copies] == ["b", "c"]


def test_a_report_that_adds_something_of_its_own_stands_for_itself(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"))
    story.report(
        "b",
        "2026-01-06",
        rumor("round.size = $100bn"),
        rumor(JUNE),
        cites=["a"],
    )
    first, second = told(story).entries
    assert (len(second.own), second.echoes, second.repeats) == (1, 1, ("a",))
    assert [each.id for each in first.in_part] == ["b"]


def test_the_main_figures_are_named_first(story: Story) -> None:
    story.report("a", "2026-01-05", rumor(JUNE), rumor("round.size = $100bn"))
    (entry,) = told(story).entries
    assert [claim.field for claim in entry.own] == ["round.size", "round.expected_close"]


def test_a_corrected_and_a_retracted_report_say_so_from_that_day_on(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"))
    story.report(
        "a2",
        "2026-01-06",
        rumor("round.size = $10bn"),
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    story.report("b", "2026-01-07", rumor(JUNE))
    story.fix(retract="b", published="2026-01-09")
    fates = {entry.report.id: entry.fate for entry in told(story).entries}
    assert fates == {"a": "corrected by a2", "a2": None, "b": "retracted 2026-01-09"}
    assert [entry.fate for entry in told(story, as_of="2026-01-05").entries] == [None]


def test_dates_still_to_come_are_ahead_the_nearest_first(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm(JUNE),
        confirm("amazon-1.due = 2026-03-31"),
        confirm("break-fee.amount = $150m", effective="2026-05-01"),
    )
    assert [(each.date, each.field) for each in told(story, as_of="2026-02-01").ahead] == [
        ("2026-03-31", "amazon-1.due"),
        ("2026-05-01", "break-fee.amount"),
        ("2026-06", "round.expected_close"),
    ]
    later = told(story, as_of="2026-05-02").ahead
    assert [each.field for each in later] == ["round.expected_close"]
