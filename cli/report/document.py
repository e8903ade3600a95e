"""The whole file: its head, what it stands at, its contents and its sections."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cli.report.audits import audited, audits
from cli.report.course import course
from cli.report.figures import conditions, derived, headline, money, others
from cli.report.markup import Part, Tag, tag, to, written
from cli.report.record import Sealed, record
from cli.report.sources import findings, sources
from cli.report.structure import structure
from cli.report.timeline import timeline
from cli.report.words import facts, of, stage
from cli.words import count, moment, words
from projections.replay import replay

if TYPE_CHECKING:
    from domain.history import Item
    from projections.clocks import View
    from projections.figures import State


def document(
    found: "State", at: Sealed, again: Sequence[str], grades: "Sequence[Item]", known_at: str | None
) -> str:
    """A deal at its clocks as one HTML file that asks for nothing else.

    `at` is the state of the ledger, `again` the command that makes the same, `grades` what was
    logged about sources, `known_at` the record clock where one was asked for.
    """
    shown = audited(found)
    frames = list(replay(found.view, found.policy))
    parts = [
        headline(found),
        money(found),
        course(found, shown, frames),
        derived(found),
        structure(found),
        conditions(found),
        findings(found),
        timeline(found, frames),
        audits(found, shown),
        others(found),
        sources(found, grades, known_at),
        record(found, at, again),
    ]
    sections = [each for each in parts if each is not None]
    body = tag(
        "body",
        tag("header", _title(found), _stands_at(found, at)),
        _contents(sections),
        tag("main", sections),
    )
    return written(tag("html", _head(found), body, lang="en"))


def _head(found: "State") -> Tag:
    """No script, and nothing from anywhere: the one style is allowed by its digest."""
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    asked = found.view.clocks.asked[1]
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{found.view.known.name}, as of {asked}"),
        tag("style", style),
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def _title(found: "State") -> list[Part]:
    known = found.view.known
    about = [stage(words(found.stage), implied=found.stage_implied), " ", words(known.type), " "]
    return [
        tag("h1", known.name),
        tag("p", about, tag("code", known.deal), class_="about"),
    ]


def _contents(sections: Sequence[Tag]) -> Tag:
    """The sections by their headings."""
    links = []
    for each in sections:
        title = each.inside[0]
        assert isinstance(title, Tag)  # noqa: S101 - every section begins with its heading
        links.append(tag("li", to(each.attributes["id"], title.inside)))
    return tag("nav", tag("ul", links), aria_label="Contents")


# -- what it stands at ---------------------------------------------------------------------------


def _stands_at(found: "State", at: Sealed) -> list[Part]:
    """The clocks and the rules, plainly; and what they hide."""
    hidden = list(_hidden(found.view, at))
    return [
        tag("div", facts(_clocks(found)), class_="clocks"),
        tag("p", " ".join(hidden), class_="banner") if hidden else None,
    ]


def _clocks(found: "State") -> Iterator[tuple[Part, Part]]:
    view = found.view
    known_at, as_of, true_at = map(moment, view.clocks.asked)
    yield "as of", [tag("b", as_of), of(" what had been published by then")]
    yield "known at", [tag("b", known_at), of(" what this ledger had recorded by then")]
    if true_at != as_of:
        yield "true at", [tag("b", true_at), of(" what held then")]
    yield "policy", [found.policy, of(" the rule that picks the leading claim")]
    if view.without:
        yield "without", [", ".join(view.without), of(" as if it were not there")]


def _hidden(view: "View", at: Sealed) -> Iterator[str]:
    """What there is in the ledger and is not shown."""
    known, clocks = view.known, view.clocks
    later = [report for report in known.reports.values() if report.last > clocks.as_of]
    if later:
        claims = sum(len(report.claims) for report in later)
        are = "is" if len(later) == 1 else "are"
        yield (
            f"{count(len(later), 'later report')} with {count(claims, 'claim')} {are} hidden:"
            " published after the as-of date."
        )
    unknown = at.of_deal - known.last_number
    if unknown > 0:
        came = count(unknown, "later entry", "later entries")
        yield f"{came} of the log about this deal {'is' if unknown == 1 else 'are'} left aside."
    if view.without:
        left = len(view.published) - len(view.reports)
        yield f"This is a what-if: {count(left, 'report')} left out ({', '.join(view.without)})."
