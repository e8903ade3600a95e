"""The verb `timeline`: the reports in order, and the dates ahead."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading
from cli.output import Answer, answer
from cli.words import (
    SOURCING,
    count,
    date,
    listed,
    said,
    source,
    telling_label,
    title,
    under,
    words,
)
from domain.known import Claim
from projections.timeline import Entry, Timeline, entry_json, timeline_json
from projections.timeline import timeline as timeline_of

if TYPE_CHECKING:
    from cli.screen import Row, Screen

_Names = dict[str, str]

TIMELINE_COLUMNS = (
    "published",
    "report",
    "source",
    "sourcing",
    "quality",
    "own",
    "echoes",
    "origin",
    "fate",
    "says",
    "event",
)


@click.command(cls=Reader)
@click.argument("deal")
@reading()
def timeline(asked: Asked, deal: str) -> None:
    """The reports in order, each with what it says itself, and the dates ahead.

    Reports that only repeat another one stand under it, after ↳.

    \b
      dealtrail timeline openai-2026 --as-of 2026-01-30
      2026-01-29  CNBC  unnamed sources, secondary
          amazon.commitment up to $50bn (in talks)
          ↳ Reuters; in part TechCrunch
    """
    found = timeline_of(asked.view(deal), asked.policy)
    answer(asked, timeline_answer(found, asked.policy))


def timeline_answer(found: Timeline, policy: str) -> Answer:
    """A timeline in every format."""
    return Answer(
        columns=TIMELINE_COLUMNS,
        rows=lambda: _timeline_rows(found),
        whole=lambda: timeline_json(found),
        each=lambda: (entry_json(found.view, entry) for entry in found.entries),
        show=lambda screen: _show_timeline(screen, found, policy),
        talk=f"{title(found.view.known)}: {under(found.view, policy)}",
    )


def _timeline_rows(found: Timeline) -> Iterator[dict[str, Any]]:
    for entry in found.entries:
        yield _timeline_row(found, entry, None)
        for copy in entry.copies:
            yield _timeline_row(found, copy, entry.report.id)
    for each in found.ahead:
        yield {
            "published": each.date,
            "report": "ahead",
            "says": f"{each.field} {each.what} ({each.standing})",
            "event": f"{found.view.known.deal}#{each.event}",
        }


def _timeline_row(found: Timeline, entry: Entry, origin: str | None) -> dict[str, Any]:
    report, known = entry.report, found.view.known
    return {
        "published": report.published,
        "report": report.id,
        "source": report.source,
        "sourcing": report.sourcing,
        "quality": report.quality,
        "own": len(entry.own),
        "echoes": entry.echoes,
        "origin": origin,
        "fate": entry.fate,
        "says": "; ".join(_claim(claim, found.view.names) for claim in entry.own),
        "event": f"{known.deal}#{report.number}",
    }


def _claim(claim: Claim, names: _Names) -> str:
    """A claim in a few words: `amazon.commitment up to $50bn (in talks)`."""
    stage = f" ({words(claim.stage)})" if claim.stage and claim.name != "stage" else ""
    stage += f", only if {claim.if_}" if claim.if_ else ""
    if claim.of_report:
        return f"denies {claim.of_report}"
    value = f" {said(claim.value, names)}" if claim.value else ""
    verb = {"deny": "denies ", "no_comment": "no comment on "}.get(claim.verb, "")
    return f"{verb}{claim.field}{value}{stage}"


def _show_timeline(screen: "Screen", found: Timeline, policy: str) -> None:
    view = found.view
    screen.line((title(view.known), "bold"))
    screen.line((under(view, policy), "dim"))
    screen.line()
    if not found.entries:
        screen.line("No report about this deal had been published by then.")
    for entry in found.entries:
        _show_entry(screen, entry, view.names)
    if found.ahead:
        _show_ahead(screen, found)


SAYS = 3


def _show_entry(screen: "Screen", entry: Entry, names: _Names) -> None:
    report = entry.report
    about = listed(filter(None, (SOURCING[report.sourcing], report.quality)))
    numbers = f"{len(entry.own)} own" + (
        f", {count(entry.echoes, 'echo', 'echoes')}" if entry.echoes else ""
    )
    screen.line(
        (date(report.published), "bold"),
        f"  {source(report)}",
        (f" · {about} · {numbers}", "dim"),
        (f" · {entry.fate}" if entry.fate else "", "red"),
        hang=4,
    )
    shown = [_claim(claim, names) for claim in entry.own[:SAYS]]
    more = len(entry.own) - len(shown)
    if shown:
        screen.line("; ".join(shown), (f"; {more} more" if more else "", "dim"), indent=4)
    if entry.copies or entry.in_part:
        whole = listed([f"{copy.report.source}" for copy in entry.copies], most=6)
        part = listed(dict.fromkeys(each.source for each in entry.in_part), most=4)
        also = "; ".join(filter(None, (whole, f"in part {part}" if part else "")))
        screen.line((f"↳ {also}", "dim"), indent=4)


def _show_ahead(screen: "Screen", found: Timeline) -> None:
    from cli.screen import STANDING, Col

    screen.line()
    screen.line(("Ahead", "bold"))
    columns = [Col(title=""), Col(title="", breaks="."), Col(title="", least=10), Col(title="")]
    rows: list[Row] = [
        [
            f"  {each.what}" if each.standing != "scheduled" else f"  {date(each.date)}",
            each.field,
            each.what
            if each.standing == "scheduled"
            else telling_label(each.field, each.label, ""),
            (each.standing, STANDING.get(each.standing, "")),
        ]
        for each in found.ahead
    ]
    screen.table(columns, rows)
