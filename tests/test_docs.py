"""The docs say what is so: what can be made from the code is, and what is an example runs."""

import ast
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import VERBS, dealtrail
from cli.web.faces import error_json
from docs.console import PAGES, Page, run
from domain import inbox
from domain.documents import Document, ReportDocument, parse
from domain.errors import NotFound, Refused
from domain.events import CLAIMS, EVENTS
from domain.fields import CATALOGUE
from domain.ledger import Ledger
from domain.shapes import Shape
from tests import forging

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
EXAMPLE = ROOT / "examples/openai-2026"
WRITTEN = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
)
NAMES = [page.relative_to(ROOT).as_posix() for page in WRITTEN]


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _tests(folder: str) -> set[str]:
    """The names of all tests in a folder's files."""
    files = ROOT.glob(f"{folder}/test_*.py")
    written = "".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))


def test_every_rule_of_the_design_page_has_the_test_that_it_names() -> None:
    page = _text("docs/design.md")
    table = page.split("<!-- rules: a test reads this table -->")[1].split("<!-- end of rules -->")[
        0
    ]
    named = re.findall(r"`(test_\w+)`", table)
    written = _tests("tests/projections")
    assert len(named) > 30
    assert [name for name in named if name not in written] == []


def test_everything_that_can_happen_to_a_file_has_the_test_that_it_names() -> None:
    page = _text("docs/durability.md")
    table = page.split("<!-- happens: a test reads this table -->")[1].split(
        "<!-- end of what happens -->"
    )[0]
    named = re.findall(r"`(test_\w+)`", table)
    written = _tests("tests/*")
    assert len(named) > 15
    assert [name for name in named if name not in written] == []


def test_every_rule_of_the_shape_has_the_test_that_it_names() -> None:
    page = _text("docs/design.md")
    table = page.split("<!-- rules of the shape: a test reads this table -->")[1].split(
        "<!-- end of the shape -->"
    )[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    named = re.findall(r"`(test_\w+)`", table)
    written = _tests("tests/projections")
    assert len(named) == len(rows) > 10
    assert [name for name in named if name not in written] == []


def test_every_rule_of_sums_has_the_test_that_it_names() -> None:
    page = _text("docs/design.md")
    table = page.split("<!-- rules of sums: a test reads this table -->")[1].split(
        "<!-- end of sums -->"
    )[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    named = re.findall(r"`(test_\w+)`", table)
    written = _tests("tests/projections")
    assert len(named) == len(rows) > 15
    assert [name for name in named if name not in written] == []


# -- pages made from the code --------------------------------------------------------------------


def _build() -> ModuleType:
    spec = util.spec_from_file_location("build", ROOT / "docs/build.py")
    if spec is None or spec.loader is None:
        raise ImportError("docs/build.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The pages as docs/build.py makes them."""
    pages: dict[str, str] = _build().pages()
    return pages


@pytest.mark.parametrize(
    "name",
    [
        "code.md",
        "commands.md",
        "events.md",
        "fields.md",
        "errors.md",
        "tables.md",
        "report-file.schema.json",
    ],
)
def test_a_page_of_the_reference_is_what_the_code_says(name: str, made: dict[str, str]) -> None:
    page = (REFERENCE / name).read_text(encoding="utf-8")
    assert page == made[name], "run `python docs/build.py` and read the difference"


def test_the_reference_leaves_out_no_verb_event_or_field(made: dict[str, str]) -> None:
    headings = {name: set(re.findall(r"^#+ (\S+)$", page, re.M)) for name, page in made.items()}
    assert set(VERBS) <= headings["commands.md"]
    assert {event.stored_name for event in EVENTS} <= headings["events.md"]
    assert {f"{kind}.{name}" for kind, name in CATALOGUE} <= headings["fields.md"]


def test_the_reference_leaves_out_no_code_of_an_error_or_warning(made: dict[str, str]) -> None:
    said = set()
    for path in (path for folder in ("domain", "projections", "cli") for path in _modules(folder)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.update(re.findall(r"^[EW]-[A-Z]+(?:-[A-Z]+)*(?=$|:? )", node.value))
    assert len(said) > 60
    assert set(re.findall(r"^### (\S+)$", made["errors.md"], re.M)) == said


def _modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


# -- the read tables -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The read tables of the shipped ledger, opened as anybody would."""
    path = tmp_path_factory.mktemp("tables") / "events.db"
    shutil.copy(ROOT / "events.db", path)
    done = CliRunner().invoke(dealtrail, ["--db", str(path), "tables"])
    assert done.exit_code == 0, done.stderr
    with closing(sqlite3.connect(path.with_name("events.tables.db"))) as tables:
        yield tables


def test_the_page_explains_every_column_of_every_table_and_view(
    read_tables: sqlite3.Connection,
) -> None:
    page = _text("docs/reference/tables.md")
    sections = re.split(r"^## (.+)\n", page, flags=re.M)[1:]
    told = dict(zip(sections[::2], sections[1::2], strict=True))
    query = (
        "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
    )
    found = read_tables.execute(query).fetchall()
    assert len(found) > 12
    for name, kind in found:
        columns = [row[1] for row in read_tables.execute(f"PRAGMA table_info({name})")]
        if kind == "table":
            rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", told[name], re.M)
            assert [column for column, _ in rows] == columns, name
            assert all(meaning for _, meaning in rows)
        else:
            assert columns
            assert "```sql" in told[name]


def test_the_queries_of_the_page_have_answers(read_tables: sqlite3.Connection) -> None:
    use = _text("docs/reference/tables.md").split("## Use")[1].split("## All of them")[0]
    queries = re.findall(r"```sql\n(.*?)```", use, re.S)
    queries += re.findall(r'"(SELECT [^"]+)"', use)
    assert len(queries) == 5
    for query in queries:
        assert read_tables.execute(query).fetchall(), query


# -- commands that pages show --------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=[page.path for page in PAGES])
def test_a_command_prints_what_the_page_shows(page: Page) -> None:
    done = run(page)
    assert done
    for each in done:
        if not each.agrees:
            assert list(each.shown) == list(each.printed), " ".join(each.command.words)


def test_the_readme_has_one_line_to_try_it_and_one_to_test_it() -> None:
    lines = [line for line in _text("README.md").splitlines() if line.startswith("python3 -m venv")]
    assert lines == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && "
        'PATH="$PWD/.venv/bin:$PATH" sh examples/openai-2026/tour.sh',
        "python3 -m venv .venv-test && .venv-test/bin/pip install -q --upgrade pip && "
        ".venv-test/bin/pip install -q -e . --group dev && .venv-test/bin/pytest -q",
    ]


def test_the_tour_shows_the_round_at_three_dates_and_tells_its_valuations_apart() -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "examples/openai-2026/tour.sh"],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "DEALTRAIL_DB": "nowhere.db"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    asked = re.split(r"^\$ dealtrail (.*)\n", done.stdout, flags=re.M)[1:]
    answers = dict(zip(asked[::2], asked[1::2], strict=True))
    assert [each.split(" --table")[0] for each in answers] == [
        "state openai-2026 --as-of 2026-01-30",
        "state openai-2026 --as-of 2026-02-28",
        "state openai-2026 --as-of 2026-04-01",
        "audit openai-2026 valuation --as-of 2026-04-01 --changes-only",
    ]
    january, february, april, audit = answers.values()
    assert re.search(r"amazon\.commitment +up to \$50bn +rumored", january)
    assert re.search(r"round\.size +\$110bn +confirmed", february)
    assert re.search(r"round\.size +\$122bn +confirmed", april)
    for figure in (
        "unspecified: $840bn, rumored",
        "pre_money: $730bn, confirmed",
        "post_money: $852bn, confirmed",
    ):
        assert f"valuation.{figure}" in audit
    assert "about $830bn" in audit
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert done.stderr == ""


def test_the_example_counts_what_is_there() -> None:
    page = _text("examples/openai-2026/README.md")
    reports = [
        document.content
        for file in sorted((EXAMPLE / "reports").glob("*.yaml"))
        for document in parse(file.read_text(encoding="utf-8"), file.name)
        if isinstance(document.content, ReportDocument)
    ]
    with closing(sqlite3.connect(f"file:{ROOT / 'events.db'}?mode=ro", uri=True)) as connection:
        stored = Counter(name for (name,) in connection.execute("SELECT topic FROM stored_events"))
    french = sum(report.language == "fr" for report in reports)
    through = sum(report.read_through is not None for report in reports)
    cited = {name for report in reports for name in report.cites}
    claims = sum(stored[event.stored_name] for event in CLAIMS)
    qualities = Counter(report.quality for report in reports)
    dated = Counter(report.published_how for report in reports)
    for said in (
        f"| reports | {len(reports)}, a file each in [reports](reports), from "
        f"{len({report.source for report in reports})} sources, {french} of them in French |",
        f"| known only through another page | {through} |",
        f"| claims in the ledger | {claims}:",
        f"| events | {sum(stored.values())},",
        f"its contents ({through} reports)",
        f"{len(cited - {report.id for report in reports})} of these reports are not held",
        *(f"`{word}` ({count})" for word, count in qualities.items()),
        *(f"`{word}` ({count}" for word, count in dated.items()),
    ):
        assert said in page


# -- links ---------------------------------------------------------------------------------------


def _anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_within_the_project_leads_somewhere(name: str) -> None:
    page = _text(name)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        found = (ROOT / name).parent / path if path else ROOT / name
        exists = found.exists()
        if not exists or (anchor and anchor not in _anchors(found.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


# -- the file format -----------------------------------------------------------------------------


def _documents() -> list[Document]:
    """Every example on the page about report files, in order."""
    page = _text("docs/reference/report-files.md")
    blocks = re.findall(r"^```(yaml|jsonl|json)\n(.*?)^```$", page, re.M | re.S)
    return [document for kind, text in blocks for document in parse(text, "page", kind=kind)]


def test_the_examples_of_report_files_can_be_logged_one_after_the_other(tmp_path: Path) -> None:
    documents = _documents()
    with Ledger.create(tmp_path / "events.db") as ledger:
        for document in documents:
            receipt = ledger.write([document])
            assert receipt.entries
            assert receipt.warnings == ()
    kinds = {type(document.content).__name__ for document in documents}
    assert len(kinds) == 11, "an example of every kind of document"


# -- the answers as JSON -------------------------------------------------------------------------


def _tables() -> dict[str, dict[str, str]]:
    """The tables of docs/reference/json.md: by heading, each key with its type."""
    sections = re.split(r"^#+ (.+)\n", _text("docs/reference/json.md"), flags=re.M)[1:]
    return {
        heading: dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", body, re.M))
        for heading, body in zip(sections[::2], sections[1::2], strict=True)
        if "| key | type | |" in body
    }


TABLES = _tables()
PLAIN: dict[str, Any] = {
    "text": str,
    "number": int,
    "boolean": bool,
    "null": type(None),
    "object": dict,
}


def _wrong(found: Any, type_: str, place: str) -> list[str]:
    """Where an answer is not what the page says, or has other keys."""
    if " or " in type_:
        tried = [_wrong(found, each, place) for each in type_.split(" or ")]
        return [] if [] in tried else max(tried, key=len)
    if type_.startswith("list of "):
        if not isinstance(found, list):
            return [f"{place}: not a list"]
        inner = type_.removeprefix("list of ")
        return [each for item in found for each in _wrong(item, inner, f"{place}[]")]
    if type_ in PLAIN:
        return [] if type(found) is PLAIN[type_] else [f"{place}: {found!r} is not {type_}"]
    if not isinstance(found, dict):
        return [f"{place}: not an object"]
    if type_ == "Value":
        missing = {"type", "text", "low", "high"} - found.keys()
        return [f"{place}: {missing} missing"] if missing else []
    table = TABLES[type_]
    if table.keys() != found.keys():
        return [f"{place}: the keys differ in {sorted(table.keys() ^ found.keys())}"]
    return [
        each for key, inner in table.items() for each in _wrong(found[key], inner, f"{place}.{key}")
    ]


LATER = """
deal: openai-2026
id: later
source: The Wire
published: 2026-07-15
claims:
  - rumor: margin-loan.amount = $12bn
    stage: in_talks
    effective: 2027-01-01
---
deal: openai-2026
retract: 2026-rallies-corrupt
published: 2026-08-01
---
grade: {source: Grader, grade: B, why: never wrong so far}
"""
BAD = "{deal: openai-2026, source: The Wire, published: 2026-02-30}"
LOGGED = ("--source", "The Wire", "--published", "2026-07-02", "--rumor")
ANSWERS: dict[str, list[tuple[str, ...]]] = {
    "State": [("state", "openai-2026"), ("state", "openai-2026", "--as-of", "2026-03-30")],
    "Audit": [
        ("audit", "openai-2026", "amazon.commitment"),
        ("audit", "openai-2026", "valuation"),
        ("audit", "openai-2026", "nvidia"),
        ("audit", "openai-2026", "round.size", "--parts"),
    ],
    "Replay": [("replay", "openai-2026", "--as-of", "2027-02-01")],
    "Diff": [
        ("diff", "openai-2026", "2026-01-30", "2026-04-01"),
        ("diff", "openai-2026", "2026-04-01", "2026-01-30"),
        ("diff", "openai-2026", "2026-02-26", "2026-02-28"),
    ],
    "Structure": [
        ("structure", "openai-2026", "--as-of", "2026-01-30"),
        ("structure", "openai-2026", "--as-of", "2026-04-01"),
    ],
    "Receipt": [
        ("log", "openai-2026", "--dry-run", *LOGGED, "amazon.commitment = $50bn"),
        ("import", "-n", "--partial", "-"),
        ("log", "openai-2026", "-n", "--dayfirst", *LOGGED, "round.expected_close = 03/04/2026"),
    ],
    "Check": [("check", "openai-2026")],
    "Timeline": [("timeline", "openai-2026"), ("timeline", "openai-2026", "--as-of", "2026-03-01")],
    "Deals": [("deals",)],
    "Sources": [("sources",), ("sources", "The Information"), ("sources", "Grader")],
    "Search": [("search", "amazon"), ("search", "nothing-of-the-sort")],
    "Tables": [("tables",)],
    "Event": [
        ("show", "openai-2026#579"),
        ("show", "openai-2026", "2026-02-27-amazon-8k"),
        ("show", "2026-01-29-reuters-fr-amazon-v1#4"),
        ("show", "openai-2026#1"),
    ],
    "Fields": [("fields",), ("fields", "round.size")],
    "Inbox": [("inbox", "--all"), ("inbox",)],
    "Proposal": [("inbox", "show", "1"), ("inbox", "show", "2")],
}


Answers = dict[str, list[Any]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the commands print as JSON, on the shipped case and what could be reported later."""
    path = tmp_path_factory.mktemp("json") / "events.db"
    shutil.copy(ROOT / "events.db", path)
    with Ledger.open(path) as ledger:
        ledger.write(parse(LATER, "later"))
    for place in ("up to $55bn", "not in the text"):
        claims = [{"rumor": "amazon.commitment = up to $55bn", "place": place}]
        report = {"deal": "openai-2026", "source": "AP", "published": "2026-03-20"}
        inbox.propose(str(path), {**report, "claims": claims}, by="a colleague", text="up to $55bn")
    inbox.reject(str(path), 2, by="ana", why="not in the text")
    found: Answers = {}
    for heading, asked in ANSWERS.items():
        for words in asked:
            command = ["--db", str(path), *words, "--json"]
            done = CliRunner().invoke(dealtrail, command, input=BAD)
            leaves = {"check": 4, "import": 2}.get(words[0], 0)
            assert done.exit_code == leaves, done.stderr
            found.setdefault(heading, []).append(json.loads(done.stdout))
    recorded = "2099-01-01T00:00:00.000000Z"
    forging.add(path, "deal/newer", 1, "figure-dreamt", "{}", recorded, "x", "x")
    done = CliRunner().invoke(dealtrail, ["--db", str(path), "deals", "--json"])
    found["Deals"].append(json.loads(done.stdout))
    refusal = Refused("no date", code="E-DATE", place="as_of", seen="soon", hint="2026-01-30")
    found["Error"] = [error_json(400, refusal), error_json(404, NotFound("no", code="E-NOTFOUND"))]
    return found


@pytest.mark.parametrize("heading", [*ANSWERS, "Error"])
def test_an_answer_has_the_keys_that_the_page_lists(heading: str, answers: Answers) -> None:
    for found in answers[heading]:
        assert _wrong(found, heading, heading) == []
        assert f"`{found['schema']}`" in _text("docs/reference/json.md")


def test_every_shape_that_is_printed_as_json_is_explained_on_a_page() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("cli", "projections", "domain")
        for path in (ROOT / folder).rglob("*.py")
    )
    shapes = set(re.findall(r"dealtrail\.[a-z]+/[0-9]+", code))
    pages = "".join(_text(name) for name in NAMES)
    assert len(shapes) > 20
    assert sorted(shape for shape in shapes if shape not in pages) == []


def test_every_object_of_the_page_is_met_in_a_real_answer(answers: Answers) -> None:
    met: set[str] = set()

    def meet(found: Any, type_: str) -> None:
        if " or " in type_:
            type_ = next(each for each in type_.split(" or ") if not _wrong(found, each, ""))
        if isinstance(found, list):
            for each in found:
                meet(each, type_.removeprefix("list of "))
        elif type_ in TABLES:
            met.add(type_)
            for key, inner in TABLES[type_].items():
                meet(found[key], inner)

    for heading, every in answers.items():
        for found in every:
            meet(found, heading)
    assert TABLES.keys() - met == set()


def test_the_page_lists_every_part_of_a_value() -> None:
    page = _text("docs/reference/json.md").split("## Value\n")[1]
    missing = [
        f"{shape.__name__}.{part}"
        for shape in _all_shapes(Shape)
        if "type" in shape.model_fields
        for part in (*shape.model_fields, shape.model_fields["type"].default)
        if f"`{part}`" not in page
    ]
    assert missing == []


def _all_shapes(shape: type[Shape]) -> list[type[Shape]]:
    return [shape, *(each for inner in shape.__subclasses__() for each in _all_shapes(inner))]


def test_the_python_page_runs_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```\s*```text\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    monkeypatch.chdir(tmp_path)
    for code, shown in blocks:
        exec(compile(code, "python.md", "exec"), {})  # noqa: S102 - the page's own example
        assert capsys.readouterr().out == shown
