"""What changed since the reader last looked, the most material first."""

from decimal import Decimal
from typing import TYPE_CHECKING

from cli.past import changes_of, diff_answer
from cli.views.days import change_of
from cli.web.address import segment
from cli.web.faces import Page
from cli.web.looks import last_look, look
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from cli.words import source
from domain import dates
from domain.errors import Refused
from domain.values import comparable, number
from projections.clocks import Clocks, View
from projections.diff import diff
from projections.figures import state

if TYPE_CHECKING:
    from cli.output import Answer
    from cli.web.address import Address
    from cli.web.forms import Form
    from domain.values import Stored
    from projections.replay import Change

OWN = ("step", "since")


def page(at: "Address", deal: str) -> Page | str:
    """What is otherwise than at the last look, or than at `since`, which always goes before."""
    if moved := stepped(at, deal):
        return moved
    after = state(at.view(deal), at.policy)
    since = at.date("since") or last_look(at.where, deal)
    head = {"looked": since, "given": at.own.get("since"), "until": after.view.clocks.known_at}
    if since is None:
        return Page(
            template="since.html",
            parts=lambda: {**heading(at, after, "since"), **head, "changes": [], "reports": []},
            answer=_never,
        )
    then = Clocks.at(as_of=at.as_of or since, known_at=since)
    before = state(View(at.records.known(deal, then.known_at), then, at.without), at.policy)
    found = diff(before, after)
    changes = sorted(changes_of(found), key=_weight)
    new = [report for report in after.view.reports.values() if report.recorded_at > then.known_at]
    return Page(
        template="since.html",
        parts=lambda: {
            **heading(at, after, "since"),
            **head,
            "changes": [change_of(after.view, each) for each in changes],
            "reports": [
                {"source": source(each), "published": each.published, "id": each.id}
                for each in sorted(new, key=lambda each: each.last, reverse=True)
            ],
        },
        answer=lambda: diff_answer(found),
    )


def _never() -> "Answer":
    raise Refused(
        "this deal was never marked as read here",
        code="E-ADDRESS",
        place="since",
        hint="say since when: ?since=2026-01-28",
    )


def _weight(change: "Change") -> tuple[bool, bool, Decimal, str]:
    """Headlines first, then what came to another stage, then by how much a figure moved."""
    here = change.after or change.before
    headline = here is not None and here.headline
    before, after = change.before, change.after
    further = before is not None and after is not None and after.stage not in (None, before.stage)
    by_stage = further or change.field.endswith(".stage")
    return not headline, not by_stage, -_moved(change), change.field


def _moved(change: "Change") -> Decimal:
    """How far a figure moved, as a part of what it was; 1 where it is new, gone or no number."""
    before = change.before.value if change.before else None
    after = change.after.value if change.after else None
    if before is None or after is None or not comparable(before, after):
        return Decimal(1)
    one, other = _size(before), _size(after)
    if one is None or other is None or not one:
        return Decimal(0 if one == other else 1)
    return abs(other - one) / abs(one)


def _size(value: "Stored") -> Decimal | None:
    return number(value) if "amount" in value or "number" in value else None


def mark_read(at: "Address", form: "Form", deal: str) -> str:
    """Note that a deal was read up to what the page showed; back to its figures."""
    at.records.known(deal)
    look(at.where, deal, dates.moment(form.get("until")))
    return at.to(f"/deal/{segment(deal)}")
