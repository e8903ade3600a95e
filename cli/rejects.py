"""What an import left out: a file of it for a spreadsheet, and its beginning on stderr.

dealtrail import --partial reports.jsonl
→ 498 new, 0 known, 2 left out
"""

import os
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.output import csv_of, say
from domain.errors import DealtrailError, Problems, Refused

if TYPE_CHECKING:
    from domain.documents import Rejected
    from domain.ledger import Receipt

COLUMNS = ("file", "document", "report", "code", "place", "seen", "message", "hint")
_SHOWN = 10


class Rejects:
    """The file that takes what an import leaves out; there is none if nothing is left out.

    It is written before the rest is stored, and taken away again where that fails.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: Sequence[Rejected] = ()
        self._made = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and self._made:
            os.unlink(self.path)

    def keep(self, rejected: "Sequence[Rejected]") -> None:
        """Write the file. Raises `Refused` (E-EXISTS) where one is there that is not ours."""
        text = csv_of(COLUMNS, _rows(sorted(rejected, key=_order)))
        try:
            with open(self.path, "w" if self._made else "x", encoding="utf-8", newline="") as file:
                self._made = True
                file.write(text)
        except FileExistsError:
            raise Refused(
                f"{_count(len(rejected))} to be left out, and there is a file of that name already;"
                " nothing was saved",
                code="E-EXISTS",
                place="--rejects",
                seen=self.path,
                hint="move it away, or name another one: --rejects rejects-2.csv",
            ) from None
        except OSError as error:
            raise DealtrailError(
                f"what is left out cannot be written there ({error.strerror}); nothing was saved",
                code="E-OUTPUT",
                place=self.path,
                hint="name a file that can be written: --rejects /tmp/rejects.csv",
            ) from error

    def tell(self, receipt: "Receipt") -> int:
        """Say what was left out, at least its beginning; the exit code that this has."""
        every = sorted(receipt.rejected, key=_order)
        problems = Problems([each for one in every for each in one.problems])
        for problem in problems.problems[:_SHOWN]:
            say(str(problem))
        if (more := len(problems.problems) - _SHOWN) > 0:
            say(f"… and {more:,} problem{'s' if more > 1 else ''} more")
        where = f"listed in {self.path}" if self._made else "a dry run writes no list of them"
        say(f"{_count(len(receipt.rejected))} left out ({where})")
        return problems.exit_code


def _count(number: int) -> str:
    return "1 document is" if number == 1 else f"{number:,} documents are"


def _rows(rejected: "Sequence[Rejected]") -> Iterator[dict[str, object]]:
    for each in rejected:
        file, document = _apart(each.place)
        for problem in each.problems:
            yield {
                "file": file,
                "document": document,
                "report": each.report,
                "code": problem.code,
                "place": problem.place.removeprefix(each.place).lstrip(":, "),
                "seen": problem.seen,
                "message": problem.message,
                "hint": problem.hint,
            }


def _order(rejected: "Rejected") -> tuple[str, int]:
    """File by file, in the order of the documents in each."""
    file, document = _apart(rejected.place)
    return file, int(document.partition(" ")[2] or 0)


def _apart(place: str) -> tuple[str, str]:
    """`reports.jsonl, line 500` as file and document."""
    file, comma, document = place.rpartition(", ")
    if comma and document.startswith(("line ", "document ")):
        return file, document
    return place, ""
