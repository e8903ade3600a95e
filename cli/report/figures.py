"""The headline figures of a report, how far the money is, what is derived and what is ahead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.answers import main_figures, sections
from cli.derived import derived_lines
from cli.pictures.ladder import coverage, ladder
from cli.report import anchors
from cli.report.markup import Part, Tag, tag, to
from cli.report.words import folded, lines, of, picture, section, stage, standing, table
from cli.views.money import coverage_of
from cli.views.rows import row_of, sections_of
from cli.views.trees import trees_of
from cli.views.wording import ago
from cli.words import count, date, day, words
from domain import fields
from domain.values import text
from projections.figures import figure_json
from projections.timeline import ahead_of

if TYPE_CHECKING:
    from cli.views.rows import Beside, Row, Section
    from cli.views.trees import Node, Tree
    from projections.arithmetic import Derived
    from projections.figures import Figure, State

COLUMNS = (
    ("Figure", ""),
    ("Value", ""),
    ("Standing, stage", ""),
    ("Since", "when"),
    ("Last word", "when"),
    ("Origins", "number"),
)


def headline(found: "State") -> Tag:
    """The headline figures: each with its reading, standing, origins and age."""
    view = found.view
    shown = sections_of(view, sections(found, main_figures(found)))
    if not shown:
        return section("figures", "Headline figures", _nothing())
    return section(
        "figures",
        "Headline figures",
        table(
            COLUMNS,
            [_section(view.known.deal, each) for each in shown],
            "Headline figures",
            "figures",
        ),
        tag("p", of("A figure's name leads to its audit. Origins are independent of each other: "
                    "a copy of a report is none.")),
    )  # fmt: skip


def _nothing() -> Tag:
    return tag("p", "Nothing had been published about this deal by then.", class_="of")


def _section(deal: str, shown: "Section") -> Tag:
    title = tag("tr", tag("th", shown.title, scope="rowgroup", colspan=6), class_="title")
    return tag("tbody", title, list(_rows(deal, shown.rows)))


def _rows(deal: str, rows: "Sequence[Row]", *, named: bool = True) -> Iterator[Tag]:
    former = ""
    for row in rows:
        told = not row.plain_rule and row.standing not in ("confirmed", "withdrawn")
        noted = bool(row.beside or told)
        label = to(anchors.of_audit(row.field), row.label, title=row.field)
        owner = tag("b", row.of) if named and row.of and row.element != former else None
        yield tag(
            "tr",
            tag("th", owner, " " if owner else None, label, scope="row"),
            tag("td", row.value or "–", row.hedge, class_="value" if row.number else "value words"),
            tag("td", standing(row.standing), " ", stage(row.stage), class_="firm"),
            tag("td", day(row.since), class_="when", data_label="since"),
            tag("td", day(row.last_word), " ", of(ago(row.age)), class_="when",
                data_label="last word"),
            tag("td", row.origins, class_="number", data_label="origins"),
            class_="noted" if noted else None,
        )  # fmt: skip
        if noted:
            notes: list[Part] = [_beside(deal, each) for each in row.beside]
            notes += [[tag("i", "why"), " ", row.rule]] if told else []
            yield tag("tr", tag("td"), tag("td", lines(notes, "notes"), colspan=5), class_="notes")
        former = row.element


def _beside(deal: str, each: "Beside") -> list[Part]:
    staged = f", {each.stage}" if each.stage else None
    by = of(f"{each.source}, {date(each.date)}")
    return [
        tag("i", each.why),
        " ",
        each.value,
        staged,
        " ",
        by,
        " ",
        anchors.event(deal, each.event),
    ]


def others(found: "State") -> Tag | None:
    """All figures that are no headline, by element."""
    main = {id(figure) for figure in main_figures(found)}
    further: dict[str, list[Figure]] = {}
    for figure in found.figures:
        if id(figure) not in main:
            further.setdefault(figure.element, []).append(figure)
    if not further:
        return None
    view = found.view
    bodies = []
    for element, some in further.items():
        name = view.names.get(element, words(element))
        title = tag("tr", tag("th", name, scope="rowgroup", colspan=6), class_="title")
        rows = list(_rows(view.known.deal, [row_of(view, each) for each in some], named=False))
        bodies.append(tag("tbody", title, rows))
    number = sum(map(len, further.values()))
    return section(
        "others",
        "Further figures",
        folded(
            f"{count(number, 'figure')} beside the headlines, by element",
            table(COLUMNS, bodies, "Further figures", "figures"),
        ),
    )


# -- how far the money is ------------------------------------------------------------------------


def money(found: "State") -> Tag | None:
    """The commitments by stage, and what they come to against the sum that they are for."""
    view = found.view
    covered = coverage_of(found)
    commitments = [
        figure_json(view, each)
        for each in main_figures(found)
        if each.field.endswith(".commitment") and view.known.kind_of(each.element) == "party"
    ]
    if not commitments and not covered:
        return None
    drawn = ladder(
        commitments,
        fields.LADDER,
        names=lambda element: view.names.get(element, element),
        address=lambda figure: f"#{anchors.of_audit(figure['field'])}",
    )
    bars = _bars(found, covered[0]["sums"]) if covered else ""
    return section(
        "money",
        "Commitments by stage",
        picture(drawn, "Each party as far as its commitment has come; its row leads to its audit.")
        if drawn
        else None,
        tag("h3", "How far the money is") if covered else None,
        picture(bars, "What is sure, and in light what may be.") if bars else None,
        [_covered(each) for each in covered],
    )


def _bars(found: "State", sums: "Iterable[Derived]") -> str:
    sums = list(sums)
    drawn = [
        {
            "stage": each.stage,
            "label": each.label,
            "value": {**each.value, "text": text(each.value), "low": each.low, "high": each.high},
        }
        for each in sums
    ]
    whole = next((each.reported for each in sums if each.reported is not None), None)
    return coverage(drawn, figure_json(found.view, whole) if whole is not None else None)


def _covered(whole: dict[str, Any]) -> Tag:
    title = [whole["what"], *([" against ", tag("b", whole["of"].value)] if whole["of"] else [])]
    rows = [
        tag(
            "tr",
            tag("th", each["stage"], scope="row"),
            tag("td", each["value"], class_="value"),
            tag("td", standing(each["standing"])),
            tag(
                "td",
                folded(
                    count(len(each["inputs"]), "part"),
                    lines((_input(one) for one in each["inputs"]), "lines inputs"),
                    tag("p", of(each["rule"])),
                ),
            ),
        )
        for each in whole["stages"]
    ]
    heads = (("Stage", ""), ("Comes to", ""), ("Standing", ""), ("Made of", ""))
    shown = table(heads, tag("tbody", rows), str(whole["what"]), "plain")
    return tag("div", tag("p", title), shown)


def _input(one: dict[str, str]) -> list[Part]:
    named = to(anchors.of_audit(one["field"]), one["of"])
    return [named, " ", one["value"], f", {one['stage']}" if one["stage"] else None]


def derived(found: "State") -> Tag | None:
    """What the figures imply for each other that nobody reported."""
    told = [each for each in derived_lines(found) if "against" not in each[0]]
    if not told:
        return None
    return section(
        "derived",
        "Derived",
        lines(
            [of(label), " ", said, " ", tag("i", rule) if rule else None]
            for label, said, rule in told
        ),
    )


# -- what it rests on, and what is ahead ---------------------------------------------------------


def conditions(found: "State") -> Tag | None:
    """The conditions as trees, and the dates ahead."""
    trees, ahead = trees_of(found), list(ahead_of(found))
    if not trees and not ahead:
        return None
    names = found.view.names
    title = (
        "Conditions and deadlines" if trees and ahead else "Conditions" if trees else "Deadlines"
    )
    dates = [
        tag(
            "tr",
            tag("td", date(each.date), class_="when"),
            tag("th", _ahead(names, each.field, each.label), scope="row"),
            tag("td", each.what if each.standing == "scheduled" else None),
            tag("td", standing(each.standing)),
            tag("td", anchors.event(found.view.known.deal, each.event)),
        )
        for each in ahead
    ]  # fmt: skip
    heads = (("Date", ""), ("What", ""), ("Then", ""), ("Standing", ""), ("Event", ""))
    return section(
        "conditions",
        title,
        [_tree(each) for each in trees],
        [tag("h3", "Ahead"), table(heads, tag("tbody", dates), "Dates ahead", "plain ahead")]
        if ahead
        else None,
    )


def _ahead(names: Mapping[str, str], field: str, label: str) -> Tag:
    element = field.partition(".")[0]
    return to(anchors.of_audit(field), names.get(element, words(element)), " · ", label)


def _tree(tree: "Tree") -> Tag:
    head: list[Part] = [
        to(anchors.of_audit(tree.field), tree.of, " · ", tree.name), " ", standing(tree.standing),
    ]  # fmt: skip
    if tree.told:
        head = [tag("i", tree.told)]
    return tag("div", tag("p", head), tag("ul", node(tree.root)), class_="tree")


def node(each: "Node") -> Tag:
    """A branch or a leaf of a condition, with its status."""
    if each.of:
        verdict = tag("span", each.status, class_=f"verdict {each.status}")
        below = tag("ul", [node(one) for one in each.of])
        return tag("li", of(each.label or "it rests on"), " ", verdict, below)
    told = each.told if each.told.lower() != each.label.lower() else ""
    status = f"{each.status} (contested)" if each.contested else each.status
    return tag(
        "li", each.label, " ", of(told) if told else None, " ",
        tag("span", status, class_="verdict"),
    )  # fmt: skip
