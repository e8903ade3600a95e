"""All deals at a glance: how far each has come, its size or price, when it was last heard of."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from domain import fields, history
from domain.errors import NewerVersion, NotFound
from domain.known import Known, Report, known
from domain.record import Record
from domain.values import text
from projections.clocks import Clocks, View, entries_of
from projections.figures import (
    Figure,
    each_once,
    ended_elements,
    figure_json,
    figure_of,
    latest_of_each,
    stage_of_element,
)
from projections.groups import groups, sightings
from projections.policies import DEFAULT

OF_THE_ROOT = ("size", "total_value")
OF_AN_OFFER = ("price_per_share", "consideration", "equity_value", "enterprise_value")
OF_THE_COMPANY = ("post_money", "pre_money", "unspecified")


def views(
    path: str | os.PathLike[str],
    clocks: Clocks,
    without: Sequence[str] = (),
    *,
    known_at: str | None = None,
    unread: list[NewerVersion] | None = None,
) -> Iterator[View]:
    """Every deal of a ledger file that was known at an instant, or is now, one after the other.

    With `unread` a deal that only a newer version can read is left out and the reason put there.
    For a what-if see `at_clocks`.
    """
    yield from at_clocks(_records(path, known_at, unread), clocks, without)


def _records(
    path: str | os.PathLike[str], known_at: str | None, unread: list[NewerVersion] | None
) -> Iterator[Known]:
    with closing(history.open_ledger(path)) as connection:
        grades = history.grades(connection)
        for name in history.deals(connection):
            items = history.read_deal(connection, name, whole=False)
            try:
                yield known(name, items, known_at, grades)
            except NewerVersion as error:
                if unread is None or not error.place.startswith(f"{name}#"):
                    raise  # it is in what all deals share
                unread.append(error)


def at_clocks(
    records: Iterable[Known], clocks: Clocks, without: Sequence[str] = ()
) -> Iterator[View]:
    """The deals of which something is known, at the clocks.

    A what-if leaves out what a deal has of it. Raises `NotFound` at the end where no deal had any
    of what was to be left out.
    """
    missing = set(without)
    for record in records:
        if record.last_number:
            there = [each for each in without if entries_of(record, each)]
            missing.difference_update(there)
            yield View(record, clocks, there)
    for name in missing:
        raise NotFound(
            "no source, report or event of any deal has that name",
            code="E-NOTFOUND",
            place="--without",
            seen=name,
            hint="name a source as written in its reports, a report id, or an event such as "
            "openai-2026#17",
        )


class Deal(Record):
    """One deal at the clocks, in one row."""

    view: View
    stage: str | None
    stage_implied: bool
    headline: Figure | None
    last: Report | None
    reports: int
    events: int


def deal(view: View, policy: str = DEFAULT) -> Deal:
    """A deal in one row; only the figures that it shows are asked."""
    asked = _Asked(view, policy)
    root = fields.root_of(view.known.type)
    carriers = ("stage", *fields.headline_amounts(root))
    own = [each for name in carriers for each in asked.of(f"{root}.{name}")]
    stage, implied = stage_of_element(view, root, latest_of_each(own))
    return Deal(
        view=view,
        stage=stage,
        stage_implied=implied,
        headline=next(_headlines(view, asked, root), None),
        last=max(view.reports.values(), key=lambda each: (each.last, each.number), default=None),
        reports=len(view.reports),
        events=view.known.last_number,
    )


class _Asked:
    """Figures by field, each made when it is asked for."""

    def __init__(self, view: View, policy: str) -> None:
        self._view = view
        self._policy = policy
        self._supports = sightings(view)
        self._ended = ended_elements(view, policy)

    def of(self, field: str) -> list[Figure]:
        """The figures of a field."""
        return each_once(
            figure_of(group, self._policy, self._supports, self._ended)
            for group in groups(self._view, field)
        )


def _headlines(view: View, asked: _Asked, root: str) -> Iterator[Figure]:
    """What the deal is about in one figure: the size, else the best offer's price, else a value."""
    offers = [each.id for each in view.known.elements.values() if each.kind == "offer"]
    wanted = [
        *(f"{root}.{name}" for name in OF_THE_ROOT),
        *(f"{offer}.{name}" for name in OF_AN_OFFER for offer in offers),
        *(f"valuation.{name}" for name in OF_THE_COMPANY),
    ]
    live = [figure for field in wanted if field in view.by_field for figure in asked.of(field)]
    standing = [figure for figure in live if figure.standing not in ("denied", "withdrawn")]
    for field in wanted:
        same = [figure for figure in standing if figure.field == field]
        # Of several offers the one heard of last speaks for the deal.
        yield from sorted(same, key=lambda each: each.last_word, reverse=True)
    yield from live


def deal_row(found: Deal) -> dict[str, Any]:
    """A deal as a row: the columns of `deals` in TSV, CSV and the read tables."""
    known, figure, last = found.view.known, found.headline, found.last
    return {
        "deal": known.deal,
        "name": known.name,
        "type": known.type,
        "stage": found.stage,
        "stage_implied": found.stage_implied,
        "headline_field": figure and figure.field,
        "headline": text(figure.value, found.view.names) if figure else None,
        "standing": figure and figure.standing,
        "last_published": last and last.published,
        "last_report": last and last.id,
        "reports": found.reports,
        "events": found.events,
    }


def deal_json(found: Deal) -> dict[str, Any]:
    """A deal as `deals --json` prints it."""
    known, last = found.view.known, found.last
    return {
        "deal": known.deal,
        "name": known.name,
        "type": known.type,
        "stage": found.stage,
        "stage_implied": found.stage_implied,
        "headline": found.headline and figure_json(found.view, found.headline),
        "last_report": last and last.id,
        "last_published": last and last.published,
        "reports": found.reports,
        "events": found.events,
    }


def deals_json(
    found: Iterable[dict[str, Any]], clocks: dict[str, str], policy: str
) -> dict[str, Any]:
    """`deals --json`, from what `deal_json` makes: the schema `dealtrail.deals/1`."""
    return {
        "schema": "dealtrail.deals/1",
        "clocks": clocks,
        "policy": policy,
        "deals": list(found),
    }
