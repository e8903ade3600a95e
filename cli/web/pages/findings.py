"""What is doubtful about a deal: contradictions, doubts, notes."""

from typing import TYPE_CHECKING, Any

from cli.checks import check_answer
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from projections.check import Check, check_json, check_of
from projections.figures import state
from projections.findings import CONTRADICTION, DOUBT, NOTE

if TYPE_CHECKING:
    from cli.web.address import Address

OWN = ("step",)


def page(at: "Address", deal: str) -> Page | str:
    """The findings of a deal, the gravest first."""
    if moved := stepped(at, deal):
        return moved
    found = state(at.view(deal), at.policy)
    checked = check_of(found)
    return Page(
        template="findings.html",
        parts=lambda: {**heading(at, found, "findings"), "groups": _groups(checked)},
        answer=lambda: check_answer([checked], lambda: check_json(checked), notes=True),
    )


def _groups(checked: Check) -> list[dict[str, Any]]:
    groups = []
    for severity in (CONTRADICTION, DOUBT, NOTE):
        some = [each for each in checked.findings if each.severity == severity]
        kinds = dict.fromkeys(each.kind for each in some)
        groups.append(
            {
                "severity": severity,
                "number": len(some),
                "kinds": [(kind, [each for each in some if each.kind == kind]) for kind in kinds],
            }
        )
    return groups
