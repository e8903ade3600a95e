"""All that happened to a figure, in order: claims, sightings, silence, acts on any of them."""

from collections.abc import Container, Iterable, Iterator

from domain.dates import span
from domain.known import Act, Claim
from projections.clocks import View
from projections.groups import Group
from projections.origins import Said, all_sighted

Order = tuple[object, ...]
_LATE = 10**6  # within a day after every claim


class Point:
    """One thing that happens to a figure, at its place in the order.

    A claim that was `said`, or was merely a sighting or silence (`claim`); an act, which can come
    with the claim that it brings in; `hit` is then the claim that it acts on.
    """

    __slots__ = ("act", "claim", "effective", "hit", "order", "said")

    def __init__(
        self,
        order: Order,
        *,
        said: Said | None = None,
        act: Act | None = None,
        claim: Claim | None = None,
        hit: Claim | None = None,
    ) -> None:
        self.order = order
        self.said = said
        self.act = act
        self.claim = claim
        self.hit = hit
        self.effective: str | None = None


class Around:
    """What touches the claims of a view, looked up once for all of its figures."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.places = {act.number: place for place, act in enumerate(view.acts)}
        self.restated = {id(act.becomes) for act in view.acts if act.becomes is not None}
        self.sighted: dict[int, list[Claim]] = {}  # by what was seen
        self.sightings_of: dict[str, list[tuple[Claim, Claim]]] = {}  # of one field for another
        for claim, seen in all_sighted(view).values():
            self.sighted.setdefault(seen.number, []).append(claim)
            if claim.field != seen.field:
                self.sightings_of.setdefault(claim.field, []).append((claim, seen))
        corrected: dict[int, list[int]] = {}  # by the act of whom: what its corrections took away
        for act in view.acts:
            if act.step == "corrects":
                corrected.setdefault(id(act.report), []).extend(act.targets)
        self._hits: dict[int, set[int]] = {}  # claims by the act that takes them, or gives them
        self._acts_on: dict[int, list[int]] = {}  # back; and the acts by the claim, as places
        self._fixes_of: dict[str, list[int]] = {}  # log fixes by the field of the claim
        for place, act in enumerate(view.acts):
            hit = set(act.targets)
            if act.step == "retracts":
                hit.update(claim.number for claim in act.report.claims)
                hit.update(corrected.get(id(act.report), ()))
            self._hits[act.number] = hit
            if act.step in ("corrects", "retracts"):
                for number in hit:
                    self._acts_on.setdefault(number, []).append(place)
            for field in {claim.field for claim in (act.former, act.becomes) if claim}:
                self._fixes_of.setdefault(field, []).append(place)

    def acts(self, group: Group) -> list[Act]:
        """The acts that can touch a figure, in the order of the log."""
        places = set(self._fixes_of.get(group.field, ()))
        for said in group.saids:
            places.update(self._acts_on.get(said.claim.number, ()))
            places.update(self.places[number] for number in said.falls_with)
        return [self.view.acts[place] for place in sorted(places)]

    def hits(self, act: Act) -> set[int]:
        """The claims that an act takes away, or gives back, by event number."""
        return self._hits[act.number]


def points(group: Group, around: Around) -> list[Point]:
    """All that happened to a figure, in order."""
    return _Figure(group, around).points()


class _Figure:
    """A figure with its claims at hand."""

    def __init__(self, group: Group, around: Around) -> None:
        self.group = group
        self.around = around
        self.acts = around.acts(group)
        self.by_claim: dict[int, Said] = {}
        self.first: dict[int, int] = {}  # the place of the first claim of each event number
        self.falling: dict[int, list[int]] = {}  # by act: the places of the copies that it fells
        for place, said in enumerate(group.saids):
            self.by_claim[said.claim.number] = said
            self.first.setdefault(said.claim.number, place)
            for number in said.falls_with:
                self.falling.setdefault(number, []).append(place)
        self.places = {id(said): place for place, said in enumerate(group.saids)}

    def points(self) -> list[Point]:
        group, field = self.group, self.group.field
        fixed = {
            act.becomes.number for act in self.acts if act.becomes if act.becomes.field == field
        }
        found: list[Point] = []
        carried = self._carried_corrections()
        for place, said in enumerate(group.saids):
            claim = said.claim
            if claim.if_ is None and claim.number not in fixed:
                act = carried.get(claim.number)
                found.append(Point((*said.day, place, claim.id), said=said, act=act, hit=claim))
        found += self._sightings(fixed)
        for claim in group.view.by_field.get(field, ()):
            if claim.verb == "no_comment" and claim.number not in fixed:
                found.append(Point(_order(claim.report.last, claim), claim=claim))
        found += self._act_points({id(act) for act in carried.values()})
        if group.view.known.headings:
            found += self._amended_headers()
        found.sort(key=lambda point: point.order)
        return found

    def _sightings(self, fixed: Container[int]) -> Iterator[Point]:
        group = self.group
        claims = [
            claim for number in self.by_claim for claim in self.around.sighted.get(number, ())
        ]
        if group.is_first:
            claims += [
                claim
                for claim, seen in self.around.sightings_of.get(group.field, ())
                if seen.number not in self.by_claim
            ]
        seen_by = all_sighted(group.view)
        for claim in claims:
            if claim.number in fixed:
                continue  # its amendment is the step
            origin = self.by_claim.get(seen_by[claim.number][1].number)
            point = Point(_order(origin.at if origin else claim.report.last, claim), claim=claim)
            point.effective = claim.effective or (origin.effective if origin else None)
            yield point

    def _carried_corrections(self) -> dict[int, Act]:
        """The corrections whose corrected version states this figure anew, by that claim's number.

        Such a correction is one step, from what it replaces to what it says.
        """
        found: dict[int, Act] = {}
        acts = [
            act
            for act in self.acts
            if act.step == "corrects" and not self.by_claim.keys().isdisjoint(act.targets)
        ]
        if acts:
            anew: dict[int, Said] = {}  # by report: the first claim with which it states the figure
            for said in self.group.saids:
                if self.group.stands(said):
                    anew.setdefault(id(said.claim.report), said)
            for act in acts:
                if id(act.report) in anew:
                    found[anew[id(act.report)].claim.number] = act
        return found

    def _act_points(self, carried: set[int]) -> Iterable[Point]:
        field = self.group.field
        for act in self.acts:
            if id(act) in carried:
                continue
            if act.step in ("corrects", "retracts"):
                if (hit := self._first_hit(act)) is not None:
                    day = act.at[:10]
                    # Of one day by who did them: which was logged first decides nothing.
                    order: Order = (day, day, self._place_in_day(act), act.report.id, act.number)
                    yield Point(order, act=act, hit=hit)
                continue
            former, becomes = act.former, act.becomes
            place = self.by_claim.get(former.number) if former else None
            order = self._order_of_fix(act, place)
            if former and former.field == field and id(former) not in self.around.restated:
                yield Point((*order, 0), said=_as_it_was_logged(former, place), hit=former)
            if any(claim is not None and claim.field == field for claim in (former, becomes)):
                said = None
                if becomes and becomes.field == field and not self._is_beside(becomes):
                    said = self.by_claim.get(becomes.number)
                    if said is None or said.claim is not becomes:  # amended again, or withdrawn
                        said = _as_it_was_logged(becomes, said)
                yield Point((*order, act.number), act=act, said=said, hit=former)

    def _amended_headers(self) -> Iterator[Point]:
        """Amendments of what a report's header says of its claims, at the first claim of each."""
        view, seen = self.group.view, set[str]()
        for said in self.group.saids:
            claim = said.claim
            if claim.report.id in seen:
                continue
            seen.add(claim.report.id)
            for act in view.known.headings.get(claim.report.id, ()):
                if act.report is claim.report and act.number not in view.hidden and weighs(act):
                    order: Order = (*said.day, self.places[id(said)], claim.id, act.number)
                    point = Point(order, act=act, hit=claim)
                    point.effective = said.effective
                    yield point

    def _is_beside(self, claim: Claim) -> bool:
        """Whether a claim states no value of the figure: a sighting, silence, a hypothesis."""
        seen = all_sighted(self.group.view)
        return claim.verb == "no_comment" or bool(claim.if_) or claim.number in seen

    def _order_of_fix(self, act: Act, place: Said | None) -> Order:
        if place is not None:
            return (*place.day, self.places[id(place)], place.claim.id)
        day = act.at[:10]
        return (day, day, _LATE, act.former.id if act.former else "")

    def _first_hit(self, act: Act) -> Claim | None:
        """The first claim of the figure that a publisher's act takes away, or gives back."""
        places = [self.first[number] for number in self.around.hits(act) if number in self.first]
        places += self.falling.get(act.number, ())
        return self.group.saids[min(places)].claim if places else None

    def _place_in_day(self, act: Act) -> float:
        """After the claims of its day, or before those that are of a later time than it states."""
        if span(act.published)[0] == act.at:
            for place, said in enumerate(self.group.saids):
                if said.moment is not None and said.day[0] == act.at[:10] and said.at > act.at:
                    return place - 0.5
        return _LATE + 1


_WEIGHED = ("published", "source", "sourcing", "cites", "own_sources")


def weighs(act: Act) -> dict[str, tuple[object, object]]:
    """The parts of a header, before and after an amendment of it, by which figures are reckoned."""
    if act.header is None:
        return {}
    before, after = act.header
    found = {part: (before.get(part), after.get(part)) for part in _WEIGHED}
    return {part: said for part, said in found.items() if said[0] != said[1]}


def _order(at: str, claim: Claim) -> Order:
    return (at[:10], claim.report.last[:10], _LATE, claim.id)


def _as_it_was_logged(claim: Claim, now: Said | None) -> Said:
    """A claim before a fix of ours, at the place in time that it has since."""
    said = Said(claim)
    said.asserter = now.asserter if now else ""
    said.at = said.start = said.last = now.at if now else claim.report.last
    said.effective = now.effective if now else claim.report.published
    said.day = (claim.report.last[:10], claim.report.last[:10])
    said.weight = now.weight if now else said.weight
    return said
