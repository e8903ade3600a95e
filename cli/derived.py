"""What the figures imply, as a terminal shows it beneath them."""

from typing import TYPE_CHECKING

from cli.words import said, words
from domain import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.screen import Row, Screen
    from projections.arithmetic import Derived
    from projections.figures import State

_COVERAGE, _STAKE = ".coverage", ".stake_bought"


def show_derived(screen: "Screen", found: "State", *, everything: bool) -> None:
    """The lines that a reader of the deal wants; with `everything` all, each with its rule."""
    lines = [] if everything else list(derived_lines(found))
    if not (found.derived if everything else lines):
        return
    screen.line()
    screen.line(("Derived", "bold"))
    if everything:
        _table(screen, found)
    for label, told, rule in lines:
        screen.line(f"{label}: ", told, *([(f"  {rule}", "dim")] if rule else []), indent=2, hang=2)


def derived_lines(found: "State") -> "Iterator[tuple[str, str, str]]":
    """How much of the money is there, what nobody reported, and what the money buys.

    Each as what it is about, what there is to say, and the rule where it has to be told.
    """
    names = found.view.names
    mine = [each for each in found.derived if _of_the_deal(found, each.field)]
    coverage = [each for each in mine if each.name.endswith(_COVERAGE)]
    for whole in dict.fromkeys(map(_sum_of, coverage)):
        yield _covered(found, [each for each in coverage if _sum_of(each) == whole])
    for each in mine:
        entry = found.view.entry(each.field)
        if each.name == each.field and entry is not None and entry.headline:
            told = said(each.value, names)
            if each.reported is not None:
                told += f" (reported before: {said(each.reported.value, names)})"
            yield each.name, told, each.rule
    stakes = [each for each in found.derived if each.name.endswith(_STAKE)]
    if stakes:
        bought = [f"{_name(found, each.field)} {_share(each)}" for each in stakes]
        yield "stakes that the money buys", ", ".join(bought), ""


def _sum_of(each: "Derived") -> tuple[str, str]:
    """What a coverage is of: the whole, in one currency."""
    return each.field, each.value["currency"]


def _of_the_deal(found: "State", field: str) -> bool:
    element = field.partition(".")[0]
    return element in fields.RESERVED or found.view.known.kind_of(element) == "offer"


def _covered(found: "State", stages: "Sequence[Derived]") -> tuple[str, str, str]:
    """`commitments against $110bn: $33bn at least agreed, $3bn paid`.

    A stage that is met by all that a further one needs is left out.
    """
    names = found.view.names
    told = [
        f"{said(each.value, names)} {each.label.partition(', ')[2]}"
        for each, further in zip(stages, [*stages[1:], None], strict=True)
        if further is None or further.stage is None or each.inputs != further.inputs
    ]
    first = stages[0]
    label = first.label.partition(", ")[0]
    if first.reported is not None:
        label += f" against {said(first.reported.value, names)}"
    element = first.field.partition(".")[0]
    of = "" if element in fields.RESERVED else f"{element}: "
    return of + label, ", ".join(told), ""


def _name(found: "State", field: str) -> str:
    element = field.partition(".")[0]
    return found.view.names.get(element, element)


def _share(each: "Derived") -> str:
    """A stake without the company: all of them are of one."""
    return said({part: given for part, given in each.value.items() if part != "of"}, {})


def _table(screen: "Screen", found: "State") -> None:
    from cli.screen import STANDING, Across, Col

    names = found.view.names
    columns = [
        Col(title="", breaks="."),
        Col(title="", least=20),
        Col(title=""),
        Col(title=""),
    ]
    rows: list[Row] = []
    for each in found.derived:
        standing = (each.standing, STANDING.get(each.standing, ""))
        rows.append([f"  {each.name}", said(each.value, names), standing, words(each.stage)])
        beside = f" (reported: {said(each.reported.value, names)})" if each.reported else ""
        rows.append(Across(parts=((f"{each.label}: {each.rule}{beside}", "dim"),), indent=4))
    screen.table(columns, rows)
