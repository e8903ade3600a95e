"""A deal: its headline figures, how far its money is, what it rests on, what is ahead."""

from typing import TYPE_CHECKING, Any

from cli.answers import main_figures, sections, state_answer
from cli.derived import derived_lines
from cli.views.money import coverage_of
from cli.views.rows import row_of, sections_of
from cli.views.trees import trees_of
from cli.web import drawings
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from cli.words import words
from projections.check import of_figures
from projections.figures import state
from projections.findings import CONTRADICTION
from projections.timeline import ahead_of, in_order

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.figures import Figure, State

OWN = ("step", "figures")
LATEST = 6  # reports
MOST = 25  # figures under one heading; the rest is among the further ones


def page(at: "Address", deal: str) -> Page | str:
    """The state of a deal."""
    if moved := stepped(at, deal):
        return moved
    found = state(at.view(deal), at.policy)
    return Page(
        template="deal.html",
        parts=lambda: parts_of(at, found),
        answer=lambda: state_answer(found),
    )


def parts_of(at: "Address", found: "State") -> dict[str, Any]:
    """What the page shows of a state."""
    headings = {title: some[:MOST] for title, some in sections(found, main_figures(found)).items()}
    main = [figure for some in headings.values() for figure in some]
    others = _by_element(found, main)
    doubtful, covered = of_figures(found), coverage_of(found)
    return {
        **heading(at, found, ""),
        "sections": sections_of(found.view, headings),
        "coverage": covered,
        "bars": drawings.coverage_of(found.view, covered[0]["sums"]) if covered else "",
        "ladder": drawings.ladder_of(at, found.view, main),
        "derived": [
            (label, told, rule)
            for label, told, rule in derived_lines(found)
            if "against" not in label
        ],
        "more": len(found.figures) - len(main),
        "others": [
            {"element": each, "name": _name(found, each), "number": len(figures)}
            for each, figures in others.items()
        ],
        "opened": _opened(found, at.own.get("figures"), others),
        "trees": trees_of(found),
        "ahead": list(ahead_of(found)),
        "latest": list(reversed(in_order(found.view)))[:LATEST],
        "contradictions": [each for each in doubtful if each.severity == CONTRADICTION],
        "doubts": sum(each.severity != CONTRADICTION for each in doubtful),
        "names": found.view.names,
    }


def _by_element(found: "State", main: "list[Figure]") -> "dict[str, list[Figure]]":
    """All figures that are not headlines, by element."""
    shown = {id(figure) for figure in main}
    elements: dict[str, list[Figure]] = {}
    for figure in found.figures:
        if id(figure) not in shown:
            elements.setdefault(figure.element, []).append(figure)
    return elements


def _opened(
    found: "State", element: str | None, others: "dict[str, list[Figure]]"
) -> dict[str, Any] | None:
    """The element whose further figures are asked for; None at dates where it has none."""
    if element is None or element not in others:
        return None
    return {
        "element": element,
        "name": _name(found, element),
        "rows": [row_of(found.view, figure) for figure in others[element]],
    }


def _name(found: "State", element: str) -> str:
    return found.view.names.get(element, words(element))
