"""Two people's ledgers of the same deals as one: the union of what they logged.

An entry is the same in both where the same command stored the same content, as in two copies of one
ledger that went on apart; a report also where both logged it under one id and said the same. What
only the other ledger has is added in its order, with who logged it and by which command; it is
recorded now, since only now this ledger learns it. So a union that is made twice adds nothing, and
made from either side it gives the same answers.

What two people said differently of one thing is a conflict: all of them are named, and nothing is
stored. Entries that were taken back in the other ledger are left out, unless this ledger has them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from domain import history, keys
from domain.entries import Entry
from domain.errors import Conflict, HistoryDiffers, NotFound, Problems, Refused
from domain.events import REGISTRY
from domain.history import Item
from domain.known import VERB_OF
from domain.names import source_stream
from domain.record import Record
from domain.store import Store
from domain.verify import verify

TRIES = 20
_MERGING = ("elements-identified", "elements-distinguished")
_FIXES = {  # what each is a fix of: the parts that name it
    "report-amended": ("report",),
    "claim-amended": ("claim",),
    "claim-withdrawn": ("claim",),
    "report-corrected": ("report", "by"),
    "report-retracted": ("report",),
}
_AGREE = (
    "agree on one: whoever is wrong takes his back ('dealtrail undo') and says it as the other did;"
    " then merge again"
)


class Merged(Record):
    """What a merge came to: the entries stored here, and how many were here already."""

    entries: tuple[Entry, ...] = ()
    same: int = 0
    warnings: tuple[str, ...] = ()


class Union(Record):
    """What a deal of another ledger has that this one lacks, or why it cannot be told.

    `items` are numbered for here, `numbers` are those that they have there.
    """

    items: tuple[Item, ...] = ()
    numbers: tuple[int, ...] = ()
    same: int = 0
    conflicts: tuple[Refused, ...] = ()
    warnings: tuple[str, ...] = ()


def merge(store: Store, other: str, *, dry_run: bool = False) -> Merged:
    """Add to a ledger what another one has besides, in one transaction.

    Raises `Problems` with every conflict (E-DIFFERS), and `HistoryDiffers` (E-BROKEN) for another
    ledger that does not match its own seals.
    """
    found = verify(other)
    if not found.sound:
        raise HistoryDiffers(
            f"the other ledger is not what it was, so nothing is taken: {found.faults[0].text}",
            code="E-BROKEN",
            place=found.path,
            hint="'dealtrail verify' tells all of it",
        )
    with closing(history.open_ledger(other)) as reading:
        reading.execute("BEGIN")
        there = history.log_of(reading)[0]
        theirs = dict(_streams(reading, history.deals(reading)))
    for _ in range(TRIES):
        with store.reading() as reading:
            deals = [stream.removeprefix("deal/") for stream in theirs if stream[:5] == "deal/"]
            here = history.log_of(reading)[0]
            ours = dict(_streams(reading, deals))
        unions = {
            stream: (union if stream.startswith("deal/") else graded)(
                stream, ours.get(stream, ()), items
            )
            for stream, items in theirs.items()
        }
        if conflicts := [each for union in unions.values() for each in union.conflicts]:
            raise Problems(conflicts)
        made = _seal_anew(unions, there, here)
        entries = [_entry(stream, item) for stream, each in unions.items() for item in each.items]
        merged = Merged(
            entries=tuple(entries),
            same=sum(each.same for each in unions.values()),
            warnings=tuple(words for each in unions.values() for words in each.warnings),
        )
        if dry_run or not entries:
            return merged
        for key in made:
            keys.keep(key)
        try:
            return merged.but(entries=tuple(store.store(entries)))
        except Conflict:
            continue  # somebody wrote here in between: read again
    raise Conflict(
        f"others kept writing through {TRIES} tries; nothing was stored",
        code="E-CONFLICT",
        place=store.path,
        hint="try again",
    )


def _streams(
    reading: "history.Connection", deals: Iterable[str]
) -> Iterator[tuple[str, list[Item]]]:
    """The entries of deals, and of all sources, by stream."""
    for deal in deals:
        try:
            yield f"deal/{deal}", history.read_deal(reading, deal, REGISTRY)
        except NotFound:
            continue
    grades: dict[str, list[Item]] = {}
    for item in history.grades(reading, REGISTRY):
        grades.setdefault(source_stream(item.data["source"]), []).append(item)
    yield from grades.items()


def _seal_anew(
    unions: Mapping[str, Union], there: str | None, here: str | None
) -> Sequence[keys.Key]:
    """Bind the sealed words of what comes to where it comes to; the keys to keep for them.

    Raises `Problems` with every report whose words cannot be read here (E-NOKEY).
    """
    sealed = [
        (stream, item, number)
        for stream, each in unions.items()
        for item, number in zip(each.items, each.numbers, strict=True)
        if "sealed" in item.data
    ]
    if not sealed:
        return ()
    from domain.confidential import Move

    move = Move(there, here)
    problems: dict[str, Refused] = {}
    for stream, item, number in sealed:
        try:
            item.data = move.state(item, number, stream)
        except Refused as refusal:
            problems.setdefault(str(refusal.seen), refusal)
    if problems:
        raise Problems([*problems.values()])
    return [*move.keys.values()]


def _entry(stream: str, item: Item) -> Entry:
    return Entry(
        stream=stream,
        number=item.number,
        event=REGISTRY[item.name].model_validate(item.data),
        logged_by=item.logged_by,
        command_id=item.command_id,
    )


# -- one stream ------------------------------------------------------------------------------------


def graded(stream: str, ours: Sequence[Item], theirs: Sequence[Item]) -> Union:
    """The union of what both say of a source."""
    same = _same(ours, theirs)
    own = [item for item in ours if item.number not in same.values()]
    new = [item for item in theirs if item.number not in same]
    if not new or (own and own[-1].data["grade"] == new[-1].data["grade"]):
        return Union(same=len(theirs))
    if own:
        here, there = own[-1].data["grade"], new[-1].data["grade"]
        message = f"{new[-1].data['source']} is graded {here} here and {there} there"
        return Union(conflicts=(_conflict(stream, message, hint="grade it the same in both"),))
    last = ours[-1].number if ours else 0
    items = tuple(_numbered(item, last + at) for at, item in enumerate(new, start=1))
    return Union(items=items, numbers=tuple(item.number for item in new), same=len(same))


def union(stream: str, ours: Sequence[Item], theirs: Sequence[Item]) -> Union:
    """The union of what both logged of a deal."""
    return _Deal(stream.removeprefix("deal/"), ours, theirs).union()


def _same(ours: Sequence[Item], theirs: Sequence[Item]) -> dict[int, int]:
    """Their numbers, and ours, of the entries that the same command stored in both."""
    here: dict[tuple[str, str], list[int]] = {}
    for item in reversed(ours):
        here.setdefault(_identity(item), []).append(item.number)
    found = {}
    for item in theirs:
        if numbers := here.get(_identity(item), []):
            found[item.number] = numbers.pop()
    return found


def _identity(item: Item) -> tuple[str, str]:
    """What tells an entry in any ledger: its command and content, which for an undo has numbers."""
    return item.command_id, item.name if item.name == "entry-undone" else _content(item)


_ASIDE = ("sealed", "proposed")


def _content(item: Item) -> str:
    """What an entry says; not how its words are sealed, which is never the same twice, nor who
    proposed it."""
    said = sorted(part for part in item.data if part not in _ASIDE)
    return repr((item.name, [(part, item.data[part]) for part in said]))


def _numbered(item: Item, number: int) -> Item:
    return Item(number, item.name, item.data, "", item.logged_by, item.command_id)


def _undone(items: Iterable[Item]) -> set[int]:
    """The numbers that were taken back, as the fold of the record has it."""
    undone: set[int] = set()
    for item in reversed(list(items)):
        if item.name == "entry-undone" and item.number not in undone:
            undone.update(item.data["entries"])
    return undone


def _conflict(place: str, message: str, *, hint: str = _AGREE) -> Refused:
    return Refused(message, code="E-DIFFERS", place=place, hint=hint)


class _Told(NamedTuple):
    """A report as it was logged: its header and claims by their ids, with their numbers."""

    header: Item
    claims: dict[str, Item]

    def says(self) -> tuple[str, dict[str, str]]:
        return _content(self.header), {name: _content(each) for name, each in self.claims.items()}


class _Deal:
    def __init__(self, deal: str, ours: Sequence[Item], theirs: Sequence[Item]) -> None:
        self._deal = deal
        self._items = list(ours)  # and what is added
        self._theirs = theirs
        self._numbers: list[int] = []  # theirs, of what is added
        self._here = _same(ours, theirs)  # our number of each of their entries that we have
        matched = set(self._here.values())
        undone = _undone(ours)
        standing = [item for item in ours if item.number not in undone]
        self._own = [item for item in standing if item.number not in matched]
        self._described = _described(self._own)
        self._contents = Counter(_content(item) for item in standing)
        self._reports = _reports(standing)
        gone = _undone(theirs)
        self._new = [
            item for item in theirs if item.number not in self._here and item.number not in gone
        ]
        self._their_reports = _reports(item for item in theirs if item.number not in gone)
        self._conflicts: dict[str, Refused] = {}
        self._warnings: list[str] = []

    def union(self) -> Union:
        if not self._items:  # the deal is not here: all of it comes, log fixes and all
            return Union(
                items=tuple(_numbered(item, item.number) for item in self._theirs),
                numbers=tuple(item.number for item in self._theirs),
            )
        before = len(self._items)
        self._check_descriptions()
        self._check_identities()
        for item in self._new:
            if item.name == "entry-undone":
                self._undo(item)
            elif item.name == "deal-opened":
                self._open(item)
            elif item.name == "report-logged":
                self._report(item)
            elif item.name in VERB_OF:
                self._claim(item)
            elif item.name in _FIXES:
                self._fix(item)
            elif item.name == "element-described":
                self._describe(item)
            elif not self._contents[_content(item)]:
                self._add(item)
        added = self._items[before:]
        return Union(
            items=() if self._conflicts else tuple(added),
            numbers=tuple(self._numbers),
            same=len(self._theirs) - len(added),
            conflicts=tuple(self._conflicts.values()),
            warnings=tuple(self._warnings),
        )

    def _add(self, item: Item, data: dict[str, Any] | None = None) -> None:
        added = _numbered(item, len(self._items) + 1)
        if data is not None:
            added.data = data
        self._items.append(added)
        self._numbers.append(item.number)
        self._here[item.number] = added.number

    def _differs(self, place: str, message: str) -> None:
        self._conflicts.setdefault(place, _conflict(f"{self._deal}: {place}", message))

    # -- by kind -------------------------------------------------------------------------------

    def _open(self, item: Item) -> None:
        ours = next(each for each in self._items if each.name == "deal-opened")
        self._here[item.number] = ours.number
        for part in ("type", "currency"):
            here, there = ours.data.get(part), item.data.get(part)
            if here != there:
                self._differs(part, f"the deal's {part} is {here} here and {there} there")
        if ours.data["name"] != item.data["name"]:
            self._warnings.append(
                f"{self._deal} is called {ours.data['name']!r} here and {item.data['name']!r} there"
            )

    def _report(self, item: Item) -> None:
        name = item.data["report"]
        ours, theirs = self._reports.get(name), self._their_reports[name]
        if ours is None:
            self._add(item)
            return
        self._here[item.number] = ours.header.number
        self._here.update(
            (each.number, ours.claims[claim].number)
            for claim, each in theirs.claims.items()
            if claim in ours.claims
        )
        if ours.says() != theirs.says():
            self._differs(f"report {name}", f"both logged {name}, and {_difference(ours, theirs)}")

    def _claim(self, item: Item) -> None:
        name, claim = item.data["report"], item.data["claim"]
        ours = self._reports.get(name)
        if ours is None:
            self._add(item)  # its report came before it
        elif claim not in ours.claims or _content(ours.claims[claim]) != _content(item):
            self._differs(f"report {name}", f"both logged {name}, and claim {claim} differs")

    def _fix(self, item: Item) -> None:
        of = _fixed(item)
        ours = [each for each in self._own if each.name in _FIXES and _fixed(each) == of]
        theirs = [each for each in self._new if each.name in _FIXES and _fixed(each) == of]
        if not ours:
            self._add(item)
        elif _said(ours[-1]) != _said(theirs[-1]):
            self._differs(of, "both put it right or took it back, and not in the same way")

    def _undo(self, item: Item) -> None:
        """Take back here what they took back of what both have, if it stands here."""
        undone = _undone(self._items)
        targets = [self._here[each] for each in item.data["entries"] if each in self._here]
        if standing := [each for each in targets if each not in undone]:
            self._add(item, {**item.data, "entries": standing})

    # -- what is said of elements --------------------------------------------------------------

    def _check_descriptions(self) -> None:
        for (element, part), said in _described(self._new).items():
            here = self._described.get((element, part), said)
            if here != said:
                message = f"{element} has the {part} {here!r} here and {said!r} there"
                self._differs(f"element {element}", message)

    def _describe(self, item: Item) -> None:
        """Add what nobody here said of an element since; the rest was found to be the same."""
        data, ours = item.data, self._described
        element = data["element"]
        aliases = [
            each for each in data.get("aliases", ()) if (element, f"alias {each}") not in ours
        ]
        said = {
            "kind": None if (element, "kind") in ours else data.get("kind"),
            "name": None if (element, "name") in ours else data.get("name"),
            "aliases": aliases,
            "identifiers": {
                scheme: value
                for scheme, value in data.get("identifiers", {}).items()
                if (element, f"identifier {scheme}") not in ours
            },
        }
        if any(said.values()):
            rest = {part: value for part, value in data.items() if part not in said}
            self._add(item, {**rest, **{part: value for part, value in said.items() if value}})

    def _check_identities(self) -> None:
        ours = [item for item in self._own if item.name in _MERGING]
        theirs = [item for item in self._new if item.name in _MERGING]
        links = [_named(item) for item in (*self._items, *theirs) if item.name in _MERGING]
        for item in theirs:
            bound = _connected(set(_named(item)), links)
            here, there = (
                [_said(each) for each in either if not bound.isdisjoint(_named(each))]
                for either in (ours, theirs)
            )
            if here and here != there:
                first = min(bound)
                message = f"both said which ids are one thing with {first}, and not the same"
                self._differs(f"element {first}", message)


def _reports(standing: Iterable[Item]) -> dict[str, _Told]:
    found: dict[str, _Told] = {}
    for item in standing:
        if item.name == "report-logged":
            found[item.data["report"]] = _Told(item, {})
        elif item.name in VERB_OF and (told := found.get(item.data["report"])):
            told.claims[item.data["claim"]] = item
    return found


def _difference(ours: _Told, theirs: _Told) -> str:
    """Where two accounts of one report differ, in words."""
    header = sorted(
        part
        for part in ours.header.data.keys() | theirs.header.data.keys()
        if part not in _ASIDE and ours.header.data.get(part) != theirs.header.data.get(part)
    )
    claims = sorted(
        name
        for name in ours.claims.keys() & theirs.claims.keys()
        if _content(ours.claims[name]) != _content(theirs.claims[name])
    )
    words = (
        [f"its {', '.join(header)} differ" if len(header) > 1 else f"its {header[0]} differs"]
        if header
        else []
    )
    words += [f"claim {', '.join(claims)} differ{'' if len(claims) > 1 else 's'}"] if claims else []
    for where, one, other in (("here", ours, theirs), ("there", theirs, ours)):
        if only := sorted(one.claims.keys() - other.claims.keys()):
            words.append(f"only {where} it has claim {', '.join(only)}")
    return "; ".join(words)


def _fixed(item: Item) -> str:
    """What a fix is of: `claim r1#2`, `report r1`."""
    parts = _FIXES[item.name]
    kind = {"report-corrected": "correction of", "report-retracted": "retraction of"}
    word = kind.get(item.name, parts[0])
    return " ".join((word, *(item.data[part] for part in parts)))


def _said(item: Item) -> str:
    """What an entry says, whatever reason it gives."""
    words = ("why", "note", "sealed")
    return repr((item.name, {k: v for k, v in item.data.items() if k not in words}))


def _described(items: Iterable[Item]) -> dict[tuple[str, str], str]:
    """The last word on each part of each element."""
    found: dict[tuple[str, str], str] = {}
    for item in items:
        if item.name == "element-described":
            element = item.data["element"]
            for part in ("kind", "name"):
                if said := item.data.get(part):
                    found[element, part] = said
            for scheme, said in item.data.get("identifiers", {}).items():
                found[element, f"identifier {scheme}"] = said
            for alias in item.data.get("aliases", ()):
                found[element, f"alias {alias}"] = alias
    return found


def _named(item: Item) -> Collection[str]:
    found: Collection[str] = item.data.get("same") or item.data["different"]
    return found


def _connected(ids: set[str], links: Iterable[Collection[str]]) -> set[str]:
    """These ids and all that some chain of links binds to them."""
    found, links = set(ids), list(links)
    size = 0
    while size < len(found):
        size = len(found)
        for link in links:
            if not found.isdisjoint(link):
                found.update(link)
    return found
