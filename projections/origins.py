"""Who said it first: echoes, copies of reports we do not hold, and sightings.

Corroboration counts origins, never outlets. A claim is an *echo* of a claim in a report that its
own report cites, where both speak of the same field and it is no better sourced. Copies of one
report that we do not hold are one origin, led by one of them. A *sighting* is named as such by
whoever logged it: support for a figure already there, and no figure of its own.
"""

from collections.abc import Iterable

from domain.dates import span
from domain.known import Claim
from domain.values import Stored, comparable
from projections.clocks import View

GRADES = {grade: place for place, grade in enumerate("EFDCBA")}  # F judges nothing, E judges ill


class Said:
    """A claim with what the view adds to it: its origin, and its place in time."""

    __slots__ = (
        "at",
        "base",
        "claim",
        "echo_of",
        "effective",
        "key",
        "last",
        "order",
        "pool",
        "start",
        "unheld",
        "value",
    )

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.value: Stored | None = claim.value  # an increment has the sum that it led to
        self.base: Said | None = None  # what an increment was added to
        self.key = claim.key
        self.echo_of: Said | None = None
        self.unheld: str | None = None  # the report, not held, that this one is a copy of
        self.pool: tuple[Said, ...] = ()  # the other copies of it
        self.at = ""  # the instant that the claim counts and sorts from
        self.start = self.last = ""  # the span that its effective date can mean
        self.effective = ""  # as written
        self.order: tuple[object, ...] = ()

    @property
    def origin(self) -> "Said":
        """The claim at the start of the chain that this one repeats; itself if it is one."""
        said = self
        while said.echo_of is not None:
            said = said.echo_of
        return said


def sighted(view: View, claim: Claim) -> Claim | None:
    """The claim that this one saw again, followed to its end; None where none is visible."""
    seen = {claim.id}
    found: Claim | None = None
    names = claim.sighting_of
    while names:
        held = [view.claims[name] for name in names if name in view.claims and name not in seen]
        if not held:
            break
        found = held[0]
        seen.add(found.id)
        names = found.sighting_of
    return found


def said_of(view: View, claims: Iterable[Claim]) -> list[Said]:
    """The claims about one field, each tied to its origin and placed in time.

    Sightings of a visible claim are left out: they are support for what they saw.
    """
    found = [
        Said(claim)
        for claim in claims
        if not (claim.sighting_of and sighted(view, claim)) and claim.verb != "no_comment"
    ]
    by_report: dict[str, list[Said]] = {}
    for said in found:
        by_report.setdefault(said.claim.report.id, []).append(said)
    for said in found:
        _find_origin(view, said, by_report)
    _break_circles(found)
    _join_copies(view, found)
    for said in found:
        _place(said)
    return found


def _find_origin(view: View, said: Said, by_report: dict[str, list[Said]]) -> None:
    claim = said.claim
    if claim.own_sources or claim.if_ or not claim.report.cites:
        return
    for name in view.ancestry(claim.report):
        cited = [each for each in by_report.get(name, ()) if _repeats(claim, each.claim)]
        if cited:
            said.echo_of = next((each for each in cited if each.key == said.key), cited[0])
            return
    said.unheld = next((name for name in claim.report.cites if name not in view.reports), None)


def _repeats(claim: Claim, cited: Claim) -> bool:
    """Whether a claim can be the echo of one that its report cites."""
    if claim.verb == "deny" or cited.verb == "deny":
        alike = claim.verb == cited.verb
    elif claim.value is None or cited.value is None:
        alike = True
    else:
        alike = comparable(claim.value, cited.value)
    return (
        alike
        and not cited.if_
        and claim.rank >= cited.rank
        and not (claim.on_record and not cited.on_record)
    )


def _break_circles(found: Iterable[Said]) -> None:
    """Reports that cite each other in a circle have the earliest of them as their origin."""
    for said in found:
        path = [said]
        while (following := path[-1].echo_of) is not None and following not in path:
            path.append(following)
        if following is not None:
            circle = path[path.index(following) :]
            first = min(circle, key=lambda each: (each.claim.report.last, each.claim.id))
            first.echo_of = None


def _join_copies(view: View, found: Iterable[Said]) -> None:
    """Make the copies of a report that we do not hold one origin, led by one of them.

    The leader is the copy that is not `aggregated`, then the better graded, then the earlier; they
    all cite the report itself, so all are equally near.
    """
    copies: dict[tuple[str, str], list[Said]] = {}
    for said in found:
        if said.unheld and said.echo_of is None:
            copies.setdefault(
                (said.unheld, (said.claim.verb == "deny" and "deny") or ""), []
            ).append(said)
    for group in copies.values():
        if len(group) == 1:
            continue
        group.sort(
            key=lambda said: (
                said.claim.sourcing == "aggregated",
                -GRADES[view.grade(said.claim.report)],
                said.claim.report.last,
                said.claim.id,
            )
        )
        leader, *others = group
        leader.pool = tuple(others)
        for said in others:
            if (
                leader.claim.value is None
                or said.claim.value is None
                or comparable(said.claim.value, leader.claim.value)
            ):
                said.echo_of = leader


def _place(said: Said) -> None:
    """Give a claim its place in time.

    Not said otherwise, a claim speaks of the time when its origin was published. An imprecise
    date that had begun by then counts from its first instant, one still ahead from its last.
    """
    claim, report = said.claim, said.claim.report
    if claim.effective is None:
        origin = said.origin.claim
        if origin is not claim and origin.effective is not None:
            said.effective = origin.effective
            said.start, said.last = span(origin.effective)
        else:
            said.effective = origin.report.published
            said.start, said.last = origin.report.first, origin.report.last
            said.at = said.last
            return
    else:
        said.effective = claim.effective
        said.start, said.last = span(claim.effective)
    said.at = said.start if said.start <= report.last else said.last
