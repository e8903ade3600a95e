"""What is doubtful in the data: values that stand with the figures, never raised."""

from collections.abc import Iterable, Mapping, Sequence

from domain.known import Claim
from domain.record import Record
from domain.values import conflict, text
from projections.clocks import View
from projections.groups import Group
from projections.origins import Said
from projections.policies import NAMES_NO_ORIGINAL, Outcome


class Finding(Record):
    """Something doubtful in the data: a value, never raised."""

    kind: str
    field: str
    text: str
    events: tuple[int, ...]


def findings_of(group: Group, outcome: Outcome) -> Iterable[Finding]:
    removed = group.view.removed
    for said in group.saids:
        if said.echo_of is not None and said.claim.verb != "deny":
            cited = said.echo_of
            if {said.claim.number, cited.claim.number, said.origin.claim.number} & removed:
                continue
            if copy_differs(said):
                names = group.view.names
                mine, theirs = _as_told(said, names), _as_told(cited, names)
                yield Finding(
                    kind="copy differs",
                    field=group.field,
                    text=f"{said.claim.report.id} retells {cited.claim.report.id}: "
                    f"{theirs} became {mine}",
                    events=(said.claim.number, cited.claim.number),
                )
    leader = outcome.leader
    if leader is None or leader.value is None or leader.claim.sourcing in NAMES_NO_ORIGINAL:
        return
    for said in group.saids[group.saids.index(leader) + 1 :]:
        if (
            group.counts(said, removed)
            and said.claim.sourcing in NAMES_NO_ORIGINAL
            and said.claim.verb != "deny"
            and says_otherwise(said, leader)
        ):
            yield Finding(
                kind="unsupported",
                field=group.field,
                text=f"{said.claim.report.id} says {text(said.value)} and names no original for it",
                events=(said.claim.number,),
            )


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


def says_otherwise(said: Said, other: Said) -> bool:
    """Whether two claims state another value or hedge; a wording or a coarser date does not."""
    if said.value is None or other.value is None or said.key == other.key:
        return False
    kinds = {said.value["type"], other.value["type"]}
    if kinds == {"text"} or kinds == {"date"}:
        return conflict(said.value, other.value)
    return True


def _as_told(said: Said, names: Mapping[str, str]) -> str:
    stage = f" {said.claim.stage.replace('_', ' ')}" if said.claim.stage else ""
    only = f" if {said.claim.if_}" if said.claim.if_ else ""
    return f"{text(said.value, names)}{stage}{only}"


def bases_lost(view: View, supports: Mapping[int, Sequence[Claim]]) -> Iterable[Finding]:
    """The claims that repeat a figure of the record and leave its basis out."""
    by_number = {claim.number: claim for claim in view.claims.values()}
    for number, seen_again in supports.items():
        stated = by_number[number]
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
