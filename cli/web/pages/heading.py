"""What stands above every page of a deal: its name, its other pages, the control of time."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from cli.web.address import segment
from cli.web.timebar import timebar
from cli.words import under, words
from projections.policies import POLICIES

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.clocks import View
    from projections.figures import State
    from projections.portfolio import Deal

TABS = {
    "": "Figures",
    "timeline": "Timeline",
    "structure": "Structure",
    "diff": "Compare",
    "findings": "Findings",
    "sources": "Sources",
    "since": "Since I last looked",
}


def heading(at: "Address", found: "State | Deal", tab: str) -> dict[str, Any]:
    """The parts that `deal_base.html` shows; a page that needs no state asks for a `Deal`."""
    view = found.view
    deal = view.known.deal
    home = f"/deal/{segment(deal)}"
    return {
        "deal": deal,
        "home": home,
        "name": view.known.name,
        "kind": words(view.known.type),
        "stage": words(found.stage),
        "stage_implied": found.stage_implied,
        "tab": tab,
        "tabs": [
            (label, at.to(f"{home}/{name}" if name else home), name == tab)
            for name, label in TABS.items()
        ],
        "bar": timebar(view, view.known),
        "under": under(view, at.policy),
        "policies": list(POLICIES),
        "policy": at.policy,
        "clocks": view.clocks,
        "sources_here": _sources(view),
    }


def _sources(view: "View") -> list[tuple[str, int]]:
    """Who published something that is seen, and how many reports, the busiest first."""
    counted = Counter(report.source for report in view.published.values())
    return sorted(counted.items(), key=lambda each: (-each[1], each[0].casefold()))
