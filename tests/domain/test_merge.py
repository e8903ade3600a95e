"""Ana's ledger and Ben's of the same deal are merged into one: all of it, once, or not at all."""

import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from domain import history, keys
from domain.confidential import opened
from domain.errors import DealtrailError, HistoryDiffers, Problems
from domain.history import Item
from domain.known import known
from domain.ledger import Ledger
from domain.merge import Union, union
from domain.move import move
from domain.verify import verify
from projections.clocks import Clocks, View
from projections.figures import state
from tests import forging
from tests.projections.test_always import DAYS, reports, signature
from tests.telling import Story, rumor

DEAL = "deal/deal-x"
NAMES = ("Amazon", "Amazon.com")


def continued(story: Story, who: str, *documents: dict[str, Any]) -> Story:
    """What somebody made of a copy of a ledger."""
    found = Story()
    found.items = list(story.items)
    for document in documents:
        tell(found, who, document)
    return found


def tell(story: Story, who: str, document: dict[str, Any]) -> None:
    first = len(story.items)
    story.tell({"deal": story.deal, **document})
    command = f"{who}-{first}"
    story.items[first:] = [
        Item(item.number, item.name, item.data, item.recorded_at, who, command)
        for item in story.items[first:]
    ]


def report(name: str, *claims: dict[str, Any], **header: Any) -> dict[str, Any]:
    return {
        "id": name,
        "source": "Reuters",
        "published": "2026-01-05",
        "sourcing": "anonymous_plural",
        "claims": list(claims) or [rumor("round.size = $10bn")],
        **header,
    }


def merged(ours: Story, theirs: Story) -> tuple[Story, Union]:
    found = union(DEAL, ours.items, theirs.items)
    result = Story()
    result.items = [*ours.items, *found.items]
    return result, found


def both_ways(ana: Story, ben: Story) -> tuple[Story, Story]:
    """The union from either side, which must be possible, and complete."""
    (from_ana, first), (from_ben, second) = merged(ana, ben), merged(ben, ana)
    assert first.conflicts == second.conflicts == ()
    assert merged(from_ana, ben)[1].items == merged(from_ben, ana)[1].items == ()
    assert merged(from_ana, from_ben)[1].items == merged(from_ben, from_ana)[1].items == ()
    return from_ana, from_ben


def conflicts(ana: Story, ben: Story) -> list[str]:
    """What stands in the way, which must be the same from either side."""
    (_, first), (_, second) = merged(ana, ben), merged(ben, ana)
    assert {each.place for each in first.conflicts} == {each.place for each in second.conflicts}
    assert first.items == second.items == ()
    assert {each.code for each in first.conflicts} <= {"E-DIFFERS"}
    return [f"{each.place.removeprefix('deal-x: ')}: {each.message}" for each in first.conflicts]


def ids(story: Story) -> set[str]:
    return set(known(story.deal, story.items).claims)


# One ledger that went on apart


@pytest.fixture
def common(story: Story) -> Story:
    """Two reports that both have."""
    return continued(story, "ana", report("r1"), report("r2", published="2026-01-06"))


def test_the_reports_of_both_are_there_once(common: Story) -> None:
    ana = continued(common, "ana", report("a1", rumor("amazon.commitment = $1bn")))
    ben = continued(common, "ben", report("b1", rumor("nvidia.commitment = $2bn")), report("b2"))
    from_ana, from_ben = both_ways(ana, ben)
    assert ids(from_ana) == ids(from_ben) == {"r1#1", "r2#1", "a1#1", "b1#1", "b2#1"}
    assert [item.logged_by for item in from_ana.items[-3:]] == ["ben"] * 3
    assert [item.number for item in from_ana.items] == list(range(1, len(from_ana.items) + 1))


def test_what_only_one_amended_withdrew_or_took_back_is_so_in_both(common: Story) -> None:
    ana = continued(
        common, "ana", {"amend": "r1#1", "claim": rumor("round.size = $11bn")}, report("a1")
    )
    ben = continued(common, "ben", {"withdraw": "r2#1"})
    for found in both_ways(ana, ben):
        assert ids(found) == {"r1#1", "a1#1"}
        assert found.value("round.size", as_of="2026-01-05") == "$11bn"


def test_a_report_that_one_took_back_is_taken_back_in_the_union(common: Story) -> None:
    last = [item.number for item in common.items if item.command_id == common.items[-1].command_id]
    ana = continued(common, "ana", report("a1"), {"undo": last})
    ben = continued(common, "ben", report("b1"), report("b2"))
    for found in both_ways(ana, ben):
        assert ids(found) == {"r1#1", "a1#1", "b1#1", "b2#1"}
    again = continued(ana, "ana", {"undo": [len(ana.items)]})
    for found in both_ways(again, ben):
        assert "r2#1" in ids(found)


def test_what_was_taken_back_and_brought_back_since_is_there(common: Story) -> None:
    ana = continued(common, "ana", {"undo": [len(common.items)]})
    both = both_ways(ana, common)
    for found in both:
        assert "r2#1" not in ids(found)
        back = continued(found, "ben", {"undo": [len(found.items)]})
        for again in both_ways(back, ana):
            assert "r2#1" in ids(again)
            assert again.items[-1].name == "entry-undone"


def test_what_somebody_took_back_of_his_own_does_not_come_along(common: Story) -> None:
    ben = continued(common, "ben", report("b1"))
    undone = list(range(len(common.items) + 1, len(ben.items) + 1))
    ben = continued(ben, "ben", {"undo": undone}, report("b1", rumor("round.size = $12bn")))
    found, _ = both_ways(common, ben)
    assert len(found.items) == len(common.items) + 2


# Two ledgers of their own


def test_a_report_that_both_logged_alike_is_one(story: Story) -> None:
    one = report("r1", rumor("amazon.commitment = $1bn"), rumor("round.size = $10bn"))
    ana = continued(story, "ana", one, report("a1"))
    ben = continued(story, "ben", report("b1"), one, {"withdraw": "r1#2"})
    for found in both_ways(ana, ben):
        assert ids(found) == {"r1#1", "a1#1", "b1#1"}


def test_a_deal_that_only_one_follows_comes_whole(common: Story) -> None:
    ben = continued(common, "ben", {"undo": [len(common.items)]}, report("b1"))
    nothing = Story()
    nothing.items = []
    from_ana, from_ben = both_ways(nothing, ben)
    assert [item.data for item in from_ana.items] == [item.data for item in from_ben.items]


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        (
            report("x", rumor("round.size = $10bn")),
            report("x", rumor("round.size = $11bn")),
            "report x: both logged x, and claim 1 differs",
        ),
        (
            report("x", published="2026-01-05", source="Reuters"),
            report("x", published="2026-01-07", source="FT"),
            "report x: both logged x, and its published, source differ",
        ),
        (
            report("x", rumor("round.size = $10bn")),
            report("x", rumor("round.size = $10bn"), rumor("amazon.commitment = $1bn")),
            "report x: both logged x, and only there it has claim 2",
        ),
        (
            {"amend": "r1#1", "claim": rumor("round.size = $11bn")},
            {"amend": "r1#1", "claim": rumor("round.size = $12bn")},
            "claim r1#1: both put it right or took it back, and not in the same way",
        ),
        (
            {"amend": "r1#1", "claim": rumor("round.size = $11bn")},
            {"withdraw": "r1#1"},
            "claim r1#1: both put it right or took it back, and not in the same way",
        ),
        (
            {"amend_report": "r1", "header": {"source": "FT"}},
            {"amend_report": "r1", "header": {"source": "AFP"}},
            "report r1: both put it right or took it back, and not in the same way",
        ),
        (
            {"retract": "r1", "published": "2026-02-01"},
            {"retract": "r1", "published": "2026-02-02"},
            "retraction of r1: both put it right or took it back, and not in the same way",
        ),
        (
            {"describe": "amazon", "name": "Amazon", "kind": "party"},
            {"describe": "amazon", "name": "Amazon.com", "kind": "party"},
            "element amazon: amazon has the name 'Amazon' here and 'Amazon.com' there",
        ),
        (
            {"identify": ["amazon-1", "amazon-2"]},
            {"identify": ["amazon-2", "softbank-1"]},
            "element amazon-1: both said which ids are one thing with amazon-1, and not the same",
        ),
    ],
)
def test_what_two_said_differently_of_one_thing_is_named(
    common: Story, one: dict[str, Any], other: dict[str, Any], named: str
) -> None:
    ana, ben = continued(common, "ana", one), continued(common, "ben", other)
    assert conflicts(ana, ben) == [named]
    assert conflicts(continued(ana, "ana", report("a9")), ben) == [named]


@pytest.mark.parametrize(
    "fix",
    [
        {"amend": "r1#1", "claim": rumor("round.size = $11bn"), "why": "misread"},
        {"withdraw": "r1#1"},
        {"retract": "r1", "published": "2026-02-01"},
        {"describe": "amazon", "name": "Amazon", "kind": "party"},
        {"identify": ["amazon-1", "amazon-2"]},
    ],
)
def test_what_two_said_alike_of_one_thing_is_one(common: Story, fix: dict[str, Any]) -> None:
    ana, ben = continued(common, "ana", fix), continued(common, "ben", {**fix})
    for found in both_ways(ana, ben):
        assert len(found.items) == len(ana.items)


def test_who_comes_round_to_what_the_other_said_can_be_merged(common: Story) -> None:
    eleven, twelve = (
        {"amend": "r1#1", "claim": rumor(f"round.size = ${amount}bn")} for amount in (11, 12)
    )
    ana, ben = continued(common, "ana", eleven), continued(common, "ben", twelve, eleven)
    for found in both_ways(ana, ben):
        assert found.value("round.size", as_of="2026-01-05") == "$11bn"
    ben = continued(common, "ben", report("x", rumor("round.size = $12bn")))
    last = [len(ben.items) - 1, len(ben.items)]
    ben = continued(ben, "ben", {"undo": last}, report("x"))
    for found in both_ways(continued(common, "ana", report("x")), ben):
        assert ids(found) == {"r1#1", "r2#1", "x#1"}


def test_deals_of_another_kind_or_currency_are_no_one_deal(story: Story) -> None:
    named = conflicts(story, Story("acquisition", "EUR"))
    assert named == [
        "type: the deal's type is funding_round here and acquisition there",
        "currency: the deal's currency is USD here and EUR there",
    ]


# Whatever was logged


@st.composite
def acts(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    """Some log fixes and descriptions, which may or may not suit a record."""
    name = st.sampled_from(names)
    one = st.one_of(
        st.builds(lambda r, n: {"withdraw": f"{r}#{n}"}, name, st.integers(1, 2)),
        st.builds(
            lambda r, n, v: {"amend": f"{r}#{n}", "claim": rumor(f"round.size = {v}")},
            name,
            st.integers(1, 2),
            st.sampled_from(("$10bn", "$12bn")),
        ),
        st.builds(lambda r, s: {"amend_report": r, "header": {"source": s}}, name, _SOURCES),
        st.builds(lambda r, d: {"retract": r, "published": d}, name, st.sampled_from(DAYS)),
        st.builds(
            lambda e, n: {"describe": e, "kind": "party", "name": n},
            st.sampled_from(("amazon", "nvidia")),
            st.sampled_from(NAMES),
        ),
        st.builds(
            lambda e, a: {"describe": e, "kind": "party", "aliases": [a]},
            st.sampled_from(("amazon", "nvidia")),
            st.sampled_from(NAMES),
        ),
        st.builds(lambda n: {"undo": [n]}, st.integers(10, 30)),
        st.builds(
            lambda pair, verb: {verb: list(pair)},
            st.permutations(("amazon", "nvidia", "round")).map(lambda each: each[:2]),
            st.sampled_from(("identify", "distinguish")),
        ),
    )
    return draw(st.lists(one, max_size=3))


_SOURCES = st.sampled_from(("FT", "AFP"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_union_gives_the_same_answers_from_either_side(data: st.DataObject) -> None:
    history = data.draw(reports())
    names = [each["id"] for each in history]
    start = data.draw(st.integers(0, len(history)))
    common = Story()
    for document in history[:start]:
        tell(common, "common", document)
    people = {}
    for who in ("ana", "ben"):
        people[who] = continued(common, who)
        mine = [each for each in history[start:] if data.draw(st.integers(0, 2))]
        for document in data.draw(st.permutations([*mine, *data.draw(acts(names))])):
            with suppress(DealtrailError):
                tell(people[who], who, document)
    ana, ben = people["ana"], people["ben"]
    if merged(ana, ben)[1].conflicts:
        event("conflict")
        assert conflicts(ana, ben)
        return
    event("union")
    from_ana, from_ben = both_ways(ana, ben)
    assert known("deal-x", from_ana.items).names() == known("deal-x", from_ben.items).names()
    for day in (*DAYS[::3], "2026-03-01"):
        clocks = Clocks.at(as_of=day)
        one, other = (
            signature(state(View(known("deal-x", each.items), clocks)))
            for each in (from_ana, from_ben)
        )
        assert one == other


# In ledgers


OPENING = {"open": "acme", "name": "Acme", "type": "funding_round", "currency": "USD"}


def ledger(place: str, who: str, *documents: dict[str, Any]) -> str:
    with Ledger.create(place, logged_by=who) as found:
        for document in (OPENING, *documents):
            found.log(document if "open" in document else {"deal": "acme", **document})
    return place


def test_a_ledger_is_merged_into_another_of_either_store(place: str, tmp_path: Path) -> None:
    grade = {"grade": {"source": "Reuters", "grade": "B"}}
    ana = ledger(place, "ana", report("a1"))
    ben = ledger(
        str(tmp_path / "ben.db"),
        "ben",
        report("b1"),
        {"open": "beta", "name": "B", "type": "merger"},
    )
    with Ledger.open(ben, logged_by="ben") as theirs:
        theirs.log(grade)
    with Ledger.open(ana, logged_by="ana") as ours:
        trial = ours.merge(ben, dry_run=True)
        done = ours.merge(ben)
        again = ours.merge(ben)
    assert [entry.id for entry in done.entries] == [
        "acme#5",
        "acme#6",
        "beta#1",
        "source/reuters#1",
    ]
    assert [entry.event for entry in trial.entries] == [entry.event for entry in done.entries]
    assert {entry.logged_by for entry in done.entries} == {"ben"}
    assert len({entry.recorded_at for entry in done.entries}) == 1
    assert (done.same, again.entries, again.same) == (2, (), 6)
    assert verify(ana).faults == ()
    with Ledger.open(ben, logged_by="ben") as theirs:
        back = theirs.merge(ana)
    assert [entry.id for entry in back.entries] == ["acme#5", "acme#6"]


@pytest.fixture
def in_one_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALTRAIL_STATE", str(tmp_path / "state"))


def secret(name: str) -> dict[str, Any]:
    return report(name, source="Deep Throat", note="In the garage.", confidential=True)


def unsealed(place: str) -> set[str]:
    """The notes of a ledger that can be read here."""
    with closing(history.open_ledger(place)) as reading:
        items = history.read_deal(reading, "acme")
        log, _ = history.log_of(reading)
    return {str(item.data["note"]) for item in opened(items, log, "acme") if "note" in item.data}


@pytest.mark.usefixtures("in_one_state")
@pytest.mark.parametrize("copies", [True, False])
def test_the_words_of_a_confidential_report_can_be_read_where_they_came_to(
    *, copies: bool, place: str, tmp_path: Path
) -> None:
    file, other = str(tmp_path / "ana.db"), str(tmp_path / "ben.db")
    ledger(file, "ana")
    if copies:
        shutil.copy(file, other)
    else:
        ledger(other, "ben")
    with Ledger.open(file) as ours, Ledger.open(other) as theirs:
        ours.log({"deal": "acme", **report("a1")})
        theirs.log({"deal": "acme", **secret("b1")})
        ours.merge(other)
        again = ours.merge(other)
    if place != file:
        move(file, place)
    with Ledger.open(place) as ours:
        ours.log({"deal": "acme", **report("a2")})  # for which the record is opened
    assert unsealed(place) == {"In the garage."}
    assert again.entries == ()
    assert verify(place).faults == ()


@pytest.mark.usefixtures("in_one_state")
def test_without_its_keys_nothing_is_taken_from_a_ledger(tmp_path: Path) -> None:
    ana = ledger(str(tmp_path / "ana.db"), "ana")
    ben = ledger(str(tmp_path / "ben.db"), "ben", secret("b1"), secret("b2"))
    shutil.rmtree(tmp_path / "state/keys")
    with Ledger.open(ana) as ours, pytest.raises(Problems) as refusal:
        ours.merge(ben)
    assert [(each.code, each.seen) for each in refusal.value.problems] == [
        ("E-NOKEY", "b1"),
        ("E-NOKEY", "b2"),
    ]


@pytest.mark.usefixtures("in_one_state")
def test_words_whose_key_was_destroyed_come_along_and_nobody_opens_them(tmp_path: Path) -> None:
    ana = ledger(str(tmp_path / "ana.db"), "ana")
    ben = ledger(str(tmp_path / "ben.db"), "ben", secret("b1"))
    (key,) = (tmp_path / "state/keys").glob("*/*.key")
    keys.destroy(key.parent.name, key.stem)
    with Ledger.open(ana) as ours:
        ours.merge(ben)
        ours.log({"deal": "acme", **report("a1")})
    assert unsealed(ana) == set()


def test_conflicts_are_all_named_and_nothing_is_stored(place: str, tmp_path: Path) -> None:
    ana = ledger(place, "ana", report("r1"), report("a1"))
    two = report("r1", rumor("round.size = $11bn")), report("a1", source="FT"), report("b1")
    ben = ledger(str(tmp_path / "ben.db"), "ben", *two)
    for who, grade in ((ana, "A"), (ben, "C")):
        with Ledger.open(who) as found:
            found.log({"grade": {"source": "FT", "grade": grade}})
    before = forging.contents(ana)
    with Ledger.open(ana) as ours, pytest.raises(Problems) as refusal:
        ours.merge(ben)
    assert [each.place for each in refusal.value.problems] == [
        "acme: report r1",
        "acme: report a1",
        "source/ft",
    ]
    assert forging.contents(ana) == before


def test_nothing_is_taken_from_a_ledger_that_was_tampered_with(tmp_path: Path) -> None:
    ana, ben = (ledger(str(tmp_path / f"{who}.db"), who) for who in ("ana", "ben"))
    with forging.past_the_guards(ben) as connection:
        connection.execute("UPDATE stored_events SET logged_by = 'eve'")
    with Ledger.open(ana) as ours, pytest.raises(HistoryDiffers, match="E-BROKEN"):
        ours.merge(ben)
