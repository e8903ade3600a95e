"""Figures as the rows of a page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cli.pictures.band import band
from cli.pictures.svg import Drawn
from cli.views.wording import days_between
from cli.words import IMPLIED, PLAIN_RULES, said, source, words
from domain import fields
from domain.record import Record
from domain.values import NUMERIC
from projections.figures import value_json

if TYPE_CHECKING:
    from domain.values import Stored
    from projections.clocks import View
    from projections.figures import Figure

STALE_DAYS = 60


class Beside(Record):
    """What stands beside a figure: a challenger, or what is to come; its event for the link."""

    why: str
    value: str
    stage: str
    source: str
    date: str
    event: int


class Row(Record):
    """A figure as a page shows it.

    `hedge` is its band, None where there is nothing to draw. `number` says that its value is a
    quantity. `age` is in days since the last word; `stale` says that it is long.
    """

    field: str
    element: str
    of: str
    label: str
    value: str
    hedge: Drawn | None
    number: bool
    standing: str
    stage: str
    since: str | None
    last_word: str
    age: int | None
    stale: bool
    origins: int
    event: int | None
    rule: str
    plain_rule: bool
    beside: Sequence[Beside]


class Section(Record):
    """Rows under one heading."""

    title: str
    rows: Sequence[Row]


def row_of(view: "View", figure: "Figure") -> Row:
    """One figure as a row."""
    value = figure.value
    age = days_between(figure.last_word, view.clocks.as_of)
    is_stage = figure.field.endswith(".stage")
    return Row(
        field=figure.field,
        element=figure.element,
        of=name_of(view, figure.element),
        label=figure.label,
        value=said(value, view.names) if value else "",
        hedge=_hedge(value),
        number=value is not None and value["type"] in NUMERIC,
        standing=figure.standing,
        stage="" if is_stage else words(figure.stage),
        since=figure.since,
        last_word=figure.last_word,
        age=age,
        stale=age is not None and age > STALE_DAYS,
        origins=figure.origins,
        event=figure.events[0] if figure.events else None,
        rule=figure.rule,
        plain_rule=figure.rule in PLAIN_RULES or figure.rule.startswith(IMPLIED),
        beside=tuple(_beside(view, figure)),
    )


def _hedge(value: "Stored | None") -> Drawn | None:
    drawn = band(value_json(value))
    return Drawn(drawn) if drawn else None


def name_of(view: "View", element: str) -> str:
    """The display name of an element; of the deal itself and its valuation, what it is."""
    if element in fields.RESERVED:
        return ""
    return view.names.get(element) or words(element)


def _beside(view: "View", figure: "Figure") -> Iterable[Beside]:
    for challenger in figure.challengers:
        claim = challenger.said.claim
        yield Beside(
            why=challenger.why,
            value=said(challenger.said.value, view.names),
            stage=words(claim.stage),
            source=source(claim.report),
            date=claim.report.published,
            event=claim.number,
        )
    for later in figure.scheduled:
        yield Beside(
            why="due since" if later.at <= view.clocks.true_at else "scheduled",
            value=said(later.value, view.names),
            stage=words(later.claim.stage),
            source=source(later.claim.report),
            date=later.effective,
            event=later.claim.number,
        )


def sections_of(view: "View", sections: "Mapping[str, Sequence[Figure]]") -> list[Section]:
    """Figures under their headings as rows."""
    return [
        Section(title=title, rows=tuple(row_of(view, each) for each in figures))
        for title, figures in sections.items()
    ]
