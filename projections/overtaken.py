"""The offers that are over since the deal closed on another one for the same thing."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from domain import fields
from domain.values import text
from projections.clocks import View
from projections.figures import (
    Figure,
    carrier_of_stage,
    figures_of,
    latest_of_each,
    stage_of_element,
)
from projections.origins import Said

_DONE = frozenset(("closed", "paid"))


def overtaken(view: View, policy: str) -> dict[str, Said]:
    """Offers that stand against the accepted one, with the claim by which the deal closed on it."""
    root = fields.root_of(view.known.type)
    names = ("stage", *fields.headline_amounts(view.known.kind_of(root)))
    of = _figures(view, policy, *(f"{root}.{name}" for name in (*names, "accepted_offer")))
    stage, _ = stage_of_element(view, root, of)
    closing = of.get(f"{root}.stage") or carrier_of_stage(view, root, of)
    accepted = of.get(f"{root}.accepted_offer")
    taken = _named(accepted) if accepted and accepted.standing != "contested" else ()
    if stage not in _DONE or closing is None or closing.leader is None or len(taken) != 1:
        return {}
    every = dict.fromkeys(field.partition(".")[0] for field in view.by_field)
    offers = [name for name in every if view.known.kind_of(name) == "offer"]
    told = _figures(
        view, policy, *(f"{name}.{each}" for name in offers for each in ("target", "perimeter"))
    )
    targets = {name: frozenset(_named(told.get(f"{name}.target"))) for name in offers}
    (accepted_one,) = taken
    return {
        name: closing.leader
        for name in offers
        if name != accepted_one
        and not are_apart(
            (targets[name], targets.get(accepted_one, frozenset())),
            (told.get(f"{name}.perimeter"), told.get(f"{accepted_one}.perimeter")),
        )
    }


def are_apart(
    targets: tuple[AbstractSet[str], AbstractSet[str]],
    perimeters: tuple[Figure | None, Figure | None],
) -> bool:
    """Whether two offers are for different things: other targets, or other perimeters."""
    mine, others = targets
    if mine and others and mine.isdisjoint(others):
        return True
    words = {text(each.value).casefold() if each else None for each in perimeters}
    return len(words) > 1


def _figures(view: View, policy: str, *names: str) -> Mapping[str, Figure]:
    return latest_of_each(
        figure for field in names for figure in figures_of(view, field, policy, {}, {})
    )


def _named(figure: Figure | None) -> Sequence[str]:
    if figure is None or figure.value is None:
        return ()
    to: Sequence[str] = figure.value.get("to", ())
    return to
