"""`show`, `fields`, `schema` and `help` as whole runs."""

import json
import re
from pathlib import Path

import pytest

from cli import topics
from cli.catalogue import TOPICS
from cli.editing import NOT_TAKEN
from cli.main import DECLINED, INTERRUPTED
from cli.topics import LINES
from domain import errors, known
from domain.fields import ENDS, LADDER
from domain.history import open_ledger, read_deal
from domain.ledger import Ledger
from tests.cli.desk import Desk, report
from tests.cli.small import run, small_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return small_ledger(tmp_path / "events.db")


def test_a_report_that_several_deals_have_needs_its_deal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    claim = {"rumor": "bid.price_per_share = EUR 51"}
    desk.ok("import", desk.lines(report("r1", "2026-02-04", claim, deal="beta")))
    for name in ("r1", "r1#1"):
        done = desk.run("show", name)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "E-AMBIG several deals have it: acme, beta" in done.stderr
        assert f"dealtrail show acme {name}" in done.stderr
        assert "beta#" in desk.ok("show", "beta", name)
    assert "acme" not in desk.ok("show", "r9#1")


def test_show_of_a_claim_tells_its_report_and_what_became_of_it(ledger: Path) -> None:
    assert run(ledger, "show", "paper-north#1", "-t").stdout == (
        """\
acme-b#11  Rumour  paper-north#1
recorded 2026-03-02T12:00:00.000000Z by desk · first

  field  north.commitment
  value  up to $250m
  stage  in talks

From the report
  source        The Paper
  published     2026-01-20
  read through  https://www.copies.example/acme
  sourcing      unnamed sources

What became of it
  acme-b#24  claim-amended, now rumor north.commitment = up to $260m, recorded 2026-04-03: The paper had 260.
"""  # noqa: E501 -- the page as it is shown
    )


def test_show_of_a_report_lists_what_it_says_and_that_it_was_retracted(ledger: Path) -> None:
    shown = run(ledger, "show", "acme-b", "wrong-lead", "-t").stdout
    assert "acme-b#15  rumor-reported: round.lead = North Capital  wrong-lead#1" in shown
    assert "acme-b#23  report-retracted, recorded 2026-03-02: The paper withdrew it." in shown


def test_show_knows_nothing_of_a_fix_recorded_after_the_record_clock(ledger: Path) -> None:
    shown = run(ledger, "show", "paper-north#1", "-t", "--known-at", "2026-03-31").stdout
    assert "What became of it" not in shown


def test_show_tells_every_event_of_a_deal_also_those_undone(ledger: Path) -> None:
    with Ledger.open(ledger) as opened:
        opened.undo("acme-b", 24, why="It was 250 after all.")
    connection = open_ledger(ledger)
    items = read_deal(connection, "acme-b")
    connection.close()
    for item in items:
        found = json.loads(run(ledger, "show", f"acme-b#{item.number}", "--json").stdout)
        assert found["schema"] == "dealtrail.event/1"
        assert found["data"] == item.data
        assert found["undone"] == (item.number == 24)
        assert run(ledger, "show", f"acme-b#{item.number}", "-t").exit_code == 0
    undone = run(ledger, "show", "acme-b#24", "-t").stdout
    assert "undone" in undone.splitlines()[0]
    assert "entry-undone" in undone


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("acme-b#99",), "they run from acme-b#1 to acme-b#24"),
        (("paper-north#9",), "it has paper-north#1, paper-north#2, paper-north#3"),
        (("acme-b", "paper-nort"), "did you mean paper-north?"),
        (("acme-b",), "'dealtrail timeline acme-b' lists its reports"),
        (("nothing",), "name an event such as"),
        (("source/the-wire#1",), "no source was graded yet"),
    ],
)
def test_show_of_what_is_not_there_says_what_is(
    ledger: Path, words: tuple[str, ...], hint: str
) -> None:
    refused = run(ledger, "show", *words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert hint in refused.stderr


def test_fields_tells_all_about_one_field(ledger: Path) -> None:
    shown = run(ledger, "fields", "commitment", "-t").stdout
    assert shown.startswith("commitment\n  New money that the party puts into this deal")
    assert "  type      money\n" in shown
    assert "amazon.commitment = up to $50bn" in shown


def test_fields_lists_the_fields_of_a_kind(ledger: Path) -> None:
    rows = run(ledger, "fields", "round").stdout.splitlines()
    assert {row.split("\t")[0] for row in rows[1:]} == {"round"}
    assert any(row.startswith("round\tsize\tround size\tmoney\tyes\t") for row in rows)


def test_fields_without_a_name_lists_the_whole_catalogue(ledger: Path) -> None:
    found = json.loads(run(ledger, "fields", "--json").stdout)
    assert found["schema"] == "dealtrail.fields/1"
    assert len(found["fields"]) > 200
    assert run(ledger, "fields", "-t").exit_code == 0


def test_an_unknown_field_is_answered_with_near_ones(ledger: Path) -> None:
    refused = run(ledger, "fields", "comitment")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "did you mean commitment" in refused.stderr


def test_schema_is_the_json_schema_of_report_files(ledger: Path) -> None:
    found = json.loads(run(ledger, "schema").stdout)
    assert "ReportDocument" in json.dumps(found)


@pytest.mark.parametrize("topic", TOPICS)
def test_help_on_a_topic_has_an_example_and_fits_a_page(ledger: Path, topic: str) -> None:
    shown = run(ledger, "help", topic).stdout
    assert "\n  " in f"\n{shown}"
    assert all(len(line) <= 100 for line in shown.splitlines())


def test_the_topics_are_listed_each_with_a_line(ledger: Path) -> None:
    shown = run(ledger, "help").stdout
    assert [line.split()[2] for line in shown.splitlines() if line.startswith("  ")] == list(TOPICS)
    assert list(LINES) == list(TOPICS)


def test_the_help_on_the_environment_names_all_that_the_program_asks_for() -> None:
    asked: set[str] = set()
    for folder in ("cli", "domain", "projections"):
        for path in (Path(__file__).parents[2] / folder).rglob("*.py"):
            asked |= set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text()))
    assert asked > {"DEALTRAIL_DB", "VISUAL"}
    told = TOPICS["environment"]
    assert [name for name in asked if name not in told and name != "_DEALTRAIL_COMPLETE"] == []


def test_the_help_on_sourcing_and_stages_has_every_word() -> None:
    assert [word for word in known.SOURCING if f"  {word} " not in TOPICS["sourcing"]] == []
    marked = [word for word, said in topics.SOURCING.items() if "on the record" in said]
    assert set(marked) == known.ON_RECORD
    assert [word for word in (*LADDER, *ENDS) if word not in TOPICS["stages"]] == []


def test_the_help_on_exit_codes_has_every_code_of_a_failure() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.DealtrailError)}
    assert codes | {0, DECLINED, INTERRUPTED, NOT_TAKEN, 4} == set(topics.EXIT_CODES)


def test_help_on_a_verb_is_that_verbs_help(ledger: Path) -> None:
    assert run(ledger, "help", "audit").stdout == run(ledger, "audit", "--help").stdout


def test_help_on_nothing_known_suggests_what_is_near(ledger: Path) -> None:
    refused = run(ledger, "help", "date")
    assert refused.exit_code == 2
    assert "did you mean dates" in refused.stderr
