"""The pictures of the pages: what `cli/pictures` draws, with links to where each mark is explained.

They are the only markup that does not come from a template. What they show of a deal is escaped
where they are drawn.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cli.graphs import graph_of
from cli.pictures.history import history, left_out
from cli.pictures.ladder import coverage, ladder
from cli.pictures.sparkline import sparkline
from cli.pictures.structure import structure as drawn_structure
from cli.web.address import segment
from domain import fields
from domain.dates import span
from domain.values import text
from projections.audit import step_json
from projections.figures import figure_json
from projections.replay import replay

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.arithmetic import Derived
    from projections.audit import Audit
    from projections.clocks import View
    from projections.figures import Figure
    from projections.structure import Structure

Json = Mapping[str, Any]
NARROW = 400  # pixels: a picture beside the text


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 -- drawn by us, and what it says is escaped there


def history_of(at: "Address", found: "Audit", field: str) -> tuple[Markup, int]:
    """The chart of a field, and how many steps it leaves out; '' where there is nothing to draw."""
    view = found.view
    deal = view.known.deal
    steps = [step_json(deal, step) for step in found.steps if step.field == field]
    frames = _frames(at, view, field)

    def address(step: Json) -> str:
        return at.to(f"/event/{segment(step['event'])}")

    name = f"{field} over time"
    until = view.clocks.as_of[:10]
    chart = history(field, frames, steps, until=until, name=name, address=address)
    return _drawn(chart), left_out(field, frames, steps)


def sparkline_of(at: "Address", view: "View", field: str) -> Markup:
    """The course of a field in the space of a word; '' where it never was a number."""
    return _drawn(sparkline(field, _frames(at, view, field), until=view.clocks.as_of[:10]))


def _frames(at: "Address", view: "View", field: str) -> Sequence[Json]:
    """What each report changed of one field, as much of a replay as a chart asks for."""
    deal = view.known.deal

    def make() -> Sequence[Json]:
        return [
            {
                "date": frame.date,
                "changes": [
                    {"field": field, "after": each.after and figure_json(frame.view, each.after)}
                    for each in frame.changes
                    if each.field == field
                ],
            }
            for frame in replay(view, at.policy)
        ]

    asked = (at.known_at, at.true_at, at.policy, view.without)
    return at.records.once(("frames", deal, field, *asked, *_seen(view)), make)


def _seen(view: "View") -> tuple[int, int, int]:
    """What time alone can change: the reports that are out, the acts, what has taken effect."""
    now = view.clocks.true_at
    dated = (claim.effective for claim in view.claims.values() if claim.effective)
    return len(view.reports), len(view.acts), sum(span(each)[1] <= now for each in dated)


def ladder_of(at: "Address", view: "View", figures: "Iterable[Figure]") -> Markup:
    """The commitments of the parties by stage."""
    shown = [figure_json(view, each) for each in figures if _is_commitment(view, each)]

    def address(figure: Json) -> str:
        return at.to(f"/deal/{segment(view.known.deal)}/audit/{segment(figure['field'])}")

    def name(element: str) -> str:
        return view.names.get(element, element)

    return _drawn(ladder(shown, fields.LADDER, names=name, address=address))


def _is_commitment(view: "View", figure: "Figure") -> bool:
    return figure.field.endswith(".commitment") and view.known.kind_of(figure.element) == "party"


def coverage_of(view: "View", sums: "Collection[Derived]") -> Markup:
    """How much of the round is there at each stage, beside its size."""
    drawn = [
        {
            "stage": each.stage,
            "label": each.label,
            "value": {**each.value, "text": text(each.value), "low": each.low, "high": each.high},
        }
        for each in sums
    ]
    whole = next((each.reported for each in sums if each.reported is not None), None)
    size = figure_json(view, whole) if whole is not None else None
    return _drawn(coverage(drawn, size, width=NARROW))


def structure_of(at: "Address", found: "Structure", *, everything: bool) -> Markup:
    """The structure as boxes and arrows."""
    home = f"/deal/{segment(found.state.view.known.deal)}"

    def address(element: str) -> str:
        return at.to(f"{home}/audit/{segment(element)}")

    graph = graph_of(found, everything=everything)
    return _drawn(drawn_structure(graph, address=address))
