"""The ledger as a program uses it: one report is one transaction, and nothing is stored twice."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import history
from domain.documents import Document, parse
from domain.entries import Entry
from domain.errors import (
    Conflict,
    DealtrailError,
    Duplicate,
    NewerVersion,
    NotALedger,
    Problems,
    Refused,
)
from domain.known import Known, known
from domain.ledger import Ledger, Receipt
from domain.order import ordered
from domain.store import Store
from domain.values import text
from tests import forging
from tests.conftest import file_only
from tests.telling import rumor

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
DEAL = "acme-b"
OPENING = {"open": DEAL, "name": "Acme's series B", "type": "funding_round", "currency": "USD"}


def report(*claims: Any, **header: Any) -> dict[str, Any]:
    return {
        "deal": DEAL,
        "id": "wsj",
        "source": "WSJ",
        "published": "2026-01-29",
        "sourcing": "anonymous_plural",
        "claims": list(claims) or [rumor("amazon.commitment = up to $50bn")],
        **header,
    }


def documents(*contents: dict[str, Any]) -> list[Document]:
    """Documents as a file of them has it."""
    lines = "\n".join(json.dumps(each) for each in contents)
    return parse(lines, "file.jsonl", kind="jsonl")


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """A ledger with one open deal."""
    with Ledger.create(place, logged_by="ana", clock=lambda: NOW) as found:
        found.log(OPENING)
        yield found


def items(ledger: Ledger, deal: str = DEAL) -> list[history.Item]:
    with closing(history.open_ledger(ledger.path)) as connection:
        return history.read_deal(connection, deal)


def names(ledger: Ledger) -> list[str]:
    return [item.name for item in items(ledger)]


def record(ledger: Ledger) -> Known:
    return known(DEAL, items(ledger))


def said_in(entry: Entry) -> Any:
    return json.loads(entry.event.model_dump_json(exclude_defaults=True))


def said(receipt: Receipt) -> list[str]:
    return [entry.event.stored_name for entry in receipt.entries]


# -- one report is one transaction ----------------------------------------------------------------


def test_a_report_is_stored_with_its_claims_at_one_instant_by_one_command(ledger: Ledger) -> None:
    receipt = ledger.log(report(rumor("amazon.commitment = $50bn"), rumor("round.size = $100bn")))
    assert said(receipt) == [
        "report-logged",
        "element-described",
        "element-described",
        "rumor-reported",
        "rumor-reported",
    ]
    assert [entry.id for entry in receipt.entries] == [f"acme-b#{number}" for number in range(2, 7)]
    assert len({entry.recorded_at for entry in receipt.entries}) == 1
    assert len({entry.command_id for entry in receipt.entries}) == 1
    assert {entry.logged_by for entry in receipt.entries} == {"ana"}
    stored = items(ledger)[1:]
    assert [(item.number, item.name, item.data) for item in stored] == [
        (entry.number, entry.event.stored_name, said_in(entry)) for entry in receipt.entries
    ]
    assert {item.recorded_at for item in stored} == {receipt.entries[0].recorded_at}


def test_a_report_with_one_bad_claim_stores_nothing(ledger: Ledger) -> None:
    before = names(ledger)
    with pytest.raises(Problems) as problems:
        ledger.log(report(rumor("amazon.commitment = $50bn"), rumor("amazon.commitment = lots")))
    assert [each.code for each in problems.value.problems] == ["E-AMOUNT"]
    assert names(ledger) == before
    assert ledger.log(report()).entries, "and the ledger still works"


def test_of_several_reports_one_bad_one_stores_none_and_all_that_is_wrong_is_told(
    ledger: Ledger,
) -> None:
    before = names(ledger)
    batch = documents(
        report(id="a"),
        report(rumor("amazon.commitment = lots"), id="b"),
        report(id="c", deal="nobody"),
        report(id="d", published="2027"),
    )
    with pytest.raises(Problems) as problems:
        ledger.write(batch)
    told = [(each.place, each.code) for each in problems.value.problems]
    assert told == [
        ("file.jsonl, line 2: claim 1 amazon.commitment", "E-AMOUNT"),
        ("file.jsonl, line 3", "E-NOTFOUND"),
        ("file.jsonl, line 4: published", "E-FUTURE"),
    ]
    assert names(ledger) == before


def test_each_document_of_a_batch_sees_what_those_before_it_add(ledger: Ledger) -> None:
    receipt = ledger.write(
        documents(
            report(id="wsj"),
            report(id="wsj-v2", published="2026-01-30",
                   corrects={"report": "wsj", "replaces": "wsj#1"}),
            {"deal": DEAL, "amend": "wsj-v2#1", "claim": rumor("amazon.commitment = $10bn")},
            {"deal": DEAL, "describe": "amazon", "name": "Amazon"},
            {"deal": DEAL, "describe": "mgx", "kind": "party"},
            {"deal": DEAL, "identify": ["amazon", "mgx"]},
            report(rumor("mgx.commitment = $1bn"), id="ft"),
            {"deal": DEAL, "distinguish": ["amazon", "mgx"]},
            {"deal": DEAL, "withdraw": "ft#1"},
        )
    )  # fmt: skip
    assert len({entry.recorded_at for entry in receipt.entries}) == 1
    found = record(ledger)
    assert text(found.claims["wsj-v2#1"].value) == "$10bn"
    assert [act.step for act in found.acts] == ["corrects", "amends", "withdraws"]
    assert found.same_as == {}


def test_a_deal_may_be_opened_and_told_in_one_batch(place: str) -> None:
    with Ledger.create(place, clock=lambda: NOW) as ledger:
        receipt = ledger.write(documents(dict(OPENING), report()))
        assert [entry.number for entry in receipt.entries] == [1, 2, 3, 4]


def test_a_batch_may_be_about_several_deals_and_sources(ledger: Ledger) -> None:
    receipt = ledger.write(
        documents(
            report(),
            {**OPENING, "open": "other"},
            report(deal="other"),
            {"grade": {"source": "WSJ", "grade": "A"}},
        )
    )
    assert {entry.stream for entry in receipt.entries} == {
        "deal/acme-b",
        "deal/other",
        "source/wsj",
    }
    assert len({entry.recorded_at for entry in receipt.entries}) == 1
    assert len(items(ledger, "other")) == 4


def test_how_far_a_batch_has_come_is_told(ledger: Ledger) -> None:
    counts: list[int] = []
    ledger.write(documents(*(report(id=f"r-{n}") for n in range(3))), progress=counts.append)
    assert counts == [1, 2, 3]


def test_a_receipt_names_what_a_person_should_look_at_twice(ledger: Ledger) -> None:
    ledger.log(report(url="https://example.com/1"))
    receipt = ledger.log(report(id="wsj-again", url="https://example.com/1"))
    assert [warning.split()[0] for warning in receipt.warnings] == ["W-DUP"]
    assert [entry.id for entry in receipt.of("report-logged")] == ["acme-b#5"]
    assert (receipt.repeated, receipt.dry_run, receipt.already) == (False, False, ())


# -- a dry run ------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_would_be_stored_and_stores_nothing(ledger: Ledger) -> None:
    before = forging.contents(ledger.path), names(ledger)
    trial = ledger.log(report(), dry_run=True)
    assert trial.dry_run
    assert (forging.contents(ledger.path), names(ledger)) == before
    real = ledger.log(report())
    assert [(entry.id, entry.event) for entry in trial.entries] == [
        (entry.id, entry.event) for entry in real.entries
    ]
    assert {entry.recorded_at for entry in trial.entries} == {""}


def test_a_dry_run_finds_the_same_mistakes(ledger: Ledger) -> None:
    with pytest.raises(Problems):
        ledger.log(report(rumor("amazon.commitment = lots")), dry_run=True)


# -- the same again -------------------------------------------------------------------------------


def test_a_command_that_comes_again_is_stored_once(ledger: Ledger) -> None:
    first = ledger.log(report(), command_id="from-the-desk-1")
    again = ledger.log(report(), command_id="from-the-desk-1")
    assert again.repeated
    assert not first.repeated
    assert [(entry.id, entry.event, entry.recorded_at) for entry in again.entries] == [
        (entry.id, entry.event, entry.recorded_at) for entry in first.entries
    ]
    assert len(items(ledger)) == 4
    assert [entry.id for entry in ledger.stored("from-the-desk-1", f"deal/{DEAL}")] == [
        "acme-b#2",
        "acme-b#3",
        "acme-b#4",
    ]
    assert ledger.stored("another", f"deal/{DEAL}") == []


def test_an_undo_that_comes_again_with_its_command_is_stored_once(ledger: Ledger) -> None:
    ledger.log(report())
    undo = documents({"deal": DEAL, "undo": [2]})
    assert not ledger.write(undo, command_id="undo-1").repeated
    assert ledger.write(undo, command_id="undo-1").repeated
    assert names(ledger).count("entry-undone") == 1


def test_the_same_report_without_a_command_id_is_nothing_new(ledger: Ledger) -> None:
    ledger.log(report())
    again = ledger.log(report())
    assert (again.entries, again.already) == ((), ("wsj is in the ledger already",))


def test_another_report_under_the_same_id_is_a_duplicate(ledger: Ledger) -> None:
    ledger.log(report())
    with pytest.raises(Duplicate) as refusal:
        ledger.log(report(rumor("round.size = $5bn")))
    assert refusal.value.exit_code == 5
    with pytest.raises(Problems) as problems:
        ledger.write(documents(report(rumor("round.size = $5bn")), report(id="ft")))
    assert problems.value.exit_code == 5
    assert len(items(ledger)) == 4


def test_one_batch_with_the_same_report_twice_stores_it_once(ledger: Ledger) -> None:
    receipt = ledger.write(documents(report(), report()))
    assert said(receipt).count("report-logged") == 1
    assert receipt.already == ("wsj is in the ledger already",)


def shipped() -> list[Document]:
    found = [
        document
        for path in sorted(EXAMPLES.rglob("*.yaml"))
        for document in parse(path.read_text(encoding="utf-8"), path.name)
    ]
    return ordered(found)


def test_importing_the_shipped_example_twice_adds_nothing(place: str) -> None:
    with Ledger.create(place, clock=lambda: NOW) as ledger:
        first = ledger.write(shipped())
        again = ledger.write(shipped())
        assert len(first.entries) > 1000
        assert again.entries == ()
        assert len(again.already) == len(shipped())


def test_importing_every_kind_of_document_twice_adds_nothing(ledger: Ledger) -> None:
    batch = documents(
        {**OPENING, "elements": {"amazon": {"kind": "party", "name": "Amazon"}}},
        report(),
        report(id="ft", published="2026-01-30"),
        report(
            id="wsj-v2",
            published="2026-01-30",
            corrects={"report": "wsj", "replaces": "wsj#1"},
            elements={"mgx": {"kind": "party", "name": "MGX"}},
            identify=[["amazon", "mgx"]],
        ),
        {"deal": DEAL, "amend": "wsj-v2#1", "claim": rumor("amazon.commitment = $1bn")},
        {"deal": DEAL, "withdraw": "ft#1", "why": "of another deal"},
        {"deal": DEAL, "amend_report": "ft", "header": {"byline": "A. Reporter"}},
        {"deal": DEAL, "retract": "wsj", "published": "2026-02-01"},
        {"deal": DEAL, "describe": "amazon", "aliases": ["AMZN"]},
        {"deal": DEAL, "identify": ["amazon", "mgx"]},
        {"grade": {"source": "WSJ", "grade": "A"}},
        {"grade": {"source": "FT", "grade": "B", "why": "careful"}},
    )
    assert ledger.write(batch).entries
    before = names(ledger)
    again = ledger.write(batch)
    assert (said(again), names(ledger)) == ([], before)


# -- reports that come in late --------------------------------------------------------------------


def dated(**published: str) -> list[dict[str, Any]]:
    return [report(id=each, source=each, published=date) for each, date in published.items()]


def test_an_import_of_older_reports_says_how_many_and_since_when(ledger: Ledger) -> None:
    first = ledger.write(documents(*dated(a="2026-01-29", b="2026-03-31")), once=True)
    assert first.warnings == (), "nothing was there before"
    later = ledger.write(documents(*dated(c="2026-04-01", d="2026-03-31", e="2026-03")), once=True)
    assert later.warnings == (), "none of these is older than 31 March"
    late = ledger.write(documents(*dated(f="2026-03-30", g="2026-01", h="2026-05-01")), once=True)
    assert late.warnings == (
        "W-ORDER 2 reports are older than acme-b's latest in the ledger (2026-04-01); answers as of"
        " 2026-01 or after now count them too",
    )
    assert ledger.write(documents(*dated(i="2026-02-01"))).warnings == (), "a report logged by hand"
    (one,) = ledger.write(documents(*dated(j="2026-02-02")), once=True).warnings
    assert "1 report is older" in one


def test_older_reports_of_several_deals_are_one_line(ledger: Ledger) -> None:
    ledger.log({**OPENING, "open": "other"})
    ledger.write(documents(report(), report(deal="other")))
    older = [report(id="x", published="2026-01-01", deal=deal) for deal in (DEAL, "other")]
    (warning,) = ledger.write(documents(*older), once=True).warnings
    assert "W-ORDER 2 reports are older than the latest in the ledger of their 2 deals" in warning


# -- a clock that is wrong ------------------------------------------------------------------------


def test_a_clock_set_back_is_told_once_to_each_who_logs(place: str) -> None:
    back = NOW - timedelta(days=400)
    with Ledger.create(place, logged_by="ana", clock=lambda: NOW) as ledger:
        ledger.log(OPENING)
    with Ledger.open(place, logged_by="ana", clock=lambda: back) as ledger:
        doubt, again = (ledger.log(each).warnings for each in dated(a="2026-01-01", b="2026-01-02"))
        receipts = [entry.recorded_at for entry in ledger.log(report(id="c")).entries]
    with Ledger.open(place, logged_by="ben", clock=lambda: back) as other:
        to_ben = other.log(report(id="d", source="d")).warnings
    assert [len(doubt), len(again), len(to_ben)] == [1, 0, 1]
    for words in ("W-CLOCK", "2025-10-21 12:00 UTC", "2026-11-25 12:00 UTC", "set it"):
        assert words in doubt[0]
    recorded = [item.recorded_at for item in items(ledger)]
    assert recorded == sorted(recorded)
    assert set(receipts) == {"2026-11-25T12:00:00.000003Z"}


def test_what_the_ledger_knows_to_be_past_is_no_future_to_a_clock_set_back(place: str) -> None:
    with Ledger.create(place, clock=lambda: NOW) as ledger:
        ledger.log(OPENING)
    with Ledger.open(place, clock=lambda: NOW - timedelta(days=400)) as ledger:
        assert ledger.log(report(published="2026-11-24")).entries
        with pytest.raises(Problems, match="published in the future"):
            ledger.log(report(id="x", published="2026-11-27"))


def test_clocks_that_differ_by_less_than_a_minute_are_nothing_to_tell(place: str) -> None:
    with Ledger.create(place, logged_by="ana", clock=lambda: NOW) as ledger:
        ledger.log(OPENING)
    with Ledger.open(place, logged_by="ben", clock=lambda: NOW - timedelta(seconds=50)) as other:
        assert other.log(report()).warnings == ()


# -- somebody else writes too ---------------------------------------------------------------------


def test_a_write_in_between_is_met_by_reading_again(
    ledger: Ledger, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Store.append
    others = [report(id="ft", published="2026-01-28")]

    def slower(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        if others:
            document = others.pop()
            with Ledger.open(place, logged_by="ben", clock=lambda: NOW) as other:
                other.log(document)
        return append(self, *writes, **more)

    monkeypatch.setattr(Store, "append", slower)
    receipt = ledger.log(report())
    assert [item.logged_by for item in items(ledger)] == ["ana"] + ["ben"] * 3 + ["ana"] * 2
    assert said(receipt) == ["report-logged", "rumor-reported"], "Amazon was introduced meanwhile"
    assert [entry.number for entry in receipt.entries] == [5, 6]


def test_two_people_who_log_the_same_report_at_once_have_it_once(
    ledger: Ledger, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Store.append
    first = True

    def slower(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        nonlocal first
        if first:
            first = False
            with Ledger.open(place, logged_by="ben", clock=lambda: NOW) as other:
                other.log(report())
        return append(self, *writes, **more)

    monkeypatch.setattr(Store, "append", slower)
    receipt = ledger.log(report())
    assert (receipt.entries, receipt.already) == ((), ("wsj is in the ledger already",))
    assert names(ledger).count("report-logged") == 1


def test_a_rule_that_a_write_in_between_makes_apply_is_applied(
    ledger: Ledger, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.log(report())
    append = Store.append
    first = True

    def slower(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        nonlocal first
        if first:
            first = False
            with Ledger.open(place, logged_by="ben", clock=lambda: NOW) as other:
                other.write(documents({"deal": DEAL, "withdraw": "wsj#1"}))
        return append(self, *writes, **more)

    monkeypatch.setattr(Store, "append", slower)
    with pytest.raises(DealtrailError, match="withdrawn by acme-b#5"):
        ledger.amend(DEAL, "wsj#1", rumor("amazon.commitment = $1bn"))
    assert "claim-amended" not in names(ledger)


def test_one_conflict_is_tried_again_and_many_are_told(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Store.append
    conflicts = [1]

    def refuse(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        if conflicts:
            conflicts.pop()
            raise Conflict("somebody else wrote in between", code="E-CONFLICT")
        return append(self, *writes, **more)

    monkeypatch.setattr(Store, "append", refuse)
    assert ledger.log(report()).entries
    before = names(ledger)
    conflicts += range(1000)
    with pytest.raises(Conflict, match="nothing was stored") as refusal:
        ledger.log(report(id="ft"))
    assert (refusal.value.exit_code, refusal.value.hint) == (5, "try again")
    assert names(ledger) == before


def test_a_command_whose_reply_was_lost_is_recognised(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Store.append

    def lose(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        append(self, *writes, **more)
        monkeypatch.undo()
        raise Conflict("the reply was lost", code="E-CONFLICT")

    monkeypatch.setattr(Store, "append", lose)
    receipt = ledger.log(report(), command_id="from-the-desk-1")
    assert receipt.repeated
    assert len(items(ledger)) == 4


def failing(monkeypatch: pytest.MonkeyPatch, *, stored: bool, spoil: bool = False) -> None:
    """Let the disk fail at the next commit, before the commit or after it, and spoil the file."""
    append = Store.append

    def fail(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        monkeypatch.undo()
        if stored:
            append(self, *writes, **more)
        if spoil:
            Path(self.path).rename(f"{self.path}.gone")
        raise DealtrailError("the disk failed", code="E-DISK", place=self.path)

    monkeypatch.setattr(Store, "append", fail)


def test_what_was_stored_though_the_disk_failed_is_told_with_its_place(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, stored=True)
    receipt = ledger.log(report())
    assert [entry.id for entry in receipt.entries] == [f"{DEAL}#{number}" for number in (2, 3, 4)]
    assert len(items(ledger)) == 4


def test_what_was_not_stored_because_the_disk_failed_is_told_and_safe_to_repeat(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, stored=False)
    with pytest.raises(DealtrailError, match=r"E-DISK .*not stored: the disk failed") as refusal:
        ledger.log(report(), command_id="c1")
    assert "--command-id c1" in refusal.value.hint
    assert len(items(ledger)) == 1
    assert len(ledger.log(report(), command_id="c1").entries) == 3


@file_only
@pytest.mark.parametrize("stored", [True, False])
def test_where_nobody_can_tell_whether_it_was_stored_that_is_said(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, stored: bool
) -> None:
    failing(monkeypatch, stored=stored, spoil=True)
    with pytest.raises(DealtrailError, match="nobody can tell now whether") as refusal:
        ledger.log(report(), command_id="c1")
    assert refusal.value.code == "E-UNKNOWN"
    Path(f"{ledger.path}.gone").rename(ledger.path)
    with Ledger.open(ledger.path, logged_by="ana") as again:
        assert again.log(report(), command_id="c1").repeated is stored
    assert len(items(ledger)) == 4


# -- fixes ----------------------------------------------------------------------------------------


def test_a_claim_is_amended_by_its_name_or_its_event(ledger: Ledger) -> None:
    ledger.log(report())
    ledger.amend(DEAL, "wsj#1", rumor("amazon.commitment = $1bn"), why="misread")
    assert text(record(ledger).claims["wsj#1"].value) == "$1bn"
    ledger.amend(DEAL, "acme-b#4", rumor("amazon.commitment = $2bn"))
    assert text(record(ledger).claims["wsj#1"].value) == "$2bn"


def test_an_undo_without_numbers_takes_back_the_latest_command_whole(ledger: Ledger) -> None:
    ledger.log(report())
    ledger.log(report(rumor("nvidia.commitment = $30bn"), id="ft"))
    ledger.undo(DEAL)
    found = record(ledger)
    assert set(found.reports) == {"wsj"}
    assert "nvidia" not in found.elements
    ledger.undo(DEAL)
    assert record(ledger).reports == {}
    with pytest.raises(Refused, match="nothing is left to undo") as refusal:
        ledger.undo(DEAL)
    assert refusal.value.code == "E-STATE"
    assert names(ledger).count("entry-undone") == 2


def test_an_undo_takes_back_a_fix_of_the_log(ledger: Ledger) -> None:
    ledger.log(report())
    ledger.amend(DEAL, "wsj#1", rumor("amazon.commitment = $1bn"))
    ledger.undo(DEAL, why="it was right")
    assert text(record(ledger).claims["wsj#1"].value) == "up to $50bn"


def test_an_undo_is_undone_by_its_number(ledger: Ledger) -> None:
    ledger.log(report())
    (entry,) = ledger.undo(DEAL).entries
    ledger.undo(DEAL, entry.number)
    assert set(record(ledger).reports) == {"wsj"}
    ledger.undo(DEAL)
    assert record(ledger).reports == {}, "what was brought back is the latest command again"


@pytest.mark.parametrize("deal", ["nobody", "No Deal", "../x"])
def test_a_deal_that_is_not_there_is_neither_amended_nor_undone(ledger: Ledger, deal: str) -> None:
    with pytest.raises(Refused):
        ledger.amend(deal, "wsj#1", rumor("round.size = $5bn"))
    with pytest.raises(Refused):
        ledger.undo(deal, 2)
    with pytest.raises(Refused):
        ledger.undo(deal)
    with pytest.raises(Refused):
        ledger.log(report(deal=deal))


# -- grades ---------------------------------------------------------------------------------------


def grades(ledger: Ledger) -> list[tuple[str, str]]:
    with closing(history.open_ledger(ledger.path)) as connection:
        return [(item.data["source"], item.data["grade"]) for item in history.grades(connection)]


def grade(ledger: Ledger, source: str, letter: str) -> Receipt:
    return ledger.write(documents({"grade": {"source": source, "grade": letter}}))


def test_a_grade_has_a_stream_of_its_own_by_source(ledger: Ledger) -> None:
    (entry,) = grade(ledger, "The Wall Street Journal", "B").entries
    assert (entry.stream, entry.number) == ("source/the-wall-street-journal", 1)
    (entry,) = grade(ledger, "the Wall Street  Journal.", "A").entries
    assert (entry.stream, entry.number) == ("source/the-wall-street-journal", 2)
    assert grades(ledger)[-1] == ("the Wall Street  Journal.", "A")
    assert names(ledger) == ["deal-opened"]


def test_a_grade_that_a_source_has_already_is_nothing_new(ledger: Ledger) -> None:
    grade(ledger, "Reuters", "B")
    again = grade(ledger, "Reuters", "B")
    assert (again.entries, len(again.already)) == ((), 1)
    grade(ledger, "Reuters", "C")
    grade(ledger, "Reuters", "B")
    assert [letter for _, letter in grades(ledger)] == ["B", "C", "B"]


@pytest.mark.parametrize("source", ["日本経済新聞", "Les Échos", "10-K Wire", "—"])
def test_any_source_can_be_graded(ledger: Ledger, source: str) -> None:
    grade(ledger, source, "B")
    assert grades(ledger) == [(source, "B")]


# -- the file -------------------------------------------------------------------------------------


def test_a_ledger_is_not_made_over_another_file_and_not_opened_where_there_is_none(
    ledger: Ledger, place: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="E-EXISTS"):
        Ledger.create(place)
    with pytest.raises(NotALedger):
        Ledger.open(tmp_path / "none.db")
    assert names(ledger) == ["deal-opened"]


def test_who_logged_is_the_user_of_the_environment(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALTRAIL_USER", "desk@example.com")
    with Ledger.create(place, clock=lambda: NOW) as ledger:
        (entry,) = ledger.log(OPENING).entries
        assert entry.logged_by == "desk@example.com"


def test_a_ledger_that_is_closed_is_one_file(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "events.db", clock=lambda: NOW) as ledger:
        ledger.log(OPENING)
    assert [each.name for each in tmp_path.iterdir()] == ["events.db"]


def test_what_a_newer_version_wrote_is_neither_skipped_nor_written_upon(
    ledger: Ledger, place: str
) -> None:
    recorded = "2026-11-25T12:00:01.000000Z"
    forging.add(place, "deal/acme-b", 2, "offer-made", "{}", recorded, "x", "y")
    with pytest.raises(NewerVersion) as refusal:
        ledger.log(report())
    assert refusal.value.place == "acme-b#2"


def test_a_deal_that_was_never_opened_is_not_found_and_no_stream_begins(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="E-NOTFOUND"):
        ledger.log(report(deal="nobody"))
    with closing(history.open_ledger(ledger.path)) as connection:
        assert history.deals(connection) == [DEAL]


def test_what_cannot_be_encoded_or_is_half_a_character_is_refused_and_stores_nothing(
    ledger: Ledger,
) -> None:
    for note in ("a\ud800b", "a\x00b"):
        with pytest.raises(Refused):
            ledger.log(report(note=note))
        with pytest.raises(Refused):
            ledger.log(report(rumor("amazon.purpose = cloud", note=note)))
    assert names(ledger) == ["deal-opened"]


def test_words_that_look_like_code_are_kept_as_words(ledger: Ledger) -> None:
    for place, note in enumerate(
        ('{"_type_": "datetime_iso", "_data_": "x"}', "=HYPERLINK(1)", "os:system", "'; DROP TABLE")
    ):
        ledger.log(report(id=f"r-{place}", note=note))
        assert record(ledger).reports[f"r-{place}"].note == note


# -- importing ------------------------------------------------------------------------------------


def test_a_chain_of_log_fixes_imported_twice_adds_nothing(tmp_path: Path) -> None:
    text = """
open: d
name: D
type: funding_round
currency: USD
---
{deal: d, id: r, source: R, published: 2026-01-10, claims: [{rumor: round.size = $10bn}]}
---
{deal: d, amend: "r#1", claim: {rumor: round.size = $20bn}}
---
{deal: d, amend: "r#1", claim: {rumor: round.size = $30bn}}
---
{deal: d, withdraw: "r#1"}
"""
    documents = parse(text, "chain.yaml")
    with Ledger.create(tmp_path / "l.db") as ledger:
        first = ledger.write(documents, once=True)
        again = ledger.write(documents, once=True)
    assert first.entries
    assert again.entries == ()
    assert len(again.already) == len(documents)


def test_an_import_that_was_undone_can_be_imported_again(tmp_path: Path) -> None:
    report = parse(
        "{deal: d, id: r, source: R, published: 2026-01-10, claims: [{rumor: round.size = $1bn}]}",
        "r.yaml",
    )
    with Ledger.create(tmp_path / "l.db") as ledger:
        ledger.write(parse("{open: d, name: D, type: funding_round, currency: USD}", "d.yaml"))
        ledger.write(report, once=True)
        ledger.undo("d")
        again = ledger.write(report, once=True)
    assert again.of("report-logged")
