"""Why a figure has its value: what it stands over, and what would be shown without it."""

from collections.abc import Iterable
from typing import Any

from domain.record import Record
from projections.clocks import View
from projections.diff import paired
from projections.figures import Figure, ended_elements, figures_of, value_json
from projections.groups import Group, groups, sightings
from projections.origins import Said
from projections.policies import DEFAULT


class Why(Record):
    """What a figure beat, and what would win if the event that leads were not there.

    `beat` holds the claims that are live and state another value, the latest of each value, the
    latest first. `without` is None where nothing would be left.
    """

    view: View
    figure: Figure
    beat: tuple[Said, ...]
    without: Figure | None


def why(view: View, figures: Iterable[Figure], policy: str = DEFAULT) -> list[Why]:
    """The reasons of figures of one view, each asked again without its leading event."""
    return [
        Why(
            view=view,
            figure=figure,
            beat=_beat(view, figure),
            without=_without(view, figure, policy),
        )
        for figure in figures
        if figure.leader is not None
    ]


def _beat(view: View, figure: Figure) -> tuple[Said, ...]:
    leader = figure.leader
    found: dict[tuple[object, ...], Said] = {}
    for group in groups(view, figure.field):
        if leader and any(said.claim.id == leader.claim.id for said in group.saids):
            for said in group.saids:
                if _is_another(group, said, leader):
                    found.pop(said.key, None)
                    found[said.key] = said
    return tuple(reversed(found.values()))


def _is_another(group: Group, said: Said, leader: Said) -> bool:
    return (
        said.claim.verb != "deny"
        and said.value is not None
        and said.key != leader.key
        and group.counts(said, group.view.removed)
    )


def _without(view: View, figure: Figure, policy: str) -> Figure | None:
    """The figure of the same field and basis in a view that never had the leading event."""
    if figure.leader is None:
        return None
    event = f"{view.known.deal}#{figure.leader.claim.number}"
    other = View(view.known, view.clocks, (*view.without, event))
    supports, ended = sightings(other), ended_elements(other, policy)
    left = figures_of(other, figure.field, policy, supports, ended)
    return next((new for old, new in paired([figure], left) if old is figure), None)


def why_json(found: Why) -> dict[str, Any]:
    """The reasons as `audit --json` prints them."""
    deal, names = found.view.known.deal, found.view.names
    other = found.without
    return {
        "field": found.figure.field,
        "event": f"{deal}#{found.figure.events[0]}",
        "rule": found.figure.rule,
        "beat": [
            {
                "value": value_json(said.value, names),
                "report": said.claim.report.id,
                "event": f"{deal}#{said.claim.number}",
            }
            for said in found.beat
        ],
        "without": other
        and {
            "value": value_json(other.value, names),
            "standing": other.standing,
            "stage": other.stage,
            "event": f"{deal}#{other.leader.claim.number}" if other.leader else None,
        },
    }
