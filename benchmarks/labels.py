"""Articles with what a careful analyst would log from each, and how a draft of it compares.

The articles are in `tests/articles/`, whose README says what a label is. Labels and drafts are read
the same way: each is a report that the rules decide on in the record of its deal as it was before,
and what is compared is what would be stored, not how it was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from domain.dates import span
from domain.deal import decide
from domain.documents import shape
from domain.errors import Refused
from domain.fields import DENOMINATORS
from domain.history import Item
from domain.known import Element, Known, known
from domain.record import Record
from domain.values import same, text

ARTICLES = Path(__file__).parent.parent / "tests" / "articles"
SETS = ("open", "held", "second")
NOW = "2026-11-25T12:00:00.000000Z"  # after the last of them
LATER = "what-else-is-right"

Document = Mapping[str, Any]
Value = Mapping[str, Any]
Propose = Callable[[str, Known, str], Document]
"""A draft of a report from the text of an article, the record of its deal and the day of
publication (EDTF): `claims` as in a report file, and `elements` where it names new ones."""

FIGURES = frozenset(("money", "per_share", "percent", "count", "quantity", "period"))
WORDS = ("as_quoted", "anchor", "step", "on", "share", "converted_from")  # not part of what is told

UNNAMED = frozenset(("", *DENOMINATORS))  # a percentage is of what its field says


class Told(Record):
    """A claim as it would be stored: `number` is its place in the report, '' where it has none."""

    number: str = ""
    verb: str
    element: str
    field: str
    value: Value | None = None
    was: Value | None = None
    stage: str = ""
    sourcing: str = ""
    place: str = ""

    @property
    def sort(self) -> str:
        """What it counts as: a figure, a date, a stage, or `other`."""
        kind = self.value["type"] if self.value else ""
        if self.verb == "comment-declined":
            return "other"
        if self.field == "stage":
            return "stage"
        return "figure" if kind in FIGURES else "date" if kind == "date" else "other"

    def words(self, names: Mapping[str, str] | None = None) -> str:
        """On one line, as a person would type it."""
        denied = {"term-denied": "not ", "comment-declined": "no comment: "}.get(self.verb, "")
        value = f" = {text(self.value, names)}" if self.value else ""
        stage = f" ({self.stage})" if self.stage else ""
        return f"{denied}{self.element}.{self.field}{value}{stage}"


class Reading(Record):
    """A report as the rules read it: its claims, its new elements, and what they refuse."""

    told: tuple[Told, ...] = ()
    elements: Mapping[str, Element] = {}
    refused: tuple[str, ...] = ()


class Article(Record):
    """An article with its labels.

    `instead` holds by the number of a claim what is equally right, `stages` the stages that are.
    `optional` are numbers, `also` what may be proposed and is then neither right nor wrong.
    """

    name: str
    text: str
    header: Mapping[str, str]
    record: Known
    told: tuple[Told, ...]
    elements: Mapping[str, Element]
    instead: Mapping[str, tuple[Told, ...]]
    stages: Mapping[str, tuple[str, ...]]
    optional: frozenset[str]
    also: tuple[Told, ...]

    @property
    def language(self) -> str:
        """Of the text, as its label says."""
        return self.header.get("language", "en")

    @property
    def published(self) -> str:
        """When, as an EDTF date."""
        return self.header["published"]


def articles(folder: Path = ARTICLES, sets: Sequence[str] = SETS) -> list[Article]:
    """Every labelled article of the sets, in the order of their names.

    Raises `Refused` or `Problems` where a label is no valid report.
    """
    deals = {each["open"]: each for each in _documents(folder / "deals.yaml")}
    files = [file for each in sets for file in sorted((folder / each).glob("*.txt"))]
    return [_article(folder, file, deals) for file in files]


def _article(folder: Path, file: Path, deals: Mapping[str, Document]) -> Article:
    (label,) = _documents(file.with_suffix(".yaml"))
    beside = file.with_suffix(".leeway.yaml")
    leeway = next(_documents(beside), {}) if beside.exists() else {}
    before = [next(_documents(folder / f"{each}.yaml")) for each in leeway.get("after", ())]
    items = recorded([deals[label["deal"]], *before])
    record = known(label["deal"], items)
    reading = read(label, items)
    if reading.refused:
        raise Refused("a label is no valid report", code="E-INPUT", seen=reading.refused[0])
    labelled = items + _items(items, label)
    elements = leeway.get("elements", {})

    def besides(claims: Iterable[Document]) -> tuple[Told, ...]:
        return tuple(_besides(each, label, elements, labelled) for each in claims)

    alternatives = leeway.get("alternatives", {})
    instead = {number: besides(claims) for number, claims in alternatives.items()}
    extra = known(label["deal"], labelled + _items(labelled, _report(label, [], elements)))
    return Article(
        name=str(file.relative_to(folder).with_suffix("")),
        text=file.read_text(),
        header={name: part for name, part in label.items() if isinstance(part, str)},
        record=record,
        told=reading.told,
        elements={id_: each for id_, each in extra.elements.items() if id_ not in record.elements},
        instead=instead,
        stages={number: tuple(each) for number, each in leeway.get("stages", {}).items()},
        optional=frozenset(leeway.get("optional", ())),
        also=besides(leeway.get("also", ())),
    )


def _documents(file: Path) -> Iterator[Document]:
    """The documents of a YAML file, read as texts."""
    yield from yaml.load_all(file.read_text(), Loader=yaml.BaseLoader)


def _report(label: Document, claims: Sequence[Document], elements: Document) -> Document:
    """Another report on the same day about the same deal."""
    header = {"deal": label["deal"], "source": LATER, "published": label["published"]}
    return {**header, "id": LATER, "elements": elements, "claims": claims}


def _besides(claim: Document, label: Document, elements: Document, items: list[Item]) -> Told:
    """A claim that stands in no report: its verb says how it is known, where it does not itself."""
    known_by = "company_statement" if "confirm" in claim else "unattributed"
    said = any(isinstance(part, dict) and "sourcing" in part for part in claim.values())
    given = claim if said else {"sourcing": known_by, **claim}
    reading = read(_report(label, [given], elements), items)
    if reading.refused or not reading.told:
        raise Refused("what else is right cannot be read", code="E-INPUT", seen=str(claim))
    return reading.told[-1]


# -- reading ---------------------------------------------------------------------------------------


def recorded(documents: Iterable[Document]) -> list[Item]:
    """The entries of these documents, decided one after the other."""
    items: list[Item] = []
    for document in documents:
        items += _items(items, document)
    return items


def _items(items: Sequence[Item], document: Document) -> list[Item]:
    record = known(_deal(document), items) if items else None
    decision = decide(record, shape(document, "article"), "article", NOW)
    return [
        Item(number, event.stored_name, event.state(), NOW, "benchmark", str(len(items)))
        for number, event in enumerate(decision.events, start=len(items) + 1)
    ]


def _deal(document: Document) -> str:
    name: str = document["open"] if "open" in document else document["deal"]
    return name


def read(document: Document, items: Sequence[Item]) -> Reading:
    """What a report says, as the rules read it; what they refuse is left out and told.

    A claim that they refuse does not cost the others of its report.
    """
    before = known(_deal(document), items)
    try:
        made = _items(items, document)
        refused: tuple[str, ...] = ()
    except Refused as problem:
        made, refused = _one_by_one(document, items)
        refused = refused or (str(problem),)
    after = known(before.deal, [*items, *made])
    return Reading(
        told=tuple(_told(each) for each in made if each.data.get("claim")),
        elements={id_: each for id_, each in after.elements.items() if id_ not in before.elements},
        refused=refused,
    )


def _one_by_one(document: Document, items: Sequence[Item]) -> tuple[list[Item], tuple[str, ...]]:
    taken: list[Document] = []
    refused: list[str] = []
    made: list[Item] = []
    for claim in document.get("claims", ()):
        try:
            made = _items(items, {**document, "claims": [*taken, claim]})
            taken.append(claim)
        except Refused as problem:
            refused.append(f"{claim}: {problem}")
    return made, tuple(refused)


def _told(item: Item) -> Told:
    data = item.data
    element, _, field = data.get("field", ".").partition(".")
    return Told(
        number=data["claim"] if data["claim"].isdigit() else "",
        verb=item.name,
        element=element,
        field=field,
        value=data.get("value"),
        was=data.get("was"),
        stage=data.get("stage", ""),
        sourcing=data.get("sourcing", ""),
        place=data.get("place", ""),
    )


# -- comparing values ------------------------------------------------------------------------------


def alike(label: Value | None, draft: Value | None, *, loosely: bool = False) -> bool:
    """Whether a draft says the value that the label says: the same amount, hedge and basis.

    Dates are compared as days. `loosely` leaves out the period of a flow.
    """
    if label is None or draft is None:
        return label is draft
    if label["type"] != draft["type"]:
        return False
    if label["type"] == "date":
        return _days(label) == _days(draft)
    if label["type"] in ("text", "condition", "consideration"):
        return True  # the words are free, and the leaves of a tree have no names in the text
    unsaid = (*WORDS, "per") if loosely else WORDS
    if not {label.get("of", ""), draft.get("of", "")}.isdisjoint(UNNAMED):
        unsaid = (*unsaid, "of")
    return same(_without(label, unsaid), _without(draft, unsaid))


def _without(value: Value, parts: Iterable[str]) -> dict[str, Any]:
    kept = {name: part for name, part in value.items() if name not in parts}
    other = "other" in (value.get("choice"), *value.get("choices", ()))
    return {**kept, "as_quoted": value.get("as_quoted")} if other else kept


def _days(value: Value) -> tuple[str, ...]:
    """The hedge of a date and the days that it leaves: a bound has one."""
    edtf, qualifier = value["edtf"], value.get("qualifier", "exactly")
    if edtf.endswith("~") and qualifier == "exactly":
        edtf, qualifier = edtf[:-1], "about"
    first, last = (instant[:10] for instant in span(edtf))
    if qualifier in ("at_most", "at_least"):
        return qualifier, last if qualifier == "at_most" else first
    return qualifier, first, last
