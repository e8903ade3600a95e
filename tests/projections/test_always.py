"""What holds for every history, whatever was reported, in whatever order it came in."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.known import known
from domain.values import key
from projections.audit import audit
from projections.clocks import Clocks, View
from projections.figures import Figure, State, state
from projections.groups import groups
from projections.policies import DEFAULT, POLICIES
from projections.race import Race
from projections.replay import replay
from projections.why import why
from tests.telling import Story

DAYS = [str(date(2026, 1, 1) + timedelta(days=number)) for number in range(7)]
FIELDS = ("round.size", "amazon.commitment", "valuation.unspecified")
ON_RECORD = ("filing", "company_statement", "on_record")
OFF_RECORD = ("anonymous_plural", "anonymous_single", "unattributed", "aggregated")
STAGES = (None, "considering", "in_talks", "agreed", "closed", "withdrawn")
AMOUNTS = ("$10bn", "up to $50bn", "at least $20bn", "about $30bn", "€9bn", "undisclosed", "none")


@st.composite
def claims(draw: st.DrawFn, sourcing: str) -> dict[str, Any]:
    """One claim that suits a report's sourcing."""
    field = draw(st.sampled_from(FIELDS))
    verb = draw(
        st.sampled_from(("confirm", "change", "deny"))
        if sourcing in ON_RECORD
        else st.sampled_from(("rumor", "rumor", "change", "deny"))
    )
    if verb == "deny" and draw(st.booleans()):
        return {verb: field}
    stage = draw(st.sampled_from(STAGES)) if verb != "deny" else None
    claim: dict[str, Any] = {verb: f"{field} = {draw(st.sampled_from(AMOUNTS))}"}
    if stage is not None:
        claim["stage"] = stage
    if draw(st.integers(0, 9)) == 0:
        claim["effective"] = draw(st.sampled_from([*DAYS, "2026-01", "2026-02"]))
    if draw(st.integers(0, 9)) == 0:
        claim["own_sources"] = "true"
    if draw(st.integers(0, 9)) == 0:
        claim["if_"] = "something else happens"
    return claim


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A history of up to eight reports that cite and correct each other."""
    found: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 8))):
        sourcing = draw(st.sampled_from(ON_RECORD + OFF_RECORD))
        published = draw(st.sampled_from(DAYS))
        if draw(st.integers(0, 7)) == 0:
            published = (
                f"{published}/{draw(st.sampled_from([day for day in DAYS if day >= published]))}"
            )
        report: dict[str, Any] = {
            "id": f"r{place}",
            "source": f"Source {draw(st.integers(0, 4))}",
            "published": published,
            "sourcing": sourcing,
            "claims": draw(st.lists(claims(sourcing), min_size=1, max_size=3)),
            "cites": draw(
                st.lists(
                    st.sampled_from([f"r{n}" for n in range(8) if n != place] + ["unheld"]),
                    max_size=2,
                )
            ),
        }
        found.append(report)
    return found


def tell(history: list[dict[str, Any]]) -> Story:
    """Log reports in the order given."""
    story = Story()
    for report in history:
        story.tell({"deal": story.deal, **report})
    return story


def signature(found: State) -> list[Any]:
    """All that an answer says, without the numbers that only the order of logging gives."""
    return [
        (
            figure.field,
            figure.basis,
            key(figure.value) if figure.value else None,
            figure.standing,
            figure.stage,
            figure.since,
            figure.last_word,
            figure.origins,
            figure.rule,
            figure.leader.claim.id if figure.leader else None,
            sorted((each.said.claim.id, each.why) for each in figure.challengers),
            sorted(said.claim.id for said in figure.scheduled),
            sorted(finding.text for finding in figure.findings),
        )
        for figure in found.figures
    ]


def last_day(report: dict[str, Any]) -> str:
    """The latest day that a report can have been published on."""
    return str(report["published"])[-10:]


@settings(max_examples=150, deadline=None)
@given(reports(), st.sampled_from(DAYS))
def test_tomorrows_news_does_not_change_yesterday(history: list[dict[str, Any]], day: str) -> None:
    told = tell(history)
    only = tell([report for report in history if last_day(report) <= day])
    assert signature(told.state(as_of=day)) == signature(only.state(as_of=day))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_order_of_arrival_does_not_matter_to_what_was_published(data: st.DataObject) -> None:
    history = data.draw(reports())
    shuffled = data.draw(st.permutations(history))
    day = data.draw(st.sampled_from(DAYS))
    assert signature(tell(history).state(as_of=day)) == signature(tell(shuffled).state(as_of=day))


@settings(max_examples=100, deadline=None)
@given(reports(), st.integers(0, 40))
def test_nothing_recorded_later_changes_what_was_known_then(
    history: list[dict[str, Any]], count: int
) -> None:
    story = tell(history)
    at = story.items[min(count, len(story.items) - 1)].recorded_at
    clocks = Clocks.at(known_at=at)
    prefix = [item for item in story.items if item.recorded_at <= at]
    then = state(View(known(story.deal, story.items, clocks.known_at), clocks))
    only = state(View(known(story.deal, prefix), clocks))
    assert signature(then) == signature(only)


@settings(max_examples=100, deadline=None)
@given(reports())
def test_replaying_twice_gives_the_same_answer(history: list[dict[str, Any]]) -> None:
    story = tell(history)
    assert signature(story.state()) == signature(story.state())


@settings(max_examples=100, deadline=None)
@given(reports(), st.sampled_from(DAYS))
def test_every_figure_and_every_step_has_its_events(
    history: list[dict[str, Any]], day: str
) -> None:
    story = tell(history)
    view = story.view(as_of=day)
    numbers = {item.number for item in story.items}
    for figure in state(view).figures:
        assert set(figure.events) <= numbers
        assert figure.events or figure.value is None
        found = audit(view, figure.field)
        assert found.steps
        assert {step.number for step in found.steps} <= numbers


@settings(max_examples=100, deadline=None)
@given(reports(), st.sampled_from(DAYS))
def test_the_last_step_of_an_audit_leads_to_the_figure_that_the_state_shows(
    history: list[dict[str, Any]], day: str
) -> None:
    view = tell(history).view(as_of=day)
    for figure in state(view).figures:
        if figure.leader is None:
            continue
        led = {step.leads for step in audit(view, figure.field).steps}
        assert figure.leader.claim.number in led, f"no step says how {figure.field} came to lead"


@settings(max_examples=100, deadline=None)
@given(reports(), st.sampled_from(tuple(POLICIES)))
def test_a_race_says_who_leads_as_the_policy_does(
    history: list[dict[str, Any]], policy: str
) -> None:
    view = tell(history).view()
    for group in (group for field in FIELDS for group in groups(view, field)):
        race = Race(group, policy)
        for place, said in enumerate(group.saids, start=1):
            race.add(said)
            outcome = group.outcome(policy, group.saids[:place])
            assert race.leader is outcome.leader
            shown = [each.why for each in outcome.challengers if each.said is said]
            assert race.why_not(said) == next(iter(shown), None)


@settings(max_examples=100, deadline=None)
@given(reports(), st.integers(0, 99))
def test_a_race_in_which_claims_are_taken_back_is_the_race_without_them(
    history: list[dict[str, Any]], which: int
) -> None:
    view = tell(history).view()
    for group in (group for field in FIELDS for group in groups(view, field)):
        removed = {said.claim.number for said in group.saids if said.claim.number % 3 == which % 3}
        race, without = Race(group, DEFAULT), Race(group, DEFAULT, removed)
        for said in group.saids:
            race.add(said)
            without.add(said)
        before = race.leader
        race.take_back(removed)
        assert race.leader is without.leader
        race.take_back(set())
        assert race.leader is before


@settings(max_examples=60, deadline=None)
@given(reports())
def test_without_all_sources_nothing_is_known(history: list[dict[str, Any]]) -> None:
    story = tell(history)
    everything = tuple({report["source"] for report in history})
    assert story.state(without=everything).figures == ()


@settings(max_examples=60, deadline=None)
@given(reports(), st.integers(0, 7))
def test_an_amendment_and_its_undoing_leave_the_answer_as_it_was(
    history: list[dict[str, Any]], which: int
) -> None:
    story = tell(history)
    before = signature(story.state())
    report = history[which % len(history)]
    verb = "confirm" if report["sourcing"] in ON_RECORD else "rumor"
    numbers = story.fix(amend=f"{report['id']}#1", claim={verb: "round.size = $77bn"})
    if numbers:
        story.fix(undo=[str(number) for number in numbers])
    assert signature(story.state()) == before


@settings(deadline=None, max_examples=60)
@given(reports())
def test_removing_the_winner_makes_the_printed_runner_up_win(
    history: list[dict[str, Any]],
) -> None:
    story = tell(history)
    found = story.state()
    for reason in why(found.view, found.figures):
        number = reason.figure.events[0]
        others = [
            figure
            for figure in story.state(without=(f"{story.deal}#{number}",)).figures
            if figure.field == reason.figure.field
        ]
        runner_up = reason.without
        if runner_up is None:
            assert not [figure for figure in others if figure.basis == reason.figure.basis]
        else:
            shown = [(figure.value, figure.standing, figure.events) for figure in others]
            assert (runner_up.value, runner_up.standing, runner_up.events) in shown


@settings(deadline=None, max_examples=40)
@given(reports(), st.sampled_from(DAYS))
def test_a_replay_up_to_a_day_ends_with_what_the_clocks_show(
    history: list[dict[str, Any]], day: str
) -> None:
    view = tell(history).view(as_of=day)
    now: dict[str, list[Figure]] = {}
    for frame in replay(view):
        for change in frame.changes:
            if change.before is not None:
                there = [seen(each) for each in now[change.field]]
                del now[change.field][there.index(seen(change.before))]
            if change.after is not None:
                now.setdefault(change.field, []).append(change.after)
    shown = state(view).figures
    assert sorted(repr(seen(each)) for each in shown) == sorted(
        repr(seen(each)) for figures in now.values() for each in figures
    )


def seen(figure: Figure) -> tuple[Any, ...]:
    """What a replay tells of a figure."""
    value = key(figure.value) if figure.value else None
    return figure.field, value, figure.standing, figure.stage


@settings(deadline=None, max_examples=40)
@given(reports())
def test_merging_two_ids_and_parting_them_leaves_the_answer_as_it_was(
    history: list[dict[str, Any]],
) -> None:
    story = tell(history)
    for element in ("amazon", "amazon-inc"):
        story.fix(describe=element, kind="party")
    before = signature(story.state())
    merged = story.fix(identify=["amazon-inc", "amazon"])
    fields = {figure.field for figure in story.state().figures}
    assert not any(field.startswith("amazon.") for field in fields)
    apart = story.fix(distinguish=["amazon-inc", "amazon"])
    assert signature(story.state()) == before
    story.fix(undo=apart)
    story.fix(undo=merged)
    assert signature(story.state()) == before
