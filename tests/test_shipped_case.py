"""The shipped case: its files, and the ledger that is made of them."""

import json
import sqlite3
import sys
from contextlib import closing
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from domain.documents import ReportDocument, parse
from domain.known import Known
from domain.ledger import Ledger
from domain.order import ordered
from projections.audit import audit, audit_json
from projections.clocks import Clocks, View
from projections.figures import state, state_json
from tests.shipped import CASE, FILES, ROOT, record


def _rebuild() -> ModuleType:
    spec = util.spec_from_file_location("rebuild", CASE / "rebuild.py")
    if spec is None or spec.loader is None:
        raise ImportError("rebuild.py")
    module = util.module_from_spec(spec)
    sys.modules["rebuild"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shipped() -> Known:
    """The record in the shipped ledger."""
    return record(ROOT / "events.db")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger built anew from the files."""
    path = tmp_path_factory.mktemp("case") / "events.db"
    _rebuild().rebuild(path)
    return path


# -- the files -----------------------------------------------------------------------------------


def _reports() -> list[ReportDocument]:
    found = []
    for file in FILES:
        for document in parse(file.read_text(encoding="utf-8"), file.name):
            assert isinstance(document.content, ReportDocument)
            found.append(document.content)
    return found


def test_the_case_has_126_reports_with_all_of_their_claims() -> None:
    reports = _reports()
    counts = {report.id: len(report.claims) for report in reports}
    assert len(reports) == len(FILES) == 126
    # 516 claims were compiled; the French article's other points were read from it afterwards.
    extra = counts["2026-01-article-fr"] - 28
    assert sum(counts.values()) - extra == 516


def test_a_report_file_is_named_after_its_report() -> None:
    assert [report.id for report in _reports()] == [file.stem for file in FILES]


def test_what_is_known_only_through_another_page_says_so() -> None:
    reports = _reports()
    assert sum(report.read_through is not None for report in reports) > 40
    assert all(report.quality for report in reports)


def test_all_points_of_the_french_article_have_their_place() -> None:
    article = next(report for report in _reports() if report.id == "2026-01-article-fr")
    places: set[int] = set()
    for entry in article.claims:
        for claim in entry if isinstance(entry, tuple) else (entry,):
            for word in claim.get("place", "").replace(",", " ").split():
                places.update({int(word)} if word.isdigit() else ())
    assert set(range(1, 52)) <= places  # the 52nd is an advertisement


# -- the ledger ----------------------------------------------------------------------------------


def _answers(record: Known) -> list[dict[str, Any]]:
    answers = []
    for as_of in ("2025-12-20", "2026-01-30", "2026-02-28", "2026-04-01", "2026-07-31"):
        view = View(record, Clocks.at(as_of=as_of, known_at="2100-01-01"))
        answers += [state_json(state(view))]
    for field in ("valuation", "amazon.commitment", "round"):
        view = View(record, Clocks.at(as_of="2026-07-31", known_at="2100-01-01"))
        found = audit_json(audit(view, field))
        for step in found["steps"]:
            del step["recorded"]
        answers.append(found)
    return answers


def test_the_ledger_rebuilt_from_the_files_gives_the_same_answers(
    shipped: Known, rebuilt: Path
) -> None:
    assert json.dumps(_answers(record(rebuilt))) == json.dumps(_answers(shipped))


def test_the_shipped_ledger_holds_what_the_files_say(rebuilt: Path) -> None:
    def rows(path: Path) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            query = "SELECT originator_id, topic, state FROM stored_events ORDER BY rowid"
            return connection.execute(query).fetchall()

    assert rows(ROOT / "events.db") == rows(rebuilt)


def test_importing_the_case_again_adds_nothing(rebuilt: Path) -> None:
    documents = [
        document
        for file in (CASE / "deal.yaml", *FILES)
        for document in parse(file.read_text(encoding="utf-8"), file.name)
    ]
    with Ledger.open(rebuilt) as ledger:
        receipt = ledger.write(ordered(documents))
    assert receipt.entries == ()
    assert len(receipt.already) == 127


def test_january_is_the_same_whether_later_reports_are_in_the_ledger_or_not(
    shipped: Known, tmp_path: Path
) -> None:
    documents = [
        document
        for file in (CASE / "deal.yaml", *FILES)
        for document in parse(file.read_text(encoding="utf-8"), file.name)
    ]
    early = [
        document
        for document in ordered(documents)
        if not isinstance(document.content, ReportDocument)
        or document.content.published[-10:] <= "2026-01-30"
    ]
    path = tmp_path / "early.db"
    with Ledger.create(path) as ledger:
        ledger.write(early)
    clocks = Clocks.at(as_of="2026-01-30", known_at="2100-01-01")
    now = state_json(state(View(shipped, clocks)))
    then = state_json(state(View(record(path), clocks)))
    for answer in (now, then):
        for figure in answer["figures"]:
            figure["events"] = len(figure["events"])
            for each in (*figure["challengers"], *figure["scheduled"]):
                del each["event"]
        for finding in answer["findings"]:
            finding["events"] = len(finding["events"])
    assert now == then


def test_reading_the_shipped_ledger_leaves_it_as_it_is() -> None:
    path = ROOT / "events.db"
    before = path.read_bytes()
    beside = sorted(each.name for each in ROOT.iterdir() if each.name.startswith("events.db"))
    record(path)
    assert path.read_bytes() == before
    assert sorted(e.name for e in ROOT.iterdir() if e.name.startswith("events.db")) == beside
