"""The verb `structure`: what a deal is made of, and how its parts hang together."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.first_screen import BARE, NAMED_KINDS, is_minor, main_elements, main_terms, name_of
from cli.options import Asked, Reader, reading
from cli.output import Answer, answer, write
from cli.words import (
    count,
    date,
    day,
    ended,
    listed,
    plural,
    said,
    source,
    telling_label,
    title,
    under,
    words,
)
from domain import fields
from domain.values import text
from projections.conditions import Branch, Condition, Leaf
from projections.elements import Element
from projections.figures import Figure
from projections.relations import Happening, Relation, relation_json
from projections.structure import Structure, element_json, structure_json
from projections.structure import structure as structure_of

if TYPE_CHECKING:
    from cli.screen import Part, Row, Screen

COLUMNS = (
    "id",
    "kind",
    "name",
    "stage",
    "stage_implied",
    "status",
    "standing",
    "since",
    "ended",
    "by",
    "inside",
    "parent",
    "relations",
    "conditions",
    "terms",
)
# Shown by where an element stands, or as a tree beneath it.
_SEEN = frozenset(
    (
        *("within", "member", "set_by", "funds", "condition", "trigger", "conversion"),
        "consideration",
    )
)
_AHEAD = ("outside_date", "deadline", "expected_close", "expected_signing")
_VERDICT = {True: "met", False: "failed", None: "open"}
_MOST = 3  # of a list, where the rest is only counted
_MOST_BESIDE = 6
_LATEST = 8  # of what happened


@click.command(cls=Reader)
@click.argument("deal")
@click.option("--all", "-a", "everything", is_flag=True, help="Every element, not the main ones.")
@click.option("--mermaid", "shape", flag_value="mermaid", help="A Mermaid flowchart.")
@click.option("--dot", "shape", flag_value="dot", help="A graph for Graphviz.")
@click.option("--svg", "shape", flag_value="svg", help="A picture that a browser shows.")
@reading()
def structure(asked: Asked, deal: str, *, everything: bool) -> None:
    """What a deal is made of, as a tree: rounds, offers, parties, tranches, conditions.

    A condition is an and/or tree, each leaf with its own status. What ended, left or was replaced
    stays, and says so. Linked deals and processes stand beside the deal.

    \b
      dealtrail structure openai-2026 --as-of 2026-02-28
      …
      amazon             $50bn                      agreed*  2026-02-27
        amazon-1         $15bn; due 2026-03-31      agreed*  2026-02-27
    """
    found = structure_of(asked.view(deal), asked.policy)
    if asked.shape == "svg":
        from cli.graphs import graph_of
        from cli.pictures.structure import structure as picture

        write(picture(graph_of(found, everything=everything)) + "\n")
        return
    if asked.shape in ("mermaid", "dot"):
        from cli.graphs import drawn

        write(drawn(found, str(asked.shape), everything=everything))
        return
    answer(asked, structure_answer(found, everything=everything))


def structure_answer(found: Structure, *, everything: bool = False) -> Answer:
    """A structure in every format."""
    return Answer(
        columns=COLUMNS,
        rows=lambda: (_row(found, each) for each in found.elements),
        whole=lambda: structure_json(found),
        each=lambda: (_object(found, each) for each in found.elements),
        show=lambda screen: _Page(screen, found, everything=everything).show(),
        talk=f"{title(found.state.view.known)}: {under(found.state.view, found.state.policy)}",
    )


def _row(found: Structure, element: Element) -> dict[str, Any]:
    names = found.state.view.names
    return {
        "id": element.id,
        "kind": element.kind,
        "name": element.name,
        "stage": element.stage,
        "stage_implied": element.stage_implied if element.stage else None,
        "status": element.status,
        "standing": element.standing,
        "since": element.since,
        "ended": element.ended and element.ended.how,
        "by": element.ended and element.ended.by,
        "inside": element.inside,
        "parent": element.parent,
        "relations": [f"{each.name}={each.to}" for each in _pointing(found, element)],
        "conditions": "; ".join(
            f"{words(name_of(each.figure))} {text(each.figure.value, names)}"
            for each in _conditions_of(found, element)
        ),
        "terms": "; ".join(
            f"{words(name_of(figure))} {said(figure.value, names)} ({figure.standing})"
            for figure in element.terms
            if not figure.context
        ),
    }


def _object(found: Structure, element: Element) -> dict[str, Any]:
    deal = found.state.view.known.deal
    own = [each for each in found.relations if each.of == element.id]
    return {
        **element_json(found, element),
        "relations": [relation_json(deal, each) for each in own],
    }


def _pointing(found: Structure, element: Element) -> list[Relation]:
    return [each for each in found.relations if each.of == element.id and each.holds]


def _conditions_of(found: Structure, element: Element) -> list[Condition]:
    return [each for each in found.conditions if each.figure.element == element.id]


# -- the page ------------------------------------------------------------------------------------


class _Page:
    """The tree as people read it."""

    def __init__(self, screen: "Screen", found: Structure, *, everything: bool) -> None:
        self.screen = screen
        self.found = found
        self.everything = everything
        self.names = found.state.view.names
        self.roomy, self.narrow = screen.fits(110), not screen.fits(72)
        self.main = main_elements(found, everything=everything)
        self.rows: list[Row] = []
        self.shown: set[str] = set()
        self.opened: set[str] = set()
        self.elements = {each.id: each for each in found.elements}
        self.under: dict[str | None, list[Element]] = {}
        for each in found.elements:
            self.under.setdefault(each.parent, []).append(each)

    def show(self) -> None:
        """Head, tree, what stands beside, what happened."""
        state = self.found.state
        stage = words(state.stage) + (" (implied)" if state.stage_implied else "")
        self.screen.line((title(state.view.known), "bold"), f"  {stage}" if stage else "")
        self.screen.line((under(state.view, state.policy), "dim"))
        self.screen.line()
        if not self.elements:
            self.screen.line("Nothing had been published about this deal by then.")
            return
        self._row_of_root()
        beside = [each for each in self.found.elements if not each.inside]
        if beside and self.everything:
            self._across("")
            self._across(("Beside the deal", "bold"))
            for each in beside:
                if each.parent not in self.elements:
                    self._branch(each, 1)
        self._table()
        if beside and not self.everything:
            self._beside(beside)
        self._history()
        self._feet()

    def _table(self) -> None:
        from cli.screen import Col

        self.screen.table(
            [
                Col(title="element", breaks="-"),
                *((Col(title="kind"),) if self.roomy else ()),
                Col(title="terms", least=24),
                Col(title="stage", least=9),
                *((Col(title="since", breaks="/"),) if not self.narrow else ()),
            ],
            self.rows,
        )

    def _feet(self) -> None:
        lines = []
        shown = [self.elements[name] for name in self.shown if name in self.elements]
        if any(each.stage_implied and each.alive for each in shown):
            lines.append("* implied by the stage of its headline figure")
        rest = len([each for each in self.found.elements if each.inside]) - len(shown)
        if rest > 0 and not self.everything:
            lines.append(f"{count(rest, 'more element')}: --all")
        if lines:
            self.screen.line()
        for line in lines:
            self.screen.line((line, "dim"))

    # -- rows -----------------------------------------------------------------------------------

    def _across(self, *parts: "Part", indent: int = 0) -> None:
        from cli.screen import Across

        self.rows.append(Across(parts=parts, indent=indent))

    def _row_of_root(self) -> None:
        root = self.elements.get(self.found.root)
        if root is not None:
            self._branch(root, 0)
            return
        for each in self.under.get(self.found.root, ()):
            self._branch(each, 0)

    def _branch(self, element: Element, depth: int) -> None:
        """An element with all that hangs under it; a leaf shown in a tree is not shown again."""
        if element.id in self.main and element.id not in self.shown:
            self._add(depth, element, *_standing(element))
            self._open(element, depth)

    def _open(self, element: Element, depth: int) -> None:
        """What an element was before, what it rests on, what hangs under it."""
        if element.id in self.opened:
            return
        self.opened.add(element.id)
        for line in self._chain_lines(element):
            self._across((line, "dim"), indent=2 * depth + 4)
        for condition in _conditions_of(self.found, element):
            self._condition(condition, depth + 1)
        for each in self.under.get(element.id, ()):
            self._branch(each, depth + 1)

    def _add(self, depth: int, element: Element, stage: "Part", since: str) -> None:
        self.shown.add(element.id)
        kind = fields.KINDS[element.kind].label if element.kind in fields.KINDS else element.kind
        cells: list[Any] = ["  " * depth + element.id]
        if self.roomy:
            cells.append((kind, "dim"))
        cells += [self._terms(element), stage]
        self.rows.append(cells if self.narrow else [*cells, day(since)])

    def _condition(self, condition: Condition, depth: int) -> None:
        figure = condition.figure
        word = words(name_of(figure))
        if figure.standing != "confirmed":
            word += f" ({figure.standing})"
        self._tree(condition.tree, depth, word)
        for tree, challenger in condition.beside:
            report = challenger.said.claim.report
            told = f"{challenger.why}, {source(report)}, {date(report.published)}"
            self._tree(tree, depth, told)

    def _tree(self, tree: Branch, depth: int, word: str = "") -> None:
        """A line that names what is joined, and the leaves and branches under it."""
        join = f"{tree.join} of, {_VERDICT[tree.met]}" if len(tree.of) > 1 else ""
        self._across((": ".join(filter(None, (word, join))), "dim"), indent=2 * depth)
        for each in tree.of:
            if isinstance(each, Branch):
                self._tree(each, depth + 1)
            else:
                self._leaf(each, depth + 1)

    def _leaf(self, leaf: Leaf, depth: int) -> None:
        status = words(leaf.status) or "not said"
        if leaf.tests is not None:
            status = f"{leaf.tests}: {status}"
        if leaf.standing == "contested":
            status += " (contested)"
        element = self.elements[leaf.element]
        self._add(depth, element, status, leaf.since or "")
        self._open(element, depth)

    # -- cells ----------------------------------------------------------------------------------

    def _terms(self, element: Element) -> "list[Part]":
        """What there is to say of an element in a few words; what is not confirmed says so."""
        told: list[list[Part]] = []
        if element.kind in NAMED_KINDS and element.name != element.id:
            told.append([element.name])
        terms = main_terms(element, everything=self.everything)
        told += [self._term(figure) for figure in terms]
        told += [self._role(field, every) for field, every in self._roles(element).items()]
        if element.only_if:
            told.append([f"only if {element.only_if}"])
        if element.same:
            told.append([f"also {', '.join(element.same)}"])
        parts: list[Part] = []
        for each in told:
            parts += ["; ", *each] if parts else each
        return parts

    def _term(self, figure: Figure) -> "list[Part]":
        value = said(figure.value, self.names)
        label = ""
        if name_of(figure) not in BARE:
            kind = self.elements[figure.element].kind
            label = (
                telling_label(figure.field, figure.label, kind) or words(name_of(figure))
            ) + " "
        return [f"{label}{value}", *_doubt(figure.standing)]

    def _role(self, field: str, relations: Sequence[Relation]) -> "list[Part]":
        people = [self.names.get(each.to, each.to) for each in relations]
        shown = listed(people, most=0 if self.everything else _MOST)
        figure = self.found.state.figure(relations[0].field)
        more = figure and figure.value and figure.value.get("qualifier") == "at_least"
        others = " and others" if more and shown.endswith(people[-1]) else ""
        return [f"{words(field)} {shown}{others}", *_doubt(relations[0].standing)]

    def _roles(self, element: Element) -> dict[str, list[Relation]]:
        """Whom it names, by field, save what its place in the tree says already."""
        roles: dict[str, list[Relation]] = {}
        for each in _pointing(self.found, element):
            if each.name in _SEEN or each.to == element.parent:
                continue
            if is_minor(self.found, each) and not self.everything:
                continue
            roles.setdefault(each.name, []).append(each)
        return roles

    def _chain_lines(self, element: Element) -> Iterator[str]:
        for name, links in element.chains.items():
            entry = self.found.state.view.entry(f"{element.id}.{name}")
            if self.everything or name in _AHEAD or (entry is not None and entry.headline):
                values = " → ".join(
                    f"{said(link.value, self.names)} ({date(link.since)})" for link in links
                )
                yield f"{words(name)}: {values}"

    # -- beside, and the past -------------------------------------------------------------------

    def _beside(self, beside: Sequence[Element]) -> None:
        """What is not of the deal: linked deals and processes by name, the rest counted."""
        by_kind: dict[str, list[Element]] = {}
        for each in beside:
            by_kind.setdefault(each.kind, []).append(each)
        self.screen.line()
        self.screen.line(("Beside the deal", "bold"), (f"  {count(len(beside), 'element')}", "dim"))
        for kind in ("linked_deal", "process"):
            if members := by_kind.pop(kind, []):
                names = listed((_with_end(each) for each in members), most=_MOST_BESIDE)
                label = plural(fields.KINDS[kind].label).capitalize()
                self.screen.line(f"{label}: {names}", indent=2, hang=2)
        rest = [
            count(len(members), label, plural(label))
            for kind, members in by_kind.items()
            if (label := fields.KINDS[kind].label if kind in fields.KINDS else "other element")
        ]
        if rest:
            self.screen.line((f"{listed(rest)}: --all", "dim"), indent=2, hang=2)

    def _history(self) -> None:
        history = self.found.history
        if not history:
            return
        latest = history if self.everything else history[-_LATEST:]
        earlier = len(history) - len(latest)
        self.screen.line()
        self.screen.line(
            ("What happened to its shape", "bold"),
            (f"  {earlier} earlier: --all" if earlier else "", "dim"),
        )
        for each in latest:
            self.screen.line(f"{date(each.date)}  {told_of(each)}", indent=2, hang=2)


def _standing(element: Element) -> "tuple[Part, str]":
    """The stage or status of an element, or how it ended, and since when."""
    if element.ended is not None:
        how = ended(element.ended.how, element.ended.by)
        return (how, "red"), element.ended.since or ""
    if element.only_if is not None:
        return ("hypothetical", "dim"), ""
    word = words(element.status or element.stage)
    sign = "*" if element.stage_implied and element.status is None else ""
    contested = " (contested)" if element.standing == "contested" and word else ""
    return word + sign + contested, element.since or ""


def _doubt(standing: str | None) -> "list[Part]":
    """A standing other than the plain ones; what was withdrawn is told of the whole element."""
    return [] if standing in ("confirmed", "withdrawn", None) else [(f" ({standing})", "dim")]


def _with_end(element: Element) -> str:
    return f"{element.name} ({ended(element.ended.how)})" if element.ended else element.name


def told_of(each: Happening) -> str:
    """`fund-b left consortium.member`, in ids, which one can ask further about."""
    match each.act:
        case "identified" | "distinguished":
            verb = "found to be" if each.act == "identified" else "found not to be"
            return f"{each.by} {verb} {each.element}" + (", in our record" if each.recorded else "")
        case "contested":
            return f"{each.element}: that it ended is contested"
        case "joined" | "left" | "returned":
            return " ".join(filter(None, (each.element, each.act, each.field)))
    by = f" by {each.by}" if each.by else ""
    of = f" as {each.field}" if each.field else ""
    return f"{each.element} {words(each.act)}{by}{of}"
