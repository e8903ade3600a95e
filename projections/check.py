"""What is doubtful in a deal's data, all of it: values with their events, never raised.

A *contradiction* cannot be true as it stands; a *doubt* may well be a mistake of a report or of our
log; a *note* is worth knowing before one relies on a figure.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain import doubts, fields
from domain.dates import span
from domain.known import Report
from domain.record import Record
from domain.values import NUMERIC, days, text
from projections.clocks import View
from projections.denials import disagree
from projections.figures import Figure, State, finding_json, state
from projections.findings import CONTRADICTION, GRAVITY, SEVERITY, Finding, flips, slipped
from projections.groups import Group, groups
from projections.origins import ENDS, LADDER, NAMES_NO_ORIGINAL, Said, sighted
from projections.policies import DEFAULT

QUIET_DAYS = 90


class Check(Record):
    """The findings of one deal, the gravest first."""

    view: View
    policy: str
    findings: tuple[Finding, ...]

    @property
    def contradictions(self) -> int:
        """How many of them cannot be true as they stand."""
        return sum(SEVERITY[each.kind] == CONTRADICTION for each in self.findings)


def check(view: View, policy: str = DEFAULT, quiet_days: int = QUIET_DAYS) -> Check:
    """All that is doubtful at the view's clocks.

    `quiet_days` is how long a deal, or what was due, may go without a word.
    """
    return check_of(state(view, policy), quiet_days)


def of_figures(found: State) -> list[Finding]:
    """What the figures as they stand show to be doubtful; the reports behind them are not asked."""
    return [*contested(found), *found.findings, *dates_out_of_order(found)]


def check_of(found: State, quiet_days: int = QUIET_DAYS) -> Check:
    """The same where the state is there already."""
    view = found.view
    every = [group for field in view.by_field if field != "." for group in groups(view, field)]
    findings = [
        *of_figures(found),
        *flipped_sightings(view),
        *magnitudes(every),
        *other_scopes(every),
        *stages_backwards(every),
        *circles(view),
        *duplicates(view),
        *overdue(found, quiet_days),
        *silent(found, quiet_days),
        *single_origins(found),
    ]
    kinds = list(SEVERITY)
    findings.sort(
        key=lambda each: (GRAVITY.index(each.severity), kinds.index(each.kind), each.field)
    )
    return Check(view=view, policy=found.policy, findings=tuple(findings))


# -- contradictions ------------------------------------------------------------------------------


def contested(found: State) -> Iterator[Finding]:
    """The figures of which two claims are live that cannot both hold, or that somebody denies."""
    names = found.view.names
    for figure in found.figures:
        leader = figure.leader
        if figure.standing != "contested" or leader is None:
            continue
        against = [
            each.said for each in figure.challengers if each.why in ("contests", "denies", "denied")
        ]
        others = [
            f"{_who(said)} {'denies it' if said.claim.verb == 'deny' else text(said.value, names)}"
            for said in dict.fromkeys(against)
        ]
        yield Finding(
            kind="contested",
            field=figure.field,
            text="; ".join([f"{_who(leader)} {text(leader.value, names)}", *others]),
            events=tuple(
                dict.fromkeys((leader.claim.number, *(said.claim.number for said in against)))
            ),
        )


def _who(said: Said) -> str:
    claim = said.claim
    by = f"{claim.said_by} in {claim.report.source}" if claim.said_by else claim.report.source
    return f"{by} ({claim.report.published}):"


def dates_out_of_order(found: State) -> Iterator[Finding]:
    """Two dates of one element of which the one that has to come first is the later."""
    dated = {
        figure.field: figure
        for figure in found.figures
        if figure.value is not None and figure.value["type"] == "date" and figure.leader
    }
    for figure in dated.values():
        element, _, name = figure.field.partition(".")
        entry = fields.find(found.view.known.kind_of(element), name)
        for later_name in entry.before if entry else ():
            later = dated.get(f"{element}.{later_name}")
            if later is not None and _comes_after(figure, later):
                yield Finding(
                    kind="dates out of order",
                    field=figure.field,
                    text=f"{figure.label} {text(figure.value)} is after {later.label} "
                    f"{text(later.value)}",
                    events=(figure.events[0], later.events[0]),
                )


def _comes_after(first: Figure, second: Figure) -> bool:
    if first.value is None or second.value is None:
        return False
    return days(first.value)[0] > days(second.value)[1]


# -- doubts --------------------------------------------------------------------------------------


def flipped_sightings(view: View) -> Iterator[Finding]:
    """Sightings that turn a ceiling into a floor, or the other way round."""
    for claim in view.claims.values():
        seen = sighted(view, claim) if claim.sighting_of else None
        if seen is not None and flips(claim.value, seen.value) and claim.number not in view.removed:
            yield Finding(
                kind="bound flipped",
                field=claim.field,
                text=f"{claim.report.id} says {text(claim.value)} where {seen.report.id} says "
                f"{text(seen.value)}",
                events=(claim.number, seen.number),
            )


def magnitudes(every: Iterable[Group]) -> Iterator[Finding]:
    """Claims of as many digits in another order of magnitude than the figure that leads.

    A thousand times more or less, or the same two or more digits with the point elsewhere.
    """
    for group in every:
        leader = group.outcome(DEFAULT).leader if len(group.saids) > 1 else None
        if leader is None:
            continue
        for said in group.saids:
            if (
                said is not leader
                and said.claim.verb != "deny"
                and said.base is None
                and group.stands(said, group.view.removed)
                and said.claim.sourcing not in NAMES_NO_ORIGINAL  # told with the figures
                and slipped(said, leader)
            ):
                yield Finding(
                    kind="order of magnitude",
                    field=group.field,
                    text=f"{said.claim.report.id} says {text(said.value)} where "
                    f"{leader.claim.report.id} says {text(leader.value)}",
                    events=(said.claim.number, leader.claim.number),
                )


def other_scopes(every: Iterable[Group]) -> Iterator[Finding]:
    """Amounts that cannot both hold and name other scopes than the figure that leads.

    A scope is in anybody's words, so that two of them can be one thing: they make no two figures.
    """
    for group in every:
        leader = group.outcome(DEFAULT).leader if len(group.saids) > 1 else None
        if leader is None or leader.claim.scope is None:
            continue
        for said in group.saids:
            if (
                said.claim.scope is not None
                and said.claim.scope.casefold() != leader.claim.scope.casefold()
                and said.claim.report is not leader.claim.report
                and said.claim.verb != "deny"
                and group.counts(said, group.view.removed)
                and said.value is not None
                and said.value["type"] in NUMERIC
                and disagree(said, leader)
            ):
                yield Finding(
                    kind="other scope",
                    field=group.field,
                    text=f"{_scoped(said)} where {_scoped(leader)}; if one is a part, or of "
                    "something else, log it so: 'part_of', or another element",
                    events=(said.claim.number, leader.claim.number),
                )


def _scoped(said: Said) -> str:
    return f"{said.claim.report.id} says {text(said.value)} ({said.claim.scope})"


def stages_backwards(every: Iterable[Group]) -> Iterator[Finding]:
    """Statements that put back what the record had further, without saying that the deal moved."""
    for group in every:
        furthest: Said | None = None
        for said in group.saids:
            if (
                said.stage not in LADDER
                or said.later
                or said.claim.verb in ("deny", "change")
                or not said.claim.on_record
                or not group.stands(said, group.view.removed)
            ):
                furthest = None if said.stage in ENDS else furthest
                continue
            if furthest is None or LADDER[furthest.stage or ""] <= LADDER[said.stage]:
                furthest = said
            elif group.field.endswith(".stage") or furthest.key == said.key:
                yield Finding(
                    kind="stage ran backwards",
                    field=group.field,
                    text=f"{said.claim.report.id} says {_words(said.stage)} after "
                    f"{furthest.claim.report.id} said {_words(furthest.stage)}",
                    events=(said.claim.number, furthest.claim.number),
                )


def _words(stage: str | None) -> str:
    return (stage or "").replace("_", " ")


def circles(view: View) -> Iterator[Finding]:
    """Reports that cite each other in a circle, each circle once."""
    told: set[frozenset[str]] = set()
    for report in view.reports.values():
        if report.id not in _reached(view, report):
            continue
        circle = [
            each
            for each in view.reports.values()
            if each.id in view.ancestors(report) | {report.id} and report.id in _reached(view, each)
        ]
        names = frozenset(each.id for each in circle)
        if names not in told:
            told.add(names)
            yield Finding(
                kind="circular citing",
                field="",
                text=f"{', '.join(sorted(names))} cite each other",
                events=tuple(each.number for each in circle),
            )


def _reached(view: View, report: Report) -> set[str]:
    """The reports that a report comes to by citing, itself too where it is in a circle."""
    found: set[str] = set()
    level = list(report.cites)
    while level:
        found.update(level)
        held = (view.reports.get(name) for name in level)
        level = [name for each in held if each for name in each.cites if name not in found]
    return found


def duplicates(view: View) -> Iterator[Finding]:
    """Reports that seem logged twice, and elements of one kind whose names look the same."""
    seen: dict[tuple[object, ...], Report] = {}
    for report in view.reports.values():
        for key in _likenesses(report):
            other = seen.setdefault(key, report)
            if other is not report and not (
                {report.id, other.id} & {*report.corrects, *other.corrects}
            ):
                yield Finding(
                    kind="duplicate",
                    field="",
                    text=f"{report.id} looks like {other.id}: the same {key[0]}",
                    events=(report.number, other.number),
                )
                break
    names: dict[tuple[str, str], str] = {}
    known = view.known
    for element in known.elements.values():
        if element.id in known.same_as or not element.name:
            continue
        first = names.setdefault((element.kind, doubts.looks(element.name)), element.id)
        if first != element.id:
            yield Finding(
                kind="duplicate",
                field="",
                text=f"{first} and {element.id} have the same name; if they are one: dealtrail "
                f"identify {known.deal} {first} {element.id}",
                events=(known.elements[first].number, element.number),
            )


def _likenesses(report: Report) -> Iterator[tuple[object, ...]]:
    if report.url:
        address = re.sub(r"^https?://(www\.|m\.|amp\.)?|[?#].*$", "", report.url.casefold())
        yield "address and day", address.rstrip("/"), report.published[:10]
    said = frozenset((claim.verb, claim.field, claim.key, claim.stage) for claim in report.claims)
    if said:
        yield "source, day and claims", report.source.casefold(), report.published[:10], said


def overdue(found: State, quiet_days: int) -> Iterator[Finding]:
    """What was announced for a day now well past, and not said to have happened since."""
    view = found.view
    for figure in found.figures:
        for said in figure.scheduled:
            if _days(said.at, view.clocks.true_at) > quiet_days:
                yield Finding(
                    kind="overdue",
                    field=figure.field,
                    text=f"{text(said.value, view.names)} {_words(said.stage)} was due on "
                    f"{said.effective}, and no report says that it happened",
                    events=(said.claim.number,),
                )


# -- notes ---------------------------------------------------------------------------------------


def silent(found: State, quiet_days: int) -> Iterator[Finding]:
    """A deal under way of which nobody has spoken for long; else its open figures, likewise."""
    view = found.view
    last = max(view.reports.values(), key=lambda each: each.last, default=None)
    if last is None or found.stage in ENDS or found.stage in ("closed", "paid"):
        return
    as_of = view.clocks.as_of
    if (quiet := _days(last.last, as_of)) > quiet_days:
        yield Finding(
            kind="silent",
            field="",
            text=f"nothing since {last.published}, {quiet} days",
            events=(last.number,),
        )
        return
    for figure in found.figures:
        if not figure.headline or figure.standing not in ("rumored", "contested"):
            continue
        quiet = _days(span(figure.last_word)[1], as_of)
        if quiet > quiet_days:
            yield Finding(
                kind="silent",
                field=figure.field,
                text=f"{figure.standing}, and nothing since {figure.last_word}, {quiet} days",
                events=figure.events[:1],
            )


def single_origins(found: State) -> Iterator[Finding]:
    """The figures, no statement on the record, that one source alone stands behind."""
    for figure in found.figures:
        leader = figure.leader
        if (
            leader is not None
            and figure.origins == 1
            and not figure.context
            and figure.value is not None
            and figure.value["type"] in NUMERIC
            and not leader.claim.on_record
            and figure.standing in ("rumored", "contested")
        ):
            yield Finding(
                kind="single origin",
                field=figure.field,
                text=f"{text(figure.value, found.view.names)} rests on "
                f"{leader.claim.report.source} alone",
                events=figure.events,
            )


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days


# -- as JSON -------------------------------------------------------------------------------------


def check_json(found: Check) -> dict[str, Any]:
    """A deal's findings as `check --json` prints them: the schema `dealtrail.check/1`."""
    deal = found.view.known.deal
    return {
        "schema": "dealtrail.check/1",
        "deal": deal,
        "clocks": found.view.clocks.json(),
        "policy": found.policy,
        "contradictions": found.contradictions,
        "findings": [finding_json(deal, finding) for finding in found.findings],
    }
