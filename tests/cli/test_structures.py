"""`structure` as a whole run, and what `diff` tells of the shape of a deal."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.documents import parse
from domain.ledger import Ledger
from domain.order import ordered
from tests.cli.small import run

REPORTS = """
open: contest
name: The contest for Acme
type: acquisition
currency: USD
elements:
  acme: {kind: party, name: Acme}
  bidco: {kind: party, name: Bidco}
  fund-a: {kind: party, name: Fund A}
  fund-b: {kind: party, name: Fund B}
  rival: {kind: party, name: Rival Group}
  bid-a: {kind: offer, name: Bidco's offer}
  bid-b: {kind: offer, name: Rival's offer}
  minimum-leg: {kind: condition, name: The minimum tender}
  ec-merger: {kind: approval, name: European merger control}
  loan: {kind: instrument, name: The bridge}
  supply: {kind: linked_deal, name: A supply contract}
---
deal: contest
id: first
source: Bidco
published: 2026-03-01
sourcing: filing
claims:
  - confirm: bid-a.bidder = bidco
  - confirm: bid-a.target = acme
  - confirm: bid-a.price_per_share = $58
    stage: offered
  - confirm: bid-a.condition = minimum-leg and ec-merger
  - confirm: minimum-leg.definition = half of the shares and one
  - confirm: ec-merger.status = filed
  - confirm: bid-a.deadline = 2026-04-17
  - confirm: bidco.member = fund-a and fund-b
  - confirm: loan.funds = bid-a
  - confirm: loan.amount = $4bn
    stage: signed
  - confirm: supply.total_value = $2bn
---
deal: contest
id: raise
source: Bidco
published: 2026-03-20
sourcing: filing
claims:
  - change: bid-a.price_per_share = $61.50
    was: $58
    stage: offered
  - change: bid-a.deadline = 2026-05-15
    was: 2026-04-17
  - change: bidco.member = fund-a
    was: fund-a and fund-b
  - confirm: ec-merger.status = cleared
---
deal: contest
id: paper
source: The Paper
published: 2026-03-25
sourcing: anonymous_plural
claims:
  - rumor: bid-b.bidder = rival
  - rumor: bid-b.price_per_share = about $66
    stage: considering
  - rumor: bid-a.condition = ec-merger
"""
AT = ("--known-at", "2026-07-01")
LATE = ("--as-of", "2026-04-01", *AT)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("structure") / "events.db"
    clock = datetime(2026, 6, 1, tzinfo=UTC)
    with Ledger.create(path, logged_by="desk", clock=lambda: clock) as made:
        made.write(ordered(parse(REPORTS, "reports.yaml")), command_id="all")
    return path


def test_structure_is_a_tree_with_terms_stages_and_the_status_of_each_leaf(ledger: Path) -> None:
    shown = run(ledger, "structure", "contest", "-t", *LATE)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == (
        """\
The contest for Acme (contest)
as of 2026-04-01 · known at 2026-07-01 · on-record-first

element          kind        terms                                                           stage         since
bid-a            offer       $61.50 a share; deadline 2026-05-15; bidder Bidco; target Acme  offered*      2026-03-01
    price per share: $58 a share (2026-03-01) → $61.50 a share (2026-03-20)
    deadline: 2026-04-17 (2026-03-01) → 2026-05-15 (2026-03-20)
  condition (contested): all of, open
    minimum-leg  condition   The minimum tender; half of the shares and one                  not said
    ec-merger    approval    European merger control                                         cleared       2026-03-20
  contests, The Paper, 2026-03-25
    ec-merger    approval    European merger control                                         cleared       2026-03-20
  bidco          party
    fund-a       party
    fund-b       party                                                                       left          2026-03-20
  loan           instrument  The bridge; $4bn                                                signed*       2026-03-01
bid-b            offer       about $66 a share (rumored); bidder Rival Group (rumored)       considering*  2026-03-25

Beside the deal  1 element
  Linked deals: A supply contract

What happened to its shape
  2026-03-20  fund-b left bidco.member

* implied by the stage of its headline figure
2 more elements: --all
"""  # noqa: E501 -- the page as it is shown
    )


def test_structure_on_a_narrow_screen_stays_within_it(ledger: Path) -> None:
    shown = run(ledger, "structure", "contest", "-t", "--all", *LATE, width=64)
    assert all(len(line) <= 64 for line in shown.stdout.splitlines())
    assert "  bidco" in shown.stdout


def test_structure_with_all_shows_every_element_and_what_stands_beside(ledger: Path) -> None:
    shown = run(ledger, "structure", "contest", "-t", "--all", *LATE).stdout
    tree, beside = shown.split("\nBeside the deal\n")
    told = [line.split(maxsplit=1)[0] for line in tree.splitlines() if line]
    assert {"acme", "rival", "fund-b"} <= set(told)
    assert beside.startswith("  supply ")


def test_structure_in_a_pipe_is_a_row_an_element(ledger: Path) -> None:
    piped = run(ledger, "structure", "contest", *LATE)
    head, *rows = [line.split("\t") for line in piped.stdout.splitlines()]
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert head[:3] == ["id", "kind", "name"]
    assert found["fund-b"]["ended"] == "left"
    assert found["fund-b"]["parent"] == "bidco"
    assert found["bid-a"]["relations"] == (
        "condition=minimum-leg condition=ec-merger bidder=bidco target=acme"
    )
    assert (
        found["bid-a"]["conditions"] == "condition The minimum tender and European merger control"
    )
    assert found["ec-merger"]["status"] == "cleared"
    assert found["supply"]["inside"] == "no"
    assert piped.stderr == (
        "The contest for Acme (contest): as of 2026-04-01 · known at 2026-07-01 · on-record-first\n"
    )


def test_structure_as_json_and_as_lines_says_the_same(ledger: Path) -> None:
    found = json.loads(run(ledger, "structure", "contest", "--json", *LATE).stdout)
    lines = run(ledger, "structure", "contest", "--jsonl", *LATE).stdout.splitlines()
    objects = [json.loads(line) for line in lines]
    assert found["schema"] == "dealtrail.structure/1"
    assert [each["id"] for each in objects] == [each["id"] for each in found["elements"]]
    assert [each for one in objects for each in one["relations"]] == sorted(
        found["relations"], key=lambda each: [one["id"] for one in objects].index(each["from"])
    )


def test_structure_before_the_first_report_is_an_empty_answer(ledger: Path) -> None:
    shown = run(ledger, "structure", "contest", "-t", "--as-of", "2026-02-01", *AT)
    assert shown.exit_code == 0
    assert shown.stdout.endswith("\nNothing had been published about this deal by then.\n")


def test_structure_of_a_mistyped_deal_is_refused_with_a_near_name(ledger: Path) -> None:
    refused = run(ledger, "structure", "contst", "--mermaid")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "did you mean contest?" in refused.stderr


def test_diff_tells_who_joined_and_left_and_what_names_whom_now(ledger: Path) -> None:
    shown = run(ledger, "diff", "contest", "2026-03-10", "2026-04-01", *AT, "-t")
    assert shown.stdout == (
        """\
The contest for Acme (contest)
from  as of 2026-03-10 · known at 2026-07-01 · on-record-first
to    as of 2026-04-01 · known at 2026-07-01 · on-record-first

Changed  4 figures
  ~  bid-a.condition        The minimum tender and European merger control  confirmed → contested
  ~  bid-a.price_per_share  $58 a share → $61.50 a share                    confirmed, offered
  ~  ec-merger.status       filed → cleared                                 confirmed
  ~  bid-a.deadline         2026-04-17 → 2026-05-15                         confirmed

Added  1 figure
  +  bid-b.price_per_share  about $66 a share  rumored, considering

Joined  2 elements
  offer: Rival's offer
  party: Rival Group

Left  1 element
  Fund B (left, 2026-03-20)

Relations  2 fields
  +  bid-b.bidder  Rival Group  rumored
  −  bidco.member  Fund B       left
"""
    )


def test_diff_in_a_pipe_has_rows_for_figures_elements_and_relations(ledger: Path) -> None:
    piped = run(ledger, "diff", "contest", "2026-03-10", "2026-04-01", *AT).stdout
    rows = [line.split("\t") for line in piped.splitlines()[1:]]
    assert [row[:2] for row in rows if " " in row[0]] == [
        ["element added", "bid-b"],
        ["element added", "rival"],
        ["element removed", "fund-b"],
        ["element changed", "ec-merger"],
        ["relation added", "bid-b.bidder"],
        ["relation removed", "bidco.member"],
        ["relation changed", "bid-a.condition"],
        ["relation changed", "bid-a.condition"],
    ]


def test_diff_as_json_has_the_relations_on_both_sides(ledger: Path) -> None:
    found = json.loads(
        run(ledger, "diff", "contest", "2026-03-10", "2026-04-01", *AT, "--json").stdout
    )
    assert [each["to"] for each in found["relations"]["added"]] == ["rival"]
    assert [(each["to"], each["why"]) for each in found["relations"]["removed"]] == [
        ("fund-b", "left")
    ]
    assert found["elements"]["removed"][0]["ended"]["how"] == "left"
    (changed,) = found["elements"]["changed"]
    assert (changed["before"]["status"], changed["after"]["status"]) == ("filed", "cleared")
