"""One view, several faces: a page for people, JSON and CSV for programs.

The JSON and CSV are those that the command line prints for the same clocks: both ask one function.
Whatever is refused has one shape too, `dealtrail.error/1`.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from cli.output import csv_of, one_line
from domain.errors import Conflict, DealtrailError, Duplicate, NotFound, Problems, Refused
from domain.record import Record

if TYPE_CHECKING:
    from cli.output import Answer

FACES = ("json", "csv")


class Page(Record):
    """What a page shows: its template with what that is given, and the same answer for programs.

    A page with a form alone has no `answer`. `status` is another than 200 where what was sent
    with a form could not be taken.
    """

    template: str
    parts: Callable[[], Mapping[str, Any]]
    answer: "Callable[[], Answer] | None" = None
    status: int = 200


def as_json(answer: "Answer") -> Response:
    """An answer as `--json` prints it into a pipe."""
    return Response("".join(one_line(answer.whole())), media_type="application/json")


def as_csv(answer: "Answer") -> Response:
    """An answer as `--csv` prints it."""
    return Response(
        csv_of(answer.columns, answer.rows()), media_type="text/csv; charset=utf-8; header=present"
    )


def status_of(error: DealtrailError) -> int:
    """The status of a failure: 404 for what is not there, 400 for bad input, 409, else 500."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Refused):
        return 400
    return 409 if isinstance(error, Duplicate | Conflict) else 500


def error_json(status: int, error: DealtrailError) -> dict[str, Any]:
    """A failure for programs: the schema `dealtrail.error/1`."""
    every = error.problems if isinstance(error, Problems) else (error,)
    return {
        "schema": "dealtrail.error/1",
        "status": status,
        "problems": [
            {
                "code": each.code,
                "place": each.place,
                "seen": None if each.seen is None else str(each.seen),
                "message": each.message,
                "hint": each.hint or None,
            }
            for each in every
        ],
    }


def refused_json(status: int, error: DealtrailError) -> Response:
    """The answer to a program whose request failed."""
    return Response(
        "".join(one_line(error_json(status, error))), status, media_type="application/json"
    )
