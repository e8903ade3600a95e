"""Two people at one claim: neither writes over what the other did and he has not seen."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain import history
from domain.documents import Document, parse
from domain.entries import Entry
from domain.errors import Conflict, DealtrailError, Problems, Refused
from domain.events import ClaimAmended
from domain.ledger import Ledger, latest_command
from domain.store import Store
from tests.telling import confirm, rumor

DEAL = "acme-b"
OPENING = {
    "open": DEAL,
    "name": "Acme's series B",
    "type": "funding_round",
    "currency": "USD",
    "elements": {"amazon": {"kind": "party", "name": "Amazon"}},
}
FIFTY, FORTY, THIRTY = (
    rumor(f"amazon.commitment = up to ${amount}bn", stage="in_talks") for amount in (50, 40, 30)
)


def report(report_id: str, *claims: Any, **header: Any) -> dict[str, Any]:
    return {
        "deal": DEAL,
        "id": report_id,
        "source": "WSJ",
        "published": "2026-01-29",
        "sourcing": "anonymous_plural",
        "claims": list(claims) or [FIFTY, rumor("round.size = $100bn")],
        **header,
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def ana(path: Path) -> Iterator[Ledger]:
    """A ledger that Ana has open, with the report wsj in it (#3; its claims are #5 and #6)."""
    with Ledger.create(path, logged_by="ana") as found:
        found.log(OPENING)
        found.log(report("wsj"))
        yield found


@pytest.fixture
def ben(ana: Ledger) -> Iterator[Ledger]:
    """The same ledger as Ben has it open."""
    with Ledger.open(ana.path, logged_by="ben") as found:
        yield found


def items(ledger: Ledger) -> list[history.Item]:
    with closing(history.open_ledger(ledger.path)) as connection:
        return history.read_deal(connection, DEAL)


def documents(*contents: dict[str, Any]) -> list[Document]:
    return parse("\n".join(map(json.dumps, contents)), "file.jsonl", kind="jsonl")


def in_between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody write once, just before the next write is stored."""
    append, once = Store.append, [act]

    def slower(self: Store, *writes: Any, **more: Any) -> list[Entry]:
        if once:
            once.pop()()
        return append(self, *writes, **more)

    monkeypatch.setattr(Store, "append", slower)


def conflict(ledger: Ledger, **fix: Any) -> Conflict:
    """How a fix is refused; nothing is stored."""
    before = len(items(ledger))
    with pytest.raises(Conflict) as refusal:
        ledger.log({"deal": DEAL, **fix})
    assert len(items(ledger)) == before
    assert refusal.value.code == "E-CONFLICT"
    return refusal.value


# -- what the other did before -------------------------------------------------------------------


def test_whoever_amends_what_another_amended_is_shown_both_texts(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    told = conflict(ana, amend="wsj#1", claim=THIRTY)
    assert told.event == "acme-b#7"
    for words in (
        "ben changed this claim as acme-b#7",
        "theirs: rumor amazon.commitment = up to $40bn; stage in talks",
        "yours:  rumor amazon.commitment = up to $30bn; stage in talks",
        "--seen acme-b#7",
    ):
        assert words in str(told)


def test_who_has_seen_it_may_amend_it(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    with pytest.raises(Conflict):
        ana.amend(DEAL, "wsj#1", THIRTY, seen=6)
    assert ana.amend(DEAL, "wsj#1", THIRTY, seen=7).entries
    (again,) = ana.amend(DEAL, "wsj#1", FORTY).entries
    assert again.number == 9, "her own amendment she has seen"


def test_an_amendment_is_named_by_who_has_read_it(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    (amended,) = ana.amend(DEAL, "acme-b#7", THIRTY).entries
    assert isinstance(amended.event, ClaimAmended)
    assert amended.event.claim == "wsj#1"
    told = conflict(ben, amend="acme-b#7", claim=FIFTY)
    assert told.event == "acme-b#8"


def test_what_the_other_amended_to_the_same_is_no_change(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    assert ana.amend(DEAL, "wsj#1", FORTY).already == ("no change: wsj#1 says that already",)


def test_another_claim_is_nobodys_business(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    assert ana.amend(DEAL, "wsj#2", rumor("round.size = $90bn")).entries
    assert ana.log(report("ft")).entries


def test_what_another_amended_is_not_withdrawn_or_taken_back_unseen(
    ana: Ledger, ben: Ledger
) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    assert "yours:  withdrawn" in str(conflict(ana, withdraw="wsj#1"))
    assert "yours:  taken back" in str(conflict(ana, undo=3)), "the report with its claims"
    assert ana.undo(DEAL, 7).entries, "to take back the amendment itself is to have seen it"
    assert ana.log({"deal": DEAL, "withdraw": "wsj#1"}).entries


def test_a_report_is_taken_back_with_what_another_amended_where_both_are_named(
    ana: Ledger, ben: Ledger
) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    assert ana.undo(DEAL, 3, 7).entries


def test_parts_of_a_header_that_two_set_apart_are_both_kept(ana: Ledger, ben: Ledger) -> None:
    ben.log({"deal": DEAL, "amend_report": "wsj", "header": {"published": "2026-01-30"}})
    ana.log({"deal": DEAL, "amend_report": "wsj", "header": {"byline": "A. Reporter"}})
    last = items(ana)[-1].data
    assert (last["published"], last["byline"]) == ("2026-01-30", "A. Reporter")
    told = conflict(ana, amend_report="wsj", header={"published": "2026-01-31"})
    for words in (
        "ben changed wsj",
        "theirs: published 2026-01-30",
        "yours:  published 2026-01-31",
    ):
        assert words in str(told)


def test_the_latest_command_is_undone_only_by_who_gave_it(ana: Ledger, ben: Ledger) -> None:
    ben.log(report("ft"))
    with pytest.raises(Conflict, match=r"not yours but ben's") as refusal:
        ana.undo(DEAL)
    assert (refusal.value.seen, refusal.value.event) == ("acme-b#7 to acme-b#9", "acme-b#9")
    assert latest_command(ana.path, DEAL, by="ana", seen=9) == (7, 8, 9)
    assert ben.undo(DEAL).entries
    assert ana.undo(DEAL).entries, "now the latest that stands is hers"


# -- what the other does meanwhile -----------------------------------------------------------------


@pytest.mark.parametrize("person", ["ben", "ana"])
def test_a_fix_whose_claim_changes_before_it_is_stored_is_not_stored(
    ana: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch, person: str
) -> None:
    with Ledger.open(path, logged_by=person) as other:
        in_between(monkeypatch, lambda: other.amend(DEAL, "wsj#1", FORTY))
        with pytest.raises(Conflict, match=f"{person} changed this claim as acme-b#7"):
            ana.amend(DEAL, "wsj#1", THIRTY)
    assert [item.name for item in items(ana)][6:] == ["claim-amended"]


@pytest.mark.parametrize(
    ("fix", "theirs", "yours"),
    [
        ({"withdraw": "wsj#1"}, "up to $40bn", "withdrawn"),
        ({"undo": 5}, "up to $40bn", "taken back"),
        (
            report("wsj-v2", THIRTY, corrects={"report": "wsj", "replaces": ["wsj#1"]}),
            "up to $40bn",
            "replaced by rumor amazon.commitment = up to $30bn; stage in talks",
        ),
    ],
)
def test_what_changed_meanwhile_is_neither_withdrawn_nor_undone_nor_corrected(
    ana: Ledger,
    ben: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    fix: dict[str, Any],
    theirs: str,
    yours: str,
) -> None:
    in_between(monkeypatch, lambda: ben.amend(DEAL, "wsj#1", FORTY))
    with pytest.raises(Conflict) as refusal:
        ana.log({"deal": DEAL, **fix})
    assert theirs in refusal.value.hint
    assert f"yours:  {yours}" in refusal.value.hint
    assert [item.name for item in items(ana)][6:] == ["claim-amended"]


def test_a_publishers_correction_of_what_another_had_amended_before_is_ordinary(
    ana: Ledger, ben: Ledger
) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    correction = report("wsj-v2", THIRTY, corrects={"report": "wsj", "replaces": ["wsj#1"]})
    assert ana.log(correction).entries


def test_a_name_that_another_gives_meanwhile_stays(
    ana: Ledger, ben: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(name: str, ticker: str) -> dict[str, Any]:
        return {"deal": DEAL, "describe": "amazon", "name": name, "identifiers": {"ticker": ticker}}

    in_between(monkeypatch, lambda: ben.log(named("Amazon.com", "AMZN")))
    with pytest.raises(Conflict) as refusal:
        ana.log(named("Amazon Inc.", "AMZN"))
    assert "theirs: name Amazon.com\n  yours:  name Amazon Inc." in refusal.value.hint
    in_between(monkeypatch, lambda: ben.log({"deal": DEAL, "describe": "amazon", "aliases": ["A"]}))
    assert ana.log(named("Amazon Inc.", "AMZN")).entries


def test_a_chain_of_fixes_that_is_decided_twice_does_not_stand_in_its_own_way(
    ana: Ledger, ben: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, lambda: ben.log(report("ft", rumor("round.size = $90bn"))))
    chain = documents(
        {"deal": DEAL, "amend": "wsj#1", "claim": FORTY},
        {"deal": DEAL, "amend": "wsj#1", "claim": THIRTY},
        {"deal": DEAL, "withdraw": "wsj#1"},
    )
    assert len(ana.write(chain).entries) == 3


def test_one_of_several_documents_that_meets_a_conflict_stops_all(ana: Ledger, ben: Ledger) -> None:
    ben.amend(DEAL, "wsj#1", FORTY)
    batch = documents(report("ft"), {"deal": DEAL, "amend": "wsj#1", "claim": THIRTY})
    with pytest.raises(Problems) as refusal:
        ana.write(batch)
    assert [each.code for each in refusal.value.problems] == ["E-CONFLICT"]
    assert refusal.value.exit_code == 5
    assert len(items(ana)) == 7


def test_a_plain_report_is_decided_anew_and_stored(
    ana: Ledger, ben: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, lambda: ben.amend(DEAL, "wsj#1", FORTY))
    official = report("acme", confirm("round.size = $90bn"), sourcing="filing")
    assert [entry.number for entry in ana.log(official).entries] == [8, 9]


def test_every_part_that_differs_is_told(ana: Ledger, ben: Ledger) -> None:
    ben.amend(
        DEAL,
        "wsj#1",
        rumor(
            "amazon.commitment = $40bn",
            sourcing="document_seen",
            effective="2026-01",
            if_="the round is upsized",
            was="$50bn",
            sighting_of=["wsj#2"],
            own_sources="true",
            part_of=[{"of": "round.size", "portion": "$5bn"}],
        ),
    )
    told = conflict(ana, amend="wsj#1", claim=THIRTY).hint
    for words in (
        "sourcing document seen",
        "effective 2026-01",
        "if the round is upsized",
        "was $50bn",
        "sighting_of wsj#2",
        "own_sources yes",
        "part_of of round.size; portion $5bn",
    ):
        assert words in told


def test_an_amendment_that_is_none_of_this_deal_is_not_found(ana: Ledger) -> None:
    with pytest.raises(Refused, match="no claim of this deal"):
        ana.amend(DEAL, "acme-b#2", THIRTY)
    with pytest.raises(DealtrailError):
        ana.amend(DEAL, "acme-b#77", THIRTY)
