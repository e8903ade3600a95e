"""A deal told report by report."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents import parse
from domain.history import open_ledger, read_deal
from domain.known import Known, known
from domain.ledger import Ledger
from domain.order import ordered
from domain.values import text
from projections.clocks import Clocks, View
from projections.figures import Figure, state
from projections.replay import Frame, frame_json, replay, replay_json
from tests.telling import Story, confirm, deny, no_comment, rumor

JUNE = "round.expected_close = 2026-06"


def frames(story: Story, *, without: tuple[str, ...] = (), **clocks: str) -> list[Frame]:
    return list(replay(story.view(without=without, **clocks)))


def told(frame: Frame) -> list[str]:
    """The changes of a frame as `field: before -> after`."""
    return [
        f"{each.field}: {text(each.before.value) if each.before else '—'} -> "
        f"{text(each.after.value) if each.after else '—'}"
        for each in frame.changes
    ]


def quiet(frame: Frame) -> dict[tuple[str, str | None], int]:
    return {(each.word, each.of): len(each.claims) for each in frame.quiet}


def eventful(story: Story) -> Story:
    """A round in which much happens: an echo, a denial, a retraction, a correction, an end."""
    story.report("copy", "2026-01-04", rumor("round.size = $90bn"), cites=["first"])
    story.report(
        "first",
        "2026-01-05",
        rumor("round.size = up to $100bn", stage="in_talks"),
        rumor("amazon.commitment = at least $10bn", stage="in_talks"),
    )
    story.report(
        "second",
        "2026-01-05",
        rumor("amazon.commitment = up to $50bn", stage="in_talks"),
        rumor("amazon.commitment = $60bn", if_="all goes well"),
        cites=["first"],
        own_sources=True,
    )
    story.report("wrong", "2026-01-07", rumor("round.size = $1tn", stage="in_talks"))
    story.official("no", "2026-01-08", deny("amazon.commitment"))
    story.report("again", "2026-01-09", rumor("amazon.commitment = about $40bn"))
    story.official(
        "deal",
        "2026-02-01",
        confirm("round.size = $110bn", stage="signed"),
        confirm("valuation.pre_money = $730bn"),
        confirm("amazon.commitment = $50bn", stage="agreed", effective="2026-02-20"),
    )
    story.report("after", "2026-02-02", rumor("valuation.unspecified = $730bn"))
    story.official(
        "deal-2",
        "2026-02-03",
        confirm("round.size = $120bn", stage="signed"),
        corrects={"report": "deal", "replaces": ["deal#1"]},
    )
    story.official("left", "2026-03-01", confirm("amazon.stage = withdrawn"))
    story.fix(retract="wrong", published="2026-01-20")
    return story


DAYS = ("01-04", "01-05", "01-08", "01-31", "02-02", "02-10", "02-25", "04-01")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("without", [(), ("second",), ("amazon",), ("deal-x#12",)])
def test_the_changes_of_all_reports_add_up_to_the_state(
    story: Story, day: str, without: tuple[str, ...]
) -> None:
    story.report("source", "2026-01-02", rumor(JUNE), source="amazon")
    view = eventful(story).view(as_of=f"2026-{day}", without=without)
    assert added_up(replay(view)) == sorted(map(figure_text, state(view).figures))


def added_up(frames: Iterable[Frame]) -> list[str]:
    """The figures that all changes together leave standing."""
    standing: list[str] = []
    for frame in frames:
        for change in frame.changes:
            if change.before is not None:
                standing.remove(figure_text(change.before))
            if change.after is not None:
                standing.append(figure_text(change.after))
    return sorted(standing)


def figure_text(figure: Figure) -> str:
    return f"{figure.field} {text(figure.value)} {figure.standing} {figure.stage}"


@pytest.mark.parametrize("day", DAYS)
def test_what_is_told_of_a_day_is_told_the_same_later(story: Story, day: str) -> None:
    eventful(story)
    early = [told(frame) for frame in frames(story, as_of=f"2026-{day}")]
    assert [told(frame) for frame in frames(story, as_of="2026-12-31")][: len(early)] == early


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("without", [(), ("second",)])
def test_told_from_a_day_on_it_is_the_end_of_the_whole_story(
    story: Story, day: str, without: tuple[str, ...]
) -> None:
    view = eventful(story).view(without=without)
    whole = [frame_json(frame) for frame in replay(view)]
    later = [frame_json(frame) for frame in replay(view, start=f"2026-{day}")]
    assert later == whole[len(whole) - len(later) :]
    assert later or day == DAYS[-1]
    assert len(later) < len(whole) or day == DAYS[0]


def test_a_report_tells_what_is_new_and_what_changed(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = at least $10bn"))
    story.report("b", "2026-01-29", rumor("amazon.commitment = up to $50bn", stage="in_talks"))
    first, second = frames(story)
    assert told(first) == ["amazon.commitment: — -> at least $10bn"]
    assert told(second) == ["amazon.commitment: at least $10bn -> up to $50bn"]


def test_the_same_value_further_on_is_a_change(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn", stage="in_talks"))
    story.official("b", "2026-02-01", confirm("round.size = $100bn", stage="signed"))
    (change,) = frames(story)[1].changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before.standing, change.before.stage) == ("rumored", "in_talks")
    assert (change.after.standing, change.after.stage) == ("confirmed", "signed")


def test_what_a_report_only_repeats_is_counted_by_origin(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"), rumor(JUNE))
    story.report(
        "b",
        "2026-01-06",
        rumor("round.size = $100bn"),
        rumor(JUNE),
        cites=["a"],
    )
    assert quiet(frames(story)[1]) == {("repeats", "a"): 2}
    assert frames(story)[1].changes == ()


def test_another_origin_that_agrees_is_told_from_one_that_says_otherwise(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.size = $100bn"), confirm(JUNE))
    story.report(
        "b",
        "2026-01-06",
        rumor("round.size = $100bn"),
        rumor("round.expected_close = 2026-09"),
        sourcing="aggregated",
    )
    found = frames(story)[1]
    assert quiet(found) == {("agrees", None): 1, ("differs", None): 1}
    (lead,) = found.quiet[1].leads
    assert lead is not None
    assert text(lead.value) == "2026-06"


def test_silence_and_branches_are_told_apart(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.report(
        "b",
        "2026-01-06",
        no_comment("round.size", said_by="Amazon"),
        rumor("amazon.commitment = $60bn", if_="all goes well"),
    )
    assert quiet(frames(story)[1]) == {("declines", None): 1, ("only if", None): 1}


def test_within_a_day_the_cited_report_is_told_first(story: Story) -> None:
    story.report("copy", "2026-01-05", rumor("round.size = $100bn"), cites=["original"])
    story.report("original", "2026-01-05", rumor("round.size = $100bn"))
    assert [frame.report and frame.report.id for frame in frames(story)] == ["original", "copy"]


def test_a_retraction_is_told_on_its_day_and_takes_back_what_it_hits(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn"))
    story.report("b", "2026-01-06", rumor("round.size = $900bn"))
    numbers = story.fix(retract="b", published="2026-01-09")
    last = frames(story)[-1]
    assert (last.date, last.act, last.event) == ("2026-01-09", "retracted", numbers[0])
    assert told(last) == ["round.size: $900bn -> $100bn"]


def test_a_denial_leaves_nothing_and_is_told_as_one_change(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-01-06", deny("amazon.commitment"))
    assert told(frames(story)[1]) == ["amazon.commitment: $10bn -> —"]
    assert frames(story)[1].changes[0].after is not None


def test_the_denial_of_a_report_is_told_of_the_figure_that_it_added_to(story: Story) -> None:
    story.report("base", "2026-01-01", rumor("round.size = $20bn"))
    extra = rumor("nvidia.commitment = $10bn", on_top_of="round.size")
    story.report("more", "2026-01-02", extra)
    story.official("no", "2026-01-03", deny("report more"))
    last = frames(story)[-1]
    assert "round.size: $30bn -> $20bn" in told(last)


def test_what_takes_effect_later_is_told_on_that_day(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("break-fee.amount = $100m"))
    story.official("b", "2026-01-06", confirm("break-fee.amount = $150m", effective="2026-03-01"))
    found = frames(story, as_of="2026-04-01")
    assert [(frame.date, frame.act) for frame in found][-1] == ("2026-03-01", "takes effect")
    assert told(found[-1]) == ["break-fee.amount: $100m -> $150m"]
    assert len(frames(story, as_of="2026-02-01")) == 2


def test_an_element_that_ends_withdraws_its_figures(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-02-01", confirm("amazon.stage = withdrawn"))
    after = [change.after for change in frames(story)[1].changes]
    assert [(each.field, each.standing) for each in after if each] == [
        ("amazon.commitment", "withdrawn"),
        ("amazon.stage", "confirmed"),
    ]


CONTEST = {
    "deal.stage": ("closed", "terminated"),
    "deal.total_value": ("$10bn",),
    "deal.accepted_offer": ("bid-a", "bid-b"),
    "bid-a.target": ("acme", "acme-unit"),
    "bid-b.perimeter": ("the whole company", "the studio"),
    "bid-a.replaced_by": ("bid-b", "none"),
    "bid-a.stage": ("offered", "withdrawn"),
    "panel.class": ("authority", "fund"),
}


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_contest_told_report_by_report_ends_in_its_state(data: st.DataObject) -> None:
    story = Story("acquisition")
    parties = {each: {"kind": "party"} for each in ("acme", "acme-unit", "panel")}
    bids = [
        confirm(f"bid-{each}.price_per_share = $60", stage="offered", said_by="Acme")
        for each in "ab"
    ]
    target = confirm("bid-b.target = acme")
    story.official("bids", "2026-01-05", *bids, target, elements=parties)
    for place in range(data.draw(st.integers(2, 7))):
        field = data.draw(st.sampled_from(sorted(CONTEST)))
        parts = {"said_by": data.draw(st.sampled_from(("Acme", "panel")))}
        if data.draw(st.integers(0, 4)) == 0:
            parts["effective"] = f"2026-01-1{data.draw(st.integers(0, 9))}"
        claim = data.draw(st.sampled_from((confirm, confirm, confirm, rumor, deny)))
        if field == "deal.total_value" and claim is not deny:
            parts["stage"] = "closed"
        story.report(
            f"r{place}",
            f"2026-01-1{data.draw(st.integers(0, 5))}",
            claim(f"{field} = {data.draw(st.sampled_from(CONTEST[field]))}", **parts),
            sourcing="anonymous_plural" if claim is rumor else "filing",
        )
    for day in ("2026-01-12", "2026-02-01"):
        assert added_up(frames(story, as_of=day)) == sorted(
            map(figure_text, story.state(as_of=day).figures)
        )


def test_a_fix_of_our_log_is_no_news(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $1bn"))
    story.fix(amend="a#1", claim=rumor("round.size = $100bn"), why="typed wrongly")
    (frame,) = frames(story)
    assert told(frame) == ["round.size: — -> $100bn"]


def test_as_json_it_names_its_schema_and_every_report(story: Story) -> None:
    eventful(story)
    view = story.view()
    found = replay_json(view, "on-record-first", replay(view))
    assert found["schema"] == "dealtrail.replay/1"
    assert {frame["report"] for frame in found["frames"]} >= {"copy", "first", "left"}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The shipped case: a hundred and some reports about one round."""
    folder = Path(__file__).parents[2] / "examples" / "openai-2026"
    files = (folder / "deal.yaml", *(folder / "reports").glob("*.yaml"))
    documents = [each for file in files for each in parse(file.read_text("utf-8"), file.name)]
    path = tmp_path_factory.mktemp("shipped") / "events.db"
    with Ledger.create(path) as ledger:
        ledger.write(ordered(documents))
    with closing(open_ledger(path)) as connection:
        return known("openai-2026", read_deal(connection, "openai-2026"))


@pytest.mark.parametrize("day", ["2026-01-29", "2026-02-27", "2026-03-31", "2026-08-31"])
def test_the_shipped_case_told_report_by_report_ends_in_its_state(shipped: Known, day: str) -> None:
    view = View(shipped, Clocks.at(as_of=day))
    assert added_up(replay(view)) == sorted(map(figure_text, state(view).figures))


@pytest.mark.parametrize("day", ["2025-12-17", "2026-01-29", "2026-02-27", "2026-03-31"])
def test_the_shipped_case_told_from_a_day_on_is_the_end_of_the_whole(
    shipped: Known, day: str
) -> None:
    view = View(shipped, Clocks.at(as_of="2026-08-31"))
    whole = [frame_json(frame) for frame in replay(view)]
    later = [frame_json(frame) for frame in replay(view, start=day)]
    assert 0 < len(later) < len(whole)
    assert later == whole[len(whole) - len(later) :]


def test_a_report_that_says_who_an_investor_was_moves_his_figures_to_his_name(
    story: Story,
) -> None:
    story.official("filing", "2025-02-10", confirm("fund.commitment = $60m", stage="agreed"))
    story.report(
        "paper",
        "2025-02-18",
        elements={"northgate": {"kind": "party"}},
        identify=[["northgate", "fund"]],
    )
    frames = list(replay(story.view()))
    assert [change.field for change in frames[0].changes] == ["fund.commitment"]
    moved = {change.field: (change.before, change.after) for change in frames[1].changes}
    assert moved["fund.commitment"][1] is None
    assert moved["northgate.commitment"][0] is None
