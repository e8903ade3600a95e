"""What led one figure in turn: since when something holds, and what it was before."""

from collections.abc import Iterator
from typing import Any

from domain.record import Record
from domain.values import Stored
from projections.figures import is_refused, value_json
from projections.groups import Group
from projections.origins import ENDS, Said
from projections.race import Race


class Link(Record):
    """A value that a figure had, and since when; `moved` says that the deal itself changed."""

    value: Stored
    since: str
    moved: bool
    event: int


def leads(group: Group, policy: str) -> Iterator[tuple[Said, Said | None]]:
    """Each claim that counts, with who led after it; None where nothing was left."""
    race = Race(group, policy)
    for said in group.saids:
        race.add(said)
        if group.counts(said, group.view.removed):
            yield said, race.leader


def chain(group: Group, policy: str) -> tuple[Link, ...]:
    """The values that led in turn, the present one last; a value that came back stands twice."""
    found: list[Link] = []
    former: tuple[object, ...] | None = None
    for _, leader in leads(group, policy):
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
    for _, leader in leads(group, policy):
        now = leader.stage if leader else None
        if now != stage:
            stage, since = now, leader.effective if leader else None
    return since


def ends_and_returns(group: Group, policy: str) -> list[tuple[str, Said]]:
    """Each end of what a figure's stage speaks of (`withdrawn`, `lapsed`), each time that the end
    was `contested` later, and each time that it `returned`."""
    if not any(said.stage in ENDS for said in group.saids):
        return []
    found: list[tuple[str, Said]] = []
    ended = False
    for place, said in enumerate(group.saids, start=1):
        if not group.counts(said, group.view.removed):
            continue
        outcome = group.outcome(policy, group.saids[:place])
        leader = outcome.leader
        if leader is None:
            continue
        ends = leader.stage in ENDS
        if ends and is_refused(outcome.challengers):
            if ended:
                found.append(("contested", said))
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
