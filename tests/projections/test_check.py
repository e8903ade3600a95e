"""What is doubtful in the data: each kind of finding, and what is no finding."""

import pytest

from projections.check import Check, check
from projections.findings import CONTRADICTION, DOUBT, NOTE
from tests.telling import Story, change, confirm, deny, rumor

SIZE = "round.size"


def checked(story: Story, as_of: str | None = None) -> Check:
    """The findings of a story."""
    return check(story.view(as_of=as_of))


def texts(story: Story, kind: str, as_of: str | None = None) -> list[str]:
    """What the findings of one kind say."""
    return [each.text for each in checked(story, as_of).findings if each.kind == kind]


def test_a_plain_story_has_nothing_doubtful(story: Story) -> None:
    story.report("wsj", "2026-01-28", rumor(f"{SIZE} = up to $100bn", stage="in_talks"))
    story.official("openai", "2026-02-27", confirm(f"{SIZE} = $110bn", stage="agreed"))
    story.official("later", "2026-03-31", change(f"{SIZE} = $122bn", stage="closed"))
    assert checked(story, as_of="2026-04-01").findings == ()


def test_a_contested_figure_is_a_contradiction_told_with_both_sides(story: Story) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = $20bn"))
    story.report("b", "2026-01-28", rumor(f"{SIZE} = $30bn"))
    story.report("c", "2026-01-28", deny(f"{SIZE} = $30bn"))
    found = checked(story, as_of="2026-01-29")
    assert found.contradictions == 1
    told = found.findings[0]
    assert (told.severity, told.field) == (CONTRADICTION, SIZE)
    assert told.text == "b (2026-01-28): $30bn; c (2026-01-28): denies it; a (2026-01-28): $20bn"
    assert [f"deal-x#{number}" for number in told.events] == [
        f"deal-x#{story.figure(SIZE).events[0]}",
        *(f"deal-x#{each.said.claim.number}" for each in story.figure(SIZE).challengers),
    ]


def test_a_copy_that_says_more_is_a_doubt_and_one_that_says_less_a_note(story: Story) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = up to $100bn", stage="in_talks"))
    story.report("more", "2026-01-29", rumor(f"{SIZE} = $100bn", stage="in_talks"), cites=["a"])
    story.report(
        "less", "2026-01-29", rumor(f"{SIZE} = up to $100bn", stage="considering"), cites=["a"]
    )
    found = {
        each.events[0]: each.severity
        for each in checked(story).findings
        if each.kind == "copy differs"
    }
    assert sorted(found.values()) == [DOUBT, NOTE]


def test_a_ceiling_retold_as_a_floor_is_a_flipped_bound(story: Story) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = up to $50bn"))
    story.report("b", "2026-01-29", rumor(f"{SIZE} = at least $50bn"), cites=["a"])
    story.report("c", "2026-01-30", rumor(f"{SIZE} = at least $50bn", sighting_of=["a#1"]))
    assert texts(story, "bound flipped") == [
        "b retells a: up to $50bn became at least $50bn",
        "c says at least $50bn where a says up to $50bn",
    ]


@pytest.mark.parametrize(
    ("first", "second", "header"),
    [
        ("$34.6bn", "$346bn", {}),
        ("$50bn", "$50m", {}),
        ("up to $20bn", "up to $200bn", {"cites": ["a"]}),
        ("$50bn", "$500bn", {"sourcing": "aggregated"}),
    ],
)
def test_the_same_digits_in_another_order_of_magnitude_are_a_doubt(
    story: Story, first: str, second: str, header: dict[str, object]
) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = {first}"))
    story.report("b", "2026-01-29", rumor(f"{SIZE} = {second}"), **header)
    assert len(texts(story, "order of magnitude")) == 1


@pytest.mark.parametrize(("first", "second"), [("$1bn", "$10bn"), ("at least $10bn", "$110bn")])
def test_a_figure_that_grew_is_no_slip(story: Story, first: str, second: str) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = {first}"))
    story.report("b", "2026-01-29", rumor(f"{SIZE} = {second}"))
    assert texts(story, "order of magnitude") == []


def test_a_statement_that_puts_back_a_stage_is_a_doubt_unless_the_deal_moved(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.stage = signed"))
    story.official("b", "2026-03-27", confirm("round.stage = agreed"))
    assert texts(story, "stage ran backwards") == ["b says agreed after a said signed"]
    other = Story()
    other.official("a", "2026-02-27", confirm("round.stage = signed"))
    other.official("b", "2026-03-27", change("round.stage = agreed"))
    assert texts(other, "stage ran backwards") == []


def test_a_closing_before_the_signing_is_a_contradiction(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.signed_on = 2026-02-27"))
    story.official("b", "2026-03-31", confirm("round.closed_on = 2026-02"))
    assert texts(story, "dates out of order") == []
    story.official("c", "2026-04-01", confirm("round.closed_on = 2026-01-31"))
    assert texts(story, "dates out of order") == ["signed 2026-02-27 is after closed 2026-01-31"]


def test_reports_that_cite_each_other_are_told_once(story: Story) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = $20bn"), cites=["c"])
    story.report("b", "2026-01-28", rumor(f"{SIZE} = $20bn"), cites=["a"])
    story.report("c", "2026-01-28", rumor(f"{SIZE} = $20bn"), cites=["b"])
    story.report("d", "2026-01-28", rumor(f"{SIZE} = $20bn"), cites=["c"])
    assert texts(story, "circular citing") == ["a, b, c cite each other"]


def test_a_page_logged_twice_is_a_duplicate_and_its_corrected_version_is_not(story: Story) -> None:
    address = "https://example.com/story"
    story.report("a", "2026-01-28", rumor(f"{SIZE} = $20bn"), url=address)
    story.report(
        "a-fixed",
        "2026-01-28",
        rumor(f"{SIZE} = $30bn"),
        source="a",
        url=address,
        corrects={"report": "a", "replaces": ["a#1"]},
    )
    assert texts(story, "duplicate") == []
    story.report("again", "2026-01-28", rumor(f"{SIZE} = $30bn"), url=f"{address}/?utm=x")
    assert texts(story, "duplicate") == ["again looks like a: the same address and day"]


def test_two_elements_of_one_name_are_a_duplicate_until_they_are_identified(story: Story) -> None:
    story.tell({"deal": story.deal, "describe": "acme", "kind": "party", "name": "Acme"})
    story.tell({"deal": story.deal, "describe": "acme-2", "kind": "party", "name": "ACME"})
    assert len(texts(story, "duplicate")) == 1
    story.tell({"deal": story.deal, "identify": ["acme", "acme-2"]})
    assert texts(story, "duplicate") == []


def test_what_was_due_long_ago_and_never_reported_is_overdue(story: Story) -> None:
    amount = "softbank-1.amount = $10bn"
    story.official("a", "2026-02-27", confirm(amount, stage="paid", effective="2026-04-01"))
    assert texts(story, "overdue", as_of="2026-06-01") == []
    assert texts(story, "overdue", as_of="2026-08-01") == [
        "$10bn paid was due on 2026-04-01, and no report says that it happened"
    ]


def test_a_deal_without_a_word_for_long_is_silent_until_it_is_closed(story: Story) -> None:
    story.report("a", "2026-01-28", rumor(f"{SIZE} = $20bn", stage="in_talks"))
    assert texts(story, "silent", as_of="2026-03-01") == []
    assert texts(story, "silent", as_of="2026-07-01") == ["nothing since 2026-01-28, 154 days"]
    story.official("b", "2026-07-02", confirm(f"{SIZE} = $20bn", stage="closed"))
    assert texts(story, "silent", as_of="2027-07-01") == []


def test_an_open_figure_that_nobody_spoke_of_for_long_is_silent(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("nvidia.commitment = $20bn", stage="in_talks"))
    story.report("b", "2026-07-01", rumor(f"{SIZE} = $100bn", stage="in_talks"))
    assert texts(story, "silent", as_of="2026-07-01") == [
        "rumored, and nothing since 2026-01-28, 154 days"
    ]


def test_a_rumoured_figure_of_one_source_is_noted_and_a_statement_is_not(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("nvidia.commitment = $20bn"))
    story.official("b", "2026-01-28", confirm("amazon.commitment = $50bn"))
    assert texts(story, "single origin") == ["$20bn rests on a alone"]
    story.report("c", "2026-01-29", rumor("nvidia.commitment = $20bn"))
    assert texts(story, "single origin") == []


def test_amounts_with_other_scopes_are_one_figure_and_a_doubt(story: Story) -> None:
    price = "deal.total_value"
    story.official("a", "2026-01-01", confirm(f"{price} = $20bn", scope="the whole company"))
    story.official("b", "2026-01-02", confirm(f"{price} = $5bn", scope="the studio"))
    story.report("c", "2026-01-02", rumor(f"{price} = $5bn"))
    assert [figure.value for figure in story.state().figures if figure.field == price]
    (doubt,) = [each for each in check(story.view()).findings if each.kind == "other scope"]
    assert doubt.text.startswith(
        "a says $20bn (the whole company) where b says $5bn (the studio); if one is a part"
    )
