"""What led one figure in turn: since when something holds, and what it was before."""

from typing import Any

from domain.record import Record
from domain.values import Stored
from projections.figures import is_refused, value_json
from projections.groups import Group
from projections.origins import ENDS, Said
from projections.policies import Outcome


class Lead(Record):
    """How a figure stood after one of its claims, in the order of (effective, published)."""

    said: Said
    outcome: Outcome

    @property
    def leader(self) -> Said | None:
        """What leads then; None where nothing is left."""
        return self.outcome.leader


class Link(Record):
    """A value that a figure had, and since when; `moved` says that the deal itself changed."""

    value: Stored
    since: str
    moved: bool
    event: int


def leads(group: Group, policy: str) -> list[Lead]:
    """How a figure stood after each claim that counts."""
    removed = group.view.removed
    return [
        Lead(said=said, outcome=group.outcome(policy, group.saids[: place + 1]))
        for place, said in enumerate(group.saids)
        if group.counts(said, removed)
    ]


def chain(group: Group, policy: str) -> tuple[Link, ...]:
    """The values that led in turn, the present one last; a value that came back stands twice."""
    found: list[Link] = []
    former: tuple[object, ...] | None = None
    for lead in leads(group, policy):
        leader = lead.leader
        if leader is None or leader.value is None or leader.key == former:
            continue
        former = leader.key
        found.append(
            Link(
                value=leader.value,
                since=leader.effective,
                moved=leader.claim.verb == "change" or leader.base is not None,
                event=leader.claim.number,
            )
        )
    return tuple(found)


def stage_since(group: Group, policy: str) -> str | None:
    """The date from which a figure has been at its present stage, unbroken."""
    if len(group.saids) == 1:
        return group.saids[0].effective
    stage = since = None
    for lead in leads(group, policy):
        now = lead.leader.stage if lead.leader else None
        if now != stage:
            stage, since = now, lead.leader.effective if lead.leader else None
    return since


def ends_and_returns(group: Group, policy: str) -> list[tuple[str, Said]]:
    """Each end of what a figure's stage speaks of (`withdrawn`, `lapsed`), each time that the end
    was `contested` later, and each time that it `returned`."""
    if not any(said.stage in ENDS for said in group.saids):
        return []
    found: list[tuple[str, Said]] = []
    ended = False
    for lead in leads(group, policy):
        leader = lead.leader
        if leader is None:
            continue
        ends = leader.stage in ENDS
        if ends and is_refused(lead.outcome.challengers):
            if ended:
                found.append(("contested", lead.said))
            ended = False
            continue
        if ends and not ended:
            found.append((str(leader.stage), leader))
        elif ended and not ends:
            found.append(("returned", leader))
        ended = ends
    return found


def link_json(deal: str, link: Link) -> dict[str, Any]:
    """A value that a figure had, as answers print it."""
    return {
        "value": value_json(link.value),
        "since": link.since,
        "moved": link.moved,
        "event": f"{deal}#{link.event}",
    }
