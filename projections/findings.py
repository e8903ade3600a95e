"""What is doubtful in the data: values that stand with the figures, never raised."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.known import Claim
from domain.record import Record
from domain.values import Stored, comparable, conflict, interval, key, number, text
from projections.clocks import View
from projections.groups import Group
from projections.origins import NAMES_NO_ORIGINAL, Said, further
from projections.policies import Outcome

GRAVITY = CONTRADICTION, DOUBT, NOTE = "contradiction", "doubt", "note"
SEVERITY = {
    "contested": CONTRADICTION,
    "impossible sum": CONTRADICTION,
    "dates out of order": CONTRADICTION,
    "bound flipped": DOUBT,
    "copy differs": DOUBT,
    "basis lost": DOUBT,
    "unsupported": DOUBT,
    "order of magnitude": DOUBT,
    "other scope": DOUBT,
    "stage ran backwards": DOUBT,
    "circular citing": DOUBT,
    "duplicate": DOUBT,
    "overdue": DOUBT,
    "silent": NOTE,
    "single origin": NOTE,
}
"""Every kind of finding, the gravest first, with how grave it is."""


class Finding(Record):
    """Something doubtful in the data: a value, never raised.

    `field` is empty where it is about a report, an element or the deal as a whole. `mild` makes a
    note of it: a copy that says no more than its original.
    """

    kind: str
    field: str
    text: str
    events: tuple[int, ...]
    mild: bool = False

    @property
    def severity(self) -> str:
        """How grave it is: contradiction, doubt, note."""
        return NOTE if self.mild else SEVERITY[self.kind]


def findings_of(group: Group, outcome: Outcome) -> Iterable[Finding]:
    removed = group.view.removed
    for said in group.saids:
        cited = said.echo_of
        if cited is None or said.claim.verb == "deny" or not copy_differs(said):
            continue
        if {said.claim.number, cited.claim.number, said.origin.claim.number} & removed:
            continue
        names = group.view.names
        mine, theirs = _as_told(said, names), _as_told(cited, names)
        kind = _how_it_differs(said, cited)
        yield Finding(
            kind=kind,
            mild=kind == "copy differs" and _says_no_more(said, cited),
            field=group.field,
            text=f"{said.claim.report.id} retells {cited.claim.report.id}: {theirs} became {mine}",
            events=(said.claim.number, cited.claim.number),
        )
    leader = outcome.leader
    if leader is None or leader.value is None or leader.claim.sourcing in NAMES_NO_ORIGINAL:
        return
    for said in group.saids[group.saids.index(leader) + 1 :]:
        if (
            said.claim.sourcing in NAMES_NO_ORIGINAL
            and said.claim.verb != "deny"
            and group.counts(said, removed)
            and says_otherwise(said, leader)
        ):
            yield Finding(
                kind="order of magnitude" if slipped(said, leader) else "unsupported",
                field=group.field,
                text=f"{said.claim.report.id} says {text(said.value, group.view.names)} and "
                "names no original for it",
                events=(said.claim.number,),
            )


def _how_it_differs(said: Said, cited: Said) -> str:
    if flips(said.value, cited.value):
        return "bound flipped"
    return "order of magnitude" if slipped(said, cited) else "copy differs"


def _says_no_more(said: Said, cited: Said) -> bool:
    """Whether a copy is only vaguer than its original, or only leaves a stage nearer."""
    if cited.claim.if_ and not said.claim.if_:
        return False
    if said.claim.stage not in (None, cited.claim.stage) and (
        further(said.claim.stage, cited.claim.stage) >= 0
    ):
        return False
    if not says_otherwise(said, cited):
        return True
    if said.value is None or cited.value is None:
        return False
    mine, other = interval(said.value), interval(cited.value)
    return mine is not None and other is not None and mine.holds(other)


def slipped(said: Said, other: Said) -> bool:
    """Whether two claims look like one number of two orders of magnitude.

    A thousand times more or less, or the same digits with the point elsewhere. Where the claim is a
    copy, or names no original, one digit is enough, and two bounds that could both hold.
    """
    if said.value is None or other.value is None or not comparable(said.value, other.value):
        return False
    second_hand = said.echo_of is not None or said.claim.sourcing in NAMES_NO_ORIGINAL
    if not second_hand and not conflict(said.value, other.value):
        return False
    mine, theirs = _size(said.value), _size(other.value)
    if not mine or not theirs:
        return False
    ratio = max(mine, theirs) / min(mine, theirs)
    if ratio < 10 or ratio >= 1000:
        return ratio >= 1000
    digits = _digits(mine)
    return digits == _digits(theirs) and (second_hand or len(digits) > 1)


def _size(value: Stored) -> Decimal | None:
    if "amount" in value or "number" in value:
        return number(value)
    return number(value, "high") if "high" in value else None


def _digits(amount: Decimal) -> str:
    return "".join(map(str, amount.as_tuple().digits)).strip("0")


def copy_differs(said: Said) -> bool:
    """Whether an echo says another value, hedge or stage than the claim that it repeats."""
    cited = said.echo_of
    if cited is None:
        return False
    if cited.claim.if_ and not said.claim.if_:
        return True
    if said.claim.stage is not None and said.claim.stage != cited.claim.stage:
        return True
    return says_otherwise(said, cited)


_CEILINGS = ("at_most", "less_than")
_FLOORS = ("at_least", "more_than")


def flips(value: Stored | None, other: Stored | None) -> bool:
    """Whether one value is a floor and the other a ceiling of the same number."""
    if value is None or other is None or not comparable(value, other):
        return False
    hedges = value.get("qualifier"), other.get("qualifier")
    return (
        (hedges[0] in _CEILINGS and hedges[1] in _FLOORS)
        or (hedges[0] in _FLOORS and hedges[1] in _CEILINGS)
    ) and key({**value, "qualifier": "exactly"}) == key({**other, "qualifier": "exactly"})


def says_otherwise(said: Said, other: Said) -> bool:
    """Whether two claims state another value or hedge; a wording or a coarser date does not."""
    if said.value is None or other.value is None or said.key == other.key:
        return False
    kinds = {said.value["type"], other.value["type"]}
    if kinds == {"text"} or kinds == {"date"}:
        return conflict(said.value, other.value)
    return True


def _as_told(said: Said, names: Mapping[str, str]) -> str:
    stage = f" ({said.claim.stage.replace('_', ' ')})" if said.claim.stage else ""
    only = f", only if {said.claim.if_}" if said.claim.if_ else ""
    return f"{text(said.value, names)}{stage}{only}"


def bases_lost(view: View, supports: Mapping[int, Sequence[Claim]]) -> Iterable[Finding]:
    """The claims that repeat a figure of the record and leave its basis out."""
    by_number = {claim.number: claim for claim in view.claims.values()}
    for stated_by, seen_again in supports.items():
        stated = by_number[stated_by]
        for claim in seen_again:
            entry = view.entry(claim.field)
            if entry is not None and stated.name in entry.open_basis_of:
                yield Finding(
                    kind="basis lost",
                    field=claim.field,
                    text=f"{claim.report.id} says {text(claim.value)} without the basis that "
                    f"{stated.report.id} gives it: {stated.name.replace('_', ' ')}",
                    events=(claim.number, stated.number),
                )
