"""Fixes of our own log, and what publishers take back: each an event, nothing edited."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.fixes import claim_of
from tests.cli.desk import Desk, report

pytestmark = pytest.mark.usefixtures("either_store")


def claim(desk: Desk, name: str) -> dict[str, Any]:
    """What the record says of a claim, with its verb."""
    from cli.writing import record_of

    record = record_of(desk.place, "acme")
    found = record.claims[claim_of(record, name)]
    return {**found.body, "verb": found.verb}


# -- amend ---------------------------------------------------------------------------------------


def test_an_amendment_is_echoed_with_what_it_changed(tmp_path: Path) -> None:
    told = Desk(tmp_path).ok("amend", "acme#6", "--value", "up to $40bn", "--why", "misread")
    assert told == (
        "acme#11 amends r1#1: rumor amazon.commitment (commitment)\n"
        "  understood: USD 40,000,000,000 or less; stage in talks; sourcing anonymous plural\n"
        "amazon.commitment: up to $50bn (rumored, in talks) → up to $40bn (rumored, in talks), "
        "amends: misread\n"
        "undo: dealtrail undo acme#11\n"
        "next: dealtrail audit acme amazon.commitment\n"
    )


def test_what_an_amendment_does_not_name_stays_as_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = claim(desk, "r1#1")
    desk.ok("amend", "r1#1", "--stage", "offered")
    assert claim(desk, "r1#1") == {**_said(before), "stage": "offered"}
    desk.ok("amend", "r1#1", "--said-by", "A", "--note", "page 2", "--sourcing", "document_seen")
    more = {"said_by": "A", "note": "page 2", "sourcing": "document_seen", "stage": "offered"}
    assert claim(desk, "r1#1") == {**_said(before), **more}
    desk.ok("amend", "r1#1", "--unset", "said-by", "--unset", "stage", "--unset", "note")
    assert claim(desk, "r1#1") == {**_said(before, "stage"), "sourcing": "document_seen"}


def _said(claim: dict[str, Any], *without: str) -> dict[str, Any]:
    gone = ("report", "claim", *without)
    return {part: said for part, said in claim.items() if part not in gone}


def test_an_amendment_can_change_the_verb_and_the_field(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("amend", "r1#2", "--deny", "amazon.commitment", "--unset", "value")
    assert "acme#11 amends r1#2: deny amazon.commitment" in told
    assert claim(desk, "r1#2") == {"field": "amazon.commitment", "verb": "deny"}
    desk.ok("amend", "r1#2", "--confirm", "globex.commitment = $2bn", "--sourcing", "filing")
    assert desk.figure("globex.commitment") == "$2bn (confirmed)"


def test_yesterdays_record_still_shows_yesterdays_mistake(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = json.loads(desk.ok("amend", "r1#1", "--value", "$4bn", "--json"))
    assert told["events"][0]["name"] == "claim-amended"
    recorded = _recorded(desk, 10)
    assert desk.figure("amazon.commitment") == "$4bn (rumored)"
    assert desk.figure("amazon.commitment", "--known-at", recorded) == "up to $50bn (rumored)"


def _recorded(desk: Desk, number: int) -> str:
    from contextlib import closing

    from domain.history import open_ledger

    query = "SELECT recorded_at FROM stored_events WHERE originator_version = ?"
    with closing(open_ledger(desk.place)) as connection:
        return str(connection.execute(query, (number,)).fetchone()[0])


def test_the_header_of_a_report_is_amended_part_by_part(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("amend", "r1", "--published", "28 January 2026", "--cites", "r0", "--why", "x")
    assert told.startswith("acme#11 amends report r1: The Wire, 2026-01-28, cites r0\n")
    assert desk.last()["source"] == "The Wire"
    desk.ok("amend", "r1", "--unset", "cites", "--url", "https://x.org")
    assert desk.last() == {
        "report": "r1",
        "source": "The Wire",
        "published": "2026-01-28",
        "url": "https://x.org",
        "sourcing": "anonymous_plural",
    }


# -- withdraw, undo ------------------------------------------------------------------------------


def test_a_withdrawn_claim_leaves_its_figure(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("withdraw", "r1#2", "--why", "about another round")
    assert told.splitlines()[:2] == [
        "acme#11 withdraws r1#2 from our log",
        "globex.commitment: $1bn (rumored) → —, withdraws: about another round",
    ]
    assert desk.figure("globex.commitment") == "absent"


def test_undo_takes_back_the_latest_command_and_an_undo_is_undone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("amend", "r1#1", "--value", "$4bn")
    desk.log("globex.commitment = $9bn")
    told = desk.ok("undo", "--deal", "acme", "--why", "wrong deal")
    assert told == (
        "acme#14 takes back #12, #13\n"
        "globex.commitment: $9bn (rumored) → $1bn (rumored)\n"
        "undo: dealtrail undo acme#14\n"
        "next: dealtrail audit acme globex.commitment\n"
    )
    assert "amazon.commitment: $4bn" in desk.ok("undo", "--deal", "acme")
    done = desk.run("undo", "--deal", "acme")
    assert (done.exit_code, "E-STATE" in done.stderr) == (2, True)
    assert "$9bn (rumored)" in desk.ok("undo", "acme#14")
    assert desk.figure("globex.commitment") == "$9bn (rumored)"
    assert "was undone already" in desk.ok("undo", "acme#14")


def test_what_a_receipt_offers_to_undo_takes_everything_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = json.loads(desk.ok("state", "acme", "--json"))["figures"]
    told = desk.log("initech.commitment = €2bn", "--element", "initech: party, Initech").stdout
    offered = next(line for line in told.splitlines() if line.startswith("undo: "))
    desk.ok(*offered.removeprefix("undo: dealtrail ").split())
    assert json.loads(desk.ok("state", "acme", "--json"))["figures"] == before
    assert desk.log("initech.price = €2", "--element", "initech: offer, X").exit_code == 2
    # the id is free again for another kind
    assert desk.log("initech.price_per_share = €2", "--element", "initech: offer, X").exit_code == 0


@pytest.mark.parametrize("event", ["acme#6", "#6", "6"])
def test_an_entry_is_named_in_short_where_the_deal_is_plain(event: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    deal = () if event.startswith("acme") else ("--deal", "acme")
    assert "takes back #6" in desk.ok("undo", event, *deal)
    assert desk.figure("amazon.commitment") == "absent"


def test_entries_of_two_deals_are_undone_together(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("undo", "acme#6", "beta#4")
    assert "acme#11 takes back #6" in told
    assert "beta#5 takes back #4" in told


# -- acts of publishers --------------------------------------------------------------------------


def test_a_corrected_version_replaces_the_claims_that_it_states_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    day = ("--published", "2026-02-05")
    told = desk.ok("correct", "r1", *day, "--rumor", "amazon.commitment = up to $40bn")
    assert told == (
        "acme#11 report r1-v2: The Wire, 2026-02-05\n"
        "acme#12 rumor amazon.commitment (commitment)\n"
        "  understood: USD 40,000,000,000 or less; sourcing anonymous plural\n"
        "acme#13 r1 was corrected by its publisher as r1-v2, which replaces r1#1\n"
        "amazon.commitment: up to $50bn (rumored, in talks) → up to $40bn (rumored), corrects\n"
        "hint: no stage was said of amazon.commitment, last in_talks (The Wire, 2026-01-29): "
        "dealtrail amend r1-v2#1 --stage in_talks\n"
        "undo: dealtrail undo acme#11\n"
        "next: dealtrail audit acme amazon.commitment\n"
    )
    assert desk.figure("amazon.commitment", "--as-of", "2026-02-04") == "up to $50bn (rumored)"
    assert desk.figure("globex.commitment") == "$1bn (rumored)"
    assert "report r1-v3:" in desk.ok("correct", "r1-v2", *day, "--rumor", "amazon.paid = $1bn")
    desk.ok("undo", "acme#11")
    assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"


def test_a_correction_can_replace_claims_without_stating_them_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("correct", "r1", "--published", "2026-02-05", "--replaces", "r1#2", "--id", "r1-fixed")
    assert desk.figure("globex.commitment") == "absent"
    assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"


def test_a_retracted_report_stands_no_more_from_that_day_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("retract", "r1", "--published", "2026-02-10", "--url", "https://x.org/sorry")
    assert told.splitlines()[:3] == [
        "acme#11 r1 was retracted by its publisher on 2026-02-10",
        "amazon.commitment: up to $50bn (rumored, in talks) → —, retracts",
        "globex.commitment: $1bn (rumored) → —, retracts",
    ]
    assert desk.figure("amazon.commitment", "--as-of", "2026-02-09") == "up to $50bn (rumored)"


def test_what_was_imported_and_changed_since_is_still_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    v2 = report("r1-v2", "2026-02-05", {"rumor": "amazon.commitment = $4bn"})
    file = desk.lines(
        v2 | {"corrects": {"report": "r1", "replaces": ["r1#1"]}},
        report("s", "2026-02-06", {"rumor": "globex.commitment = $1bn", "sighting_of": "r1#2"}),
    )
    desk.ok("import", file)
    desk.ok("retract", "r1", "--published", "2026-02-10")
    desk.ok("withdraw", "r1#2")
    assert desk.ok("import", file).startswith("0 new, 2 known")
