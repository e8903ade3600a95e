"""What a deal is made of, as a tree of words: who is in, with what, on which conditions."""

from typing import TYPE_CHECKING, Any

from cli.structures import structure_answer, told_of
from cli.views.branches import Drawing
from cli.web import drawings
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from projections.figures import state
from projections.structure import structure_of

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.elements import Element
    from projections.structure import Structure

OWN = ("step", "elements")


def page(at: "Address", deal: str) -> Page | str:
    """The structure of a deal."""
    if moved := stepped(at, deal):
        return moved
    found = structure_of(state(at.view(deal), at.policy))
    return Page(
        template="structure.html",
        parts=lambda: _parts(at, found),
        answer=lambda: structure_answer(found),
    )


def _parts(at: "Address", found: "Structure") -> dict[str, Any]:
    everything = at.own.get("elements") == "all"
    drawing = Drawing(found, everything=everything)
    beside = [each for each in found.elements if not each.inside]
    return {
        **heading(at, found.state, "structure"),
        "tree": drawing.tree(),
        "graph": drawings.structure_of(at, found, everything=everything),
        "everything": everything,
        "more": len([each for each in found.elements if each.inside]) - len(drawing.shown),
        "beside": [drawing.branch(each) for each in beside if everything or _is_known(each)],
        "beside_more": 0 if everything else len([each for each in beside if not _is_known(each)]),
        "history": [(each.date, told_of(each), each.event) for each in reversed(found.history)],
    }


def _is_known(element: "Element") -> bool:
    return element.kind in ("linked_deal", "process")
