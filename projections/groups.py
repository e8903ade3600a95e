"""The claims of one figure, brought together and in order.

One field can carry several figures, one a basis (currency, denominator, unit): values on different
bases neither conflict nor replace each other.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from domain.dates import EARLIEST
from domain.known import Claim
from domain.values import add, basis, floor, key
from projections.clocks import View
from projections.denials import Denials, is_live
from projections.ordering import order
from projections.origins import Said, all_sighted, further, said_of
from projections.policies import DEFAULT, POLICIES, Outcome
from projections.race import Race


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
        self.looks_ahead = False  # whether a claim speaks of a time still ahead
        names_former = False
        for said in saids:
            if len(saids) > 1:
                said.asserter = view.who(said.claim.said_by or said.claim.report.source)
            if said.later:
                self.looks_ahead = True
            if said.claim.was is not None:
                names_former = True
        if names_former:
            self._hold_former()
        if field in view.on_top_of:
            self._add_increments()

    def _hold_former(self) -> None:
        """Let a former value ("was") hold for the time before, where nothing else does.

        It is a claim by the same report: `since 58` is known from whoever reported the 61.50.
        """
        standing = [said for said in self.saids if said.stands]
        taking = Denials(
            said for said in standing if said.claim.verb == "deny" and said.claim.on_record
        )
        for said in standing:
            claim = said.claim
            if claim.was is None:
                if claim.verb != "deny" and is_live(said, taking):
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
            return self._weighed(
                policy, [said for said in saids or () if self.stands(said, removed)]
            )
        if saids is not None:
            return self._weighed(policy, [said for said in saids if said.stands])
        found = self._outcomes.get(policy)
        if found is None:
            found = self._weighed(policy, [said for said in self.saids if said.stands])
            self._outcomes[policy] = found
        return found

    def _weighed(self, policy: str, standing: Iterable[Said]) -> Outcome:
        claims: list[Said] = []
        denials: list[Said] = []
        for said in standing:
            if not said.later:
                if said.claim.verb == "deny":
                    denials.append(said)
                elif said.value is not None:
                    claims.append(said)
        former = self.former
        if former is not None and former in claims:
            by = former.claim.number
            if any(said.claim.number == by and said is not former for said in (*claims, *denials)):
                claims.remove(former)  # it holds until the change that names it
        return POLICIES[policy](self.view, claims, denials)

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
    if len(by_basis) == 1 and not (denials or anywhere):
        return [Group(view, field, saids)]
    if denials:
        _add_scoped(by_basis, anywhere, denials, scoped=scoped)
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
    if scoped or (claim.part_of and claim.field in [part["of"] for part in claim.part_of]):
        return basis(value), claim.scope
    return basis(value), None


def _add_scoped(
    by_basis: dict[_Basis, list[Said]],
    anywhere: list[Said],
    denials: Iterable[Said],
    *,
    scoped: bool,
) -> None:
    """Put denials that are limited to a scope to its figure, where there is one."""
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


def _join_open_bases(by_basis: dict[_Basis, list[Said]]) -> None:
    """Claims that leave the basis open join the figure that states one.

    "27%" compares with "27% as converted", whatever either says, where only one basis is stated;
    where several are, it joins the one of the same number, or stays a figure of its own. What was
    taken back, or is only supposed, states none where another does.
    """
    live = [each for each, members in by_basis.items() if any(map(_states, members))]
    for apart in list(by_basis):
        stated = [each for each in by_basis if each != apart and _within(apart, each)]
        stated = [each for each in stated if each in live] or stated
        for other in stated:
            numbers = {said.key[:3] for said in by_basis[other] if _states(said)}
            stays: list[Said] = []
            for said in by_basis[apart]:
                joins = len(stated) == 1 or said.key[:3] in numbers
                (by_basis[other] if joins else stays).append(said)
            by_basis[apart] = stays
        if not by_basis[apart] and len(by_basis) > 1:
            del by_basis[apart]


def _states(said: Said) -> bool:
    return said.stands and said.claim.verb != "deny"


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
