"""Two dates side by side: which figures and elements changed between them."""

from typing import TYPE_CHECKING, Any

from cli.past import changes_of, diff_answer, is_headline
from cli.views.days import change_of
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from cli.words import under, words
from domain.errors import Refused
from projections.clocks import View
from projections.diff import Difference, diff
from projections.figures import state

if TYPE_CHECKING:
    from cli.output import Answer
    from cli.web.address import Address

OWN = ("step", "vs")


def page(at: "Address", deal: str) -> Page | str:
    """What changed from `vs` to `as_of`. Without `vs` the page asks for it."""
    if moved := stepped(at, deal):
        return moved
    record = at.known(deal)
    after = state(View(record, at.clocks(), at.without), at.policy)
    vs = at.date("vs")
    if vs is None:
        return Page(
            template="diff.html",
            parts=lambda: {**heading(at, after, "diff"), "changes": None},
            answer=_no_second_date,
        )
    before = state(View(record, at.clocks(as_of=vs), at.without), at.policy)
    found = diff(before, after)
    return Page(
        template="diff.html",
        parts=lambda: {**heading(at, after, "diff"), **parts_of(found)},
        answer=lambda: diff_answer(found),
    )


def _no_second_date() -> "Answer":
    raise Refused(
        "two dates are compared",
        code="E-ADDRESS",
        place="vs",
        hint="name the other one: ?vs=2026-01-28&as_of=2026-01-30",
    )


def parts_of(found: Difference) -> dict[str, Any]:
    """A difference as the template shows it: the headline figures first."""
    view = found.after.view
    changes = changes_of(found)
    main = [each for each in changes if is_headline(found, each)]
    shape = found.shape
    return {
        "from_": under(found.before.view, found.before.policy),
        "to": under(view, found.after.policy),
        "changes": [change_of(view, each) for each in main],
        "minor": [change_of(view, each) for each in changes if each not in main],
        "joined": [(each.id, each.name, words(each.kind)) for each in shape.joined],
        "left": [
            (each.id, each.name, words(each.ended.how) if each.ended else "") for each in shape.left
        ],
    }
