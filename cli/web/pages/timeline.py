"""The reports by day, the latest first: what each one changed, its echoes under it."""

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from cli.past import replay_answer
from cli.timelines import timeline_answer
from cli.views.days import by_day, day_of
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from domain.dates import span
from projections import portfolio
from projections.replay import replay
from projections.timeline import entries_of, timeline

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.clocks import View

OWN = ("step", "until")
SHOWN = 15  # reports on a page, at least: a day is never parted


def page(at: "Address", deal: str) -> Page | str:
    """The timeline of a deal."""
    if moved := stepped(at, deal):
        return moved
    view = at.view(deal)
    return Page(
        template="timeline.html",
        parts=lambda: _parts(at, view),
        answer=lambda: timeline_answer(timeline(view, at.policy), at.policy),
    )


def replay_page(at: "Address", deal: str) -> Page | str:
    """The same page; for programs what each report changed, from the first on."""
    found = page(at, deal)
    if isinstance(found, str):
        return found
    view = at.view(deal)
    return found.but(answer=lambda: replay_answer(view, at.policy, list(replay(view, at.policy))))


def _parts(at: "Address", view: "View") -> dict[str, Any]:
    until = _until(at)
    days = [day for day in _days(view) if day <= until]
    start = days[-SHOWN] if len(days) > SHOWN else ""
    told = replay(view, at.policy, start)
    frames = [
        frame
        for frame in takewhile(lambda each: day_of(each) <= until, told)
        if day_of(frame) >= start
    ]
    earlier = [day for day in days if day < start]
    return {
        **heading(at, portfolio.deal(view, at.policy), "timeline"),
        "days": by_day(view, frames, entries_of(view)),
        "earlier": earlier[-1] if earlier else None,
        "until": at.own.get("until"),
    }


def _until(at: "Address") -> str:
    given = at.date("until")
    return span(given)[1][:10] if given and given not in ("today", "now") else "9999-12-31"


def _days(view: "View") -> list[str]:
    """The day of every report that is seen, in order: as often as there are reports."""
    return sorted(report.last[:10] for report in view.reports.values())
