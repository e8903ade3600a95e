"""The verb `state`: what is known of a deal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading
from cli.output import Answer, answer
from cli.words import (
    IMPLIED,
    PLAIN_RULES,
    beneath,
    count,
    day,
    listed,
    plural,
    said,
    telling_label,
    title,
    under,
    words,
)
from domain import fields
from domain.errors import NotFound
from domain.values import bounds, text
from projections.figures import Figure, State, figure_json, state_json
from projections.figures import state as state_of

if TYPE_CHECKING:
    from cli.screen import Cell, Row, Screen

FIGURE_COLUMNS = (
    "field",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "qualifier",
    "standing",
    "stage",
    "since",
    "last_word",
    "origins",
    "events",
    "rule",
)


# -- state ---------------------------------------------------------------------------------------


@click.command(cls=Reader)
@click.argument("deal")
@click.option("--field", "prefix", metavar="PREFIX", help="Only fields that begin so: amazon.")
@click.option("--all", "-a", "everything", is_flag=True, help="Every figure, not the main ones.")
@click.option("--findings", is_flag=True, help="List what is doubtful in the data.")
@reading()
def state(asked: Asked, deal: str, prefix: str | None, *, everything: bool, findings: bool) -> None:
    """What is known of a deal: every figure, and how firmly it holds.

    A figure is confirmed (on the record), rumored, contested (somebody says otherwise), denied or
    withdrawn. What stands against it is shown beneath it, and under "derived" what the figures
    imply for each other that nobody reported.

    \b
      dealtrail state openai-2026 --as-of 2026-01-30
      …
      amazon.commitment    up to $50bn    rumored  in talks  2026-01-29
    """
    found = state_of(asked.view(deal), asked.policy)
    answer(asked, state_answer(found, prefix, everything=everything, findings=findings))


def state_answer(
    found: State, prefix: str | None = None, *, everything: bool = False, findings: bool = False
) -> Answer:
    """A state in every format; of the fields that begin so. Raises `NotFound` where none does."""
    if prefix:
        found = _only(found, prefix)
    return Answer(
        columns=FIGURE_COLUMNS,
        rows=lambda: (_figure_row(found, figure) for figure in found.figures),
        whole=lambda: state_json(found),
        each=lambda: (figure_json(found.view, figure) for figure in found.figures),
        show=lambda screen: _show_state(
            screen, found, everything=everything or bool(prefix), findings=findings
        ),
        talk=f"{title(found.view.known)}: {under(found.view, found.policy)}",
    )


def _only(found: State, prefix: str) -> State:
    figures = tuple(each for each in found.figures if each.field.startswith(prefix))
    if not figures:
        from domain.names import meant_field

        raise NotFound(
            "no field of this deal begins so, at these dates",
            code="E-NOTFOUND",
            place="--field",
            seen=prefix,
            hint=meant_field(prefix, (each.field for each in found.figures)),
        )
    findings = tuple(each for each in found.findings if each.field.startswith(prefix))
    derived = tuple(each for each in found.derived if each.name.startswith(prefix))
    return found.but(figures=figures, doubts=findings, reckoned=(derived, ()))


def _figure_row(found: State, figure: Figure) -> dict[str, Any]:
    value = figure.value
    low, high = bounds(value) if value else (None, None)
    deal = found.view.known.deal
    return {
        "field": figure.field,
        "label": figure.label,
        "value": text(value, found.view.names) if value else "",
        "low": low,
        "high": high,
        "unit": (value.get("currency") or value.get("unit") or _percent(value)) if value else None,
        "qualifier": value.get("qualifier", "exactly" if low or high else None) if value else None,
        "standing": figure.standing,
        "stage": figure.stage,
        "since": figure.since,
        "last_word": figure.last_word,
        "origins": figure.origins,
        "events": [f"{deal}#{number}" for number in figure.events],
        "rule": figure.rule,
    }


def _percent(value: Any) -> str | None:
    return "%" if value["type"] == "percent" else None


def _show_state(screen: "Screen", found: State, *, everything: bool, findings: bool) -> None:
    from cli.derived import show_derived

    view = found.view
    stage = words(found.stage) + (" (implied)" if found.stage_implied else "")
    screen.line((title(view.known), "bold"), f"  {stage}" if stage else "")
    screen.line((under(view, found.policy), "dim"))
    main = list(found.figures) if everything else main_figures(found)
    if not found.figures:
        screen.line()
        screen.line("Nothing had been published about this deal by then.")
        return
    screen.line()
    _figure_table(screen, found, main)
    show_derived(screen, found, everything=everything)
    rest = len(found.figures) - len(main)
    if rest or found.findings:
        screen.line()
    if rest:
        screen.line((f"{count(rest, 'more figure')}: --all", "dim"))
    _show_findings(screen, found, listed_out=findings)


def main_figures(found: State) -> list[Figure]:
    """The figures that belong on the first screen: the headlines of the deal itself."""
    from projections.belonging import Belonging

    belonging = Belonging(found)
    return [
        figure
        for figure in found.figures
        if figure.headline
        # the headline figure of an element says already what stage it implies
        and not (figure.rule.startswith(IMPLIED) and figure.element not in fields.RESERVED)
        and belonging.holds(figure.element)
    ]


def _figure_table(screen: "Screen", found: State, figures: Sequence[Figure]) -> None:
    from cli.screen import Across, Col

    wide, roomy = screen.fits(110), screen.fits(72)
    columns = [
        Col(title="figure", breaks="."),
        Col(title="value", least=28 if wide else 14),
        Col(title="standing"),
        Col(title="stage"),
        Col(title="since", breaks="/"),
        *((Col(title="last word", breaks="/"), Col(title="origins", right=True)) if wide else ()),
    ]
    notes = _footnotes(figures)
    rows: list[Row] = []
    for section, members in sections(found, figures).items():
        rows += [Across(parts=("",))] if rows else []
        rows.append(Across(parts=((section, "bold"),)))
        for figure in members:
            rows.append(_figure_cells(found, figure, notes, wide=wide, roomy=roomy))
            rows += [
                Across(parts=((line, "dim"),), indent=4)
                for line in beneath(found.view, figure, notes)
            ]
    screen.table(columns, rows)
    if notes:
        screen.line()
    for rule, sign in notes.items():
        screen.line((f"{sign} {rule}", "dim"))


def sections(found: State, figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """The figures by kind of element, under the headings of a page; the deal's own ones first."""
    named: dict[str, list[Figure]] = {}
    for figure in figures:
        kind = found.view.known.kind_of(figure.element)
        if figure.element in fields.RESERVED:
            section = words(found.view.known.type).capitalize()
        else:
            section = plural(fields.KINDS[kind].label if kind in fields.KINDS else "other element")
            section = f"Other {section}" if kind in fields.RESERVED else section.capitalize()
        named.setdefault(section, []).append(figure)
    return named


_SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"


def _footnotes(figures: Sequence[Figure]) -> dict[str, str]:
    """The rules that several figures share and that are not the plain ones, each with a sign."""
    rules = [figure.rule for figure in figures if figure.rule not in PLAIN_RULES]
    shared = [rule for rule in dict.fromkeys(rules) if rules.count(rule) > 1]
    return dict(zip(shared, _SIGNS, strict=False))


def _figure_cells(
    found: State, figure: Figure, notes: Mapping[str, str], *, wide: bool, roomy: bool
) -> "list[Cell]":
    from cli.screen import STANDING

    known = found.view.known
    implied = figure.rule if figure.rule.startswith(IMPLIED) else ""
    label = implied or telling_label(figure.field, figure.label, known.kind_of(figure.element))
    value = said(figure.value, found.view.names)
    shown: Cell = [value, (f"  {label}", "dim")] if label and roomy else value
    cells: list[Cell] = [
        f"  {figure.field}",
        shown,
        (figure.standing + notes.get(figure.rule, ""), STANDING.get(figure.standing, "")),
        words(figure.stage) if not figure.field.endswith(".stage") else "",
        day(figure.since),
    ]
    return [*cells, day(figure.last_word), str(figure.origins)] if wide else cells


def _show_findings(screen: "Screen", found: State, *, listed_out: bool) -> None:
    findings = found.findings
    if not findings:
        return
    if not listed_out:
        screen.line((f"{count(len(findings), 'finding')} about the data: --findings", "dim"))
        return
    screen.line(("Findings", "bold"))
    deal = found.view.known.deal
    for finding in findings:
        events = listed(f"{deal}#{number}" for number in finding.events)
        screen.line(
            f"{finding.field}: {finding.kind}. {finding.text}", (f"  {events}", "dim"), indent=2
        )
