"""Which claim of one figure leads, and how firmly: pure, named rules.

A policy gets the claims of one figure (origins only, in order) and its denials, and answers with
the leader, the standing, and who stands against it. It writes nothing, so switching costs nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from domain.record import Record, copied
from projections.clocks import View
from projections.denials import (
    Denials,
    after_denials,
    apart,
    covers,
    decided,
    denials_faced,
    denied_since,
    disagree,
    hits,
    rival_words,
    touches,
)
from projections.origins import ENDS, GRADES, LADDER, NAMES_NO_ORIGINAL, Said, further

TALKS = frozenset(("mentioned", "considering", "in_talks"))
_UNSETTLED = TALKS | {None}


class Challenger(Record):
    """A claim shown beside the leader, and why it does not lead."""

    said: Said
    why: str  # contests, denies, denied, proposed


class Outcome:
    """What a policy makes of one figure: `leader` is None where nothing is left standing."""

    __slots__ = ("challengers", "leader", "rule", "standing")

    def __init__(
        self,
        leader: Said | None = None,
        standing: str = "",
        rule: str = "",
        challengers: tuple[Challenger, ...] = (),
    ) -> None:
        self.leader = leader
        self.standing = standing
        self.rule = rule
        self.challengers = challengers


Policy = Callable[[View, Sequence[Said], Sequence[Said]], Outcome]
Lead = Callable[[View, Sequence[Said], Sequence[Said]], Outcome]


def on_record_first(view: View, saids: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    """The latest claim on the record leads; with none, the latest rumour that no denial hit."""
    if len(saids) == 1 and not denials and not saids[0].pool:  # most figures rest on one claim
        return _alone(saids[0])
    return _weigh(view, saids, denials, _record_first)


def latest(view: View, saids: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    """The latest claim leads, whatever its sourcing."""
    return _weigh(view, saids, denials, _latest_first)


def best_graded(view: View, saids: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    """Weigh the claims of the best graded sources alone, as `on_record_first` does.

    Where no source was graded both give the same answer.
    """
    return _weigh(view, saids, denials, _best_graded_first)


def official_only(view: View, saids: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    """Only what was said on the record; a rumour is shown only as what was denied there."""
    official = [denial for denial in denials if denial.claim.on_record]
    denied = set(map(id, after_denials(saids, official)[1]))
    shown = [said for said in saids if said.claim.on_record or id(said) in denied]
    return on_record_first(view, shown, official)


POLICIES: dict[str, Policy] = {
    "on-record-first": on_record_first,
    "latest": latest,
    "best-graded": best_graded,
    "official-only": official_only,
}
DEFAULT = "on-record-first"


def _weigh(view: View, saids: Sequence[Said], denials: Sequence[Said], lead: Lead) -> Outcome:
    """What the policies share: denials, talks that displace nothing, ends that are refused."""
    live, denied = after_denials(saids, denials) if denials else (saids, [])
    if not live:
        if not denied:
            return Outcome()
        return Outcome(
            standing="denied",
            rule="denied on the record, and nothing reported since",
            challengers=tuple(Challenger(said=said, why="denied") for said in denied),
        )
    stages = {said.stage for said in live}
    spoken, ends = live, not ENDS.isdisjoint(stages)
    current = live
    if ends:
        live = decided(view, live)
        current = _since_taken_up(live)
        stages = {said.stage for said in current}
    pool = current
    if not stages <= _UNSETTLED:
        pool = [said for said in current if said.stage not in TALKS]
    outcome = lead(view, pool, denials)
    leader = outcome.leader
    if leader is None:
        return outcome
    beside = _beside(leader, live, pool, outcome.challengers)
    gone = _gone(leader, denied, denials) if denied else []
    if beside or gone:
        outcome = copied(outcome, challengers=(*outcome.challengers, *beside, *gone))
    by = denials_faced(view, leader, saids, denials) if denials else []
    if ends and leader.claim.on_record:
        if leader.stage in ENDS:  # there each party's last word counts alone
            by = [denial for denial in by if not denial.claim.on_record]
        on_record = [said for said in spoken if said.claim.on_record]
        if rivals := rival_words(view, leader, on_record, denials):
            outcome = _contested(outcome, rivals, "another party says otherwise on the record")
    if by:
        whole = any(hits(denial, leader) or not touches(denial, leader) for denial in by)
        why = "denied, but not by whoever said it on the record" if whole else "denied in part"
        outcome = _contested(outcome, by, why)
    return outcome


def _beside(
    leader: Said, live: Sequence[Said], pool: Sequence[Said], challengers: Iterable[Challenger]
) -> list[Challenger]:
    """What is reported beside the figure: a later claim that falls short of displacing it."""
    if live[-1] is leader:
        return []
    shown = {id(each.said) for each in challengers}
    able = set(map(id, pool))
    return [
        Challenger(said=said, why="proposed")
        for said in live[live.index(leader) + 1 :]
        if said.key != leader.key
        and said.claim.sourcing not in NAMES_NO_ORIGINAL
        and (said.claim.on_record or not _settled_by(leader, said))
        and (id(said) not in able or further(said.stage, leader.stage) < 0)
        and id(said) not in shown
    ]


def _gone(leader: Said, denied: Iterable[Said], denials: Iterable[Said]) -> list[Challenger]:
    """What was denied on the leader's day or since."""
    since = Denials(denial for denial in denials if denial.day >= leader.day)
    return [Challenger(said=said, why="denied") for said in denied if denied_since(said, since)]


def _settled_by(leader: Said, rumour: Said) -> bool:
    """Whether a rumour was out before what the record says, whatever time it speaks of."""
    if not leader.claim.on_record:
        return False
    ours, theirs = leader.claim.report, rumour.claim.report
    if ours.first == ours.last and theirs.first == theirs.last:  # to the minute, both
        return theirs.last <= ours.last
    return theirs.last[:10] <= ours.last[:10]


def _contested(outcome: Outcome, by: Sequence[Said], why: str) -> Outcome:
    """The same leader, with those first who stand against it."""
    shown = {id(said) for said in by}
    against = [
        Challenger(said=said, why="denies" if said.claim.verb == "deny" else "contests")
        for said in by
    ]
    others = (each for each in outcome.challengers if id(each.said) not in shown)
    return copied(
        outcome,
        standing="contested",
        rule=f"{outcome.rule}; {why}",
        challengers=(*against, *others),
    )


def _since_taken_up(live: Sequence[Said]) -> Sequence[Said]:
    """What has been said since talks that were at an end were reported again, as firmly."""
    talks = firm_talks = False
    for place in range(len(live) - 1, -1, -1):
        said = live[place]
        firm = said.claim.on_record
        if said.stage in TALKS:
            talks, firm_talks = True, firm_talks or firm
        elif said.stage in ENDS and (firm_talks or (talks and not firm)):
            before = [each for each in live[:place] if each.claim.on_record and not firm]
            return [*before, *live[place + 1 :]]
    return live


def _alone(leader: Said) -> Outcome:
    """What nobody contradicts, for want of another claim."""
    if leader.claim.on_record:
        return Outcome(leader, "confirmed", _on_record_rule(leader))
    return Outcome(leader, "rumored", _rumour_rule(leader))


def _on_record_rule(leader: Said) -> str:
    if leader.copied:
        return f"latest on the record, known only through copies of {leader.unheld}"
    report, said_by = leader.claim.report, leader.claim.said_by
    if report.read_through:
        return "latest on the record, as another page gives it"
    if said_by and said_by.casefold() not in report.source.casefold():
        return f"latest on the record, as {report.source} gives it"
    return "latest on the record"


def _rumour_rule(leader: Said) -> str:
    rule = "latest rumour; nothing is on the record"
    if leader.claim.sourcing in NAMES_NO_ORIGINAL:
        rule = "latest account; it names no original"
    return f"{rule}; known only through copies of {leader.unheld}" if leader.pool else rule


# -- who leads while claims come in ---------------------------------------------------------------


class Front:
    """Who leads while claims come in, in order, none of them denied or an end.

    The same as a policy says each time, without going through all of them again: for
    `on-record-first`, and with `whatever` for `latest`.
    """

    __slots__ = ("_any", "_beyond_talks", "_whatever", "settling")

    def __init__(self, *, whatever: bool = False) -> None:
        self._whatever = whatever
        self._any = _Best()
        self._beyond_talks = _Best()
        self.settling: Said | None = None  # the last that talks do not displace

    def add(self, said: Said) -> None:
        """Let the next claim come in."""
        self._any.add(said)
        if said.stage not in TALKS:
            self._beyond_talks.add(said)
            if said.stage:
                self.settling = said

    @property
    def leader(self) -> Said | None:
        """Who leads now."""
        best = self._best()
        return best.last if self._whatever else best.on_record or best.rumour

    def deciding(self) -> tuple[Said | None, ...]:
        """The claims by which it is decided who leads: without all the others it is the same."""
        return self.settling, self._best().furthest, self.leader

    def holders(self) -> Iterator[Said]:
        """The claims of which each could be the deciding one, as others fall away."""
        for best in (self._any, self._beyond_talks):
            for said in (best.last, best.on_record, best.rumour, best.furthest):
                if said is not None:
                    yield said
        if self.settling is not None:
            yield self.settling

    def _best(self) -> "_Best":
        return self._any if self.settling is None else self._beyond_talks


class _Best:
    """The claim that leads of those that can, by kind."""

    __slots__ = ("furthest", "last", "on_record", "reach", "rumour")

    def __init__(self) -> None:
        self.last: Said | None = None
        self.on_record: Said | None = None
        self.rumour: Said | None = None
        self.furthest: Said | None = None  # of the accounts that name an original, by their stage
        self.reach = -1

    def add(self, said: Said) -> None:
        self.last = said
        if said.claim.on_record:
            self.on_record = said
        elif said.claim.sourcing not in NAMES_NO_ORIGINAL:
            self.rumour = said
            reach = LADDER.get(said.stage or "", len(LADDER))
            if reach > self.reach:
                self.furthest, self.reach = said, reach
        elif self.reach < 0 or LADDER.get(said.stage or "", -1) > self.reach:
            self.rumour = said


# -- who leads among the claims that can ---------------------------------------------------------


def _record_first(view: View, pool: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    for said in reversed(pool):
        if said.claim.on_record:
            return _lead_on_record(said, pool)
    return _lead_rumoured(view, pool, denials)


def _latest_first(_view: View, pool: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    leader = pool[-1]
    if leader.claim.on_record:
        return _lead_on_record(leader, pool)
    against = [
        said for said in _of_now(pool) if said is not leader and _speaks_against(said, leader)
    ]
    outcome = Outcome(leader=leader, standing="rumored", rule="the latest, whatever its sourcing")
    if any(denial.claim.on_record and covers(denial, leader) for denial in denials):
        outcome = copied(outcome, standing="contested", rule="reported again after a denial")
    return _contested(outcome, against, "others say otherwise") if against else outcome


def _best_graded_first(view: View, pool: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    grade = max(GRADES[view.grade(said.claim.report)] for said in pool)
    best = [said for said in pool if GRADES[view.grade(said.claim.report)] == grade]
    weighed = set(map(id, best))
    outcome = _record_first(view, best, denials)
    leader = outcome.leader
    if leader is None or len(best) == len(pool):
        return outcome
    letter = view.grade(leader.claim.report)
    outcome = copied(outcome, rule=f"{outcome.rule}, among sources graded {letter}")
    against = [
        said for said in _of_now(pool) if id(said) not in weighed and _speaks_against(said, leader)
    ]
    return _contested(outcome, against, "others say otherwise") if against else outcome


def _of_now(pool: Sequence[Said]) -> list[Said]:
    """The claims without those on the record that the record itself has replaced since."""
    last = max((said.day for said in pool if said.claim.on_record), default=None)
    return [said for said in pool if not said.claim.on_record or said.day == last]


def _speaks_against(said: Said, leader: Said) -> bool:
    """Whether a claim that a policy passes over still contests: on the record, or as recent."""
    return (
        apart(said, leader)
        and disagree(said, leader)
        and further(said.stage, leader.stage) >= 0
        and (said.claim.on_record or same_time(said, leader) or said.day > leader.day)
    )


def _since_day(leader: Said, pool: Sequence[Said]) -> Sequence[Said]:
    """The claims about the leader's day or a later one; they stand in this order."""
    place = len(pool)
    while place and pool[place - 1].day[0] >= leader.day[0]:
        place -= 1
    return pool[place:]


def _lead_on_record(leader: Said, pool: Sequence[Said]) -> Outcome:
    rule = _on_record_rule(leader)
    since = _since_day(leader, pool)
    challengers = [
        Challenger(said=said, why="contests")
        for said in since
        if not said.claim.on_record
        and said.claim.report is not leader.claim.report
        and said.claim.sourcing not in NAMES_NO_ORIGINAL
        and not _settled_by(leader, said)
        and further(said.stage, leader.stage) >= 0
        and disagree(said, leader)
    ]
    tied = [
        Challenger(said=said, why="contests")
        for said in since
        if said.claim.on_record
        and said.day == leader.day
        and said.weight == leader.weight
        and apart(said, leader)
        and (said.moment is None or leader.moment is None or said.moment == leader.moment)
        and disagree(said, leader)
    ]
    standing = "contested" if challengers or tied else "confirmed"
    if tied:
        rule += "; another statement of the same day and weight says otherwise"
    elif challengers:
        rule += "; a later report says otherwise"
    return Outcome(leader, standing, rule, (*tied, *challengers))


def _lead_rumoured(view: View, pool: Sequence[Said], denials: Sequence[Said]) -> Outcome:
    named = [said for said in pool if said.claim.sourcing not in NAMES_NO_ORIGINAL]
    able: Sequence[Said] = named
    if len(named) < len(pool):
        reach = max((LADDER.get(said.stage or "", len(LADDER)) for said in named), default=-1)
        able = [
            said
            for said in pool
            if said.claim.sourcing not in NAMES_NO_ORIGINAL
            or not named
            or LADDER.get(said.stage or "", -1) > reach
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
        if _nothing_decides(view, leader, said)
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
    if one.moment is not None and other.moment is not None:
        return one.moment == other.moment
    return one.start[:10] <= other.last[:10] and other.start[:10] <= one.last[:10]


def _nothing_decides(view: View, leader: Said, copy: Said) -> bool:
    """Whether two copies of one report that we do not hold differ and weigh the same."""
    mine, other = leader.claim, copy.claim
    return (
        leader.hops == copy.hops
        and mine.sourcing == other.sourcing
        and view.grade(mine.report) == view.grade(other.report)
        and mine.report.last[:10] == other.report.last[:10]
        and disagree(leader, copy)
    )
