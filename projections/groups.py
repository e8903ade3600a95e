"""The claims of one figure, brought together and in order.

One field can carry several figures, one a basis (currency, denominator, unit): values on different
bases neither conflict nor replace each other.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from heapq import heappop, heappush

from domain.dates import EARLIEST
from domain.known import Claim, Report
from domain.values import add, basis, floor, key
from projections.clocks import View
from projections.denials import Denials, after_denials, is_live
from projections.origins import ENDS, GRADES, Said, all_sighted, further, said_of
from projections.policies import DEFAULT, POLICIES, Front, Outcome


class Group:
    """The claims of one figure, in order, as the audit and the state both read them."""

    def __init__(
        self, view: View, field: str, saids: Sequence[Said], *, is_first: bool = True
    ) -> None:
        self.view = view
        self.entry = view.entry(field)
        self.is_first = is_first  # of the figures of its field
        self.field = field
        self.former: Said | None = None  # the value that a change names as the one before it
        self._outcomes: dict[str, Outcome] = {}
        self.saids = order(view, saids)
        if len(self.saids) > 1:
            for said in self.saids:
                said.asserter = view.who(said.claim.said_by or said.claim.report.source)
        for said in self.saids:
            if said.claim.was is not None:
                self._hold_former()
                break
        if field in view.on_top_of:
            self._add_increments()

    def _hold_former(self) -> None:
        """Let a former value ("was") hold for the time before, where nothing else does.

        It is a claim by the same report: `since 58` is known from whoever reported the 61.50.
        """
        standing = [said for said in self.saids if said.stands]
        live, _ = after_denials(
            [said for said in standing if said.claim.verb != "deny"],
            [said for said in standing if said.claim.verb == "deny"],
        )
        alive = set(map(id, live))
        for said in standing:
            claim = said.claim
            if claim.was is None:
                if id(said) in alive:
                    return
                continue
            body = {
                **{
                    part: given
                    for part, given in claim.body.items()
                    if part not in ("was", "stage", "on_top_of")
                },
                "value": claim.was,
                "effective": f"../{_from(said)}",
            }
            verb = "confirm" if claim.on_record else "rumor"
            claim_id = claim.id.partition("#")[2]
            same_as = self.view.known.same_as
            earlier = Said(
                Claim(claim.number, verb, claim_id, claim.report, body, claim.recorded_at, same_as)
            )
            earlier.asserter = said.asserter
            earlier.effective = body["effective"]
            earlier.at = earlier.start = EARLIEST
            earlier.last = EARLIEST  # it has no day in common with the change itself
            earlier.day, earlier.weight = (EARLIEST[:10], said.day[1]), said.weight
            earlier.stands = True
            self.saids.insert(0, earlier)
            self.former = earlier
            return

    def _add_increments(self) -> None:
        """Make of "a further 10bn" the figure that it led to: what stood before, and it.

        The same increment reported again is the same increment. On an unknown base it is a floor,
        or says nothing of the sum: then it does not count.
        """
        added: list[Said] = []
        race = Race(self, DEFAULT)
        here = iter(self.saids)
        for said in self.saids:
            claim = said.claim
            if claim.on_top_of != self.field or claim.value is None or claim.verb == "deny":
                continue
            again = None if claim.own_sources else _the_same(added, said)
            if again is None and not said.stands and said.origin is not said:
                again = said.origin
            if again is not None:
                said.value, said.key, said.base = again.value, again.key, again.base
                continue
            for each in here:
                if each is said:
                    break
                race.add(each)
            base = race.leader
            sum_ = add(base.value, claim.value) if base and base.value else None
            said.value = sum_ or floor(claim.value)
            said.key = key(said.value) if said.value else ("unknown", claim.number)
            said.base = base
            if base is not None and further(said.stage, base.stage) > 0:
                said.stage = base.stage  # the sum has come no further than what it stands on
            if said.stands:
                added.append(said)
            race.add(said)

    def outcome(
        self,
        policy: str,
        saids: Sequence[Said] | None = None,
        removed: AbstractSet[int] | None = None,
    ) -> Outcome:
        """What the policy makes of these claims, or of some of them at an earlier point."""
        if removed is not None and removed is not self.view.removed:
            counted = [said for said in saids or () if self.counts(said, removed)]
        elif saids is not None:
            counted = [said for said in saids if said.stands and _can_count(said)]
        elif policy in self._outcomes:
            return self._outcomes[policy]
        else:
            counted = [said for said in self.saids if said.stands and _can_count(said)]
            self._outcomes[policy] = self._weighed(policy, counted)
            return self._outcomes[policy]
        return self._weighed(policy, counted)

    def _weighed(self, policy: str, counted: list[Said]) -> Outcome:
        if self.former is not None and self.former in counted:
            by = self.former.claim.number
            if any(said.claim.number == by and said is not self.former for said in counted):
                counted.remove(self.former)  # it holds until the change that names it
        denials = [said for said in counted if said.claim.verb == "deny"]
        if denials:
            counted = [said for said in counted if said.claim.verb != "deny"]
        return POLICIES[policy](self.view, counted, denials)

    def counts(self, said: Said, removed: AbstractSet[int] = frozenset()) -> bool:
        """Whether a claim is on the main line, of this time, and no mere announcement."""
        return _can_count(said) and self.stands(said, removed)

    def stands(self, said: Said, removed: AbstractSet[int] = frozenset()) -> bool:
        """Whether a claim is on the main line: an origin, not taken back, under no hypothesis."""
        return (
            said.echo_of is None
            and said.claim.if_ is None
            and said.claim.number not in removed
            and (not said.falls_with or removed.isdisjoint(said.falls_with))
        )


def _from(said: Said) -> str:
    """The date, as given, from which a claim counts: of a window the end that it sorts by."""
    ends = [end for end in said.effective.split("/") if end not in ("", "..")]
    return ends[0] if said.at == said.start else ends[-1]


class Race:
    """Who leads a figure while its claims come in, in order.

    The same as `Group.outcome` of all that came in, without going through them again each time
    where nothing but another claim came in. What was `removed` is never counted.
    """

    def __init__(self, group: Group, policy: str, removed: AbstractSet[int] | None = None) -> None:
        self._group = group
        self._policy = policy
        self._removed = group.view.removed if removed is None else removed
        self._saids: list[Said] = []
        self._places: dict[int, int] = {}
        self._claims: list[Said] = []
        self._denials: list[Said] = []
        self._denied = Denials(())
        self._front: Front | None = None
        self.is_simple = policy in (DEFAULT, "latest")
        """Whether it can tell who leads without going through all claims again."""

    def add(self, said: Said) -> None:
        """Let the next claim come in."""
        self._places[id(said)] = len(self._saids)
        self._saids.append(said)
        if not self.is_simple or not self._group.counts(said, self._removed):
            return
        former = self._group.former
        if said.stage in ENDS and said.claim.verb != "deny":
            self.is_simple = False
        elif said.claim.verb == "deny":
            self._denials.append(said)
            self._front = None
        else:
            if (
                former is not None
                and said is not former
                and said.claim.number == former.claim.number
            ):
                self._claims = [each for each in self._claims if each is not former]
                self._front = None
            self._claims.append(said)
            if self._front is not None and is_live(said, self._denied):
                self._front.add(said)

    def why_not(self, said: Said) -> str | None:
        """Why the claim that came in last does not lead but is shown beside who does; None where it
        is not shown."""
        leader, saids = self.leader, self._saids
        if self._front is not None:
            deciding = {id(each): each for each in (*self._front.deciding(), said) if each}
            in_order = sorted(deciding.values(), key=lambda each: self._places[id(each)])
            saids = [*in_order, *self._denials]
        found = self._group.outcome(self._policy, saids, self._removed)
        if found.leader is not leader:
            found = self._group.outcome(self._policy, self._saids, self._removed)
        return next((each.why for each in found.challengers if each.said is said), None)

    @property
    def leader(self) -> Said | None:
        """Who leads now."""
        if not self.is_simple:
            return self._group.outcome(self._policy, self._saids, self._removed).leader
        if self._front is None:
            self._denied = Denials(each for each in self._denials if each.claim.on_record)
            self._front = Front(whatever=self._policy == "latest")
            for said in self._claims:
                if is_live(said, self._denied):
                    self._front.add(said)
        return self._front.leader


def _can_count(said: Said) -> bool:
    return not said.later and (said.value is not None or said.claim.verb == "deny")


def _the_same(added: Iterable[Said], said: Said) -> Said | None:
    """The increment that a claim reports again: as much, and not said to be of another time."""
    for each in added:
        dated = each.claim.effective is not None and said.claim.effective is not None
        if each.claim.key == said.claim.key and not (
            dated and (each.last < said.start or said.last < each.start)
        ):
            return each
    return None


def groups(view: View, field: str) -> list[Group]:
    """The figures of one field, one a basis, each with the claims and denials that touch it."""
    if view.groups is None:
        return _groups(view, field)
    found = view.groups.get(field)
    if found is None:
        found = view.groups[field] = _groups(view, field)
    return found


def _groups(view: View, field: str) -> list[Group]:
    claims: Sequence[Claim] = view.by_field.get(field, ())
    if field in view.on_top_of:
        claims = [claim for claim in claims if claim.on_top_of != field] + view.on_top_of[field]
    if len(claims) > 1:  # not in the order of logging
        claims = sorted(claims, key=lambda claim: (claim.report.last, claim.id))
    saids = [
        said for said in said_of(view, claims) if said.claim.value or said.claim.verb == "deny"
    ]
    if not saids:
        return []
    general: list[Said] = []
    if view.denied and not view.denied.isdisjoint([claim.report.id for claim in claims]):
        general = report_denials(view, claims)
    if len(saids) == 1 and not general:
        return [Group(view, field, saids)]
    by_basis: dict[_Basis, list[Said]] = {}
    anywhere: list[Said] = [*general]
    entry = view.entry(field)
    scoped = entry is not None and entry.scoped
    denials: list[Said] = []
    for said in saids:
        apart = _basis_of(said.claim, scoped=scoped)
        if said.claim.verb == "deny" and said.claim.scope:
            denials.append(said)
        elif apart is None:
            anywhere.append(said)
        else:
            by_basis.setdefault(apart, []).append(said)
    scopes = {scope for _, scope in by_basis}
    for said in denials:
        apart = _basis_of(said.claim, scoped=scoped)
        if said.claim.scope in scopes:  # of that figure alone
            for each, members in by_basis.items():
                if each[1] == said.claim.scope:
                    members.append(said)
        elif apart is None:
            anywhere.append(said)
        else:
            by_basis.setdefault(apart, []).append(said)
    if not by_basis:
        by_basis[(), None] = []
    if len(by_basis) > 1:
        _join_open_bases(by_basis)
    first = next(iter(by_basis))
    for said in anywhere:
        of_all = said.claim.verb == "deny" or said.key in EVERYWHERE
        for apart, members in by_basis.items():
            if of_all or apart == first:
                members.append(said)
    bases = sorted(by_basis, key=repr) if len(by_basis) > 1 else (first,)
    return [Group(view, field, by_basis[apart], is_first=apart == first) for apart in bases]


EVERYWHERE = (("none",), ("undisclosed",))
"""What values say that speak of a field in every currency."""
_Basis = tuple[tuple[str, ...], str | None]
"""What figures of one field are told apart by: the basis of the value, and the scope where it is a
part, or where each scope is a figure."""


def _basis_of(claim: Claim, *, scoped: bool) -> _Basis | None:
    """What a claim's figure is told apart by; None where it has no basis of its own."""
    value = claim.value
    if value is None or value["type"] in ("none", "undisclosed"):
        return None
    inside_itself = bool(claim.part_of) and claim.field in [part["of"] for part in claim.part_of]
    apart = claim.scope if inside_itself or scoped else None
    return basis(value), apart


def _join_open_bases(by_basis: dict[_Basis, list[Said]]) -> None:
    """Claims that leave the basis open join the figure that states one.

    "27%" compares with "27% as converted", whatever either says, where only one basis is stated;
    where several are, it joins the one of the same number, or stays a figure of its own.
    """
    for apart in list(by_basis):
        stated = [each for each in by_basis if each != apart and _within(apart, each)]
        for other in stated:
            numbers = {said.key[:3] for said in by_basis[other]}
            stays: list[Said] = []
            for said in by_basis[apart]:
                joins = len(stated) == 1 or said.key[:3] in numbers
                (by_basis[other] if joins else stays).append(said)
            by_basis[apart] = stays
        if not by_basis[apart] and len(by_basis) > 1:
            del by_basis[apart]


def _within(apart: _Basis, other: _Basis) -> bool:
    (stated, scope), (others, other_scope) = apart, other
    return scope == other_scope and others[: len(stated)] == stated


def report_denials(view: View, claims: Iterable[Claim]) -> list[Said]:
    """The denials of whole reports that touch any of these claims."""
    reports = {claim.report.id for claim in claims}
    return said_of(view, (claim for claim in view.by_field["."] if claim.of_report in reports))


def sightings(view: View) -> dict[int, list[Claim]]:
    """The visible sightings of each claim, by its event number."""
    found: dict[int, list[Claim]] = {}
    for claim, seen in all_sighted(view).values():
        if claim.number not in view.removed:
            found.setdefault(seen.number, []).append(claim)
    return found


# -- in order -----------------------------------------------------------------------------------


def order(view: View, saids: Sequence[Said]) -> list[Said]:
    """The claims of one figure in order: (effective, published), the last one leading.

    Within one day the time decides where both state one. Else a denial or an end comes after what
    it ends, a citing report after the cited; then the better sourced is later, the better graded,
    the value that more independent origins state; within one report, its place. The order of
    logging decides nothing.
    """
    for said in saids:
        said.day = (said.at[:10], said.claim.report.last[:10])
    if len(saids) == 1:
        return list(saids)
    if len({said.day for said in saids}) == len(saids):
        return sorted(saids, key=lambda said: said.day)
    support: dict[tuple[object, ...], set[str]] = {}
    for said in saids:
        if said.echo_of is None and said.claim.number not in view.removed:
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


def _behind_the_cited(view: View, day: list[Said]) -> list[Said]:
    """The claims of one day, of those that have nothing left to follow always the first.

    A claim follows those of the reports that its own report cites, those that state an earlier time
    of the day where it states one too, and what its own report denies or ends before it.
    """
    queue = _in_line(view, day)
    if not any(queue.waits):
        return day
    places = list(queue.in_turn())
    if queue.stuck:  # in a circle every report follows all that it cites, however far along
        places = list(_in_line(view, day, circular=True).in_turn())
    return [day[place] for place in places]


def _in_line(view: View, day: Sequence[Said], *, circular: bool = False) -> "_Queue":
    queue = _Queue(len(day))
    if any(said.claim.report.cites for said in day):
        _hold_citing(view, day, queue, circular=circular)
    if any(said.weight[0] for said in day):
        _hold_what_goes_on(day, queue)
    if any(said.moment is not None for said in day):
        _hold_later(day, queue)
    return queue


class _Queue:
    """Places in line, each held back until those before it have gone.

    A gate is held back and holds back as a place does, and goes by itself: so many places can wait
    for many others without each being tied to each.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self.waits = [0] * places  # for how many each is still held back
        self.holds: list[list[int]] = [[] for _ in range(places)]
        self.stuck = False  # whether all that were left were waiting for one another

    def gate(self) -> int:
        """A new gate."""
        self.waits.append(0)
        self.holds.append([])
        return len(self.waits) - 1

    def hold(self, behind: int | None, *held: int) -> None:
        """Hold some back until one has gone."""
        if behind is not None:
            self.holds[behind] += held
            for each in held:
                self.waits[each] += 1

    def in_turn(self) -> Iterator[int]:
        """The places, the first free one next; where none is free, the first of all."""
        left = dict.fromkeys(range(self.places))
        ready = [place for place in left if not self.waits[place]]
        while left:
            if not ready:
                self.stuck = True
            place = heappop(ready) if ready else next(iter(left))
            if place not in left:
                continue  # it went before its turn
            del left[place]
            yield place
            gone = [place]
            while gone:
                for each in self.holds[gone.pop()]:
                    self.waits[each] -= 1
                    if not self.waits[each]:
                        if each < self.places:
                            heappush(ready, each)
                        else:
                            gone.append(each)


def _hold_citing(view: View, day: Sequence[Said], queue: _Queue, *, circular: bool = False) -> None:
    by_report: dict[str, list[int]] = {}
    for place, said in enumerate(day):
        by_report.setdefault(said.claim.report.id, []).append(place)
    if len(by_report) < 2:
        return
    behind: dict[str, list[str]] = {}
    for said in day:
        report = said.claim.report
        if report.cites and report.id not in behind:
            cited = (
                [name for name in view.ancestors(report) if name in by_report]
                if circular
                else _nearest_cited(view, report, by_report)
            )
            if cited:
                behind[report.id] = cited
    gates: dict[str, int] = {name: queue.gate() for name in behind}
    over: dict[str, int] = {}  # gates that open once all of a report has gone
    for name, cited in behind.items():
        for each in cited:
            if each not in over:
                over[each] = queue.gate()
                for place in by_report[each]:
                    queue.hold(place, over[each])
            queue.hold(over[each], gates[name])
            if not circular:
                queue.hold(gates.get(each), gates[name])
        queue.hold(gates[name], *by_report[name])


def _nearest_cited(view: View, report: Report, there: Container[str]) -> list[str]:
    """The reports of some that one cites, directly or by way of others that are not among them."""
    found: list[str] = []
    seen = {report.id}
    names = list(report.cites)
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in there:
            found.append(name)
        elif (held := view.published.get(name)) and (
            view.cites_ahead or held.last[:10] >= report.last[:10]
        ):
            names += held.cites  # what is older cites nothing of that day
    return found


def _hold_what_goes_on(day: Sequence[Said], queue: _Queue) -> None:
    """Hold back what a report says after it has denied or ended something."""
    ending = {said.claim.report.id for said in day if said.weight[0]}
    if not ending or len(ending) == len(day):
        return
    gates: dict[str, int] = {}
    for place in sorted(range(len(day)), key=lambda place: day[place].claim.number):
        said = day[place]
        report = said.claim.report.id
        if report not in ending:
            continue
        queue.hold(gates.get(report), place)
        if said.weight[0]:
            gate = queue.gate()
            queue.hold(place, gate)
            queue.hold(gates.get(report), gate)
            gates[report] = gate


def _hold_later(day: Sequence[Said], queue: _Queue) -> None:
    """Hold back the later ones of those that state their time to the minute."""
    by_moment: dict[tuple[str, str], list[int]] = {}
    for place, said in enumerate(day):
        if said.moment is not None:
            by_moment.setdefault(said.moment, []).append(place)
    if len(by_moment) < 2:
        return
    gate: int | None = None
    for moment in sorted(by_moment):
        places = by_moment[moment]
        queue.hold(gate, *places)
        following = queue.gate()
        queue.hold(gate, following)
        for place in places:
            queue.hold(place, following)
        gate = following
