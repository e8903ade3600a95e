"""What a deal is made of as a tree, as a page or a printed report shows it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.first_screen import BARE, NAMED_KINDS, main_elements, main_terms, name_of
from cli.views.trees import Tree, leaves_of, trees_of
from cli.words import ended, said, telling_label, words
from domain import fields
from domain.record import Record

if TYPE_CHECKING:
    from projections.elements import Element
    from projections.structure import Structure


class Branch(Record):
    """An element in the tree, with what hangs under it."""

    id: str
    name: str
    kind: str
    terms: Sequence[tuple[str, str, str, str]]
    roles: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    stage: str
    implied: bool
    over: str
    only_if: str | None
    since: str | None
    chains: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    trees: Sequence[Tree]
    under: Sequence["Branch"]


class Drawing:
    """The tree as it grows: an element is shown once."""

    def __init__(self, found: "Structure", *, everything: bool) -> None:
        self.found = found
        self.everything = everything
        self.names = found.state.view.names
        self.main = main_elements(found, everything=everything)
        self.shown: set[str] = set()
        self._under: dict[str | None, list[Element]] = {}
        for each in found.elements:
            self._under.setdefault(each.parent, []).append(each)
        self._trees: dict[str, list[Tree]] = {}
        for tree in trees_of(found.state):
            element = tree.field.partition(".")[0]
            self._trees.setdefault(element, []).append(tree)
            if element in self.main and not everything:  # its leaves are told within the tree
                self.shown.update(leaves_of(tree.root))

    def tree(self) -> list[Branch]:
        """The root, or what hangs under it where nobody spoke of the root itself."""
        root = self.found.element(self.found.root)
        tops = [root] if root is not None else self._under.get(self.found.root, [])
        return [self.branch(each) for each in tops]

    def branch(self, element: "Element") -> Branch:
        """An element with all that hangs under it."""
        self.shown.add(element.id)
        kind = fields.KINDS[element.kind].label if element.kind in fields.KINDS else element.kind
        over = ended(element.ended.how, element.ended.by) if element.ended else ""
        since = element.ended.since if element.ended else element.since
        return Branch(
            id=element.id,
            name=element.name if element.id not in fields.RESERVED else words(element.id),
            kind=kind,
            terms=tuple(self._terms(element)),
            roles=tuple(self._roles(element)),
            stage=words(element.status or element.stage),
            implied=element.stage_implied and element.status is None,
            over=over,
            only_if=element.only_if,
            since=since,
            chains=tuple(self._chains(element)),
            trees=tuple(self._trees.get(element.id, ())),
            under=tuple(
                self.branch(each)
                for each in self._under.get(element.id, ())
                if each.id in self.main and each.id not in self.shown
            ),
        )

    def _terms(self, element: "Element") -> Iterator[tuple[str, str, str, str]]:
        """Its main terms: field, label where the value alone does not say it, value, standing."""
        for figure in main_terms(element, everything=self.everything):
            label = ""
            if name_of(figure) not in BARE or element.kind in NAMED_KINDS:
                told = telling_label(figure.field, figure.label, element.kind)
                label = told or words(name_of(figure))
            yield figure.field, label, said(figure.value, self.names), figure.standing

    def _roles(self, element: "Element") -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
        """Whom it names, by field, save what its place in the tree says already."""
        roles: dict[str, list[tuple[str, str]]] = {}
        for each in self.found.relations:
            if each.of != element.id or not each.holds or each.to == element.parent:
                continue
            if each.name in ("within", "set_by", "funds", "condition", "trigger"):
                continue
            doubt = each.standing if each.standing not in ("confirmed", None) else ""
            roles.setdefault(each.name, []).append((self.names.get(each.to, each.to), doubt))
        yield from ((words(name), people) for name, people in roles.items())

    def _chains(self, element: "Element") -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
        for name, links in element.chains.items():
            values = [(said(link.value, self.names), link.since or "") for link in links]
            yield words(name), values
