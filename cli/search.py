"""The verb `search`: full text over what was reported."""

from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.options import Asked, Reader, reading, unread_json
from cli.options import day as asked_day
from cli.output import Answer, answer, say
from cli.words import clocks_of, count, day, words
from domain.errors import NotFound
from projections.search import Found, Hit, find, hit_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cli.screen import Cell, Part, Row, Screen
    from projections.clocks import Clocks

COLUMNS = (
    "deal",
    "published",
    "source",
    "verb",
    "field",
    "value",
    "stage",
    "fate",
    "event",
    "report",
    "url",
    "found_in",
    "snippet",
)
ON_A_SCREEN = 20
T = TypeVar("T")


@click.command(cls=Reader)
@click.argument("text", nargs=-1, required=True)
@click.option("--deal", metavar="DEAL", help="Only in this deal.")
@click.option("--since", metavar="DATE", help="Only what was published from then on.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N hits, 0 for all; a table shows {ON_A_SCREEN} if not said.",
)
@reading(rules=False)
def search(
    asked: Asked, text: tuple[str, ...], deal: str | None, since: str | None, limit: int | None
) -> int:
    """Find claims and reports by their words, in all deals.

    A hit has all words; accents and case do not count, and a word finds longer ones that begin so.
    Words in double quotes stand side by side. Hits in what a claim says come first, then those in
    notes and addresses, the latest first. Exit code 1 where a deal cannot be read.

    \b
      dealtrail search amazon agi
      2026-02-27  Financial Times  amazon-2.condition  The IPO condition or The AGI condition
      dealtrail search '"puissance de calcul"' --as-of 2026-01-31
    """
    words = " ".join(text)

    def tell(found: Found) -> int:
        for error in found.unread:
            say(str(error))
        answer(asked, search_answer(asked, found, words, deal, since, limit))
        return 1 if found.unread else 0

    return searched(asked, words, deal, since, tell, say)


def searched(
    asked: Asked,
    words: str,
    deal: str | None,
    since: str | None,
    then: "Callable[[Found], T]",
    tell: "Callable[[str], None]",
) -> "T":
    """What `then` makes of what is found; the hits can be read as long as it runs.

    Raises `Refused` for a date or words that cannot be read, `NotFound` for an unknown deal.
    """
    clocks = asked.clocks()
    start = _first_instant(since)
    if deal is not None:
        _refuse_unknown(asked.where, deal)
    return find(
        asked.where,
        words,
        then,
        as_of=clocks.as_of,
        known_at=clocks.known_at if asked.known_at else None,
        since=start,
        deal=deal,
        tell=tell,
    )


def _first_instant(since: str | None) -> str | None:
    from domain.dates import span

    found = asked_day(since, "--since")
    return span(found)[0] if found and found not in ("today", "now") else found


def _refuse_unknown(path: str, deal: str) -> None:
    from domain.history import deals, open_ledger
    from domain.names import near_hint

    with closing(open_ledger(path)) as ledger:
        known = deals(ledger)
    if deal not in known:
        raise NotFound(
            "there is no such deal",
            code="E-NOTFOUND",
            place="--deal",
            seen=deal,
            hint=near_hint(deal, known) or "'dealtrail deals' lists them",
        )


def search_answer(
    asked: Asked,
    found: Found,
    text: str,
    deal: str | None = None,
    since: str | None = None,
    limit: int | None = None,
) -> Answer:
    """What was found, in every format, at most `limit` hits of it."""
    clocks = asked.clocks()
    most = limit or None
    total = len(found.places)
    return Answer(
        columns=COLUMNS,
        rows=lambda: map(_row, found.hits(most)),
        whole=lambda: {
            "schema": "dealtrail.search/1",
            "text": text,
            "clocks": clocks.json(),
            "deal": deal,
            "since": since,
            "found": total,
            "hits": [hit_json(hit) for hit in found.hits(most)],
            "unread": unread_json(found.unread),
        },
        each=lambda: map(hit_json, found.hits(most)),
        show=lambda screen: _show(screen, found, clocks, ON_A_SCREEN if limit is None else most),
        talk=f"{count(total, 'hit')}: {clocks_of(clocks)}",
    )


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "deal": hit.deal,
        "published": hit.published,
        "source": hit.source,
        "verb": hit.verb,
        "field": hit.field,
        "value": hit.said,
        "stage": hit.stage,
        "fate": hit.fate,
        "event": hit.event,
        "report": hit.report,
        "url": hit.url,
        "found_in": hit.found_in,
        "snippet": "".join(text for text, _ in hit.snippet),
    }


def _show(screen: "Screen", found: Found, clocks: "Clocks", most: int | None) -> None:
    from cli.screen import Across, Col

    total = len(found.places)
    screen.line((count(total, "hit"), "bold"))
    screen.line((clocks_of(clocks), "dim"))
    if not total:
        screen.line()
        screen.line("Nothing published by then has all of these words: try fewer, or shorter ones.")
        return
    screen.line()
    rows: list[Row] = []
    for hit in found.hits(most):
        rows.append(_cells(hit))
        if hit.found_in not in ("field", "source", "said", "report"):
            rows.append(Across(parts=tuple(_snippet(hit)), indent=4))
    columns = [
        Col(title="published", breaks="/"),
        Col(title="source", least=12),
        Col(title="said", least=24),
        Col(title="event", breaks="#"),
    ]
    screen.table(columns, rows)
    if most and total > most:
        screen.line()
        screen.line((f"{count(total - most, 'more hit')}: --limit 0", "dim"))


def _cells(hit: Hit) -> "list[Cell]":
    fate: list[Part] = [(f"  {hit.fate}", "red")] if hit.fate else []
    said: Cell = [(f"report {hit.report}", ""), *fate]
    if hit.claim is not None:
        said = [*_claim(hit), *fate]
    return [day(hit.published), hit.source, said, hit.event]


def _claim(hit: Hit) -> "Iterator[Part]":
    """A claim in a few words: `amazon.commitment up to $50bn (in talks)`."""
    verb = {"deny": "denies ", "no_comment": "no comment on "}.get(hit.verb or "", "")
    yield f"{verb}{hit.field or 'a report'}"
    if hit.said:
        yield (f" {' '.join(hit.said.split())}", "bold")
    if hit.stage:
        yield (f" ({words(hit.stage)})", "dim")


def _snippet(hit: Hit) -> "Iterator[Part]":
    yield (f"{words(hit.found_in)}: ", "dim")
    for text, is_word in hit.snippet:
        yield (text, "bold" if is_word else "dim")
