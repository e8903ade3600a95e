"""Build the shipped ledger anew from the report files beside this script.

    python examples/openai-2026/rebuild.py [LEDGER]

Without a path it replaces `events.db` at the top of the project. Every report is a transaction of
its own, in the order of publication, as it would be logged day by day.
"""

import sys
from pathlib import Path

from domain import heads
from domain.documents import parse
from domain.ledger import Ledger
from domain.order import ordered
from domain.store import seal_for_shipping

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "events.db"


def rebuild(path: Path) -> int:
    """Log the whole case into a new ledger at `path`; how many events it holds."""
    documents = [
        document
        for file in (HERE / "deal.yaml", *sorted((HERE / "reports").glob("*.yaml")))
        for document in parse(file.read_text(encoding="utf-8"), file.name)
    ]
    path.unlink(missing_ok=True)
    with Ledger.create(path, logged_by="example") as ledger:
        count = sum(len(ledger.write([document]).entries) for document in ordered(documents))
    seal_for_shipping(path)
    heads.forget(str(path))  # the shipped ledger is what the repository has, whoever last built it
    return count


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    print(f"{rebuild(target)} events in {target}")  # noqa: T201 - a script for people
