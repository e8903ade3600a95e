"""The control of time above a deal: its ticks are the days on which a report came out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.record import Record

if TYPE_CHECKING:
    from cli.web.address import Address
    from domain.known import Known
    from projections.clocks import View


class Timebar(Record):
    """Where a view of a deal stands among its reports.

    `days` are the ticks, `place` the last one that is shown (-1 before the first). Of what was
    published later, `later_reports` and `later_claims` are counted.
    """

    days: Sequence[str]
    place: int
    reports: int
    later_reports: int
    later_claims: int

    @property
    def before(self) -> str | None:
        """The tick before the one shown."""
        return self.days[self.place - 1] if self.place > 0 else None

    @property
    def after(self) -> str | None:
        """The tick after the one shown."""
        return self.days[self.place + 1] if self.place + 1 < len(self.days) else None

    @property
    def here(self) -> str | None:
        """The last tick that is shown."""
        return self.days[self.place] if self.place >= 0 else None


def timebar(view: "View", known: "Known") -> Timebar:
    """The ticks of a deal's record, and where the view stands among them."""
    reports = list(known.reports.values())
    later = [report for report in reports if report.last > view.clocks.as_of]
    days = sorted({report.last[:10] for report in reports})
    shown = sum(day <= view.clocks.as_of[:10] for day in days)
    return Timebar(
        days=days,
        place=shown - 1,
        reports=len(reports) - len(later),
        later_reports=len(later),
        later_claims=sum(len(report.claims) for report in later),
    )


def day_at(known: "Known", place: str) -> str | None:
    """The day of a tick by its number from 0, as the slider sends it; None where there is none."""
    days = sorted({report.last[:10] for report in known.reports.values()})
    return days[int(place)] if place.isdecimal() and int(place) < len(days) else None


def stepped(at: "Address", deal: str) -> str | None:
    """Where a move of the slider leads: the same page as of that day; None without a move.

    The last tick is the present where nothing else is asked.
    """
    place = at.own.get("step")
    if place is None:
        return None
    return at.here(step=None, as_of=day_at(at.known(deal), place))
