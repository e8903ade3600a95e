"""Whether a ledger is what it was: entries against seals, seals against what is known elsewhere.

Nothing is altered. What is found comes as values, each with a sentence of its own; a file that
cannot be read at all raises as it does elsewhere.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest

from domain import history, seal, tree
from domain.errors import DealtrailError, NotALedger
from domain.heads import Head, differs
from domain.record import Record
from domain.seal import Row

OK, BROKEN, UNKNOWN = "ok", "broken", "cannot tell"
HEAD, FULL = "head", "full"

_CLOSELY = 200  # entries that do not match their seals are looked at closely up to so many
_SHIFTS = (1, -1, 2, -2, 3, -3)


class Fault(Record):
    """One thing that is wrong: its kind, the sentence, and the entries from 1 where it names any.

    Kinds: changed, exchanged, missing, cut, added, log, tree, wal, file, rewritten.
    """

    kind: str
    text: str
    entries: tuple[int, ...] = ()


class Anchor(Record):
    """A head that is known from outside of the ledger: where from, and how far to be trusted.

    `checkpoint` tells a signed one from what this user's own program remembers.
    """

    where: str
    head: Head
    checkpoint: bool = False


class Checked(Record):
    """An anchor and what came of it: empty words where the ledger continues it."""

    anchor: Anchor
    difference: str = ""


class Verified(Record):
    """What came of a check; `root` and `log` are None in a ledger without seals."""

    path: str
    level: str
    log: str | None
    size: int
    root: bytes | None
    events: int
    matching: int
    deals: int
    faults: tuple[Fault, ...]
    checked: tuple[Checked, ...]
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Broken where anything is wrong; `cannot tell` where nothing outside vouches for it."""
        if self.faults:
            return BROKEN
        return OK if self.checked and self.log is not None else UNKNOWN

    @property
    def sound(self) -> bool:
        """Whether the file agrees with itself, whatever is known of it elsewhere."""
        return not [fault for fault in self.faults if fault.kind not in OUTSIDE]

    @property
    def open_from(self) -> int:
        """How many entries from the first on a checkpoint vouches for."""
        return max(
            (
                each.anchor.head.size
                for each in self.checked
                if each.anchor.checkpoint and not each.difference
            ),
            default=0,
        )

    @property
    def last_good(self) -> Checked | None:
        """The largest anchor that agrees, and ends before the first entry that is wrong."""
        wrong = min((min(fault.entries) for fault in self.faults if fault.entries), default=None)
        good = [
            each
            for each in self.checked
            if not each.difference and (wrong is None or each.anchor.head.size < wrong)
        ]
        return max(good, key=lambda each: each.anchor.head.size, default=None)


OUTSIDE = ("cut", "rewritten", "log")
"""Kinds of fault that only what is known elsewhere shows."""


def verify(path: str, anchors: Iterable[Anchor] = (), level: str = FULL) -> Verified:
    """Check a ledger file. `head` looks at the end of it alone, `full` at every byte.

    Raises `NotALedger` where it cannot be read.
    """
    anchors = tuple(anchors)  # known before the file is looked at, which may grow meanwhile
    try:
        with closing(history.open_ledger(path)) as connection:
            found = _verify(path, connection, anchors, level)
    except NotALedger as error:
        if error.code != "E-CORRUPT":
            raise
        text = "the file is damaged: it cannot be read through"
        found = _unreadable(path, level, Fault(kind="file", text=text))
    in_file = not history.is_address(path)
    return _with_wal(path, found) if found.faults and level == FULL and in_file else found


def _verify(
    path: str, connection: "history.Connection", anchors: Sequence[Anchor], level: str
) -> Verified:
    if history.in_file(connection):
        # What a flipped bit made of a text must not stop the check: it will not match its seal.
        connection.text_factory = lambda text: text.decode(errors="backslashreplace")
    try:
        connection.execute("BEGIN")
        if (version := history.newer_format(connection)) is not None:
            raise history.newer(version, path)  # what it seals, and how, is not known here
        log, size = history.log_of(connection)
        check = _check_unsealed if log is None else _check_full if level == FULL else _check_head
        found: Verified = check(path, connection, log or "", size)
        faults, checked = _against(connection, found, anchors)
        return found.but(faults=(*found.faults, *faults), checked=tuple(checked))
    except (sqlite3.Error, DealtrailError) as error:
        if isinstance(error, DealtrailError) and error.code not in ("E-CORRUPT", "E-STORE"):
            raise
        text = "the file is damaged: it cannot be read through"
        return _unreadable(path, level, Fault(kind="file", text=text))


def _unreadable(path: str, level: str, fault: Fault) -> Verified:
    return Verified(
        path=path,
        level=level,
        log=None,
        size=0,
        root=None,
        events=0,
        matching=0,
        deals=0,
        faults=(fault,),
        checked=(),
    )


def _against(
    connection: "history.Connection", found: Verified, anchors: Iterable[Anchor]
) -> tuple[list[Fault], list[Checked]]:
    """The ledger against what is known of it elsewhere."""
    faults, checked = [], []
    roots = _Roots(connection, {each.head.size for each in anchors}, found.faults)
    for anchor in anchors:
        known = anchor.head
        same = found.log == known.log and known.size <= found.size
        root = roots.at(known.size) if same else None
        refusal = differs(known, found.log, found.size, root, found.path)
        checked.append(Checked(anchor=anchor, difference=refusal.message if refusal else ""))
        if refusal:
            kinds = {"E-OLDER": "cut", "E-REWRITTEN": "rewritten"}
            text = f"{refusal.message} (known from: {anchor.where})"
            faults.append(Fault(kind=kinds.get(refusal.code, "log"), text=text))
    return faults, checked


class _Roots:
    """Roots at former sizes: from the stored nodes, or from the leaves where those are wrong."""

    def __init__(
        self, connection: "history.Connection", sizes: set[int], faults: Sequence[Fault]
    ) -> None:
        self._connection = connection
        self._roots: dict[int, bytes] | None = None
        if any(fault.kind == "tree" for fault in faults):
            edge, self._roots = tree.Frontier(), {0: tree.EMPTY_ROOT}
            for leaf in _leaf_hashes(connection):
                edge.add(leaf)
                if edge.size in sizes:
                    self._roots[edge.size] = edge.root

    def at(self, size: int) -> bytes:
        """The root at a size; nothing where it cannot be made."""
        if self._roots is not None:
            return self._roots.get(size, b"")
        return seal.root_at(self._connection, size)


# -- levels ----------------------------------------------------------------------------------------


def _check_head(path: str, connection: "history.Connection", log: str, size: int) -> Verified:
    faults = []
    try:
        seal.check_end(connection, size, path)
    except DealtrailError as error:
        faults.append(Fault(kind="cut", text=error.message.removesuffix("; nothing was stored")))
    return _found(path, connection, log, size, faults, level=HEAD)


def _check_unsealed(path: str, connection: "history.Connection", _log: str, _size: int) -> Verified:
    """A ledger from before seals: whether the file is whole, and its numbers without a gap."""
    faults = [*_file(connection), *_gaps(connection)]
    return _found(path, connection, None, 0, faults)


def _check_full(path: str, connection: "history.Connection", log: str, size: int) -> Verified:
    faults = _file(connection)
    matching, bad, lost, bare = 0, [], [], []
    for position, row, sealed in _side_by_side(connection):
        if row is None:
            lost.append(position)
        elif sealed is None:
            bare.append(position)
        elif _matches(log, position, sealed, row):
            matching += 1
        else:
            bad.append(position)
    diagnosis = _Diagnosis(connection, log, size, bad, lost, bare)
    if len(bad) > 1 and not matching and not diagnosis.is_shifted(bad[-1]):
        text = (
            "no entry matches its seal: the id of the log was changed, or its seals are those of"
            " another log"
        )
        faults.append(Fault(kind="log", text=text, entries=(bad[0] + 1,)))
    elif bad or lost or bare:
        faults += diagnosis.faults()
    faults += _tree(connection)
    if not faults:
        faults += _gaps(connection)
        faults += _removed(connection, size)
    return _found(path, connection, log, size, faults, matching=matching)


def _found(
    path: str,
    connection: "history.Connection",
    log: str | None,
    size: int,
    faults: Sequence[Fault],
    *,
    matching: int = 0,
    level: str = FULL,
) -> Verified:
    number = "count(*)" if level == FULL else "coalesce(max(rowid), 0)"
    count: int = connection.execute(f"SELECT {number} FROM stored_events").fetchone()[0]  # noqa: S608
    return Verified(
        path=path,
        level=level,
        log=log,
        size=size,
        root=None if log is None else seal.root_at(connection, size),
        events=count,
        matching=matching,
        deals=len(history.deals(connection)),
        faults=tuple(faults),
        checked=(),
    )


# -- entries against seals -------------------------------------------------------------------------


Sealed = tuple[bytes, bytes]  # salt and leaf

_ROWS = f"SELECT rowid - 1, {seal.COLUMNS} FROM stored_events"  # noqa: S608
_LEAVES = "SELECT position, salt, hash FROM log_leaf"


def _side_by_side(
    connection: "history.Connection",
) -> Iterator[tuple[int, Row | None, Sealed | None]]:
    """Each position with the event and the seal that are there."""
    rows = history.stream(connection, f"{_ROWS} ORDER BY rowid")
    leaves = history.stream(connection, f"{_LEAVES} ORDER BY position")
    row, leaf = next(rows, None), next(leaves, None)
    while row or leaf:
        position = min(each[0] for each in (row, leaf) if each)
        here, sealed = None, None
        if row and row[0] == position:
            here, row = row[1:], next(rows, None)
        if leaf and leaf[0] == position:
            sealed, leaf = leaf[1:], next(leaves, None)
        yield position, here, sealed


def _matches(log: str, position: int, sealed: Sealed, row: Row) -> bool:
    try:
        return seal.leaf(log, position, sealed[0], row) == sealed[1]
    except (AttributeError, TypeError, DealtrailError):  # of a type or a length that we never store
        return False


class _Diagnosis:
    """What happened to entries that do not match: changed, exchanged, missing, or put in."""

    def __init__(
        self,
        connection: "history.Connection",
        log: str,
        size: int,
        bad: Sequence[int],
        lost: Sequence[int],
        bare: Sequence[int],
    ) -> None:
        self._connection, self._log, self._size = connection, log, size
        self._bad, self._lost, self._bare = list(bad), list(lost), list(bare)
        self._rows: dict[int, Row | None] = {}
        self._home: dict[int, int] = {}  # the position at which a row was sealed, by where it is
        self._exchanged: list[tuple[int, int]] = []

    def faults(self) -> Iterator[Fault]:
        """A fault each, what happened first in the log first."""
        self._find_shifted()
        self._find_exchanged()
        taken = set(self._home.values())
        strays = [at for at in (*self._bad, *self._bare) if at not in self._home]
        changed = [at for at in strays if at < self._size and at not in taken]
        added = [at for at in strays if at >= self._size or at in taken]
        gone = [*self._lost, *(at for at in self._bad if at in self._home)]
        missing = sorted(at for at in gone if at not in taken)
        for one, other in self._exchanged:
            text = f"{self._name(one)} and {self._name(other)} were exchanged"
            yield Fault(kind="exchanged", text=text, entries=(one + 1, other + 1))
        for at in changed[:_CLOSELY]:
            text = f"{self._name(at)}: content does not match its seal; it was changed"
            yield Fault(kind="changed", text=text, entries=(at + 1,))
        if len(changed) > _CLOSELY:
            more = changed[_CLOSELY:]
            text = f"{len(more):,} further entries do not match their seals"
            yield Fault(kind="changed", text=text, entries=tuple(at + 1 for at in more))
        for first, last in _runs(missing):
            yield self._missing(first, last)
        for at in added:
            where = "was slipped in" if at < self._size else "was added at the end"
            text = f"{self._name(at)} {where}: it has no seal, so dealtrail did not store it"
            yield Fault(kind="added", text=text, entries=(at + 1,))

    def _missing(self, first: int, last: int) -> Fault:
        tail = last == self._size - 1
        count = last - first + 1
        which = f"entry {first + 1:,}" if count == 1 else f"entries {first + 1:,} to {last + 1:,}"
        verb = "is" if count == 1 else "are"
        text = f"{which} {verb} missing; only {'its seal is' if count == 1 else 'seals are'} there"
        if tail:
            some = "the last entry" if count == 1 else f"the last {count:,} entries"
            text = f"{some} ({which}) {verb} missing; only seals are there"
        return Fault(kind="cut" if tail else "missing", text=text, entries=(first + 1, last + 1))

    def is_shifted(self, at: int) -> bool:
        """Whether a row matches the seal a few steps away."""
        for shift in _SHIFTS:
            if self._was_sealed_at(at - shift, self._row(at)):
                self._home[at] = at - shift
                return True
        return False

    def _find_shifted(self) -> None:
        """Rows renumbered to make room, or to close a gap: they match the seal a step away."""
        for at in (*self._bad, *self._bare):
            self.is_shifted(at)

    def _find_exchanged(self) -> None:
        strays = [at for at in self._bad if at not in self._home][:_CLOSELY]
        for one, other in self._home.items():  # neighbours that were exchanged look like two shifts
            if self._home.get(other) == one and one < other:
                self._exchanged.append((one, other))
        for place, one in enumerate(strays):
            for other in strays[place + 1 :]:
                if one not in self._home and self._holds(one, other) and self._holds(other, one):
                    self._home[one], self._home[other] = other, one
                    self._exchanged.append((one, other))

    def _holds(self, at: int, home: int) -> bool:
        """Whether the row at a place holds what was sealed at another, wholly or in part."""
        row, frame = self._row(at), self._row(home)
        if row is None or frame is None:
            return False
        variants = (
            row,
            (*frame[:2], *row[2:]),  # all but its number
            (*frame[:3], row[3], *frame[4:]),  # what it says alone
            (*frame[:2], *row[2:4], *frame[4:]),  # what it says, and its kind
        )
        return any(self._was_sealed_at(home, each) for each in variants)

    def _was_sealed_at(self, position: int, row: Row | None) -> bool:
        if row is None:
            return False
        query = f"{_LEAVES} WHERE position = ?"
        found = self._connection.execute(query, (position,)).fetchone()
        return bool(found) and _matches(self._log, position, found[1:], row)

    def _row(self, at: int) -> Row | None:
        if at not in self._rows:
            query = f"{_ROWS} WHERE rowid = ?"
            found = self._connection.execute(query, (at + 1,)).fetchone()
            if len(self._rows) > 2 * _CLOSELY:
                self._rows.clear()
            self._rows[at] = found[1:] if found else None
        return self._rows[at]

    def _name(self, at: int) -> str:
        row = self._row(at)
        if row is None:
            return f"entry {at + 1:,}"
        named = history.event_id(str(row[0]), row[1])
        return f"{named} (entry {at + 1:,}, recorded {str(row[4])[:10]})"


def _runs(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers without a gap."""
    first = last = -1
    for at in positions:
        if first >= 0 and at == last + 1:
            last = at
            continue
        if first >= 0:
            yield first, last
        first = last = at
    if first >= 0:
        yield first, last


# -- the rest of the file --------------------------------------------------------------------------


def _file(connection: "history.Connection") -> list[Fault]:
    if not history.in_file(connection):
        from domain.postgres import differences

        said = differences(connection)
        return [Fault(kind="file", text=f"not as dealtrail made it: {each}") for each in said]
    try:
        said = [line for (line,) in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said == ["ok"]:
        return []
    words = "; ".join(" ".join(line.split()) for line in said)
    return [Fault(kind="file", text=f"the file is damaged: SQLite says {words}")]


def _tree(connection: "history.Connection") -> list[Fault]:
    """Whether the stored nodes are those that follow from the leaves, and all of them."""
    stored = history.stream(connection, "SELECT position, hash FROM log_node ORDER BY position")
    for place, (node, found) in enumerate(zip_longest(_nodes(connection), stored)):
        level, index, hashed = node or (0, 0, None)
        if found != (place, hashed):
            which = f"level {level}, index {index}" if node else "more than there should be"
            text = (
                "the stored nodes of the tree do not follow from its leaves"
                f" ({which}): somebody changed leaves or nodes"
            )
            return [Fault(kind="tree", text=text)]
    return []


def _nodes(connection: "history.Connection") -> Iterator[tuple[int, int, bytes]]:
    edge = tree.Frontier()
    for leaf in _leaf_hashes(connection):
        yield from edge.add(leaf)


def _leaf_hashes(connection: "history.Connection") -> Iterator[bytes]:
    """Every leaf in order; nothing for one that a flipped bit made something else than bytes."""
    for (leaf,) in history.stream(connection, "SELECT hash FROM log_leaf ORDER BY position"):
        yield leaf if isinstance(leaf, bytes) else b""


def _gaps(connection: "history.Connection") -> list[Fault]:
    """Numbers without a gap, in the log and in every stream."""
    faults = []
    count, last = connection.execute(
        "SELECT count(*), coalesce(max(rowid), 0) FROM stored_events"
    ).fetchone()
    if count != last:
        text = f"{last - count:,} of {last:,} entries are missing: the numbers have a gap"
        faults.append(Fault(kind="missing", text=text))
    for stream, events, highest in connection.execute(
        "SELECT originator_id, count(*), max(originator_version) FROM stored_events"
        " GROUP BY originator_id HAVING count(*) <> max(originator_version)"
        " OR min(originator_version) <> 1 LIMIT 10"
    ):
        text = f"{stream} has {events:,} entries numbered up to {highest:,}: there is a gap"
        faults.append(Fault(kind="missing", text=text))
    return faults


def _removed(connection: "history.Connection", size: int) -> list[Fault]:
    """A tail removed with its seals: the file itself remembers the highest number it gave."""
    given = seal.given(connection)
    if given is None or given == size:
        return []
    text = (
        f"the last {given - size:,} entries are missing with their seals: the file remembers"
        f" {given:,}, and {size:,} are there"
        if given > size
        else f"the file's own count of entries was set back from {size:,} to {given:,}"
    )
    return [Fault(kind="cut", text=text)]


def _with_wal(path: str, found: Verified) -> Verified:
    """The same faults, and first of all the -wal beside the file if that is what is wrong."""
    log = os.path.realpath(path) + "-wal"
    if not (os.path.exists(log) and os.path.getsize(log)):
        return found
    try:
        with closing(history.connect(path, "mode=ro&immutable=1")) as connection:
            history.check(connection, path)
            anchors = [each.anchor for each in found.checked]
            alone = _verify(path, connection, anchors, FULL)
    except (sqlite3.Error, DealtrailError):
        return found
    if alone.log is None or not alone.sound:
        return found
    text = (
        f"the file {os.path.basename(log)} beside the ledger is of another state of it (stale):"
        f" without it all {alone.size:,} entries match their seals. Move it away, keep it, and"
        " verify again"
    )
    return found.but(faults=(Fault(kind="wal", text=text), *found.faults))
