"""How far the money of a deal is, as a page or a printed report shows it."""

from typing import TYPE_CHECKING, Any

from cli.views.rows import row_of
from cli.words import said, words
from domain import fields

if TYPE_CHECKING:
    from projections.arithmetic import Derived
    from projections.figures import State

COVERAGE = ".coverage"


def coverage_of(found: "State") -> list[dict[str, Any]]:
    """What the commitments come to, by stage, against the sum that they are for."""
    wholes: dict[tuple[str, str], dict[str, Any]] = {}
    for each in found.derived:
        if each.name.endswith(COVERAGE) and each.name.startswith(f"{_root(found)}."):
            key = (each.field, each.value["currency"])
            whole = wholes.setdefault(key, _whole(found, each))
            whole["stages"].append(_stage(found, each))
            whole["sums"].append(each)
    return list(wholes.values())


def _root(found: "State") -> str:
    return fields.root_of(found.view.known.type)


def _whole(found: "State", each: "Derived") -> dict[str, Any]:
    whole = each.reported
    return {
        "what": each.label.partition(", ")[0],
        "of": row_of(found.view, whole) if whole else None,
        "stages": [],
        "sums": [],
    }


def _stage(found: "State", each: "Derived") -> dict[str, Any]:
    names = found.view.names
    return {
        "stage": each.label.partition(", ")[2],
        "value": said(each.value, names),
        "low": each.low,
        "high": each.high,
        "standing": each.standing,
        "rule": each.rule,
        "inputs": [
            {
                "field": figure.field,
                "of": names.get(figure.element, words(figure.element)),
                "value": said(figure.value, names),
                "stage": words(figure.stage),
            }
            for figure in each.inputs
        ],
    }
