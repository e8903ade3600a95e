"""How the sources have done, as of any date, and by what rule each count is made."""

from typing import Any

import pytest

from domain.history import Item
from domain.values import text
from projections.sources import Source, Track, source_json, sources, tracks
from tests.telling import Story, change, confirm, deny, rumor


def of(story: Story, name: str, **clocks: Any) -> Source:
    """What one source did."""
    found = {source.name: source for source in sources(tracks(story.view(**clocks)))}
    return found[name]


def outcomes(story: Story, name: str, **clocks: Any) -> list[str]:
    """What became of a source's rumours, in words: `round.size $10bn: confirmed`."""
    return [
        f"{rumor.field} {text(rumor.value)}: {rumor.outcome}"
        for rumor in of(story, name, **clocks).rumors
    ]


# -- how much, and how much of it was its own ----------------------------------------------------


def test_reports_and_claims_are_counted_with_those_that_only_repeat(story: Story) -> None:
    story.report("wire-1", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("copy", "2026-01-06", rumor("round.size = $10bn"), source="Blog", cites="wire-1")
    story.report(
        "more",
        "2026-01-07",
        rumor("round.size = $10bn"),
        rumor("amazon.commitment = $1bn"),
        source="Blog",
        cites="wire-1",
    )
    wire, blog = of(story, "The Wire"), of(story, "Blog")
    assert [wire.total(part) for part in ("reports", "copies", "claims", "echoes")] == [1, 0, 1, 0]
    assert [blog.total(part) for part in ("reports", "copies", "claims", "echoes")] == [2, 1, 3, 2]
    assert (blog.first_day, blog.last_day) == ("2026-01-06", "2026-01-07")


def test_a_sighting_is_an_echo_of_what_it_saw(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report(
        "b", "2026-01-06", rumor("round.size = about $10bn", sighting_of="a#1"), source="Blog"
    )
    assert of(story, "Blog").total("echoes") == 1


def test_a_name_in_other_letters_is_the_same_source(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="Reuters")
    story.report("b", "2026-01-06", rumor("round.size = $11bn"), source="REUTERS")
    (found,) = sources(tracks(story.view()))
    assert (found.name, found.total("reports")) == ("REUTERS", 2)


# -- who was first -------------------------------------------------------------------------------


def first(story: Story, name: str, **clocks: Any) -> list[str]:
    return [f"{each.field} {text(each.value)}" for each in of(story, name, **clocks).first]


def test_first_is_who_stated_the_standing_value_on_an_earlier_day_than_all_others(
    story: Story,
) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    assert first(story, "The Wire") == [], "nobody else states it yet"
    story.report("b", "2026-01-07", rumor("round.size = $10bn"), source="The Paper")
    assert first(story, "The Wire") == ["round.size $10bn"]
    assert first(story, "The Paper") == []
    assert first(story, "The Wire", as_of="2026-01-06") == []
    story.official("c", "2026-01-09", confirm("round.size = $12bn"))
    assert first(story, "The Wire") == [], "another value stands now"


def test_two_on_one_day_are_neither_of_them_first(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-05", rumor("round.size = $10bn"), source="The Paper")
    assert first(story, "The Wire") == first(story, "The Paper") == []


def test_a_copy_makes_nobody_first(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-07", rumor("round.size = $10bn"), source="Blog", cites="a")
    assert first(story, "The Wire") == []


# -- what became of its rumours ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "record", "outcome"),
    [
        ("round.size = $10bn", "round.size = $10bn", "confirmed"),
        ("round.size = up to $10bn", "round.size = $10bn", "confirmed"),
        ("round.size = $10bn", "round.size = at least $10bn", "confirmed"),
        ("round.size = $10bn to $15bn", "round.size = $12bn", "confirmed"),
        ("round.size = about $35bn", "round.size = $34.6bn", "confirmed"),
        ("round.size = $40bn", "round.size = $40.4bn", "confirmed"),  # rounded it is 40
        ("round.size = $40bn", "round.size = $41bn", "differs"),
        ("round.size = up to $10bn", "round.size = $7bn", "allowed"),
        ("round.size = at least $10bn", "round.size = $50bn", "allowed"),
        ("round.size = $10bn", "round.size = $12bn", "differs"),
        ("round.size = up to $10bn", "round.size = $12bn", "differs"),
        ("round.size = $10bn", "round.size = none", "differs"),
        ("round.size = $10bn", "round.size = undisclosed", "open"),
        ("round.size = $10bn", "round.size = €10bn", "open"),
        ("round.stage = agreed", "round.stage = agreed", "confirmed"),
        ("round.stage = in_talks", "round.stage = closed", "allowed"),
        ("round.stage = closed", "round.stage = agreed", "differs"),
        ("round.stage = agreed", "round.stage = terminated", "differs"),
        ("amazon-1.condition = agi-leg", "amazon-1.condition = agi-leg", "confirmed"),
        ("amazon-1.condition = agi-leg", "amazon-1.condition = ipo-leg", "open"),
    ],
)
def test_the_record_decides_what_became_of_a_rumour(
    story: Story, told: str, record: str, outcome: str
) -> None:
    story.report("a", "2026-01-05", rumor(told), source="The Wire")
    numbers = story.official("b", "2026-01-09", confirm(record))
    (found,) = of(story, "The Wire").rumors
    assert found.outcome == outcome
    assert found.by == (None if outcome == "open" else numbers[-1])


def test_a_date_within_the_rumoured_date_confirms_it() -> None:
    story = Story("acquisition")
    story.report("a", "2026-01-05", rumor("deal.outside_date = 2026-Q3"), source="The Wire")
    story.official("b", "2026-01-09", confirm("deal.outside_date = 2026-08-31"))
    assert outcomes(story, "The Wire") == ["deal.outside_date 2026-Q3: confirmed"]


def test_the_first_statement_that_confirms_it_is_named(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    first_time = story.official("b", "2026-01-09", confirm("round.size = $10bn"))
    story.official("c", "2026-02-09", confirm("round.size = $10bn"))
    story.official("d", "2026-03-09", change("round.size = $12bn"))
    (found,) = of(story, "The Wire").rumors
    assert (found.outcome, found.by) == ("confirmed", first_time[-1])


def test_nothing_published_later_says_what_became_of_it_by_then(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.official("b", "2026-01-09", confirm("round.size = $10bn"))
    assert outcomes(story, "The Wire", as_of="2026-01-08") == ["round.size $10bn: open"]
    assert outcomes(story, "The Wire", as_of="2026-01-09") == ["round.size $10bn: confirmed"]


def test_a_rumour_denied_on_the_record_is_denied_unless_it_was_confirmed(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.official("b", "2026-01-06", deny("round.size = $10bn"))
    assert outcomes(story, "The Wire") == ["round.size $10bn: denied"]
    story.official("c", "2026-01-09", confirm("round.size = $10bn"))
    assert outcomes(story, "The Wire") == ["round.size $10bn: confirmed"]


def test_a_denial_by_unnamed_sources_settles_nothing(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-06", deny("round.size = $10bn"), source="The Paper")
    assert outcomes(story, "The Wire") == ["round.size $10bn: open"]


def test_what_the_source_itself_took_back_is_told_apart(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.fix(retract="a", published="2026-01-08")
    assert outcomes(story, "The Wire", as_of="2026-01-07") == ["round.size $10bn: open"]
    assert outcomes(story, "The Wire") == ["round.size $10bn: retracted"]
    story.report("b", "2026-01-10", rumor("amazon.commitment = $1bn"), source="The Wire")
    story.report(
        "b-v2",
        "2026-01-11",
        rumor("amazon.commitment = $2bn"),
        source="The Wire",
        corrects={"report": "b", "replaces": ["b#1"]},
    )
    assert outcomes(story, "The Wire") == [
        "amazon.commitment $1bn: corrected",
        "amazon.commitment $2bn: open",
        "round.size $10bn: retracted",
    ]


def test_the_same_rumour_twice_counts_once(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-12", rumor("round.size = $10bn"), source="The Wire")
    assert outcomes(story, "The Wire") == ["round.size $10bn: open"]


def test_the_same_rumour_in_a_report_that_stands_and_one_withdrawn_stands(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-12", rumor("round.size = $10bn"), source="The Wire")
    story.fix(retract="a", published="2026-01-13")
    assert outcomes(story, "The Wire") == ["round.size $10bn: open"]


def test_the_record_before_a_rumour_does_not_judge_it(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.size = $10bn"))
    story.report("b", "2026-01-12", rumor("round.size = $12bn"), source="The Wire")
    assert outcomes(story, "The Wire") == ["round.size $12bn: open"]
    story.official("c", "2026-01-20", confirm("round.size = $10bn"))
    assert outcomes(story, "The Wire") == ["round.size $12bn: differs"]


def test_a_report_does_not_bear_itself_out(story: Story) -> None:
    story.report(
        "a",
        "2026-01-05",
        rumor("round.size = up to $10bn"),
        confirm("round.size = $9bn", sourcing="on_record", said_by="Acme"),
        source="The Wire",
    )
    assert outcomes(story, "The Wire") == ["round.size up to $10bn: open"]


def test_what_the_record_had_before_is_no_rumour(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.size = $10bn"))
    story.report("b", "2026-01-12", rumor("round.size = $10bn"), source="The Wire")
    assert outcomes(story, "The Wire") == []


def test_copies_hypotheses_and_statements_on_the_record_are_no_rumours(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $10bn"), source="The Wire")
    story.report("b", "2026-01-06", rumor("round.size = $10bn"), source="Blog", cites="a")
    story.report("c", "2026-01-07", rumor("round.size = $20bn", if_="it grows"), source="Paper")
    story.official("d", "2026-01-08", confirm("amazon.commitment = $1bn"), source="Amazon")
    assert [outcomes(story, name) for name in ("Blog", "Paper", "Amazon")] == [[], [], []]


def test_only_main_terms_count(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.use_of_proceeds = chips"), source="The Wire")
    assert outcomes(story, "The Wire") == []


def test_a_former_value_that_a_report_names_is_no_rumour_of_its_own(story: Story) -> None:
    story.report("a", "2026-01-05", change("round.size = $12bn", was="$10bn"), source="The Wire")
    assert outcomes(story, "The Wire") == ["round.size $12bn: open"]


# -- all deals together, and grades --------------------------------------------------------------


def grade(number: int, source: str, letter: str, at: str, **parts: str) -> Item:
    return Item(number, "source-graded", {"source": source, "grade": letter, **parts}, at, "", "")


def test_deals_are_added_up_and_grades_are_those_of_the_record_clock() -> None:
    grades = [
        grade(1, "The Wire", "C", "2026-08-01T00:00:00.000000Z", why="new"),
        grade(2, "the wire", "B", "2026-08-03T00:00:00.000000Z"),
        grade(1, "Nobody Yet", "F", "2026-08-03T00:00:00.000000Z"),
    ]
    told = [
        Track(deal="b", name="The Wire", reports=2, first_day="2026-01-05", last_day="2026-01-09"),
        Track(deal="a", name="The Wire", reports=1, first_day="2026-01-07", last_day="2026-02-01"),
    ]
    nobody, wire = sources(told, grades)
    assert (nobody.name, nobody.grade, nobody.tracks) == ("Nobody Yet", "F", ())
    found = source_json(wire)
    assert (found["grade"], found["reports"], found["deals"]) == ("B", 3, ["a", "b"])
    assert (found["first_day"], found["last_day"]) == ("2026-01-05", "2026-02-01")
    assert found["grades"][0] == {
        "grade": "C",
        "recorded": "2026-08-01T00:00:00.000000Z",
        "why": "new",
        "event": "source/the-wire#1",
    }
    (then,) = sources(told, grades, "2026-08-02T00:00:00.000000Z")
    assert then.grade == "C"
