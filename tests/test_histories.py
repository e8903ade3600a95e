"""Three invented negotiations, and what a careful analyst would answer about each.

The reports are in `histories/`, a file a deal, and the questions beside them. The answers were
written by hand from the reports and the rules of the design, before the program gave any.
"""

from pathlib import Path
from typing import Any

import pytest

from domain.documents import parse
from domain.ledger import Ledger
from domain.order import ordered
from projections.clocks import View
from projections.figures import state
from tests.histories import merger, rescue, takeover
from tests.histories.asking import FILES, Question, answered, seen, told

HISTORIES = {
    "takeover": takeover.QUESTIONS,
    "merger": merger.QUESTIONS,
    "rescue": rescue.QUESTIONS,
}


def _cases() -> list[Any]:
    """Every question as a test case, those that show a known fault marked as such."""
    marked = pytest.mark.xfail
    return [
        pytest.param(
            name,
            question,
            id=f"{name}: {question.asks}",
            marks=marked(strict=True, reason=question.fault) if question.fault else (),
        )
        for name, questions in HISTORIES.items()
        for question in questions
    ]


@pytest.mark.parametrize(("name", "question"), _cases())
def test_a_careful_analyst_gives_the_same_answer(name: str, question: Question) -> None:
    assert answered(name, question) == question.answer, question.asks


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_imported_as_one_file_says_the_same(name: str, tmp_path: Path) -> None:
    documents = parse((FILES / f"{name}.yaml").read_text(), name)
    with Ledger.create(tmp_path / "events.db") as ledger:
        ledger.write(ordered(documents))
    logged = seen(name)
    imported = state(View.of(tmp_path / "events.db", logged.view.known.deal))
    assert [told(each) for each in imported.figures] == [told(each) for each in logged.figures]
