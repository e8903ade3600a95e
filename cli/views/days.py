"""The reports of a deal by day, the latest first, as a page or a printed report shows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.words import said, source, words

if TYPE_CHECKING:
    from projections.clocks import View
    from projections.figures import Figure
    from projections.replay import Change, Frame, Quiet
    from projections.timeline import Entry


def day_of(frame: "Frame") -> str:
    """The day under which a frame of a replay is told."""
    return frame.report.last[:10] if frame.report and frame.act == "reports" else frame.date[:10]


def by_day(
    view: "View", frames: "Sequence[Frame]", told: "Sequence[Entry]"
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
        days.setdefault(day_of(frame), []).append(_told(view, frame, entry))
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
