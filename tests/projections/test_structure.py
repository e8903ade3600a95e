"""The shape of a deal at three clocks, and as JSON."""

from projections.structure import structure, structure_json
from tests.projections.shaping import PARTIES, group, shape
from tests.telling import Story, change, confirm


def test_the_same_deal_has_another_shape_at_each_clock(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.lead = fund-a"), elements=PARTIES)
    story.official(
        "b", "2026-02-10", change("round.lead = fund-b", effective="2026-02-01"), source="Fund B"
    )
    (number,) = story.fix(withdraw="b#1")
    at = story.recorded(number - 1)

    def lead(**clocks: str) -> list[str]:
        return shape(story, **clocks).named("round.lead")

    assert lead(as_of="2026-02-05", known_at=at) == ["fund-a"]
    assert lead(as_of="2026-02-10", known_at=at) == ["fund-b"]
    assert lead(as_of="2026-02-10", known_at=at, true_at="2026-01-31") == ["fund-a"]
    assert lead(as_of="2026-02-10") == ["fund-a"]


def test_without_everything_there_is_no_shape(story: Story) -> None:
    group(story)
    found = structure(story.view(without=("bid",)))
    assert (found.elements, found.relations, found.conditions, found.history) == ((), (), (), ())


def test_as_json_it_has_elements_relations_conditions_and_the_clocks(story: Story) -> None:
    group(story)
    story.official("b", "2026-02-05", confirm("amazon-2.condition = ipo-leg or agi-leg"))
    found = structure_json(shape(story, as_of="2026-02-10"))
    assert found["schema"] == "dealtrail.structure/1"
    assert found["clocks"]["as_of"] == "2026-02-10"
    by_id = {each["id"]: each for each in found["elements"]}
    assert by_id["consortium"]["terms"]["commitment"]["value"]["text"] == "$10bn"
    assert by_id["fund-a"]["parent"] == "consortium"
    assert {(each["from"], each["field"], each["to"]) for each in found["relations"]} == {
        ("consortium", "consortium.member", "fund-a"),
        ("consortium", "consortium.member", "fund-b"),
        ("amazon-2", "amazon-2.condition", "ipo-leg"),
        ("amazon-2", "amazon-2.condition", "agi-leg"),
    }
    (tree,) = found["conditions"]
    assert (tree["tree"]["join"], [leaf["id"] for leaf in tree["tree"]["leaves"]]) == (
        "any",
        ["ipo-leg", "agi-leg"],
    )
