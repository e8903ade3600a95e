"""All deals at a glance: how far each has come, its size or price, when it was last heard of."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain import fields
from domain.known import Report
from domain.record import Record
from projections.clocks import View
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


def deals_json(found: Iterable[Deal], clocks: dict[str, str], policy: str) -> dict[str, Any]:
    """`deals --json`: the schema `dealtrail.deals/1`."""
    return {
        "schema": "dealtrail.deals/1",
        "clocks": clocks,
        "policy": policy,
        "deals": [deal_json(each) for each in found],
    }
