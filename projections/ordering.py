"""The claims of one figure in order: (effective, published), the last one leading."""

from bisect import bisect_right, insort
from collections.abc import Container, Iterator, Sequence

from domain.dates import EARLIEST, LATEST
from domain.known import Report
from projections.clocks import View
from projections.origins import ENDS, GRADES, Said, further


def order(view: View, saids: Sequence[Said]) -> list[Said]:
    """The claims of one figure in order: (effective, published), the last one leading.

    A period counts from its first instant, but publication decides between it and an earlier report
    that speaks of a day inside it (see `is_later`).

    Within one day the time decides where both state one. Else a denial or an end comes after what
    it ends, a citing report after the cited, a correction after what it corrects; then the better
    sourced is later, the better graded, the value that more independent origins state; within one
    report, its place. The order of logging decides nothing.
    """
    vague: list[Said] = []
    for said in saids:
        said.day = (said.at[:10], said.claim.report.last[:10])
        if said.vague:
            vague.append(said)
    if len(saids) == 1:
        return [*saids]
    if vague:
        _put_behind_earlier_reports(list(filter(_is_vague, vague)), saids)
    alone = {said.day: said for said in saids}
    if len(alone) == len(saids):
        return [alone[day] for day in sorted(alone)]
    by_day: dict[tuple[str, str], list[Said]] = {}
    for said in saids:
        by_day.setdefault(said.day, []).append(said)
    together = [said for day in by_day.values() if len(day) > 1 for said in day]
    support: dict[tuple[object, ...], set[str]] = {}
    for said in saids:
        reports = support.setdefault(said.key, set())
        if said.stands:
            reports.add(said.claim.report.id)
    for said in together:
        claim = said.claim
        said.weight = (
            claim.verb == "deny" or said.stage in ENDS,
            -claim.rank,
            GRADES[view.grade(claim.report)],
            len(support[said.key]),
        )
    found: list[Said] = []
    for day in sorted(by_day):
        saids = by_day[day]
        if len(saids) > 1:
            saids = _behind_the_cited(view, sorted(saids, key=_within_a_day))
        found += saids
    return found


def is_later(said: Said, other: Said) -> bool:
    """Whether a claim comes after another: by its day; or its period holds the day of an earlier
    report that goes no further, so that only publication can tell."""
    if _holds_day_of(said, other):
        return True
    return said.day > other.day and not _holds_day_of(other, said)


def _is_vague(said: Said) -> bool:
    """Whether a claim names a period that had begun, and no day in it.

    What was so until a day, or since one, names that day; and wording replaces nothing.
    """
    return (
        said.vague
        and said.at == said.start
        and said.start != EARLIEST
        and said.last != LATEST
        and (said.value is None or said.value["type"] != "text")
    )


def _holds_day_of(said: Said, other: Said) -> bool:
    return (
        _is_vague(said)
        and said.start[:10] < other.day[0] <= _reach(said)
        and other.claim.report.last[:10] < said.claim.report.last[:10]
        and not _goes_further(other.stage, said.stage)
    )


def _reach(said: Said) -> str:
    """The last day that a period can mean to whoever reported it."""
    return min(said.last, said.claim.report.last)[:10]


def _goes_further(stage: str | None, other: str | None) -> bool:
    """Whether something had come further by then, so that the other was before it."""
    return further(stage, other) > 0 or (stage in ENDS and other not in ENDS)


def _put_behind_earlier_reports(vague: Sequence[Said], saids: Sequence[Said]) -> None:
    """Let periods sort behind what earlier reports say of a day inside them."""
    periods = set(map(id, vague))
    waiting: list[Said] = []  # of one day of publication
    days: dict[str | None, list[str]] = {}  # of what earlier reports say, by its stage
    published = ""
    for said in sorted(saids, key=lambda said: said.day[1]):
        if said.day[1] != published:
            published = said.day[1]
            for each in waiting:
                insort(days.setdefault(each.stage, []), each.day[0])
            waiting = []
        if id(said) in periods:
            reach, last = _reach(said), said.day[0]
            for stage, found in days.items():
                place = bisect_right(found, reach)
                if place and not _goes_further(stage, said.stage):
                    last = max(last, found[place - 1])
            said.day = (last, published)
        if said.stands and not said.later:
            waiting.append(said)


def _within_a_day(said: Said) -> tuple[object, ...]:
    report = said.claim.report
    # A report's claims are numbered in their order there.
    return said.weight, report.last, report.id, said.claim.number


def _behind_the_cited(view: View, day: list[Said]) -> list[Said]:
    """The claims of one day, of those that have nothing left to follow always the first.

    A claim follows those of the reports that its own report cites or corrects, those that state an
    earlier time of the day where it states one too, and what its own report denies or ends before
    it.
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
    citing = ends = timed = False
    for said in day:
        report = said.claim.report
        citing = citing or bool(report.cites or report.corrects)
        ends = ends or said.weight[0]
        timed = timed or said.moment is not None
    if citing:
        _hold_citing(view, day, queue, circular=circular)
    if ends:
        _hold_what_goes_on(day, queue)
    if timed:
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
            place = ready.pop(0) if ready else next(iter(left))
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
                            insort(ready, each)
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
        if (report.cites or report.corrects) and report.id not in behind:
            cited = (
                [name for name in (*view.ancestors(report), *report.corrects) if name in by_report]
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
    """The reports of some that one cites or corrects, directly or by way of others that are not
    among them."""
    found: list[str] = []
    seen = {report.id}
    names = [*report.cites, *report.corrects]
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
            names += (*held.cites, *held.corrects)  # what is older cites nothing of that day
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
