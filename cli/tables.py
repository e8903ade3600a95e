"""The verb `tables`: where the read tables are, and how far they have come."""

import os
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, formats, ledger_path
from cli.output import Answer, answer, say
from cli.words import count
from projections.columns import TABLES, VIEWS
from projections.tables import Position, Tables, current

if TYPE_CHECKING:
    from cli.screen import Row, Screen


@click.command(cls=Reader)
@click.option("--rebuild", is_flag=True, help="Make them anew from the ledger.")
@formats
def tables(shape: str | None, *, rebuild: bool) -> None:
    """The answers as SQL tables, for search, Datasette, pandas or your own queries.

    They are in a file beside the ledger, events.tables.db beside events.db, which this makes where
    there is none and brings up to date. Anyone may delete it: nothing is in it that the ledger does
    not say. docs/reference/tables.md explains every column.

    \b
      dealtrail tables
      datasette events.tables.db
      sqlite-utils rows events.tables.db leading_figures --limit 5
    """
    with current(ledger_path(), rebuild=rebuild, tell=say) as found:
        position = Position.of_tables(found.connection)
        each = [
            {"name": name, "kind": kind, "rows": _count(found, name)} for name, kind in _named()
        ]
        whole = {
            "schema": "dealtrail.tables/1",
            "path": found.path,
            "position": position.rows,
            "recorded": position.recorded_at or None,
            "tables": each,
        }
        answer(
            Asked(shape=shape),
            Answer(
                columns=("name", "kind", "rows"),
                rows=lambda: each,
                whole=lambda: whole,
                each=lambda: each,
                show=lambda screen: _show(screen, found.path, position, each),
                talk=_where(found.path),
            ),
        )


def _named() -> list[tuple[str, str]]:
    return [*((name, "table") for name in TABLES), *((name, "view") for name in VIEWS)]


def _count(found: Tables, name: str) -> int:
    query = f"SELECT count(*) FROM {name}"  # noqa: S608 -- our own names
    (rows,) = found.connection.execute(query).fetchone()
    return int(rows)


def _where(path: str | None) -> str:
    return path or "not kept: the folder of the ledger cannot be written"


def _show(
    screen: "Screen", path: str | None, position: Position, each: list[dict[str, Any]]
) -> None:
    from cli.screen import Col

    size = f"  {os.path.getsize(path) / 1e6:.1f} MB" if path else ""
    screen.line((_where(path), "bold"), (size, "dim"))
    until = f", to {position.recorded_at[:19]}Z" if position.rows else ""
    screen.line((f"{count(position.rows, 'event')} of the ledger{until}", "dim"))
    screen.line()
    about = {name: table.about for name, table in TABLES.items()}
    about |= {name: view.about for name, view in VIEWS.items()}
    rows: list[Row] = [
        [row["name"], f"{row['rows']:,}", about[row["name"]].replace("`", "")] for row in each
    ]
    columns = [
        Col(title="table or view"),
        Col(title="rows", right=True),
        Col(title="a row is", least=20),
    ]
    screen.table(columns, rows)
