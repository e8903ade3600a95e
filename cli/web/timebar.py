"""The control of time above a deal: its ticks are the days on which a report came out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.errors import Refused
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
    days = _days(known)
    shown = sum(day <= view.clocks.as_of[:10] for day in days)
    return Timebar(
        days=days,
        place=shown - 1,
        reports=len(reports) - len(later),
        later_reports=len(later),
        later_claims=sum(len(report.claims) for report in later),
    )


def stepped(at: "Address", deal: str) -> str | None:
    """Where a move of the slider leads: the same page as of that tick; None without a move.

    Raises `Refused` (E-CHOICE) where there is no such tick.
    """
    place = at.own.get("step")
    if place is None:
        return None
    days = _days(at.known(deal))
    if not (place.isascii() and place.isdecimal() and int(place[:9]) < len(days)):
        raise Refused(
            "the slider has no such place",
            code="E-CHOICE",
            place="step",
            seen=place,
            hint=f"they are counted from 0 to {len(days) - 1}",
        )
    return at.here(step=None, as_of=days[int(place)])


def _days(known: "Known") -> list[str]:
    """The days on which a report came out, by its latest possible instant."""
    return sorted({report.last[:10] for report in known.reports.values()})
