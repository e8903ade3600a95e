"""Who said it first: echoes, copies of reports we do not hold, and sightings.

Corroboration counts origins, never outlets. A claim is an *echo* of a claim in a report that its
own report cites, where both speak of the same field and it is no better sourced. Copies of one
report that we do not hold are one origin, led by one of them. A *sighting* is named as such by
whoever logged it: support for a figure already there, and no figure of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import islice

from domain import fields
from domain.dates import LATEST, span
from domain.known import Claim, Report
from domain.values import Stored, comparable, conflict
from projections.clocks import View

LADDER = {stage: place for place, stage in enumerate(fields.LADDER)}
ENDS = frozenset(fields.ENDS)
NAMES_NO_ORIGINAL = frozenset(("aggregated", "unattributed"))
HAPPENS = frozenset(("signed", "closed", "paid"))  # a date alone does not bring these about
GRADES = {grade: place for place, grade in enumerate("EFDCBA")}  # F judges nothing, E judges ill


def further(one: str | None, other: str | None) -> int:
    """How many steps of the ladder one stage is ahead of another; 0 where either is unknown."""
    if one is None or other is None or one in ENDS or other in ENDS:
        return 0
    return LADDER[one] - LADDER[other]


class Said:
    """A claim with what the view adds to it: its origin, and its place in time."""

    __slots__ = (
        "asserter",
        "at",
        "base",
        "claim",
        "copied",
        "covered",
        "day",
        "echo_of",
        "effective",
        "falls_with",
        "first_copy",
        "hops",
        "key",
        "last",
        "later",
        "moment",
        "pool",
        "stage",
        "stands",
        "start",
        "told_first",
        "vague",
        "value",
        "weight",
    )

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.value: Stored | None = claim.value  # an increment has the sum that it led to
        self.base: Said | None = None  # what an increment was added to
        self.key: tuple[object, ...] = claim.key  # what makes its value the same as another's
        # How far the value has come; a claim about the field `stage` states it as its value.
        self.stage: str | None = claim.stage
        if claim.name == "stage" and claim.value is not None:
            self.stage = claim.value.get("choice", claim.stage)
        self.asserter = ""  # who stands behind it, set where a figure has several claims
        self.echo_of: Said | None = None
        self.told_first: Said | None = None  # the start of its chain, where that is another
        # The reports by way of which it copies one that we do not hold, which is the last of them.
        self.copied: tuple[str, ...] = ()
        self.hops = 0  # how far away that is
        self.falls_with: tuple[int, ...] = ()  # the publisher's acts on that report, by number
        self.pool: tuple[Said, ...] = ()  # the other copies of it
        self.first_copy: Report | None = None  # the first of them all: it was out by then
        self.at = ""  # the instant that the claim counts and sorts from
        self.start = self.last = ""  # the span that its effective date can mean
        self.effective = ""  # as written
        self.vague = False  # whether that names a period and no day in it
        self.later = False  # whether it speaks of a time still ahead, or was merely announced
        # Of a denial: what it was found to cover and not, by form (see `denials.Denials`).
        self.covered: dict[tuple[object, ...], bool] | None = None
        self.stands = False  # whether it is on the main line (see `groups.Group.stands`)
        self.moment: tuple[str, str] | None = None  # the same, where both are given to the minute
        self.day = ("", "")  # of effect and of publication, set by `policies.order`
        self.weight: tuple[bool, int, int, int] = (False, 0, 0, 0)  # within one day, likewise

    @property
    def unheld(self) -> str | None:
        """The report that we do not hold of which this one is a copy."""
        return self.copied[-1] if self.copied else None

    @property
    def origin(self) -> "Said":
        """The claim at the start of the chain that this one repeats; itself if it is one."""
        return self.told_first or self


def sighted(view: View, claim: Claim) -> Claim | None:
    """The claim that this one saw again, followed to its end; None where none is visible.

    Named as a sighting by whoever logged it; or it leaves the basis open ("valued at 730bn") where
    an earlier statement on the record gives the same value with its basis.
    """
    return all_sighted(view).get(claim.number, (None, None))[1]


def all_sighted(view: View) -> dict[int, tuple[Claim, Claim]]:
    """Every visible sighting with the claim that it saw again, by the sighting's event number."""
    if view.sighted is None:
        view.sighted = _all_sighted(view)
    return view.sighted


def _all_sighted(view: View) -> dict[int, tuple[Claim, Claim]]:
    found: dict[int, tuple[Claim, Claim]] = {}
    ends: dict[str, Claim | None] = {}
    stated: dict[str, _Stated] = {}
    open_names = {entry.name for entry in fields.CATALOGUE.values() if entry.open_basis_of}
    for claim in view.claims.values():
        seen = None
        if claim.sighting_of:
            seen = _end_of_sightings(view, claim, ends)
        elif claim.name in open_names:
            seen = _basis_lost(view, claim, stated)
        if seen is not None and seen is not claim:
            found[claim.number] = claim, seen
    if found:
        _add_copies_of_sightings(view, found)
    return found


def _add_copies_of_sightings(view: View, found: dict[int, tuple[Claim, Claim]]) -> None:
    """A claim that only repeats a sighting of a report that it cites saw the same again."""
    by_report: dict[str, list[Claim]] = {}
    for claim, _ in found.values():
        by_report.setdefault(claim.report.id, []).append(claim)
    fields_seen = {claim.field for claim, _ in found.values()}
    citing = [
        claim
        for claim in view.claims.values()
        if claim.field in fields_seen
        and claim.report.cites
        and claim.number not in found
        and not claim.own_sources
    ]
    size = 0
    while size < len(found):
        size = len(found)
        for claim in citing:
            for cited in claim.report.cites if claim.number not in found else ():
                for seen in by_report.get(cited, ()):
                    if (
                        seen.field == claim.field
                        and seen.key == claim.key
                        and _repeats(claim, seen)
                    ):
                        found[claim.number] = claim, found[seen.number][1]
                        by_report.setdefault(claim.report.id, []).append(claim)
                        break


def _end_of_sightings(view: View, claim: Claim, ends: dict[str, Claim | None]) -> Claim | None:
    """What was seen first where sightings saw one another; None where they all do, in a circle.

    `ends` keeps what is found, by the id of every claim on the way.
    """
    passed: dict[str, None] = {}
    each = claim
    while each.id not in ends and each.id not in passed:
        passed[each.id] = None
        held = (view.claims[name] for name in each.sighting_of if name in view.claims)
        following = next(held, None)
        if following is None:
            ends[each.id] = each
        else:
            each = following
    end = ends.get(each.id)
    ends.update(dict.fromkeys(passed, end))
    return end


_Stated = dict[tuple[object, ...], list[Claim]]  # a field's statements on the record, by value


def _basis_lost(view: View, claim: Claim, stated: dict[str, _Stated]) -> Claim | None:
    """The latest statement on the record, with its basis, that a claim without one repeats."""
    value = claim.value
    if value is None or claim.verb == "deny" or claim.if_:
        return None
    entry = fields.find(view.known.kind_of(claim.element), claim.name)
    if entry is None or not entry.open_basis_of:
        return None
    for name in entry.open_basis_of:
        field = f"{claim.element}.{name}"
        if field not in stated:
            stated[field] = _on_record_by_value(view, field)
        found = stated[field].get(claim.key, ()) if stated[field] else ()
        by_then = bisect_right(found, claim.report.last, key=_out_by)
        for place in range(by_then - 1, -1, -1):
            each = found[place]
            if each.value is not None and comparable(each.value, value):
                return each
    return None


def _on_record_by_value(view: View, field: str) -> _Stated:
    found: _Stated = {}
    for claim in view.by_field.get(field, ()):
        if (
            claim.on_record
            and claim.verb != "deny"
            and claim.value is not None
            and claim.number not in view.removed
        ):
            found.setdefault(claim.key, []).append(claim)
    for claims in found.values():
        claims.sort(key=lambda claim: (claim.report.last, claim.id))
    return found


def _out_by(claim: Claim) -> str:
    return claim.report.last


def said_of(view: View, claims: Iterable[Claim]) -> list[Said]:
    """The claims about one field, each tied to its origin and placed in time.

    Sightings of a visible claim are left out: they are support for what they saw.
    """
    seen_again = all_sighted(view)
    if view.left_out:
        claims = list(claims)
        fields = {claim.field for claim in claims}
        claims += [claim for field in fields for claim in view.left_out.get(field, ())]
    found: list[Said] = []
    citing: list[Said] = []
    for claim in claims:
        if claim.verb != "no_comment" and claim.number not in seen_again:
            said = Said(claim)
            found.append(said)
            if claim.report.cites:
                citing.append(said)
    if citing:
        _find_origins(view, found, citing)
        if view.left_out:
            citing = [said for said in citing if not _left_out(view, said)]
        if copies := [said for said in citing if said.copied]:
            _join_copies(view, copies)
        _settle_origins(citing)
    if view.left_out:
        found = [said for said in found if not _left_out(view, said)]
    true_at = view.clocks.true_at
    vague: list[Said] = []
    ahead: list[Said] = []
    for said in found:
        _place(view, said)
        if said.claim.effective is not None and said.start[:10] != said.last[:10]:
            said.vague = True
            vague.append(said)
        elif said.at > true_at or said.at > said.claim.report.last:
            ahead.append(said)
    if vague:
        _borrow_days(vague, [each for each in found if each.claim.number not in view.removed])
        ahead += [said for said in vague if said.at > min(true_at, said.claim.report.last)]
    if ahead:
        signed = signed_at(found)
        for said in ahead:
            is_ahead = said.at > true_at or announced(said, signed)
            said.later = is_ahead and said.claim.verb != "deny"
    return found


def _find_origins(view: View, found: Sequence[Said], citing: Sequence[Said]) -> None:
    """Tie each claim of a report that cites others to what it repeats."""
    by_report: dict[str, list[Said]] = {}
    if len(found) > 1:
        for said in found:
            by_report.setdefault(said.claim.report.id, []).append(said)
    for said in citing:
        _find_origin(view, said, by_report)
    if len(citing) < 2:
        return
    firsts = [said for said in citing if said.echo_of is None]
    if len(firsts) > 1:  # else there is no other copy
        for said in firsts:
            claim = said.claim
            if not (said.copied or claim.on_record or claim.own_sources or claim.if_):
                _find_copied_beyond(view, said, by_report)
    if any(said.echo_of is not None and said.echo_of.echo_of is not None for said in citing):
        _break_circles(citing)


def _find_origin(view: View, said: Said, by_report: dict[str, list[Said]]) -> None:
    claim = said.claim
    if claim.own_sources or claim.if_:
        return
    for level in view.cited(claim.report) if len(by_report) > 1 else ():
        cited = [
            each
            for name in level
            for each in by_report.get(name, ())
            if _repeats(claim, each.claim)
        ]
        if cited:
            said.echo_of = cited[0]
            if len(cited) > 1:
                said.echo_of = max(cited, key=lambda each: _likeness(said, each))
            return
    if path := view.unheld(claim.report):
        said.copied, said.hops = path, len(path)


def _find_copied_beyond(view: View, said: Said, by_report: Container[str]) -> None:
    """Tie a claim to a report that we do not hold, where nothing on the way speaks of the field."""
    path, passed = view.unheld_beyond(said.claim.report)
    nearer = islice(view.cited(said.claim.report), passed)
    if path and not any(name in by_report for level in nearer for name in level):
        said.copied, said.hops = path, passed + len(path)


def _left_out(view: View, said: Said) -> bool:
    """Whether a what-if leaves out a claim, or what it repeats."""
    each: Said | None = said
    while each is not None:
        if each.claim.id not in view.claims:
            return True
        each = each.echo_of
    return False


def _likeness(said: Said, cited: Said) -> tuple[bool, bool, bool, bool, str, str]:
    """Which of several cited claims one repeats: the same value, then the same time and stage."""
    claim, other = said.claim, cited.claim
    return (
        other.if_ is None,
        said.key == cited.key,
        claim.stage == other.stage,
        other.report.last <= claim.report.last,
        other.report.last,
        other.id,
    )


def _repeats(claim: Claim, cited: Claim) -> bool:
    """Whether a claim can be the echo of one that its report cites."""
    if claim.verb == "deny" or cited.verb == "deny":
        alike = claim.verb == cited.verb
    elif claim.value is None or cited.value is None:
        alike = True
    else:
        alike = comparable(claim.value, cited.value)
    if cited.if_:  # retold as if it were so
        alike = alike and claim.key == cited.key
    return (
        alike
        and claim.rank >= cited.rank
        and not (claim.on_record and not cited.on_record)
        and _of_one_time(claim, cited)
    )


def _of_one_time(claim: Claim, cited: Claim) -> bool:
    """Whether a claim that says when it was so can speak of the time that the cited one does."""
    if claim.effective is None:
        return True
    first, last = span(claim.effective)
    start, end = span(cited.effective or cited.report.published)
    return first <= end and start <= last


def _break_circles(found: Iterable[Said]) -> None:
    """Reports that cite each other in a circle have the earliest of them as their origin."""
    done: set[int] = set()
    for said in found:
        path: dict[int, Said] = {}
        each: Said | None = said
        while each is not None and id(each) not in done and id(each) not in path:
            path[id(each)] = each
            each = each.echo_of
        if each is not None and id(each) in path:
            circle = list(path.values())[list(path).index(id(each)) :]
            first = min(circle, key=lambda each: (each.claim.report.last, each.claim.id))
            first.echo_of = None
        done.update(path)


def _settle_origins(found: Iterable[Said]) -> None:
    """Tie every claim of a chain to the one at its start."""
    for said in found:
        cited = said.echo_of
        if cited is not None:
            chain = [said]
            while cited.echo_of is not None and cited.told_first is None:
                chain.append(cited)
                cited = cited.echo_of
            for each in chain:
                each.told_first = cited.origin


def _join_copies(view: View, unheld: Sequence[Said]) -> None:
    """Make the copies of a report that we do not hold one origin, led by one of them.

    The leader is the copy that is on the record, then the one with the fewest hops, then one that
    is not `aggregated`, then the better graded, then the earlier.
    """
    copies: dict[tuple[str | None, bool], list[Said]] = {}
    for said in unheld:
        copies.setdefault((said.unheld, said.claim.verb == "deny"), []).append(said)
    for group in copies.values() if len(copies) < len(unheld) else ():
        leader = min(
            group,
            key=lambda said: (
                not said.claim.on_record,
                said.hops,
                said.claim.sourcing == "aggregated",
                -GRADES[view.grade(said.claim.report)],
                said.claim.report.last,
                said.claim.id,
            ),
        )
        leader.pool = tuple(said for said in group if _copies_alike(said.claim, leader.claim))
        for said in leader.pool:
            said.echo_of = leader
        reports = [said.claim.report for said in (leader, *leader.pool)]
        leader.first_copy = min(reports, key=lambda report: (report.last, report.id))


def _copies_alike(claim: Claim, leader: Claim) -> bool:
    """Whether two reports copy the same thing from a third; one report's claims are its own."""
    return (
        claim.report is not leader.report
        and (claim.value is None or leader.value is None or comparable(claim.value, leader.value))
        and _of_one_time(claim, leader)
    )


def _place(view: View, said: Said) -> None:
    """Give a claim its place in time, and say whether it stands.

    Not said otherwise, a claim speaks of the time when its origin was published, and a corrected
    version of the time that the first one spoke of. An imprecise date that had begun by then
    counts from its first instant, one still ahead from its last.
    """
    claim, origin = said.claim, said.told_first or said
    report = claim.report
    speaks = claim if claim.effective is not None else origin.claim
    while speaks.effective is None and speaks.report.id in view.corrections:
        former = view.restates(speaks)
        if former is None:
            break
        speaks = former
    if speaks.effective is None:
        out = speaks.report
        if origin.first_copy is not None and speaks is origin.claim:
            out = origin.first_copy
        said.effective = out.published
        said.start = out.first
        said.last = said.at = out.last
    else:
        said.effective = speaks.effective
        said.start, said.last = span(speaks.effective)
        said.at = said.start if said.start <= report.last else said.last
    if report.first == report.last and said.start == said.last:
        said.moment = said.at, report.last
    for name in said.copied:
        said.falls_with += view.acts_on(name, claim.field)
    if said.echo_of is None and claim.if_ is None:
        said.stands = claim.number not in view.removed and (
            not said.falls_with or view.removed.isdisjoint(said.falls_with)
        )


def announced(said: Said, signed: str) -> bool:
    """Whether a claim says ahead of its date that something will be signed, paid, or at an end.

    Passing time does not make it so, nor any other stage of an element: it is scheduled, then due,
    until a report says that it happened. What is signed already (see `signed_at`) changes by itself
    on its day.
    """
    published = said.claim.report.last
    if said.at <= published:
        return False
    if said.claim.name == "stage" or said.stage in ENDS:
        return True
    return said.stage in HAPPENS and not (said.stage == "signed" and signed <= published)


def signed_at(saids: Iterable[Said]) -> str:
    """The first instant by which it was out, and so, that a figure is signed or further."""
    return min(
        (
            max(said.claim.report.last, said.at)
            for said in saids
            if said.stage in _SIGNED and said.claim.verb != "deny"
        ),
        default=LATEST,
    )


_SIGNED = frozenset(fields.LADDER[fields.LADDER.index("signed") :])


def _borrow_days(vague: Iterable[Said], others: Iterable[Said]) -> None:
    """Let periods get their day from a compatible claim of the same stage that names one in it."""
    dated: dict[str | None, list[tuple[str, int, Said]]] = {}
    for place, other in enumerate(others):
        if (
            other.claim.effective is not None
            and other.start[:10] == other.last[:10]
            and other.value is not None
        ):
            dated.setdefault(other.claim.stage, []).append((other.at, place, other))
    for each in dated.values():
        each.sort()
    for said in vague:
        if said.at != said.start or said.value is None:
            continue  # still ahead when it was published
        days = dated.get(said.claim.stage, [])
        for at, _, other in days[bisect_left(days, (said.start,)) :]:
            if at > said.last:
                break
            if other.value is not None and not conflict(other.value, said.value):
                said.at = at
                break
