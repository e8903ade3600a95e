"""What a part of a deal depends on: and/or trees, each leaf with the status that it has itself.

A leaf is an element of its own: a condition, an approval, a vote, a process. What it comes to is
read from its words and never stronger than they are: a waiting period that ran out is no clearance,
a filing withdrawn may be made again, an appeal is open.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.fields import find
from domain.record import Record
from domain.values import Stored
from projections.clocks import View
from projections.figures import Figure
from projections.origins import ENDS
from projections.policies import Challenger

MET: Mapping[str, Mapping[str, bool]] = {
    "condition": {"satisfied": True, "waived": True, "failed": False},
    "approval": {
        "cleared": True,
        "cleared_with_remedies": True,
        "not_required": True,
        "blocked": False,
    },
    "vote": {"passed": True, "failed": False},
    "process": {"closed": True, "paid": True},
}
"""By kind of leaf, the words that settle it; every other word leaves it open."""


class Leaf(Record):
    """One element that a condition rests on.

    `status` is its own word, or its stage; `tests` the element whose word it takes where it has
    none itself. `met` is None while nobody has said enough.
    """

    element: str
    kind: str
    status: str | None = None
    standing: str | None = None
    since: str | None = None
    tests: str | None = None
    met: bool | None = None
    events: tuple[int, ...] = ()


class Branch(Record):
    """Leaves and branches of which `any` or `all` must hold."""

    join: str
    of: tuple["Leaf | Branch", ...]

    @property
    def met(self) -> bool | None:
        """Whether it holds as a whole; None while that is open."""
        known = [each.met for each in self.of]
        settles = self.join == "any"
        if settles in known:
            return settles
        return None if None in known else not settles

    def leaves(self) -> Iterator[Leaf]:
        """Its leaves, in the order written."""
        for each in self.of:
            if isinstance(each, Branch):
                yield from each.leaves()
            else:
                yield each


class Condition(Record):
    """A figure that is a condition, as a tree; `beside` are the trees that others state."""

    figure: Figure
    tree: Branch
    beside: tuple[tuple[Branch, Challenger], ...]


def conditions(view: View, of: Mapping[str, Figure]) -> list[Condition]:
    """Every condition that leads, out of the first figures of each field."""
    return [
        Condition(
            figure=figure,
            tree=_branch(view, of, figure.value, figure.field),
            beside=tuple(
                (_branch(view, of, each.said.value, figure.field), each)
                for each in figure.challengers
                if each.said.value is not None and each.said.value["type"] == "condition"
                if each.why in ("contests", "proposed")
            ),
        )
        for figure in of.values()
        if figure.value is not None and figure.value["type"] == "condition"
    ]


def _branch(view: View, of: Mapping[str, Figure], value: Stored, field: str) -> Branch:
    join = "any" if "any" in value else "all"
    # What sets a fee off may be a refusal, so that a clearance does not speak for it.
    says = MET if field.endswith(".condition") else {"condition": MET["condition"]}
    return Branch(
        join=join,
        of=tuple(
            _leaf(view, of, each, says) if isinstance(each, str) else _branch(view, of, each, field)
            for each in value[join]
        ),
    )


def _leaf(
    view: View, of: Mapping[str, Figure], element: str, says: Mapping[str, Mapping[str, bool]]
) -> Leaf:
    kind = view.known.kind_of(element)
    own = _word(of, element, kind)
    leaf = Leaf(element=element, kind=kind)
    if own is None and (tested := _tested(of, element)) is not None:
        kind = view.known.kind_of(tested)
        own = _word(of, tested, kind)
        leaf = leaf.but(tests=tested)
    if own is None or own.value is None:
        return leaf
    word = own.value.get("choice")
    return leaf.but(
        status=word,
        standing=own.standing,
        since=own.since,
        met=None if own.standing == "contested" else says.get(kind, {}).get(str(word)),
        events=own.events,
    )


def _word(of: Mapping[str, Figure], element: str, kind: str) -> Figure | None:
    """The status of an element; its stage where its kind has no status, or where it has ended.

    How far a condition is agreed upon says nothing about whether it is met.
    """
    status, stage = of.get(f"{element}.status"), of.get(f"{element}.stage")
    if status is not None and status.value is not None:
        return status
    if stage is None or stage.value is None:
        return None
    return stage if stage.stage in ENDS or find(kind, "status") is None else None


def _tested(of: Mapping[str, Figure], element: str) -> str | None:
    """The element whose outcome decides a condition, unless less than its completion does."""
    tests, act = of.get(f"{element}.tests"), of.get(f"{element}.act")
    if tests is None or tests.value is None or tests.value["type"] != "refs":
        return None
    if act is not None and act.value is not None and act.value.get("choice") != "complete":
        return None
    found: str = tests.value["to"][0]
    return found


# -- as JSON -------------------------------------------------------------------------------------


def condition_json(view: View, condition: Condition) -> dict[str, Any]:
    """A condition as `structure --json` prints it."""
    figure, deal = condition.figure, view.known.deal
    return {
        "element": figure.element,
        "field": figure.field,
        "standing": figure.standing,
        "stage": figure.stage,
        "since": figure.since,
        "events": [f"{deal}#{number}" for number in figure.events],
        "tree": _tree_json(view, condition.tree),
        "beside": [
            {
                "why": each.why,
                "report": each.said.claim.report.id,
                "event": f"{deal}#{each.said.claim.number}",
                "tree": _tree_json(view, tree),
            }
            for tree, each in condition.beside
        ],
    }


def _tree_json(view: View, tree: Branch) -> dict[str, Any]:
    return {
        "join": tree.join,
        "met": tree.met,
        "leaves": [_leaf_json(view, each) for each in tree.of if isinstance(each, Leaf)],
        "branches": [_tree_json(view, each) for each in tree.of if isinstance(each, Branch)],
    }


def _leaf_json(view: View, leaf: Leaf) -> dict[str, Any]:
    deal = view.known.deal
    return {
        "id": leaf.element,
        "kind": leaf.kind,
        "name": view.names.get(leaf.element, leaf.element),
        "status": leaf.status,
        "standing": leaf.standing,
        "since": leaf.since,
        "tests": leaf.tests,
        "met": leaf.met,
        "events": [f"{deal}#{number}" for number in leaf.events],
    }
