"""Which claim of one figure leads, and how firmly: pure, named rules.

A policy gets the claims of one figure (origins only, in order) and its denials, and answers with
the leader, the standing, and who stands against it. It writes nothing, so switching costs nothing.
"""

from collections.abc import Callable, Sequence

from domain.record import Record
from domain.values import conflict, interval, leaves
from projections.clocks import View
from projections.origins import ENDS, GRADES, Said

LADDER = {
    stage: place
    for place, stage in enumerate(
        (
            "mentioned",
            "considering",
            "in_talks",
            "offered",
            "agreed",
            "signed",
            "pending",
            "closed",
            "paid",
        )
    )
}
TALKS = frozenset(("mentioned", "considering", "in_talks"))
NAMES_NO_ORIGINAL = frozenset(("aggregated", "unattributed"))


class Challenger(Record):
    """A claim shown beside the leader, and why it does not lead."""

    said: Said
    why: str  # contests, denied, proposed, unsupported


class Outcome(Record):
    """What a policy makes of one figure: `leader` is None where nothing is left standing."""

    leader: Said | None = None
    standing: str = ""
    rule: str = ""
    challengers: tuple[Challenger, ...] = ()


def order(view: View, saids: Sequence[Said]) -> list[Said]:
    """The claims of one figure in order: (effective, published), the last one leading.

    Within one day a denial or an end comes after what it ends, a citing report after the cited;
    then the better sourced is later, the better graded, the value that more independent origins
    state; within one report, its place. The order of logging decides nothing.
    """
    for said in saids:
        said.day = (said.at[:10], said.claim.report.last[:10])
    if len({said.day for said in saids}) == len(saids):
        return sorted(saids, key=lambda said: said.day)
    support: dict[tuple[object, ...], set[str]] = {}
    for said in saids:
        if said.echo_of is None:
            support.setdefault(said.key, set()).add(said.claim.report.id)
    for said in saids:
        claim = said.claim
        said.weight = (
            claim.verb == "deny" or said.stage in ENDS,
            -claim.rank,
            GRADES[view.grade(claim.report)],
            len(support.get(said.key, ())),
        )
    # A report's claims are numbered in their order there.
    found = sorted(
        saids,
        key=lambda said: (
            said.day,
            said.weight,
            said.claim.report.last,
            said.claim.report.id,
            said.claim.number,
        ),
    )
    return _cited_first(view, found)


def _cited_first(view: View, saids: list[Said]) -> list[Said]:
    """The same claims, each moved behind those of its day whose reports its own report cites."""
    found: list[Said] = []
    start = 0
    while start < len(saids):
        end = start + 1
        while end < len(saids) and saids[end].day == saids[start].day:
            end += 1
        day = saids[start:end]
        found += _behind_the_cited(view, day) if len(day) > 1 else day
        start = end
    return found


def _behind_the_cited(view: View, waiting: list[Said]) -> list[Said]:
    found: list[Said] = []
    while waiting:
        there = {said.claim.report.id for said in waiting}
        free = (
            place
            for place, said in enumerate(waiting)
            if there.isdisjoint(view.ancestors(said.claim.report))
        )
        place = next(free, 0)  # none is free in a circle of reports that cite each other
        found.append(waiting.pop(place))
    return found


def further(one: str | None, other: str | None) -> int:
    """How many steps of the ladder one stage is ahead of another; 0 where either is unknown."""
    if one is None or other is None or one in ENDS or other in ENDS:
        return 0
    return LADDER[one] - LADDER[other]


def asserter(said: Said) -> str:
    """Who stands behind a claim: the person or company named, else the source itself."""
    return (said.claim.said_by or said.claim.report.source).casefold()


def apart(one: Said, other: Said) -> bool:
    """Whether two claims are of different sources: nobody contests himself, he changes his word."""
    return one.claim.report.source.casefold() != other.claim.report.source.casefold() and asserter(
        one
    ) != asserter(other)


def hits(denial: Said, said: Said) -> bool:
    """Whether a denial speaks of a claim: published by the end of its day, within its value.

    A late copy of a report that we know only through copies is as old as the first of them.
    """
    published = min(each.claim.report.last for each in (said, *said.pool))
    if published[:10] > denial.claim.report.last[:10]:
        return False
    return covers(denial, said)


def covers(denial: Said, said: Said) -> bool:
    """Whether a claim lies within what a denial denies, whenever it was published."""
    claim, denied = said.claim, denial.claim
    if denied.of_report is not None:
        return claim.report.id == denied.of_report
    if denied.value is None:
        return True
    if said.value is None or said.value["type"] != denied.value["type"]:
        return False
    if said.value["type"] == "condition":
        return set(leaves(denied.value)) <= set(leaves(said.value))
    mine, others = interval(denied.value, rounded=True), interval(said.value)
    if mine is not None and others is not None:
        return mine.holds(others)
    return said.key == denial.key


def disagree(one: Said, other: Said) -> bool:
    """Whether two claims state values that cannot both hold.

    Of two stages the further one includes the nearer, so that only an end contradicts.
    """
    if one.value is None or other.value is None:
        return False
    if one.claim.name == "stage":
        return (one.stage in ENDS) != (other.stage in ENDS)
    return conflict(one.value, other.value)


def on_record_first(_view: View, saids: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    """The latest claim on the record leads; with none, the latest rumour that no denial hit."""
    if len(saids) == 1 and not denials and not saids[0].pool:  # most figures rest on one claim
        return _alone(saids[0])
    live, denied, disputed = _after_denials(saids, denials)
    if not live:
        if not denied:
            return Outcome()
        return Outcome(
            standing="denied",
            rule="denied on the record, and nothing reported since",
            challengers=tuple(Challenger(said=said, why="denied") for said in denied),
        )
    beyond_talks = [
        said
        for place, said in enumerate(live)
        if said.stage not in TALKS and not _taken_up_again(said, live[place + 1 :])
    ]
    settled = any(said.stage or said.claim.on_record for said in beyond_talks)
    pool = beyond_talks if settled else live
    on_record = [said for said in pool if said.claim.on_record]
    outcome = _lead_on_record(on_record, pool) if on_record else _lead_rumoured(pool, denials)
    leader = pool[-1] if outcome.leader is None else outcome.leader
    beside = [
        Challenger(said=said, why="proposed")
        for said in live[live.index(leader) + 1 :]
        if said.key != leader.key
        and said.claim.sourcing not in NAMES_NO_ORIGINAL
        and (said not in pool or further(said.stage, leader.stage) < 0)
        and all(said is not each.said for each in outcome.challengers)
    ]
    gone = [
        Challenger(said=said, why="denied")
        for said in denied
        if any(hits(denial, said) and denial.day >= leader.day for denial in denials)
    ]
    outcome = outcome.but(challengers=(*outcome.challengers, *beside, *gone))
    if leader in disputed:
        against = [
            Challenger(said=denial, why="denies") for denial in denials if hits(denial, leader)
        ]
        return outcome.but(
            standing="contested",
            rule=f"{outcome.rule}; denied, but not by whoever said it on the record",
            challengers=(*against, *outcome.challengers),
        )
    return outcome


def _taken_up_again(end: Said, later: Sequence[Said]) -> bool:
    """Whether talks that were at an end are reported again, as firmly as the end was."""
    return end.stage in ENDS and any(
        said.stage in TALKS and (said.claim.on_record or not end.claim.on_record) for said in later
    )


def _after_denials(
    saids: Sequence[Said], denials: Sequence[Said]
) -> tuple[list[Said], list[Said], list[Said]]:
    """What lives, what was denied away, and what lives but stands denied by somebody.

    On the record a denial removes a rumour, and what the same party had asserted; from an unnamed
    source, or against another party's word on the record, it removes nothing.
    """
    if not denials:
        return list(saids), [], []
    live: list[Said] = []
    denied: list[Said] = []
    disputed: list[Said] = []
    for said in saids:
        by = [denial for denial in denials if hits(denial, said)]
        if any(
            denial.claim.on_record
            and (not said.claim.on_record or asserter(denial) == asserter(said))
            for denial in by
        ):
            denied.append(said)
            continue
        live.append(said)
        if by:
            disputed.append(said)
    return live, denied, disputed


def _alone(leader: Said) -> Outcome:
    """What nobody contradicts, for want of another claim."""
    if leader.claim.on_record:
        return Outcome(leader=leader, standing="confirmed", rule=_on_record_rule(leader))
    return Outcome(leader=leader, standing="rumored", rule=_rumour_rule(leader))


def _on_record_rule(leader: Said) -> str:
    if leader.unheld:
        return f"latest on the record, known only through copies of {leader.unheld}"
    report = leader.claim.report
    if report.read_through:
        return "latest on the record, as another page gives it"
    if leader.claim.said_by and asserter(leader) not in report.source.casefold():
        return f"latest on the record, as {report.source} gives it"
    return "latest on the record"


def _rumour_rule(leader: Said) -> str:
    rule = "latest rumour; nothing is on the record"
    if leader.claim.sourcing in NAMES_NO_ORIGINAL:
        rule = "latest account; it names no original"
    return f"{rule}; known only through copies of {leader.unheld}" if leader.pool else rule


def _lead_on_record(on_record: Sequence[Said], pool: Sequence[Said]) -> Outcome:
    leader = on_record[-1]
    rule = _on_record_rule(leader)
    challengers = [
        Challenger(said=said, why="contests")
        for said in pool
        if not said.claim.on_record
        and said.claim.report is not leader.claim.report
        and said.claim.sourcing not in NAMES_NO_ORIGINAL
        and said.claim.report.last[:10] > leader.claim.report.last[:10]
        and said.at[:10] >= leader.at[:10]
        and further(said.stage, leader.stage) >= 0
        and disagree(said, leader)
    ]
    tied = [
        Challenger(said=said, why="contests")
        for said in on_record
        if apart(said, leader)
        and (said.day, said.weight) == (leader.day, leader.weight)
        and disagree(said, leader)
    ]
    standing = "contested" if challengers or tied else "confirmed"
    if tied:
        rule += "; another statement of the same day and weight says otherwise"
    elif challengers:
        rule += "; a later report says otherwise"
    return Outcome(leader=leader, standing=standing, rule=rule, challengers=(*tied, *challengers))


def _lead_rumoured(pool: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    named = [said for said in pool if said.claim.sourcing not in NAMES_NO_ORIGINAL]
    able = [
        said
        for said in pool
        if said.claim.sourcing not in NAMES_NO_ORIGINAL
        or not any(further(each.stage, said.stage) >= 0 for each in named)
    ]
    leader = able[-1]
    challengers = [
        Challenger(said=said, why="contests")
        for said in able
        if apart(said, leader)
        and said.claim.sourcing not in NAMES_NO_ORIGINAL
        and same_time(said, leader)
        and further(said.stage, leader.stage) >= 0
        and disagree(said, leader)
    ]
    challengers += [
        Challenger(said=said, why="contests")
        for said in leader.pool
        if _nothing_decides(leader, said)
    ]
    rule = _rumour_rule(leader)
    if any(denial.claim.on_record and covers(denial, leader) for denial in denials):
        return Outcome(
            leader=leader,
            standing="contested",
            rule="reported again after a denial",
            challengers=tuple(challengers),
        )
    if challengers:
        rule += "; another of the same time says otherwise"
    return Outcome(
        leader=leader,
        standing="contested" if challengers else "rumored",
        rule=rule,
        challengers=tuple(challengers),
    )


def same_time(one: Said, other: Said) -> bool:
    """Whether two claims can speak of the same time."""
    return one.start[:10] <= other.last[:10] and other.start[:10] <= one.last[:10]


def _nothing_decides(leader: Said, copy: Said) -> bool:
    """Whether two copies of one report that we do not hold differ and weigh the same."""
    mine, other = leader.claim, copy.claim
    return (
        mine.sourcing == other.sourcing
        and mine.report.last[:10] == other.report.last[:10]
        and disagree(leader, copy)
    )


Policy = Callable[[View, Sequence[Said], Sequence[Said]], Outcome]
POLICIES: dict[str, Policy] = {"on-record-first": on_record_first}
DEFAULT = "on-record-first"
