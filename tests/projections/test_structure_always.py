"""What holds for the shape of every deal, whatever was reported, in whatever order it came in."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.known import known
from projections.clocks import Clocks, View
from projections.figures import state
from projections.reshaping import reshaped
from projections.structure import Structure, structure, structure_json
from tests.telling import Story

DAYS = [str(date(2026, 1, 1) + timedelta(days=number)) for number in range(6)]
ON_RECORD = ("filing", "company_statement")
OFF_RECORD = ("anonymous_plural", "aggregated")
FUNDS = ("fund-a", "fund-b", "fund-a, fund-b", "fund-b and others", "none", "undisclosed")
SAID = {
    "round.lead": FUNDS,
    "consortium.member": FUNDS,
    "amazon-1.payer": FUNDS,
    "fund-a.within": ("consortium", "round", "none"),
    "consortium.within": ("fund-a", "round"),
    "amazon-1.condition": ("ipo-leg", "ipo-leg or agi-leg", "agi-leg and ipo-leg", "none"),
    "ipo-leg.status": ("open", "satisfied", "failed"),
    "fund-b.stage": ("in talks", "agreed", "withdrawn"),
    "amazon-1.amount": ("$1bn", "up to $2bn"),
    "fund-b.replaced_by": ("fund-a", "none"),
    "round.expected_close": ("2026-03", "2026-06-30"),
}
ELEMENTS = {each: {"kind": "party"} for each in ("fund-a", "fund-b", "consortium")}


@st.composite
def claims(draw: st.DrawFn, sourcing: str) -> dict[str, Any]:
    """One claim that suits a report's sourcing."""
    field = draw(st.sampled_from(sorted(SAID)))
    verbs = ("confirm", "change", "deny") if sourcing in ON_RECORD else ("rumor", "change", "deny")
    verb = draw(st.sampled_from(verbs))
    claim: dict[str, Any] = {verb: f"{field} = {draw(st.sampled_from(SAID[field]))}"}
    if draw(st.integers(0, 7)) == 0:
        claim["effective"] = draw(st.sampled_from([*DAYS, "2026-01", "2026-02"]))
    if draw(st.integers(0, 9)) == 0:
        claim["if_"] = "something else happens"
    return claim


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A history of up to seven reports about who leads, pays, joins and leaves."""
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 7))):
        sourcing = draw(st.sampled_from(ON_RECORD + OFF_RECORD))
        found.append(
            {
                "id": f"r{place}",
                "source": f"Source {draw(st.integers(0, 3))}",
                "published": draw(st.sampled_from(DAYS)),
                "sourcing": sourcing,
                "claims": draw(st.lists(claims(sourcing), min_size=1, max_size=3)),
                "cites": draw(
                    st.lists(st.sampled_from([f"r{n}" for n in range(7) if n != place]), max_size=1)
                ),
            }
        )
    return found


def tell(history: list[dict[str, Any]]) -> Story:
    """Log reports in the order given."""
    story = Story()
    for report in history:
        story.tell({"deal": story.deal, **report, "elements": ELEMENTS})
    return story


def signature(story: Story, found: Structure) -> Any:
    """All that an answer says, events by their claims and not by the numbers of logging."""
    names = {
        f"{story.deal}#{item.number}": f"{item.data.get('report')}#{item.data.get('claim')}"
        for item in story.items
    }

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: plain(each) for name, each in part.items() if name != "clocks"}
        if isinstance(part, list):
            return sorted(map(plain, part), key=repr)
        return names.get(part, part) if isinstance(part, str) else part

    return plain(structure_json(found))


@settings(max_examples=150, deadline=None)
@given(reports(), st.sampled_from(DAYS))
def test_later_reports_do_not_change_an_earlier_shape(
    history: list[dict[str, Any]], day: str
) -> None:
    told = tell(history)
    only = tell([report for report in history if report["published"] <= day])
    assert signature(told, structure(told.view(as_of=day))) == signature(
        only, structure(only.view(as_of=day))
    )


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_arrival_does_not_matter_to_the_shape(data: st.DataObject) -> None:
    history = data.draw(reports())
    told, other = tell(history), tell(data.draw(st.permutations(history)))
    day = data.draw(st.sampled_from(DAYS))
    assert signature(told, structure(told.view(as_of=day))) == signature(
        other, structure(other.view(as_of=day))
    )


@settings(max_examples=60, deadline=None)
@given(reports(), st.integers(0, 40))
def test_nothing_recorded_later_changes_the_shape_that_was_known_then(
    history: list[dict[str, Any]], count: int
) -> None:
    story = tell(history)
    at = story.items[min(count, len(story.items) - 1)].recorded_at
    clocks = Clocks.at(known_at=at)
    prefix = [item for item in story.items if item.recorded_at <= at]
    then = structure(View(known(story.deal, story.items, clocks.known_at), clocks))
    only = structure(View(known(story.deal, prefix), clocks))
    assert signature(story, then) == signature(story, only)


@settings(max_examples=100, deadline=None)
@given(reports(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_every_part_of_the_shape_has_its_events_and_one_place(
    history: list[dict[str, Any]], day: str, true_at: str
) -> None:
    story = tell(history)
    found = structure(story.view(as_of=day, true_at=true_at))
    numbers = {item.number for item in story.items}
    ids = [each.id for each in found.elements]
    assert len(ids) == len(set(ids))
    for relation in found.relations:
        assert relation.events
        assert set(relation.events) <= numbers
        assert {relation.of, relation.to} <= set(ids)
    for condition in found.conditions:
        for tree in (condition.tree, *(tree for tree, _ in condition.beside)):
            assert {leaf.element for leaf in tree.leaves()} <= set(ids)
    for happening in found.history:
        assert happening.event in numbers
        assert happening.element in ids
    parents = {each.id: each.parent for each in found.elements}
    for name in ids:
        above, steps = parents[name], 0
        while above is not None and above in parents:
            above, steps = parents[above], steps + 1
            assert steps <= len(ids)
        assert above in (None, found.root)
    for element in found.elements:
        if element.ended is not None:
            assert element.ended.event in numbers


@settings(max_examples=60, deadline=None)
@given(reports())
def test_without_all_sources_there_is_no_shape(history: list[dict[str, Any]]) -> None:
    story = tell(history)
    everything = tuple({report["source"] for report in history})
    assert structure(story.view(without=everything)).elements == ()


@settings(max_examples=60, deadline=None)
@given(reports(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_what_joined_one_way_left_the_other_way(
    history: list[dict[str, Any]], first: str, second: str
) -> None:
    story = tell(history)
    one, other = structure(story.view(as_of=first)), structure(story.view(as_of=second))
    there, back = reshaped(one, other), reshaped(other, one)
    assert {each.id for each in there.joined} == {each.id for each in back.left}
    assert {each.id for each in there.left} == {each.id for each in back.joined}
    assert {(each.field, each.to) for each in there.tied} == {
        (each.field, each.to) for each in back.untied
    }
    same = reshaped(one, one)
    assert not any(same.__dict__.values())


@settings(max_examples=60, deadline=None)
@given(reports(), st.sampled_from(DAYS))
def test_a_relation_that_holds_is_named_by_the_figure_that_leads(
    history: list[dict[str, Any]], day: str
) -> None:
    view = tell(history).view(as_of=day)
    figures = {figure.field: figure for figure in state(view).figures}
    for relation in structure(view).relations:
        if relation.holds:
            value = figures[relation.field].value
            assert value is not None
            assert relation.to in str(value)
