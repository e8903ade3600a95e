"""`replay`, `diff` and `timeline` as whole runs."""

import json
from pathlib import Path

import pytest

from tests.cli.small import AT, run, small_ledger

KNOWN = ("--known-at", "2026-06-01")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_ledger(tmp_path_factory.mktemp("past") / "events.db")


def test_replay_tells_report_by_report_what_changed(ledger: Path) -> None:
    assert run(ledger, "replay", "acme-b", "-t", *AT).stdout == (
        """\
Acme's Series B (acme-b)
as of 2026-03-01 · known at 2026-06-01 · on-record-first

2026-01-05  The Wire · one unnamed source, wire · wire-first
  +  north.commitment  at least $100m  rumored, in talks
  +  round.size        about $400m     rumored, in talks

2026-01-06  Copy Blog · one unnamed source, aggregator · blog-copy
  repeats 1 figure of wire-first

2026-01-20  The Paper (read through copies.example) · unnamed sources · paper-north
  ~  north.commitment  at least $100m → up to $260m  rumored, in talks
  agrees with 1 figure

2026-01-21  Rash Daily · one unnamed source · wrong-lead
  +  round.lead  North Capital  rumored

2026-01-25  Rash Daily retracts wrong-lead
  −  round.lead  North Capital  gone

2026-02-01  Acme · company statement, primary · acme-statement
  ~  north.commitment      up to $260m → $200m  rumored → confirmed, in talks → agreed
  ~  round.size            about $400m → $450m  rumored → confirmed, in talks → signed
  +  round.expected_close  2026-04              confirmed

2026-02-10  The Times · unnamed sources · times-500
  ~  round.size  $450m  confirmed → contested, signed
  · north.commitment  no comment
"""
    )


def test_replay_can_begin_later_keep_to_some_fields_and_to_changes(ledger: Path) -> None:
    told = run(
        ledger, "replay", "acme-b", "--from", "2026-01-20", "--field", "round.size", "-c", *AT
    )
    rows = [row.split("\t") for row in told.stdout.splitlines()[1:]]
    assert [(row[0], row[1], row[4], row[6], row[7]) for row in rows] == [
        ("2026-02-01", "acme-statement", "changed", "about $400m", "$450m"),
        ("2026-02-10", "times-500", "changed", "$450m", "$450m"),
    ]


def test_replay_as_json_names_its_schema_and_keeps_the_figures_whole(ledger: Path) -> None:
    found = json.loads(run(ledger, "replay", "acme-b", "--json", *AT).stdout)
    assert found["schema"] == "dealtrail.replay/1"
    assert [frame["act"] for frame in found["frames"]] == [
        *("reports", "reports", "reports", "reports", "retracted", "reports", "reports"),
    ]
    assert found["frames"][4]["event"] == "acme-b#23"
    change = found["frames"][5]["changes"][1]
    assert change["before"]["standing"] == "rumored"
    assert change["after"]["events"] == ["acme-b#17"]


def test_diff_shows_both_values_of_what_changed(ledger: Path) -> None:
    shown = run(ledger, "diff", "acme-b", "2026-01-10", "2026-02-05", *KNOWN, "-t")
    assert shown.stdout == (
        """\
Acme's Series B (acme-b)
from  as of 2026-01-10 · known at 2026-06-01 · on-record-first
to    as of 2026-02-05 · known at 2026-06-01 · on-record-first

Changed  2 figures
  ~  round.size        about $400m → $450m     rumored → confirmed, in talks → signed
  ~  north.commitment  at least $100m → $200m  rumored → confirmed, in talks → agreed

Added  1 figure
  +  round.expected_close  2026-04  confirmed
"""
    )


def test_diff_as_json_has_figures_and_elements_and_both_clocks(ledger: Path) -> None:
    found = json.loads(
        run(ledger, "diff", "acme-b", "2025-12-01", "2026-01-10", *KNOWN, "--json").stdout
    )
    assert found["schema"] == "dealtrail.diff/1"
    assert found["from"]["as_of"] == "2025-12-01"
    assert found["to"]["true_at"] == "2026-01-10"
    assert {each["field"] for each in found["figures"]["added"]} == {
        "round.size",
        "north.commitment",
    }
    assert [each["id"] for each in found["elements"]["added"]] == ["round", "north"]


def test_diff_of_one_date_with_itself_is_empty_and_no_failure(ledger: Path) -> None:
    shown = run(ledger, "diff", "acme-b", "2026-02-05", "2026-02-05", "-t")
    assert shown.exit_code == 0
    assert shown.stdout.endswith("\nNothing changed.\n")


def test_timeline_folds_copies_under_their_origin_and_ends_with_what_is_ahead(
    ledger: Path,
) -> None:
    assert run(ledger, "timeline", "acme-b", "-t", *AT).stdout == (
        """\
Acme's Series B (acme-b)
as of 2026-03-01 · known at 2026-06-01 · on-record-first

2026-01-05  The Wire · one unnamed source, wire · 2 own
    round.size about $400m (in talks); north.commitment at least $100m (in talks)
    ↳ Copy Blog
2026-01-20  The Paper (read through copies.example) · unnamed sources · 3 own
    north.commitment up to $260m (in talks); round.size about $400m (in talks); north.commitment $300m, only if the
    round reaches $500m
2026-01-21  Rash Daily · one unnamed source · 1 own · retracted 2026-01-25
    round.lead North Capital
2026-02-01  Acme · company statement, primary · 3 own
    round.size $450m (signed); north.commitment $200m (agreed); round.expected_close 2026-04
2026-02-10  The Times · unnamed sources · 2 own
    round.size $500m (signed); no comment on north.commitment

Ahead
  2026-04  round.expected_close  expected closing  confirmed
"""  # noqa: E501 -- the page as it is shown
    )


def test_timeline_in_a_pipe_has_a_row_a_report_with_its_origin(ledger: Path) -> None:
    rows = run(ledger, "timeline", "acme-b", *AT).stdout.splitlines()
    head = rows[0].split("\t")
    copy = dict(zip(head, rows[2].split("\t"), strict=True))
    assert copy["report"] == "blog-copy"
    assert copy["origin"] == "wire-first"
    assert (copy["own"], copy["echoes"]) == ("0", "1")


def test_timeline_as_json_keeps_the_copies_within_their_origin(ledger: Path) -> None:
    found = json.loads(run(ledger, "timeline", "acme-b", "--json", *AT).stdout)
    assert found["schema"] == "dealtrail.timeline/1"
    assert found["reports"][0]["copies"][0]["report"] == "blog-copy"
    assert found["ahead"][0]["event"] == "acme-b#19"


@pytest.mark.parametrize("verb", ["replay", "timeline"])
def test_a_deal_without_reports_yet_is_an_empty_answer(ledger: Path, verb: str) -> None:
    shown = run(ledger, verb, "acme-b", "-t", "--as-of", "2025-12-01")
    assert shown.exit_code == 0
    assert "report" in shown.stdout


@pytest.mark.parametrize(
    "words", [("replay", "acme-c"), ("timeline", "acme-c"), ("diff", "acme-c", "2026", "2026")]
)
def test_an_unknown_deal_is_answered_with_a_near_name_and_no_data(
    ledger: Path, words: tuple[str, ...]
) -> None:
    refused = run(ledger, *words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "did you mean acme-b?" in refused.stderr


def test_diff_against_another_policy_lists_only_what_it_shows_otherwise(ledger: Path) -> None:
    asked = ("diff", "acme-b", "2026-03-01", "--policy", "on-record-first", "--against", "latest")
    shown = json.loads(run(ledger, *asked, *KNOWN, "--json").stdout)
    assert (shown["policy"], shown["against"]) == ("on-record-first", "latest")
    assert shown["from"] == shown["to"]
    (changed,) = shown["figures"]["changed"]
    assert changed["field"] == "round.size"
    assert [changed[side]["value"]["text"] for side in ("before", "after")] == ["$450m", "$500m"]


@pytest.mark.parametrize(
    "words", [("2026-03-01",), (), ("2026-01-01", "2026-03-01", "--against", "latest")]
)
def test_diff_says_which_two_sides_it_takes(ledger: Path, words: tuple[str, ...]) -> None:
    refused = run(ledger, "diff", "acme-b", *words)
    assert refused.exit_code == 2
    assert "policies" in refused.stderr
