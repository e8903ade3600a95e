"""Logging: a report comes in by options, a file, standard input or the editor, and is echoed."""

import json
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.documents import Document, shape
from domain.events import DealType
from domain.ledger import Ledger
from domain.order import ordered
from tests import forging
from tests.cli.desk import HEADER, Desk, report

pytestmark = pytest.mark.usefixtures("either_store")

SIZE = {"rumor": "round.size = $120bn"}


# -- by options ----------------------------------------------------------------------------------


def test_a_deal_is_opened_in_a_ledger_made_for_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    args = ("open", "acme", "--name", "Acme series B", "--type", "funding_round")
    done = desk.run(*args, "--currency", "usd")
    assert done.stderr == f"made a new ledger: {desk.ledger}\n"
    assert done.stdout == (
        "acme#1 opened: Acme series B (funding round, currency USD)\nnext: dealtrail log acme\n"
    )
    assert desk.ok(*args, "--currency", "usd") == "acme is open already\n"
    assert desk.names() == ["deal-opened"]


def test_the_help_of_open_names_every_type_of_deal(tmp_path: Path) -> None:
    shown = Desk(tmp_path).ok("open", "--help").replace("\n", " ")
    assert all(each in shown for each in get_args(DealType))


def test_a_refused_deal_leaves_no_ledger_behind(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    assert desk.run("open", "acme", "--name", "A", "--type", "mergr").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_echoed_as_it_was_understood_with_what_it_changed(tmp_path: Path) -> None:
    told = Desk(tmp_path).ok(
        *("log", "acme", "--id", "wsj", "--source", "WSJ", "--published", "2026-03-01"),
        *("--sourcing", "anonymous_plural", "--cites", "r2"),
        *("--rumor", "amazon.commitment = up to $60bn", "--stage", "in_talks"),
        *("--rumor", "initech.commitment = €2bn", "--element", "initech: party, Initech"),
        *("--no-comment", "globex.commitment"),
    )
    assert told == (
        "acme#11 report wsj: WSJ, 2026-03-01, cites r2\n"
        "acme#12 introduces initech: party, Initech\n"
        "acme#13 rumor amazon.commitment (commitment)\n"
        "  understood: USD 60,000,000,000 or less; stage in talks; sourcing anonymous plural\n"
        "acme#14 rumor initech.commitment (commitment)\n"
        "  understood: EUR 2,000,000,000; sourcing anonymous plural\n"
        "acme#15 no comment globex.commitment (commitment)\n"
        "  sourcing anonymous plural\n"
        "amazon.commitment: up to $50bn (rumored, in talks) → up to $60bn (rumored, in talks), "
        "revises\n"
        "initech.commitment: — → €2bn (rumored), opens\n"
        "globex.commitment: no change: $1bn (rumored) leads; declines\n"
        "undo: dealtrail undo acme#11 acme#12\n"
        "next: dealtrail audit acme amazon.commitment\n"
    )


def test_claims_keep_the_order_in_which_they_were_typed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok(
        *("log", "acme", *HEADER),
        *("--deny", "round.size = $100bn", "--said-by", "A", "--scope", "all of it"),
        *("--rumor", "amazon.commitment = $2bn", "--was", "$1bn", "--effective", "3 March 2026"),
        *("--no-comment", "globex.commitment", "--place", "par. 4", "--claim-note", "by mail"),
        *("--confirm", "amazon.paid = $1bn", "--claim-sourcing", "filing"),
        *("--change", "globex.commitment = $3bn", "--stage", "agreed", "--if", "the vote passes"),
        *("--rumor", "amazon.commitment = around $2bn", "--sighting-of", "r1#1"),
        *("--rumor", "round.size = $100bn", "--quoted", "one hundred"),
        *("--deny", "report r2"),
    )
    names = desk.names()[11:]
    assert names == [
        *("term-denied", "rumor-reported", "comment-declined", "term-confirmed", "term-changed"),
        *("rumor-reported", "rumor-reported", "term-denied"),
    ]
    said = [state for _, state in desk.events("acme")][11:]
    assert (said[0]["said_by"], said[0]["scope"]) == ("A", "all of it")
    assert (said[1]["was"]["amount"], said[1]["effective"]) == ("1000000000", "2026-03-03")
    assert (said[2]["place"], said[2]["note"]) == ("par. 4", "by mail")
    assert said[3]["sourcing"] == "filing"
    assert (said[4]["stage"], said[4]["if_"]) == ("agreed", "the vote passes")
    assert said[5]["sighting_of"] == ["r1#1"]
    assert said[6]["value"]["as_quoted"] == "one hundred"
    assert said[7]["of_report"] == "r2"


@pytest.mark.parametrize(
    ("claim", "more", "line"),
    [
        ("globex.commitment = $1bn", (), "no change: $1bn (rumored) leads; repeats"),
        ("amazon.paid = $1bn", ("--if", "it closes"), "under the hypothesis 'it closes'"),
        ("amazon.commitment = $40bn", ("--sighting-of", "r1#1"), "sights: a sighting of r1#1"),
        (
            "amazon.commitment = $9bn",
            ("--effective", "2199-01-01"),
            "takes effect 2199-01-01",
        ),
        ("amazon.commitment = $9bn", ("--effective", "2025-06-01"), "led in its time"),
    ],
)
def test_a_claim_that_does_not_lead_says_why(
    claim: str, more: tuple[str, ...], line: str, tmp_path: Path
) -> None:
    told = Desk(tmp_path).log(claim, *more).stdout
    assert "no change" in told
    assert line in told


def test_a_figure_in_another_currency_leaves_the_first_alone(tmp_path: Path) -> None:
    told = Desk(tmp_path).log("globex.commitment = €2bn").stdout
    changed = [line for line in told.splitlines() if line.startswith("globex.commitment:")]
    assert changed == ["globex.commitment: — → €2bn (rumored), opens"]


def test_an_end_takes_the_figures_of_its_element_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(
        *("log", "acme", *HEADER[:4], "--sourcing", "company_statement"),
        *("--confirm", "amazon.stage = talks ended"),
    )
    assert "up to $50bn (rumored, in talks) → up to $50bn (withdrawn, in talks)" in told


def test_a_dry_run_prints_the_exact_events_and_stores_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = forging.contents(desk.place)
    args = ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $2bn")
    planned = json.loads(desk.ok(*args, "--dry-run", "--json"))
    assert forging.contents(desk.place) == before
    assert planned["schema"] == "dealtrail.receipt/1"
    assert planned["dry_run"] is True
    done = json.loads(desk.ok(*args, "--json"))
    assert done["dry_run"] is False
    assert done["events"] == planned["events"]
    assert done["changed"] == planned["changed"]
    stored = [{"name": name, "state": state} for name, state in desk.events("acme")[10:]]
    assert [{"name": e["name"], "state": e["state"]} for e in planned["events"]] == stored
    assert planned["events"][0]["event"] == "acme#11"
    assert planned["changed"] == [
        {
            "deal": "acme",
            "field": "amazon.commitment",
            "before": "up to $50bn (rumored, in talks)",
            "after": "$2bn (rumored)",
            "step": "revises",
            "note": None,
        }
    ]


def test_a_dry_run_tells_people_every_part_of_every_event_in_full_digits(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.ledger.read_bytes() if desk.ledger.exists() else b""
    told = desk.ok(
        *("log", "acme", *HEADER, "--id", "x", "--own-sources", "--dry-run"),
        *("--rumor", "amazon.commitment = around $2.5bn", "--stage", "in_talks"),
    )
    assert told == (
        "dry run, nothing is stored; these 2 events would be:\n"
        "acme#11 report-logged\n"
        "  source       Reuters\n"
        "  published    2026-03-01\n"
        "  sourcing     anonymous_plural\n"
        "  own_sources  true\n"
        "  report       x\n"
        "acme#12 rumor-reported\n"
        "  field   amazon.commitment\n"
        "  value   about USD 2,500,000,000 (± 50,000,000)\n"
        "          amount 2500000000; currency USD; qualifier about; "
        "step 100000000; type money\n"
        "  stage   in_talks\n"
        "  report  x\n"
        "  claim   1\n"
        "amazon.commitment: up to $50bn (rumored, in talks) → about $2.5bn (rumored, in talks), "
        "revises\n"
    )
    assert (desk.ledger.read_bytes() if desk.ledger.exists() else b"") == before


def test_a_dry_run_without_a_ledger_leaves_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    args = ("open", "acme", "--name", "A", "--type", "merger", "-n")
    assert json.loads(desk.ok(*args, "--json"))["events"][0]["event"] == "acme#1"
    assert "acme#1 deal-opened\n" in desk.ok(*args)
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_comes_again_is_stored_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    args = ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $2bn", "--command-id", "k1")
    desk.ok(*args)
    count = len(desk.events())
    told = desk.ok(*args)
    assert told == (
        "already saved as acme#11 to acme#12: nothing was stored twice\n"
        "acme#11 report 2026-03-01-reuters-6f5af2: Reuters, 2026-03-01\n"
        "acme#12 rumor amazon.commitment\n"
        "  understood: USD 2,000,000,000\n"
    )
    assert json.loads(desk.ok(*args, "--json"))["repeated"] is True
    assert len(desk.events()) == count


@pytest.mark.parametrize(
    "other",
    [
        ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $9bn"),
        ("log", "acme", *HEADER, "--rumor", "amazon.commitment = 1,234"),
        ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $2bn", "--stage", "agreed"),
        ("open", "acme", "--name", "Acme series B", "--type", "merger"),
        ("identify", "acme", "amazon", "globex"),
    ],
)
def test_a_command_id_that_stands_for_another_write_is_told_so(
    tmp_path: Path, other: tuple[str, ...]
) -> None:
    desk = Desk(tmp_path)
    first = ("log", "acme", *HEADER, "--rumor", "amazon.commitment = $2bn")
    desk.ok(*first, "--command-id", "k1")
    desk.ok("log", "acme", *HEADER, "--rumor", "amazon.commitment = $3bn")
    count = len(desk.events())
    done = desk.run(*other, "--command-id", "k1")
    assert (done.exit_code, done.stdout, len(desk.events())) == (5, "", count)
    assert "E-DUPLICATE --command-id" in done.stderr
    assert "'dealtrail show acme#11'" in done.stderr
    assert "already saved" in desk.ok(*first, "--command-id", "k1")


@pytest.mark.parametrize(
    "args",
    [
        ("undo", "--deal", "acme"),
        ("correct", "r1", "--published", "2026-02-02", "--rumor", "amazon.commitment = $2bn"),
        ("grade", "Reuters", "B"),
        ("amend", "r1#1", "--value", "$2bn"),
        ("withdraw", "r1#1"),
        ("retract", "r1", "--published", "2026-02-02"),
        ("describe", "acme", "amazon", "--name", "Amazon"),
        ("identify", "acme", "amazon", "globex"),
    ],
)
def test_every_write_is_safe_to_repeat(args: tuple[str, ...], tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("log", "acme", *HEADER, "--rumor", "globex.commitment = $3bn")
    desk.ok(*args, "--command-id", "k1")
    count = len(desk.events())
    assert "already saved as" in desk.ok(*args, "--command-id", "k1")
    assert len(desk.events()) == count


def test_a_write_that_meets_another_reads_again_and_both_are_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    documents = [
        Document(content=shape(report(each, "2026-03-01", SIZE), ""), place="")
        for each in ("mine", "more")
    ]
    with Ledger.open(desk.place) as ledger, Ledger.open(desk.place) as other:
        met: list[int] = []

        def meanwhile(_count: int) -> None:
            if not met:
                met.append(1)
                other.log(report("theirs", "2026-03-02", SIZE))

        receipt = ledger.write(documents, progress=meanwhile)
    reports = [state["report"] for name, state in desk.events("acme") if name == "report-logged"]
    assert reports == ["r1", "r2", "theirs", "mine", "more"]
    assert [entry.id for entry in receipt.entries] == ["acme#13", "acme#14", "acme#15", "acme#16"]


# -- by file, standard input and editor ----------------------------------------------------------

YAML = """\
source: The Wire
published: 2026-03-01
sourcing: anonymous_single
elements:
  initech: {kind: party, name: Initech}
claims:
  - rumor: initech.commitment = $2bn
"""


def test_a_report_comes_from_a_file_that_need_not_name_its_deal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("log", "acme", desk.file("r.yaml", YAML))
    assert "initech.commitment: — → $2bn (rumored), opens" in told


@pytest.mark.parametrize(
    "text",
    [
        YAML,
        json.dumps(report("x", "2026-03-01", SIZE)),
        json.dumps(report("x", "2026-03-01", SIZE), indent=2),
        json.dumps([report("x", "2026-03-01", SIZE)]),
        "\n".join(json.dumps(report(each, "2026-03-01", SIZE)) for each in ("x", "y")),
    ],
    ids=["yaml", "json", "indented", "list", "jsonl"],
)
def test_a_report_comes_from_standard_input_in_any_format(text: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.ok("log", "acme", "-", stdin=text)
    assert "report-logged" in desk.names()[10:]


def test_a_file_about_another_deal_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("log", "beta", desk.lines(report("x", "2026-03-01", SIZE)))
    assert (done.exit_code, "E-DEAL" in done.stderr) == (2, True)
    assert "dealtrail import in.jsonl" in done.stderr


def test_a_file_and_options_are_not_mixed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("log", "acme", desk.file("r.yaml", YAML), "--source", "x")
    assert (done.exit_code, "E-USAGE" in done.stderr) == (2, True)


def editor(folder: Path, change: str) -> str:
    """An editor that does something to the text `t` and closes; for $EDITOR."""
    script = folder / "editor.py"
    script.write_text(
        "import sys\nt = open(sys.argv[1]).read()\n"
        f"{change}\nopen(sys.argv[1], 'w').write(t)\n"
        "import os; s = os.stat(sys.argv[1]); os.utime(sys.argv[1], (s.st_atime, s.st_mtime + 9))"
    )
    return f"{sys.executable} {script}"


@pytest.fixture
def _at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.logging._interactive", lambda: True)
    monkeypatch.delenv("VISUAL", raising=False)


FILL = (
    "t = t.replace('source: ', 'source: Reuters', 1)\n"
    "t = t.replace('published: ', 'published: 2026-03-01', 1)\n"
    "t = t.replace('  - rumor: ', '  - rumor: amazon.commitment = {0}', 1)"
)


@pytest.mark.usefixtures("_at_a_terminal")
def test_log_alone_opens_a_template_in_the_editor(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("log", "acme", EDITOR=editor(tmp_path, FILL.format("$2bn")))
    assert "understood: USD 2,000,000,000; sourcing unattributed" in told
    assert desk.events("acme")[-2][1]["source"] == "Reuters"


@pytest.mark.usefixtures("_at_a_terminal")
def test_an_unchanged_template_logs_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    count = len(desk.events())
    done = desk.run("log", "acme", EDITOR=editor(tmp_path, ""))
    assert (done.exit_code, done.stdout) == (3, "")
    assert "nothing was logged" in done.stderr
    assert len(desk.events()) == count


@pytest.mark.usefixtures("_at_a_terminal")
def test_what_was_typed_is_kept_where_it_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.run("log", "acme", EDITOR=editor(tmp_path, FILL.format("1,234")))
    assert (done.exit_code, "E-AMOUNT-AMBIG" in done.stderr) == (2, True)
    kept = Path(done.stderr.split("dealtrail log acme ")[1].split("\n")[0])
    assert "amazon.commitment = 1,234" in kept.read_text()
    kept.unlink()


# -- import --------------------------------------------------------------------------------------

EXAMPLE = Path(__file__).parents[2] / "examples" / "openai-2026"


def test_a_folder_is_imported_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    told = desk.ok("import", str(EXAMPLE))
    count = len(list(EXAMPLE.rglob("*.yaml")))
    assert told.startswith(f"{count} new, 0 known\n  1 deal opened, {count - 1} reports, ")
    before = forging.contents(desk.place)
    assert desk.ok("import", str(EXAMPLE)) == f"0 new, {count} known\n"
    assert forging.contents(desk.place) == before


def test_an_import_leaves_no_ledger_where_anything_is_wrong(tmp_path: Path) -> None:
    desk = Desk(tmp_path, empty=True)
    deal = {"open": "d", "name": "D", "type": "merger"}
    wrong = report("x", "2026-03-01", {"rumor": "round.size = 1,234"}, deal="d")
    done = desk.run("import", desk.lines(deal, wrong))
    assert done.exit_code == 2
    assert not desk.ledger.exists()


def test_every_wrong_document_of_every_file_is_listed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "in").mkdir()
    for name, size in (("a.yaml", "1,234"), ("b.json", "$5bn"), ("c.jsonl", "-5")):
        desk.file(
            f"in/{name}",
            json.dumps(report(name[0], "2026-03-01", {"rumor": f"round.size = {size}"})),
        )
    desk.file("in/d.yml", "a: b: c")
    desk.file("in/.hidden.yaml", "not: [read")
    desk.file("in/notes.txt", "not read")
    done = desk.run("import", "in", "nowhere.yaml")
    assert done.exit_code == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines() if line[:2] == "E-"] == [
        "E-PARSE in/d.yml, line 1 column 5",
        "E-NOFILE nowhere.yaml",
        "E-INPUT 2 problems found; nothing was saved",
    ]
    (tmp_path / "in" / "d.yml").unlink()
    done = desk.run("import", "in")
    assert [line.split(":")[0] for line in done.stderr.splitlines() if line[:2] == "E-"] == [
        "E-AMOUNT-AMBIG in/a.yaml",
        "E-AMOUNT in/c.jsonl, line 1",
        "E-INPUT 2 problems found; nothing was saved",
    ]


def test_an_import_of_several_deals_says_how_to_undo_and_what_is_next(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bid = {"rumor": "bid.price_per_share = EUR 55"}
    told = desk.ok(
        "import",
        desk.lines(report("x", "2026-03-01", SIZE), report("y", "2026-03-01", bid, deal="beta")),
    )
    assert told == (
        "2 new, 0 known\n"
        "  2 reports, 2 rumors\n"
        "  acme#11 to acme#12\n"
        "  beta#5 to beta#6\n"
        "undo: dealtrail undo acme#11 beta#5\n"
        "next: dealtrail state acme\n"
    )
    desk.ok("undo", "--deal", "beta")
    assert desk.figure("bid.price_per_share", deal="beta") == "€50 a share (rumored)"
    assert desk.figure("round.size") == "$120bn (rumored)"


def test_an_import_again_does_not_take_back_a_later_description(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = desk.lines(
        {
            "open": "acme",
            "name": "Acme series B",
            "type": "funding_round",
            "currency": "USD",
            "elements": {"amazon": {"kind": "party", "name": "Amazon.com"}},
        }
    )
    desk.ok("describe", "acme", "amazon", "--name", "Amazon", "--identifier", "ticker=AMZN")
    assert desk.ok("import", file) == "0 new, 1 known\nacme is open already\n"
    desk.ok("describe", "acme", "amazon", "--name", "Amazon.com")
    assert desk.last() == {"element": "amazon", "name": "Amazon.com"}


def test_documents_wait_for_those_that_they_speak_of() -> None:
    late = report("late", "2026-05-01", SIZE) | {"elements": {"initech": {"kind": "party"}}}
    documents: list[dict[str, Any]] = [
        {"deal": "acme", "describe": "initech", "name": "Initech"},
        report("sights", "2026-02-01", SIZE | {"sighting_of": "late#1"}),
        report("names", "2026-01-15", {"rumor": "initech.commitment = $1bn"}),
        report("denies", "2026-01-10", {"deny": "report late"}),
        report("fixes", "2026-01-05", SIZE) | {"corrects": {"report": "sights"}},
        late,
        report("first", "2026-01", SIZE),
        report("circle-a", "2026-06-01", SIZE | {"sighting_of": "circle-b#1"}),
        report("circle-b", "2026-06-02", SIZE | {"sighting_of": "circle-a#1"}),
        {"open": "acme", "name": "A", "type": "merger"},
    ]
    found = ordered([Document(content=shape(each, ""), place="") for each in documents])
    ids = [getattr(each.content, "id", type(each.content).__name__) for each in found]
    assert ids == [
        "DealDocument",
        "first",
        "late",
        "denies",
        "names",
        "sights",
        "fixes",
        "circle-a",
        "circle-b",
        "DescribeDocument",
    ]


def test_files_that_name_each_other_are_imported_in_any_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    fixed = report("a", "2026-02-02", SIZE) | {"corrects": {"report": "z", "replaces": ["z#1"]}}
    desk.file("a.json", json.dumps(fixed))
    desk.file("z.json", json.dumps(report("z", "2026-03-03", {"rumor": "round.size = $110bn"})))
    assert desk.ok("import", "a.json", "z.json").startswith("2 new")
    assert desk.figure("round.size") == "$120bn (rumored)"


# -- elements and sources ------------------------------------------------------------------------


def test_an_element_gets_names_and_identifiers(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok(
        *("describe", "acme", "amazon", "--name", "Amazon", "--alias", "AWS"),
        *("--identifier", "ticker=AMZN", "--identifier", "LEI=ZXTILKJKG63JELOEG630"),
    )
    assert told.splitlines()[0] == (
        "acme#11 describes amazon: Amazon, AWS, ticker AMZN, lei ZXTILKJKG63JELOEG630"
    )
    assert "no change" in desk.ok("describe", "acme", "amazon", "--alias", "AWS")


def test_two_ids_become_one_and_two_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("identify", "acme", "amazon", "globex", "--why", "the FT says so")
    assert "acme#11 amazon, globex are one: amazon" in told
    assert "globex.commitment: $1bn (rumored) → —" in told
    assert desk.figure("globex.commitment") == "absent"
    assert "no change" in desk.ok("identify", "acme", "globex", "amazon")
    told = desk.ok("distinguish", "acme", "amazon", "globex")
    assert "globex.commitment: — → $1bn (rumored)" in told
    assert desk.figure("globex.commitment") == "$1bn (rumored)"


def test_a_source_is_graded_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("grade", "The Wire", "b", "--why", "two of three held")
    assert told.startswith("source/the-wire#1 The Wire is graded B\n")
    assert "no change" in desk.ok("grade", "The Wire", "B", "--why", "two of three held")
    assert "source/the-wire#2" in desk.ok("grade", "The Wire", "C")
