"""Three invented negotiations, and what a careful analyst would answer about each.

The reports are in `histories/`, a file a deal, and the questions beside them. The answers were
written by hand from the reports and the rules of the design, before the program gave any.
"""

from typing import Any

import pytest

from tests.histories import merger, takeover
from tests.histories.asking import Question, answered

HISTORIES = {"takeover": takeover.QUESTIONS, "merger": merger.QUESTIONS}


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
