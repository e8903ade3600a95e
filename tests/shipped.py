"""The shipped case, for the tests of it."""

from contextlib import closing
from pathlib import Path

from domain import history
from domain.known import Known, known

ROOT = Path(__file__).parent.parent
CASE = ROOT / "examples/openai-2026"
DEAL = "openai-2026"
FILES = sorted((CASE / "reports").glob("*.yaml"))


def record(path: Path) -> Known:
    with closing(history.open_ledger(path)) as connection:
        return known(DEAL, history.read_deal(connection, DEAL))
