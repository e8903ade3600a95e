"""The verb `deals`: all deals of the ledger, one a row."""

import json
import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading, unread_json
from cli.output import Answer, answer
from cli.words import clocks_of, count, day, words
from projections.policies import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cli.screen import Row, Screen
    from domain.errors import NewerVersion
    from projections.clocks import Clocks

COLUMNS = (
    "deal",
    "name",
    "type",
    "stage",
    "stage_implied",
    "headline_field",
    "headline",
    "standing",
    "last_published",
    "last_report",
    "reports",
    "events",
)


@click.command(cls=Reader)
@reading()
def deals(asked: Asked) -> int:
    """All deals of the ledger, one a row. Exit code 1 where one cannot be read; the others are.

    \b
      dealtrail deals
      openai-2026  OpenAI's 2026 funding round  funding round  closed  $122bn  2026-07-01
    """
    clocks = asked.clocks()
    unread: list[NewerVersion] = []
    found = deals_found(asked, clocks, unread)
    answer(asked, deals_answer(asked, clocks, found, unread))
    return 1 if unread else 0


def deals_found(asked: Asked, clocks: "Clocks", unread: "list[NewerVersion]") -> "Both":
    """Every deal as a row and as JSON; why one cannot be read is put into `unread`."""
    return _kept_rows(asked, clocks) or _folded_rows(asked, unread)


def deals_answer(
    asked: Asked, clocks: "Clocks", found: "Both", unread: "Sequence[NewerVersion]"
) -> Answer:
    """The deals, each as a row and as JSON, in every format; and those that cannot be read."""
    from projections.portfolio import deals_json

    return Answer(
        columns=COLUMNS,
        rows=lambda: (row for row, _ in found),
        whole=lambda: {
            **deals_json((each for _, each in found), clocks.json(), asked.policy),
            "unread": unread_json(unread),
        },
        each=lambda: (each for _, each in found),
        show=lambda screen: _show_deals(screen, [row for row, _ in found]),
        talk=f"{count(len(found), 'deal')}: {clocks_of(clocks)} · {asked.policy}",
    )


Both = list[tuple[dict[str, Any], dict[str, Any]]]
"""Each deal as a row and as JSON; the figures behind them are let go."""


def _folded_rows(asked: Asked, unread: "list[NewerVersion]") -> Both:
    from projections.portfolio import deal, deal_json, deal_row

    found = (deal(view, asked.policy) for view in asked.views(unread))
    return [(deal_row(each), deal_json(each)) for each in found]


def _kept_rows(asked: Asked, clocks: "Clocks") -> Both:
    """The deals from the read tables, where somebody keeps them and they answer this question."""
    from projections.tables import kept, path_of
    from projections.tables import unread as unread_in

    plain = not (asked.as_of or asked.known_at or asked.true_at or asked.without)
    if not plain or asked.policy != DEFAULT or not os.path.exists(path_of(asked.where)):
        return []
    tables = kept(asked.where, clocks.as_of)
    if tables is None:
        return []
    query = f"SELECT {', '.join(COLUMNS)}, whole FROM deals ORDER BY deal"  # noqa: S608
    found = []
    with tables, suppress(sqlite3.Error):  # damaged: the ledger itself is asked then
        if unread_in(tables.connection):
            return []  # the ledger tells why
        for *cells, whole in tables.connection.execute(query).fetchall():
            row = dict(zip(COLUMNS, cells, strict=True))
            found.append((row | {"stage_implied": bool(row["stage_implied"])}, json.loads(whole)))
    return found


def _show_deals(screen: "Screen", found: "Iterable[Mapping[str, Any]]") -> None:
    from cli.screen import Col

    columns = [
        Col(title="deal"),
        Col(title="name", least=16),
        Col(title="type", least=8),
        Col(title="stage"),
        Col(title="headline", least=12),
        Col(title="last report"),
        Col(title="reports", right=True),
        Col(title="events", right=True),
    ]
    rows: list[Row] = []
    for row in found:
        stage = words(row["stage"]) + (" *" if row["stage_implied"] else "")
        rows.append(
            [
                row["deal"],
                row["name"],
                words(row["type"]),
                stage,
                row["headline"],
                day(row["last_published"]),
                str(row["reports"]),
                str(row["events"]),
            ]
        )
    if not rows:
        screen.line("There is no deal in this ledger yet: 'dealtrail open DEAL' starts one.")
        return
    screen.table(columns, rows)
    if any(row["stage_implied"] for row in found):
        screen.line(("* implied by the stage of the headline figure", "dim"))
