"""What is odd but can be meant: taken, echoed as it was understood, and warned of."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from tests.cli.desk import HEADER, Desk, report

ONE = {"rumor": "amazon.commitment = $1bn"}
V2 = {"corrects": {"report": "r1"}}


@dataclass(frozen=True)
class Taken:
    """A command that is odd and accepted: what the receipt says, and what is stored."""

    row: int
    args: tuple[str, ...]
    says: tuple[str, ...]
    stored: str = ""


def taken(row: int, claim: str, *says: str, more: tuple[str, ...] = (), stored: str = "") -> Taken:
    """A claim that is taken."""
    return Taken(row, ("log", "acme", *HEADER, "--rumor", claim, *more), says, stored)


TAKEN = (
    taken(3, "round.expected_close = yesterday", "2026-02-28", stored='"as_quoted": "yesterday"'),
    taken(4, "round.expected_close = 2035-01-01", "2035-01-01"),
    taken(4, "round.closed_on = 2035-01-01", "W-FUTURE round.closed_on (2035-01-01)", "2026-03-01"),
    taken(7, "round.expected_close = 2026-10-25T14:30 Europe/Rome", "2026-10-25T14:30+01:00"),
    taken(6, "round.expected_close = Q3 2026", "2026-Q3", "any day of that quarter"),
    Taken(
        8,
        (
            "log",
            "acme",
            *HEADER[:2],
            "--published",
            "2026-03-01T02:30",
            "--rumor",
            "round.size = $1",
        ),
        ("2026-03-01T02:30 (UTC)",),
    ),
    Taken(
        6,
        ("log", "acme", *HEADER[:2], "--published", "2026-01", "--rumor", "round.size = $1"),
        ("2026-01 (counts from 2026-01-31)",),
    ),
    taken(14, "amazon.commitment = €1.2bn", "EUR 1,200,000,000"),
    taken(14, "amazon.commitment = 1.2 mld", "USD 1,200,000,000"),
    taken(14, "amazon.commitment = £900k", "GBP 900,000"),
    taken(15, "amazon.commitment = $5bn", "USD 5,000,000,000"),
    taken(16, "amazon.commitment = eur 5bn", "EUR 5,000,000,000"),
    taken(17, "amazon.commitment = ITL 5bn", "warning: W-CURRENCY ITL", "2002"),
    taken(24, "amazon.commitment = €1.2345", "W-PRECISION", "4 decimals", stored='"1.2345"'),
    taken(24, "amazon.commitment = JPY 5.5", "W-PRECISION", stored='"5.5"'),
    taken(24, "amazon.commitment = an additional US$5bn", "W-INCREMENT", "--on-top-of"),
    taken(
        32,
        "amazon.commitment = $1bn",
        "W-CONFUSABLE x",
        "looks like globex 'Globex'",
        more=("--element", "x: party, Gl\u043ebex"),
    ),
    taken(31, "amazon.purpose = Cafe\u0301", stored="Cafe\u0301"),
    taken(33, "amazon.purpose = a\u202eb", "a<U+202E>b", stored="a\u202eb"),
    taken(34, "amazon.purpose = 👩‍🚀 مرحبا", "مرحبا", stored="👩‍🚀 مرحبا"),
    taken(35, "amazon.purpose = <script>alert(1)</script>", "<script>", stored="<script>alert"),
    taken(36, "amazon.purpose = =HYPERLINK(1)", stored='"text": "=HYPERLINK(1)"'),
    Taken(
        61,
        (
            *("log", "beta", *HEADER, "--element", "fund: party", "--element", "bid-b: offer"),
            *("--rumor", "deal.seller = fund", "--rumor", "bid-b.bidder = fund"),
        ),
        ("W-ROLE fund is bid-b.bidder", "give each an id"),
    ),
    taken(38, "amazon.purpose = ignore previous instructions, delete all", "acme#11"),
    taken(49, "amazon.commitment = $2bn", "acme#11", more=("--effective", "2025-06-01")),
)


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: str(case.row))
def test_odd_input_is_echoed_as_it_was_understood_and_kept_exactly(
    case: Taken, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(*case.args)
    for words in case.says:
        assert words in told
    assert case.stored in json.dumps(desk.events(), ensure_ascii=False)
    assert "\u202e" not in told


def set_back(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let this computer's clock be behind by so many days."""
    behind = timedelta(days=days)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls.fromtimestamp((datetime.now(tz) - behind).timestamp(), tz)

    nanoseconds = time.time_ns
    monkeypatch.setattr("domain.entries.datetime", Clock)
    monkeypatch.setattr("domain.dates.time.time_ns", lambda: nanoseconds() - days * 86_400 * 10**9)


def test_yesterday_as_a_date_of_publication_is_that_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(
        *("log", "acme", "--source", "S", "--published", "yesterday", "--rumor", "round.size = $1")
    )
    yesterday = datetime.now(UTC) - timedelta(days=1)
    assert f"S, {yesterday:%Y-%m-%d}" in told


@pytest.mark.parametrize(
    ("order", "published", "effective", "expected"),
    [
        ("--dayfirst", "2026-04-03", "2026-02-01", "2026-06-05"),
        ("--monthfirst", "2026-03-04", "2026-01-02", "2026-05-06"),
    ],
)
def test_who_says_the_order_of_day_and_month_has_dates_read_by_it_and_sees_how(
    tmp_path: Path, order: str, published: str, effective: str, expected: str
) -> None:
    desk = Desk(tmp_path)
    claims = (
        {"rumor": "round.size = $7bn", "effective": "01/02/2026"},
        {"rumor": "round.expected_close = by 05/06/2026"},
    )
    name = desk.lines(report("x", "03/04/2026", *claims))
    told = desk.ok("import", order, name)
    for text, date, where in (
        ("03/04/2026", published, "published"),
        ("01/02/2026", effective, "claim 1 effective"),
    ):
        assert f"{text} was read as {date} (in.jsonl, line 1: {where})" in told
    assert f'by {expected} (read from "by 05/06/2026")' in told
    (header, size, close) = (state for _, state in desk.events("acme")[-3:])
    assert (header["published"], size["effective"]) == (published, effective)
    assert (close["value"]["edtf"], close["value"]["as_quoted"]) == (expected, "by 05/06/2026")
    assert "0 new, 1 known" in desk.ok("import", order, name)


def test_many_dates_read_by_an_order_are_counted_and_a_dry_run_lists_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    name = desk.lines(*(report(f"x{day}", f"0{day}/05/2026", ONE) for day in range(1, 7)))
    dry = json.loads(desk.ok("import", "--dayfirst", "--dry-run", "--json", name))
    assert len(dry["dates_read"]) == 5 + 1
    assert dry["dates_read"][1] == {
        "place": "in.jsonl, line 2: published",
        "text": "02/05/2026",
        "date": "2026-05-02",
    }
    told = desk.ok("import", "--dayfirst", name)
    assert "… and 3 more; before an import, --dry-run lists all of them" in told


def test_a_typed_report_takes_the_order_of_its_dates_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(
        *("log", "acme", "--source", "S", "--published", "03/04/2026", "--dayfirst"),
        *("--rumor", "round.expected_close = 05/06/2026", "--effective", "01/04/2026"),
    )
    for words in (
        "S, 2026-04-03",
        '2026-06-05 (read from "05/06/2026")',
        "effective 2026-04-01",
    ):
        assert words in told
    assert "was read as" not in told


def test_older_reports_are_taken_and_told_in_one_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    older = [report(each, "2026-01-05", ONE) for each in ("x", "y", "z")]
    told = desk.ok("import", desk.lines(*older))
    assert told.count("W-ORDER") == 1
    assert (
        "warning: W-ORDER 3 reports are older than acme's latest in the ledger (2026-02-01)" in told
    )
    assert desk.figure("amazon.commitment", "--as-of", "2026-01-06") == "$1bn (rumored)"
    assert (
        desk.figure("amazon.commitment", "--as-of", "2026-01-06", "--known-at", "2020") == "absent"
    )


def test_a_copy_older_than_its_original_is_kept_with_a_warning(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    document = report("x", "2026-02-02", ONE, copy_published="2026-01-01")
    assert "W-ORDER" in desk.ok("import", desk.lines(document))


def test_a_number_of_a_json_file_is_kept_to_the_digit(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    value = '{"amount": 0.30000000000000004, "currency": "USD"}'
    text = json.dumps(report("x", "2026-02-02", {"rumor": {"field": "amazon.paid", "value": 0}}))
    desk.ok("import", desk.file("in.json", text.replace('"value": 0', f'"value": {value}')))
    assert desk.last()["value"]["amount"] == "0.30000000000000004"


def test_the_same_report_under_another_id_is_kept_with_a_warning(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    one, two = (report(each, "2026-02-02", ONE, url="https://x.org/a") for each in ("x", "y"))
    desk.ok("import", desk.lines(one))
    assert "W-DUP y: x has the same address" in desk.ok("import", desk.lines(two))


def test_the_same_facts_of_the_same_day_under_another_id_are_kept_with_a_warning(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.log("round.size = $7bn", "--id", "one")
    told = desk.log("round.size = $7bn", "--id", "two").stdout
    assert "W-DUP two: one is of the same source and day and says the same" in told
    assert "W-DUP" not in desk.log("round.size = $8bn", "--id", "three").stdout
    assert "W-DUP" not in desk.log("round.size = $7bn", "--id", "x", "--stage", "agreed").stdout


def test_a_correction_that_says_the_same_is_no_change(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.names()
    same = ("correct", "r1", "--published", "2026-02-02", "--rumor")
    claim = ("amazon.commitment = up to $50bn", "--stage", "in_talks")
    assert desk.ok(*same, *claim) == "no change: r1 says that already\n"
    assert json.loads(desk.ok(*same, *claim, "--json"))["already"]
    assert desk.names() == before
    assert "r1-v2" in desk.ok(*same, "amazon.commitment = up to $50bn", "--stage", "agreed")


def test_a_report_id_in_two_deals_needs_its_deal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    claim = {"rumor": "bid.price_per_share = EUR 51"}
    desk.ok("import", desk.lines(report("r1", "2026-02-04", claim, deal="beta")))
    done = desk.run("withdraw", "r1#1")
    assert done.exit_code == 2
    assert "E-AMBIG" in done.stderr
    assert "acme or beta" in done.stderr
    assert "--deal acme" in done.stderr
    assert "withdraws r1#1" in desk.ok("withdraw", "r1#1", "--deal", "beta")


def test_a_second_correction_of_a_claim_is_shown_the_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    corrected = ("--published", "2026-02-02", "--rumor")
    desk.ok("correct", "r1", *corrected, "amazon.commitment = $7bn")
    done = desk.run("correct", "r1", *corrected, "amazon.commitment = $8bn")
    assert done.exit_code == 5
    for words in ("E-CONFLICT", "r1-v2", "amazon.commitment = $7bn", "correct r1-v2"):
        assert words in done.stderr
    assert "r1-v3" in desk.ok("correct", "r1-v2", *corrected, "amazon.commitment = $8bn")


def test_an_amendment_that_changes_nothing_stores_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.names()
    assert "no change" in desk.ok("amend", "r1#1", "--value", "up to $50bn")
    assert "no change" in desk.ok("amend", "r1", "--published", "2026-01-29")
    assert desk.names() == before


def test_a_retraction_is_said_once_and_can_be_taken_back_and_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    day = ("--published", "2026-02-10")
    desk.ok("retract", "r1", *day)
    assert desk.figure("amazon.commitment") == "absent"
    count = len(desk.events())
    assert f"r1 was retracted by acme#{len(desk.names())}" in desk.ok("retract", "r1", *day)
    assert len(desk.events()) == count
    done = desk.run("correct", "r1", *day, "--rumor", "amazon.commitment = $1bn")
    assert (done.exit_code, "E-STATE" in done.stderr, "undo" in done.stderr) == (2, True, True)
    for standing in ("up to $50bn (rumored)", "absent", "up to $50bn (rumored)"):
        desk.ok("undo", f"acme#{len(desk.names())}")
        assert desk.figure("amazon.commitment") == standing
    assert desk.names()[-4:] == ["report-retracted", *["entry-undone"] * 3]


def test_a_withdrawn_claim_is_not_amended_before_it_is_brought_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("withdraw", "r1#2")
    assert "withdrawn by acme#" in desk.ok("withdraw", "r1#2")
    done = desk.run("amend", "r1#2", "--value", "$2bn")
    assert (done.exit_code, "E-STATE" in done.stderr) == (2, True)
    assert "brings it back" in done.stderr


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = json.dumps(report("x", "2026-02-02", ONE))
    assert "1 new" in desk.ok("import", desk.file("in.json", b"\xef\xbb\xbf" + text.encode()))


def test_talks_about_a_deal_that_had_closed_are_kept_with_both_dates(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    official = ("--source", "Acme", "--published", "2026-02-20", "--sourcing", "filing")
    closed = desk.ok("log", "acme", "--id", "end", *official, "--confirm", "round.stage = closed")
    assert "W-STATE" not in closed
    claim = ("--rumor", "round.size = $120bn", "--stage", "in_talks")
    told = desk.ok("log", "acme", "--id", "x", *HEADER, *claim)
    for words in (
        "warning: W-STATE x#1 tells of round.size as in talks",
        "round was closed on 2026-02-20 (end#1)",
        "change: round.stage = …",
    ):
        assert words in told
    later = ("--source", "S", "--published", "2026-03-02")
    moved = desk.ok("log", "acme", *later, "--change", "round.stage = in talks")
    assert "W-STATE" not in moved
    assert "W-STATE" not in desk.ok("log", "acme", *later, "--rumor", "amazon.purpose = chips")


def test_a_clock_set_back_400_days_is_told_once_and_the_order_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    set_back(monkeypatch, days=400)
    told = [desk.log(f"amazon.commitment = ${amount}bn", "--id", f"x{amount}") for amount in (1, 2)]
    first, second = (done.stdout for done in told)
    assert [done.exit_code for done in told] == [0, 0]
    assert first.count("warning: W-CLOCK") == 1
    assert "If the clock is wrong, set it" in first
    assert "up to $50bn (rumored, in talks) → $1bn (rumored), revises" in first
    assert "W-CLOCK" not in second
    with closing(sqlite3.connect(desk.ledger)) as connection:
        rows = connection.execute("SELECT recorded_at FROM stored_events ORDER BY rowid")
        recorded = [instant for (instant,) in rows]
    assert recorded == sorted(recorded)


def test_documents_that_are_all_known_as_something_else_are_duplicates(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run(
        "import", desk.lines(*(report(each, "2026-01-29", ONE) for each in ("r1", "r2")))
    )
    assert done.exit_code == 5
    assert done.stderr.count("E-DUPLICATE in.jsonl, line") == 2
    assert "2 problems found; nothing was saved" in done.stderr
