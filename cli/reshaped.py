"""What `diff` tells of the shape of a deal: who joined and left, what names whom now."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cli.first_screen import is_minor, main_elements
from cli.words import count, date, ended, listed, plural, words
from domain import fields
from projections.diff import Difference
from projections.elements import Element

if TYPE_CHECKING:
    from cli.screen import Part, Row, Screen
    from projections.relations import Relation

MOST = 20  # rows of a section; where there are more, the main ones, and the rest counted
_MOST_NAMED = 6


def shape_rows(found: Difference) -> Iterator[dict[str, Any]]:
    """The shape as rows of TSV: one an element, one a relation."""
    deal = found.after.view.known.deal
    for word, elements in (("added", found.shape.joined), ("removed", found.shape.left)):
        for each in elements:
            yield {
                "change": f"element {word}",
                "field": each.id,
                "label": each.name,
                "to": each.ended and ended(each.ended.how, each.ended.by),
                "stage": each.stage or each.status,
            }
    for old, new in found.shape.changed:
        yield {
            "change": "element changed",
            "field": new.id,
            "label": new.name,
            "from_stage": old.status or old.stage,
            "stage": new.status or new.stage,
        }
    pairs: list[tuple[str, Relation | None, Relation]] = [
        *(("added", None, each) for each in found.shape.tied),
        *(("removed", None, each) for each in found.shape.untied),
        *(("changed", old, new) for old, new in found.shape.retied),
    ]
    for word, before, after in pairs:
        entry = found.after.view.entry(after.field)
        yield {
            "change": f"relation {word}",
            "field": after.field,
            "label": entry.label if entry else after.name,
            "from": after.to if word != "added" else "",
            "to": ended(after.why or "gone", after.by) if word == "removed" else after.to,
            "from_standing": before and before.standing,
            "standing": after.standing,
            "from_stage": before and before.stage,
            "stage": after.stage,
            "events": [f"{deal}#{number}" for number in after.events],
        }


def shape_objects(found: Difference) -> Iterator[dict[str, Any]]:
    """The shape as JSON Lines."""
    from projections.reshaping import elements_json, relations_json

    deal = found.after.view.known.deal
    for what, sections in (
        ("element", elements_json(deal, found.shape)),
        ("relation", relations_json(deal, found.shape)),
    ):
        for word, members in sections.items():
            for each in members:
                yield {"change": f"{what} {word}", **each}


def show_shape(screen: "Screen", found: Difference, *, everything: bool) -> int:
    """Who joined and left, and what is tied to what; how many relations were left out."""
    _show_elements(screen, "Joined", found.shape.joined, everything=everything)
    if found.shape.left:
        screen.line()
        screen.line(("Left", "bold"), (f"  {count(len(found.shape.left), 'element')}", "dim"))
        most = 0 if everything else MOST
        screen.line(listed(map(_with_end, found.shape.left), most), indent=2, hang=2)
    return _show_relations(screen, found, everything=everything)


def _show_elements(
    screen: "Screen", heading: str, elements: Sequence[Element], *, everything: bool
) -> None:
    """Elements by name; where they are many, a line a kind."""
    if not elements:
        return
    screen.line()
    screen.line((heading, "bold"), (f"  {count(len(elements), 'element')}", "dim"))
    by_kind: dict[str, list[Element]] = {}
    for each in elements:
        label = fields.KINDS[each.kind].label if each.kind in fields.KINDS else "other element"
        by_kind.setdefault(label, []).append(each)
    for label, members in by_kind.items():
        names = listed([each.name for each in members], 0 if everything else _MOST_NAMED)
        head = label if len(members) == 1 else plural(label)
        screen.line((f"{head}: ", "dim"), names, indent=2, hang=2)


def _with_end(element: Element) -> str:
    """`Disney (withdrawn, 2026-03-24)`."""
    if element.ended is None:
        return element.name
    how = ended(element.ended.how, element.ended.by)
    since = f", {date(element.ended.since)}" if element.ended.since else ""
    return f"{element.name} ({how}{since})"


class _Field:
    """What became of the relations of one field."""

    def __init__(self) -> None:
        self.tied: list[Relation] = []
        self.untied: list[Relation] = []
        self.retied: list[tuple[Relation, Relation]] = []

    @property
    def mark(self) -> str:
        """`+` where only new ones are named, `−` where only former ones are gone, else `~`."""
        if self.tied and not self.untied and not self.retied:
            return "+"
        return "−" if self.untied and not self.tied and not self.retied else "~"


def _show_relations(screen: "Screen", found: Difference, *, everything: bool) -> int:
    by_field: dict[str, _Field] = {}
    for each in found.shape.tied:
        by_field.setdefault(each.field, _Field()).tied.append(each)
    for each in found.shape.untied:
        by_field.setdefault(each.field, _Field()).untied.append(each)
    for old, new in found.shape.retied:
        by_field.setdefault(new.field, _Field()).retied.append((old, new))
    trees = {each.figure.field for shape in found.shapes for each in shape.conditions}
    told = {  # conditions and prices are told as figures
        field: each
        for field, each in by_field.items()
        if field not in trees and not field.endswith(".consideration")
    }
    main = told
    if len(told) > MOST and not everything:
        first = main_elements(found.shapes[1]) | main_elements(found.shapes[0])
        main = {
            field: each
            for field, each in told.items()
            if field.partition(".")[0] in first and not _is_minor(found, each)
        }
    if main:
        from cli.screen import Col

        screen.line()
        screen.line(("Relations", "bold"), (f"  {count(len(told), 'field')}", "dim"))
        rows: list[Row] = [
            [f"  {each.mark}", field, _whom(found, each), _how(each)]
            for field, each in main.items()
        ]
        columns = [Col(title=""), Col(title="", breaks="."), Col(title="", least=24)]
        screen.table([*columns, Col(title="", least=12)], rows)
    return len(told) - len(main)


def _is_minor(found: Difference, field: _Field) -> bool:
    relations = [*field.tied, *field.untied, *(new for _, new in field.retied)]
    return all(is_minor(found.shapes[1], each) for each in relations)


def _whom(found: Difference, field: _Field) -> str:
    """`Financial phase → Strategic phase`; `+ MGX, TPG; − Thrive` where several are named."""
    names = found.after.view.names
    tied, untied, retied = (
        [names.get(each.to, each.to) for each in relations]
        for relations in (field.tied, field.untied, [new for _, new in field.retied])
    )
    if len(tied) == len(untied) == 1 and not retied:
        return f"{untied[0]} → {tied[0]}"
    if field.mark != "~" or not (tied or untied):
        return listed(tied or untied or retied, _MOST_NAMED)
    signs = (("+ ", tied), ("− ", untied), ("", retied))
    return "; ".join(sign + listed(each, _MOST_NAMED) for sign, each in signs if each)


def _how(field: _Field) -> "list[Part]":
    """How firmly it holds now; of what is gone, why."""
    from cli.screen import STANDING

    if field.mark == "−":
        return [(ended(field.untied[0].why or "gone", field.untied[0].by), "red")]
    here = field.tied[0] if field.tied else field.retied[0][1]
    was = field.retied[0][0] if field.retied and not field.tied else None
    now = here.standing or ""
    former = was.standing if was and was.standing != now else None
    parts: list[Part] = [f"{former} → " if former else "", (now, STANDING.get(now, ""))]
    if here.stage:
        stage = words(was.stage) if was and was.stage and was.stage != here.stage else ""
        parts.append(f", {stage} → {words(here.stage)}" if stage else f", {words(here.stage)}")
    return parts
