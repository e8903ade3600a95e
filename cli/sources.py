"""The verb `sources`: who was first, who only copied, and what became of their rumours."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading, unread_json
from cli.output import Answer, answer
from cli.words import clocks_of, count, said
from domain.errors import NotFound
from projections.sources import OUTCOMES, Rumor, Source, source_json, sources_json, tracks
from projections.sources import sources as sources_of

if TYPE_CHECKING:
    from cli.screen import Row, Screen
    from domain.errors import NewerVersion
    from projections.clocks import View

COLUMNS = (
    "source",
    "grade",
    "reports",
    "copies",
    "claims",
    "echoes",
    "first_with",
    "rumors",
    *OUTCOMES,
    "first_day",
    "last_day",
    "deals",
)


@click.command(cls=Reader)
@click.argument("name", required=False)
@click.option("--deal", metavar="DEAL", help="Only in this deal.")
@reading()
def sources(asked: Asked, name: str | None, deal: str | None) -> int:
    """Every source: its grade, how much it copied, what it was first with, how its rumours did.

    A rumour is a main term that it stated off the record before the record had it: confirmed where
    the record stated that number or word later, open where the record is silent. First is who
    stated a value that stands now on an earlier day than all others. With NAME each is listed. Exit
    code 1 where a deal cannot be read.

    \b
      dealtrail sources
      source           reports  copies  first  rumours  confirmed  denied  retracted
      The Information        5       0      4       16          6       1          0
      dealtrail sources 'The Information' --as-of 2026-02-28
    """
    names: dict[str, dict[str, str]] = {}
    unread: list[NewerVersion] = []
    found = sources_found(asked, name, deal, names, unread)
    answer(asked, sources_answer(asked, found, names, unread, one=bool(name)))
    return 1 if unread else 0


def sources_found(
    asked: Asked,
    name: str | None,
    deal: str | None,
    names: dict[str, dict[str, str]],
    unread: "list[NewerVersion]",
) -> list[Source]:
    """The sources asked for. The names of elements are put into `names`, by deal.

    Raises `NotFound` for a source of which there is no report.
    """
    clocks = asked.clocks()
    found = sources_of(
        (
            track
            for view in _views(asked, deal, names, unread)
            for track in tracks(view, asked.policy)
        ),
        _grades(asked.where),
        clocks.known_at if asked.known_at else None,
    )
    return _chosen(found, name) if name else _with_reports(found) if deal else found


def sources_answer(
    asked: Asked,
    found: Sequence[Source],
    names: dict[str, dict[str, str]],
    unread: "Sequence[NewerVersion]",
    *,
    one: bool = False,
) -> Answer:
    """Sources in every format; where one was asked for, what each of its rumours became."""
    clocks = asked.clocks()
    return Answer(
        columns=COLUMNS,
        rows=lambda: map(_row, found),
        whole=lambda: {
            **sources_json(found, clocks.json(), asked.policy),
            "unread": unread_json(unread),
        },
        each=lambda: map(source_json, found),
        show=lambda screen: _show(screen, found, names, clocks_of(clocks), one=one),
        talk=f"{count(len(found), 'source')}: {clocks_of(clocks)} · {asked.policy}",
    )


def _views(
    asked: Asked,
    deal: str | None,
    names: dict[str, dict[str, str]],
    unread: "list[NewerVersion]",
) -> "Iterator[View]":
    """The deals asked for; the names of their elements are kept, for what is shown."""
    for view in asked.views(unread) if deal is None else [asked.view(deal)]:
        names[view.known.deal] = view.names
        yield view


def _grades(path: str) -> "list[Any]":
    from contextlib import closing

    from domain.history import grades, open_ledger

    with closing(open_ledger(path)) as ledger:
        return grades(ledger)


def _with_reports(found: Iterable[Source]) -> list[Source]:
    return [source for source in found if source.tracks]


def _chosen(found: Sequence[Source], name: str) -> list[Source]:
    chosen = [source for source in found if source.name.casefold() == name.casefold()]
    if not chosen:
        from domain.names import near_hint

        raise NotFound(
            "no source of that name has published anything by then",
            code="E-NOTFOUND",
            place="NAME",
            seen=name,
            hint=near_hint(name, [source.name for source in found])
            or "'dealtrail sources' lists them",
        )
    return chosen


def _row(source: Source) -> dict[str, Any]:
    outcomes = Counter(rumor.outcome for rumor in source.rumors)
    return {
        "source": source.name,
        "grade": source.grade,
        **{part: source.total(part) for part in ("reports", "copies", "claims", "echoes")},
        "first_with": len(source.first),
        "rumors": len(source.rumors),
        **{word: outcomes[word] for word in OUTCOMES},
        "first_day": source.first_day,
        "last_day": source.last_day,
        "deals": [track.deal for track in source.tracks],
    }


_COUNTS = {
    "reports": "reports",
    "copies": "copies",
    "first_with": "first",
    "rumors": "rumours",
    "confirmed": "confirmed",
    "denied": "denied",
    "retracted": "retracted",
}


def _show(
    screen: "Screen",
    found: Sequence[Source],
    names: dict[str, dict[str, str]],
    clocks: str,
    *,
    one: bool,
) -> None:
    from cli.screen import Col

    if not found:
        screen.line("No source has published anything by then.")
        return
    screen.line((clocks, "dim"))
    screen.line()
    shown = dict(_COUNTS)
    if any(source.grade for source in found):
        shown = {"grade": "grade", **shown}
    if any(len(source.tracks) > 1 for source in found):
        shown["deals"] = "deals"
    if not screen.fits(94) and len(shown) > len(_COUNTS):
        del shown["copies"], shown["first_with"]
    columns = [
        Col(title="source", least=16),
        *(Col(title=title, right=part != "grade") for part, title in shown.items()),
    ]
    rows: list[Row] = []
    for source in sorted(found, key=lambda source: -source.total("reports")):
        row = _row(source) | {"deals": len(source.tracks)}
        rows.append([source.name, *(_cell(row[part]) for part in shown)])
    screen.table(columns, rows)
    if one:
        for source in found:
            _show_one(screen, source, names)


def _cell(given: int | str | None) -> str:
    return "" if given is None else str(given)


def _show_one(screen: "Screen", source: Source, names: dict[str, dict[str, str]]) -> None:
    for item in source.grades:
        why = f": {item.data['why']}" if item.data.get("why") else ""
        screen.line((f"graded {item.data['grade']} on {item.recorded_at[:10]}{why}", "dim"))
    if source.first:
        screen.line()
        screen.line(("First with", "bold"))
        for first in source.first:
            value = said(first.value, names[first.deal])
            screen.line(
                f"{first.field} {value}", (f"  {first.deal}#{first.event}", "dim"), indent=2
            )
    for word in OUTCOMES:
        rumors = [rumor for rumor in source.rumors if rumor.outcome == word]
        if rumors:
            screen.line()
            screen.line((f"{_TITLES[word]}", "bold"))
            for rumor in rumors:
                screen.line(*_rumor(rumor, names[rumor.deal]), indent=2)


_TITLES = {
    "confirmed": "Rumours that the record stated later",
    "allowed": "Rumours that the record allows",
    "differs": "Rumours that the record says otherwise about",
    "denied": "Rumours that were denied on the record",
    "corrected": "Rumours that the source corrected",
    "retracted": "Rumours that the source withdrew",
    "open": "Rumours that the record has not settled",
}


def _rumor(rumor: Rumor, names: dict[str, str]) -> Iterator[Any]:
    by = f", by #{rumor.by}" if rumor.by else ""
    yield f"{rumor.field} {said(rumor.value, names)}"
    yield (f"  {rumor.deal}#{rumor.event}{by}", "dim")
