"""The inbox: nothing gets into the ledger without a person's yes, and a yes is given once."""

import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain import inbox
from domain.errors import Conflict, DealtrailError, NotFound, Problems, Refused
from domain.history import deals_with_report, open_ledger
from domain.ledger import Ledger
from domain.proposals import place_of, proposal, proposals
from tests.cli.desk import Desk

TEXT = "Amazon would put in up\nto $60bn, two people said. Zeta may follow."
DOCUMENT: Mapping[str, Any] = {
    "deal": "acme",
    "id": "ap-1",
    "source": "AP",
    "published": "2026-03-02",
    "sourcing": "anonymous_plural",
    "elements": {
        "zeta": {"kind": "party", "name": "Zeta"},
        "omega": {"kind": "party", "name": "Omega"},
    },
    "claims": [
        {"rumor": "amazon.commitment = up to $60bn", "place": "up to  $60bn"},
        {"rumor": "zeta.commitment = $2bn", "place": "Zeta will follow"},
        {"rumor": {"field": "round.size", "value": "$120bn"}},
    ],
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def left(desk: Desk, document: Mapping[str, Any] = DOCUMENT, **more: Any) -> int:
    """The number of a proposal that an assistant left."""
    given = {"by": "an assistant", "through": "a client", "text": TEXT, **more}
    return inbox.propose(desk.place, document, **given).id


def test_what_is_proposed_is_not_in_the_ledger(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    left(desk)
    assert desk.ledger.read_bytes() == before
    assert "ap-1" not in desk.ok("timeline", "acme", "--json")


def test_the_words_of_a_claim_are_found_in_the_text_or_said_to_be_missing(desk: Desk) -> None:
    found = proposal(desk.place, left(desk)).claims()
    assert [(each.id, each.found is not None) for each in found] == [
        ("1", True),
        ("2", False),
        ("3", False),
    ]
    start, end = found[0].found or (0, 0)
    assert TEXT[start:end] == "up\nto $60bn"


def test_an_approval_logs_the_report_and_says_who_proposed_and_who_approved(desk: Desk) -> None:
    number = left(desk)
    receipt = inbox.approve(desk.place, number, by="ana")
    first = receipt.entries[0]
    assert first.logged_by == "ana"
    proposed = desk.events("acme")[first.number - 1][1]["proposed"]
    assert {name: proposed[name] for name in ("by", "through")} == {
        "by": "an assistant",
        "through": "a client",
    }
    assert "changed" not in proposed
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
    assert proposals(desk.place) == []
    (decided,) = proposals(desk.place, decided=True)
    assert (decided.state, decided.decided_by) == ("approved", "ana")
    assert decided.events[0] == first.id
    assert "an assistant" in desk.ok("show", first.id)


def test_single_claims_are_approved_with_the_elements_that_they_need(desk: Desk) -> None:
    number = left(desk)
    inbox.approve(desk.place, number, by="ana", claims=["2"])
    assert desk.names()[-3:] == ["report-logged", "element-described", "rumor-reported"]
    assert desk.events("acme")[-3][1]["proposed"]["changed"] is True
    assert desk.figure("zeta.commitment") == "$2bn (rumored)"
    assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"


def test_a_claim_that_was_not_proposed_cannot_be_chosen(desk: Desk) -> None:
    number = left(desk)
    with pytest.raises(NotFound, match="no such claim"):
        inbox.approve(desk.place, number, by="ana", claims=["7"])
    assert proposal(desk.place, number).state == "waiting"


def test_the_rules_are_those_of_logging_and_a_refusal_decides_nothing(desk: Desk) -> None:
    number = left(desk, {**DOCUMENT, "claims": [{"rumor": "round.size = heaps"}]})
    before = len(desk.events())
    with pytest.raises(Problems, match="E-AMOUNT"):
        inbox.approve(desk.place, number, by="ana")
    assert proposal(desk.place, number).state == "waiting"
    assert len(desk.events()) == before


def test_a_dry_run_decides_nothing(desk: Desk) -> None:
    number = left(desk)
    receipt = inbox.approve(desk.place, number, by="ana", dry_run=True)
    assert len(receipt.entries) == 6
    assert proposal(desk.place, number).state == "waiting"


def test_a_rejection_needs_its_reason_and_logs_nothing(desk: Desk) -> None:
    number = left(desk)
    with pytest.raises(Refused, match="say why"):
        inbox.reject(desk.place, number, by="ana", why=" ")
    one = inbox.reject(desk.place, number, by="ana", why="the text says otherwise")
    assert (one.state, one.why) == ("rejected", "the text says otherwise")
    with pytest.raises(Conflict, match="ana rejected it already"):
        inbox.approve(desk.place, number, by="bob")


def test_of_two_who_approve_at_once_one_is_told_of_the_other(desk: Desk) -> None:
    number = left(desk)
    came: dict[str, object] = {}
    start = threading.Barrier(2)

    def approve(name: str) -> None:
        start.wait()
        try:
            came[name] = inbox.approve(desk.place, number, by=name)
        except DealtrailError as error:
            came[name] = error

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("ana", "bob")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (told,) = [each for each in came.values() if isinstance(each, Conflict)]
    (winner,) = [name for name, each in came.items() if each is not told]
    assert f"{winner} approved it already" in told.message
    with closing(open_ledger(desk.place)) as ledger:
        assert deals_with_report(ledger, "ap-1") == ["acme"]
    assert desk.names().count("report-logged") == 3


def test_who_was_cut_off_while_approving_approves_again_and_it_is_stored_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = left(desk)
    with monkeypatch.context() as patched:
        patched.setattr(inbox, "_decide", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            inbox.approve(desk.place, number, by="ana")
    count = len(desk.events())
    assert proposal(desk.place, number).state == "waiting"
    receipt = inbox.approve(desk.place, number, by="bob", claims=["1"])
    assert receipt.repeated
    assert len(desk.events()) == count
    assert proposal(desk.place, number).decided_by == "ana"


def test_what_was_logged_before_the_inbox_knew_cannot_be_rejected(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = left(desk)
    with monkeypatch.context() as patched:
        patched.setattr(inbox, "_decide", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            inbox.approve(desk.place, number, by="ana")
    with pytest.raises(Conflict, match="ana approved it already"):
        inbox.reject(desk.place, number, by="bob", why="no")
    assert proposal(desk.place, number).state == "approved"


def _cut_off(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_report_that_is_logged_already_is_known_again_without_its_proposer(desk: Desk) -> None:
    inbox.approve(desk.place, left(desk), by="ana")
    with Ledger.open(desk.place) as ledger:
        assert ledger.log(DOCUMENT).already == ("ap-1 is in the ledger already",)


def test_a_header_that_was_proposed_is_amended_like_any_other(desk: Desk) -> None:
    inbox.approve(desk.place, left(desk), by="ana")
    desk.ok("amend", "ap-1", "--byline", "A. Reporter")
    assert desk.last()["byline"] == "A. Reporter"
    assert "proposed" not in desk.last()


@pytest.mark.parametrize(
    ("changes", "more", "code"),
    [
        ({"deal": "acne"}, {}, "E-NOTFOUND"),
        ({"confidential": True}, {}, "E-CONFIDENTIAL"),
        ({"sauce": "AP"}, {}, "E-KEY"),
        ({"published": "soon"}, {}, "E-DATE"),
        ({}, {"by": " "}, "E-EMPTY"),
        ({}, {"by": "x" * 3000}, "E-LENGTH"),
        ({}, {"through": "a\x00b"}, "E-CHAR"),
        ({}, {"text": "x" * (inbox.MAX_TEXT + 1)}, "E-LENGTH"),
        ({}, {"text": "\ud800"}, "E-ENCODING"),
    ],
)
def test_what_an_inbox_does_not_take_is_refused(
    desk: Desk, changes: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        left(desk, {**DOCUMENT, **changes}, **more)
    problems = refused.value.problems if isinstance(refused.value, Problems) else [refused.value]
    assert [each.code for each in problems] == [code]
    assert proposals(desk.place, decided=True) == []


def test_only_reports_are_proposed(desk: Desk) -> None:
    with pytest.raises(Refused, match="only reports"):
        left(desk, {"deal": "acme", "undo": [1]})


def test_an_inbox_that_is_full_takes_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_WAITING", 2)
    numbers = [left(desk), left(desk)]
    with pytest.raises(Refused, match="wait already"):
        left(desk)
    inbox.reject(desk.place, numbers[0], by="ana", why="no")
    left(desk)


def test_a_proposal_that_is_sent_twice_is_left_once(desk: Desk) -> None:
    assert left(desk, command_id="c-1") == left(desk, command_id="c-1")
    assert left(desk, command_id="c-2") == 2
    with pytest.raises(Conflict, match="another proposal"):
        left(desk, {**DOCUMENT, "note": "x"}, command_id="c-1")


def test_a_file_that_is_not_ours_is_not_touched(desk: Desk) -> None:
    place = place_of(desk.place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("CREATE TABLE notes (text)")
    before = Path(place).read_bytes()
    for attempt in (lambda: left(desk), lambda: proposals(desk.place)):
        with pytest.raises(DealtrailError, match="no inbox of ours"):
            attempt()
    assert Path(place).read_bytes() == before


def test_an_inbox_with_a_trigger_in_it_is_refused(desk: Desk) -> None:
    left(desk)
    with closing(sqlite3.connect(place_of(desk.place))) as other:
        other.execute("CREATE TRIGGER t AFTER UPDATE ON proposals BEGIN DELETE FROM proposals; END")
    with pytest.raises(DealtrailError, match="no inbox of ours"):
        proposals(desk.place)


def test_the_inbox_of_a_server_is_in_the_state_folder(tmp_path: Path) -> None:
    place = place_of("postgresql://ana@db.example.com/deals")
    assert place.endswith("deals.inbox.db")
    assert "inbox" in Path(place).parts
    assert place_of(str(tmp_path / "a.db")) == str((tmp_path / "a.inbox.db").resolve())
