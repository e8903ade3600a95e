"""The reports by day, the latest first: what each one changed, its echoes under it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from cli.past import replay_answer
from cli.timelines import timeline_answer
from cli.web.faces import Page
from cli.web.pages.heading import heading
from cli.web.timebar import stepped
from cli.words import said, source, words
from domain.dates import span
from projections import portfolio
from projections.replay import replay
from projections.timeline import entries_of, timeline

if TYPE_CHECKING:
    from cli.web.address import Address
    from projections.clocks import View
    from projections.figures import Figure
    from projections.replay import Change, Frame, Quiet
    from projections.timeline import Entry

OWN = ("step", "until")
SHOWN = 15  # reports on a page, at least: a day is never parted


def page(at: "Address", deal: str) -> Page | str:
    """The timeline of a deal."""
    if moved := stepped(at, deal):
        return moved
    view = at.view(deal)
    return Page(
        template="timeline.html",
        parts=lambda: _parts(at, view),
        answer=lambda: timeline_answer(timeline(view, at.policy), at.policy),
    )


def replay_page(at: "Address", deal: str) -> Page | str:
    """The same page; for programs what each report changed, from the first on."""
    found = page(at, deal)
    if isinstance(found, str):
        return found
    view = at.view(deal)
    return found.but(answer=lambda: replay_answer(view, at.policy, list(replay(view, at.policy))))


def _parts(at: "Address", view: "View") -> dict[str, Any]:
    until = _until(at)
    days = [day for day in _days(view) if day <= until]
    start = days[-SHOWN] if len(days) > SHOWN else ""
    told = replay(view, at.policy, start)
    frames = [
        frame for frame in takewhile(lambda each: _day(each) <= until, told) if _day(frame) >= start
    ]
    earlier = [day for day in days if day < start]
    return {
        **heading(at, portfolio.deal(view, at.policy), "timeline"),
        "days": _by_day(view, frames, entries_of(view)),
        "earlier": earlier[-1] if earlier else None,
        "until": at.own.get("until"),
    }


def _until(at: "Address") -> str:
    given = at.date("until")
    return span(given)[1][:10] if given and given not in ("today", "now") else "9999-12-31"


def _days(view: "View") -> list[str]:
    """The day of every report that is seen, in order: as often as there are reports."""
    return sorted(report.last[:10] for report in view.reports.values())


def _day(frame: "Frame") -> str:
    return frame.report.last[:10] if frame.report and frame.act == "reports" else frame.date[:10]


def _by_day(
    view: "View", frames: Sequence["Frame"], told: "Sequence[Entry]"
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The days, the latest first, each with its reports; what only echoes stands under its origin.

    An echo that changed something stands for itself too.
    """
    entries = {entry.report.id: entry for entry in told}
    copies = {copy.report.id for entry in told for copy in entry.copies}
    days: dict[str, list[dict[str, Any]]] = {}
    for frame in reversed(frames):
        report = frame.report
        folded = report is not None and report.id in copies and frame.act == "reports"
        if folded and not frame.changes:
            continue
        entry = entries.get(report.id) if report and frame.act == "reports" else None
        days.setdefault(_day(frame), []).append(_told(view, frame, entry))
    return list(days.items())


def _told(view: "View", frame: "Frame", entry: "Entry | None") -> dict[str, Any]:
    report = frame.report
    return {
        "act": frame.act,
        "number": frame.event,
        "date": frame.date,
        "source": source(report) if report else "",
        "report": report.id if report else "",
        "sourcing": report.sourcing if report else "",
        "quality": report.quality if report else None,
        "url": report.url or report.read_through if report else None,
        "fate": entry.fate if entry else None,
        "changes": [change_of(view, each) for each in frame.changes],
        "counted": _counted(frame.quiet),
        "quiet": list(_quiet(view, frame.quiet)),
        "copies": [_copy(each) for each in entry.copies] if entry else [],
        "in_part": [_copy_of(each) for each in entry.in_part] if entry else [],
    }


def _copy(entry: "Entry") -> dict[str, Any]:
    return _copy_of(entry.report)


def _copy_of(report: Any) -> dict[str, Any]:
    return {"source": source(report), "published": report.published, "report": report.id}


def change_of(view: "View", change: "Change") -> dict[str, Any]:
    """A figure before and after, as a line of a page."""
    before, after = change.before, change.after
    here = after or before
    stage = words(here.stage) if here and here.stage and not here.field.endswith(".stage") else ""
    former = words(before.stage) if before and after and before.stage else ""
    element = change.field.partition(".")[0]
    return {
        "kind": "new" if before is None else "gone" if after is None else "changed",
        "field": change.field,
        "of": view.names.get(element, words(element)),
        "label": change.label,
        "before": _value(before, view.names),
        "after": _value(after, view.names),
        "former_standing": before.standing if before else "",
        "standing": here.standing if here else "",
        "former_stage": former if former != stage else "",
        "stage": stage,
        "headline": bool(here and here.headline),
    }


def _value(figure: "Figure | None", names: Mapping[str, str]) -> str:
    if figure is None:
        return ""
    if figure.value is None and figure.scheduled:
        ahead = figure.scheduled[0]
        return f"{said(ahead.value, names)} on {ahead.effective}"
    return said(figure.value, names)


_COUNTED = {"repeats": "repeats", "sights": "saw again", "agrees": "agrees with"}


def _counted(quiet: Iterable["Quiet"]) -> list[tuple[str, list[tuple[str | None, int]]]]:
    """What a report only says again: how many figures, of which reports."""
    found: dict[str, list[tuple[str | None, int]]] = {}
    for each in quiet:
        if each.word in _COUNTED:
            found.setdefault(_COUNTED[each.word], []).append((each.of, len(each.claims)))
    return list(found.items())


def _quiet(view: "View", quiet: Iterable["Quiet"]) -> Iterable[dict[str, Any]]:
    """What changed nothing and says something else."""
    for each in quiet:
        for claim, lead in zip(each.claims, each.leads, strict=True):
            if each.word not in _COUNTED:
                yield {
                    "word": each.word,
                    "field": claim.field,
                    "value": said(claim.value, view.names) if claim.value else "",
                    "if": claim.if_,
                    "leads": said(lead.value, view.names) if lead and lead.value else "",
                }
