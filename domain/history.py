"""The reading path: from the ledger file to plain records, by a read-only cursor.

Every reading verb comes this way, so nothing heavy is imported here: what is in the file was
validated on its way in. What a ledger file looks like is written down here once; such files are
made by `domain/recorder.py`, which takes the schema, the probe and the words for trouble from here.
"""

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from domain.errors import (
    DealtrailError,
    HistoryDiffers,
    NewerVersion,
    NotALedger,
    NotFound,
    Refused,
)

if TYPE_CHECKING:
    from typing import TypeAlias

    from typing_extensions import TypeIs

    from domain.postgres import Reading

    Connection: TypeAlias = sqlite3.Connection | Reading

APPLICATION_ID = 0x4454726C  # "DTrl": tells our files from other SQLite files
USER_VERSION = 2  # 1: without the seals, read as it is and sealed by the next write
LOCK_TIMEOUT = 30.0  # seconds to wait for another writer
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, under its name and these endings."""

# SQLite keeps these texts as they stand, so that a file is ours only if they are equal to the
# letter: a file sent by somebody may hold a trigger that rewrites what we store.
# The triggers are guards against accidents (another program, INSERT OR REPLACE), not a proof.
SCHEMA = (
    """CREATE TABLE stored_events (
  rowid INTEGER PRIMARY KEY AUTOINCREMENT,
  originator_id TEXT NOT NULL,
  originator_version INTEGER NOT NULL,
  topic TEXT NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state)),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  logged_by TEXT NOT NULL,
  command_id TEXT NOT NULL,
  UNIQUE (originator_id, originator_version)
) STRICT""",
    """CREATE INDEX stored_events_command ON stored_events (originator_id, command_id)""",
    """CREATE TRIGGER stored_events_update BEFORE UPDATE ON stored_events BEGIN
  SELECT RAISE(ABORT, 'a stored event is never changed');
END""",
    """CREATE TRIGGER stored_events_delete BEFORE DELETE ON stored_events BEGIN
  SELECT RAISE(ABORT, 'a stored event is never deleted');
END""",
    """CREATE TRIGGER stored_events_insert BEFORE INSERT ON stored_events BEGIN
  SELECT RAISE(ABORT, 'a stored event is never written over')
    WHERE EXISTS (SELECT 1 FROM stored_events WHERE rowid = NEW.rowid);
  SELECT RAISE(ABORT, 'an event continues its stream')
    WHERE NEW.originator_version <> 1 + coalesce((SELECT max(originator_version)
      FROM stored_events WHERE originator_id = NEW.originator_id), 0);
  SELECT RAISE(ABORT, 'recorded time never goes back')
    WHERE NEW.recorded_at < (SELECT recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1);
END""",
    """CREATE VIEW events AS SELECT
  CASE WHEN originator_id GLOB 'deal/*' THEN substr(originator_id, 6) END AS deal,
  CASE WHEN originator_id GLOB 'source/*' THEN substr(originator_id, 8)
    ELSE json_extract(state, '$.source') END AS source,
  originator_version AS number,
  topic AS name,
  recorded_at,
  logged_by,
  json_extract(state, '$.report') AS report,
  json_extract(state, '$.published') AS published,
  json_extract(state, '$.field') AS field,
  json_extract(state, '$.value') AS value,
  json_extract(state, '$.stage') AS stage,
  state
FROM stored_events ORDER BY rowid""",
)
# The Merkle tree over the events (`domain/seal.py`); docs/integrity.md says what it holds.
SEALS = (
    """CREATE TABLE log_meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log_id TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT""",
    """CREATE TABLE log_leaf (
  position INTEGER PRIMARY KEY,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    """CREATE TABLE log_node (
  position INTEGER PRIMARY KEY,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    """CREATE TRIGGER log_meta_update BEFORE UPDATE ON log_meta BEGIN
  SELECT RAISE(ABORT, 'a log keeps its id');
END""",
    """CREATE TRIGGER log_meta_delete BEFORE DELETE ON log_meta BEGIN
  SELECT RAISE(ABORT, 'a log keeps its id');
END""",
    """CREATE TRIGGER log_leaf_update BEFORE UPDATE ON log_leaf BEGIN
  SELECT RAISE(ABORT, 'a leaf is never changed');
END""",
    """CREATE TRIGGER log_leaf_delete BEFORE DELETE ON log_leaf BEGIN
  SELECT RAISE(ABORT, 'a leaf is never deleted');
END""",
    """CREATE TRIGGER log_leaf_insert BEFORE INSERT ON log_leaf BEGIN
  SELECT RAISE(ABORT, 'a leaf continues the tree')
    WHERE NEW.position <> 1 + coalesce((SELECT max(position) FROM log_leaf), -1);
END""",
    """CREATE TRIGGER stored_events_sealed AFTER INSERT ON stored_events BEGIN
  SELECT RAISE(ABORT, 'an event is stored with its leaf')
    WHERE NOT EXISTS (SELECT 1 FROM log_leaf WHERE position = NEW.rowid - 1);
END""",
)
_EVENTS_ONLY = {
    **{text.split()[2]: text for text in SCHEMA},
    "sqlite_autoindex_stored_events_1": None,  # of the UNIQUE above
    "sqlite_sequence": "CREATE TABLE sqlite_sequence(name,seq)",  # of the AUTOINCREMENT above
}
_OURS = {1: _EVENTS_ONLY, 2: _EVENTS_ONLY | {text.split()[2]: text for text in SEALS}}
# What ANALYZE leaves in a file: anybody may run it, and it changes no answer.
_HARMLESS = {
    "sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}

_TROUBLE = {
    sqlite3.SQLITE_BUSY: (
        "E-LOCKED",
        f"another program has kept the ledger locked for {LOCK_TIMEOUT:.0f} seconds",
        "nothing was stored; try again when it has finished",
    ),
    sqlite3.SQLITE_FULL: ("E-DISKFULL", "the disk is full", "nothing was stored; make room first"),
    sqlite3.SQLITE_IOERR: (
        "E-DISK",
        "the disk failed to read or write, or is full",
        "repeat the command: if it was stored, it is recognised and not stored twice",
    ),
    sqlite3.SQLITE_READONLY: (
        "E-READONLY",
        "the ledger can be read but not written",
        "nothing was stored; make the file and its folder writable, or copy the ledger",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "E-ACCESS",
        "the file cannot be opened",
        "you need access to it and its folder, where a file ending in -wal belongs to it",
    ),
}
_DAMAGED = "the ledger file is damaged"
_RESTORE = "it was not touched; restore a backup, or bring back the -wal file that was beside it"


def trouble(error: Exception, place: str) -> DealtrailError:
    """What SQLite ran into, in plain words."""
    number = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if number == sqlite3.SQLITE_NOTADB:
        return NotALedger("this is not a ledger, nor an SQLite file", code="E-NOTOURS", place=place)
    if number == sqlite3.SQLITE_CORRUPT:
        return NotALedger(_DAMAGED, code="E-CORRUPT", place=place, hint=_RESTORE)
    code, message, hint = _TROUBLE.get(number, ("E-STORE", f"SQLite says: {error}", ""))
    if code == "E-DISKFULL":
        message += _room(place)
    return DealtrailError(message, code=code, place=place, hint=hint)


def _room(place: str) -> str:
    """How much room is left on the disk of a file: ` (2.1 MB free)`; a limit may be lower."""
    try:
        found = os.statvfs(os.path.dirname(os.path.abspath(place)))
    except (AttributeError, OSError):  # not on Windows
        return ""
    return f" ({found.f_bavail * found.f_frsize / 1e6:,.1f} MB free)"


def is_address(path: str | os.PathLike[str]) -> bool:
    """Whether a ledger is named by an address of PostgreSQL, and not as a file."""
    return os.fsdecode(path).startswith(("postgresql://", "postgres://"))


def folder_of(path: str | os.PathLike[str]) -> str:
    """The folder of a ledger; of one in PostgreSQL, which has none, that where we are."""
    return os.getcwd() if is_address(path) else os.path.dirname(os.path.realpath(path))


def connect(path: str | os.PathLike[str], how: str) -> sqlite3.Connection:
    """Open the file of that very name, `how` being SQLite's own parameters (`mode=ro`).

    An address in which nothing is left to interpret: SQLite would take a name such as ':memory:'
    or 'x?mode=memory' for a ledger in memory, and lose it.
    """
    name = os.path.abspath(os.fsdecode(path))
    for sign in "%?#:":  # the % first, since it starts the others
        name = name.replace(sign, f"%{ord(sign):02x}")
    address = f"file://{name}?{how}"
    # The pool of the store hands its connection from thread to thread, one at a time.
    return sqlite3.connect(
        address, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False
    )


def check(connection: sqlite3.Connection, place: str, *, to_read: bool = False) -> None:
    """Refuse a file that another program, or a newer dealtrail, has made or changed.

    A newer one's is left to it, but for reading where its events stand as they do here.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotALedger(
            "this is an SQLite file, but not a ledger of dealtrail", code="E-NOTOURS", place=place
        )
    if (version := connection.execute("PRAGMA user_version").fetchone()[0]) > USER_VERSION:
        if to_read and _has_events(connection):
            return
        raise newer(version, place)
    ours = _OURS.get(version, _EVENTS_ONLY)
    lacking = set(ours)
    for kind, name, text in _objects(connection, place):
        if name in ours and text == ours[name]:
            lacking.discard(name)
        elif name not in _HARMLESS or text != _HARMLESS[name]:
            raise NotALedger(
                f"dealtrail did not make the {kind} '{name}' in this ledger, and does not trust it",
                code="E-SCHEMA",
                place=place,
                hint="the file was not touched; tables and views of yours belong in another file",
            )
    if lacking:
        raise NotALedger(
            f"this ledger lacks {', '.join(sorted(lacking))}", code="E-SCHEMA", place=place
        )


def newer(version: int, place: str, ours: int = USER_VERSION) -> NewerVersion:
    """For a ledger of a format that only a newer version writes."""
    return NewerVersion(
        f"a newer dealtrail has made this ledger: it has format {version}, and format "
        f"{ours} is written here",
        code="E-NEWER",
        place=place,
        seen=version,
        hint="install the newer dealtrail; the file was not touched, and reading goes on where its"
        " events stand as they do here",
    )


def _has_events(connection: sqlite3.Connection) -> bool:
    """Whether a file has a table of events with the columns that are read here."""
    found = connection.execute(
        "SELECT name FROM pragma_table_info('stored_events')"
        " WHERE EXISTS (SELECT 1 FROM sqlite_master"
        " WHERE name = 'stored_events' AND type = 'table')"
    )
    return {name for (name,) in found} >= _READ


_READ = frozenset(
    (
        "rowid",
        "originator_id",
        "originator_version",
        "topic",
        "state",
        "recorded_at",
        "logged_by",
        "command_id",
    )
)


def newer_format(connection: "Connection") -> int | None:
    """The format of a ledger that only a newer version writes to; None where it is one of ours."""
    if not in_file(connection):
        return connection.newer
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version if version > USER_VERSION else None


def _objects(connection: sqlite3.Connection, place: str) -> list[tuple[str, str, str | None]]:
    try:
        return connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    except UnicodeDecodeError as error:  # of a text in which SQLite found a mistake, and quotes it
        raise NotALedger(_DAMAGED, code="E-CORRUPT", place=place, hint=_RESTORE) from error


def probe(path: str | os.PathLike[str], *, to_read: bool = False) -> None:
    """Refuse what is not a ledger, without changing it or leaving anything beside it."""
    place = os.fsdecode(path)
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        hint = "'dealtrail open DEAL' makes a ledger; --db names one that is elsewhere"
        raise NotALedger(
            "there is no ledger here", code="E-NOLEDGER", place=place, hint=hint
        ) from None
    except (OSError, ValueError) as error:  # a loop of links, a closed folder, a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise NotALedger(
            f"the file cannot be reached ({reason})", code="E-ACCESS", place=place
        ) from error
    if not stat.S_ISREG(seen.st_mode):
        what = "a folder" if stat.S_ISDIR(seen.st_mode) else "not an ordinary file"
        raise NotALedger(f"this is {what}, no ledger", code="E-NOTOURS", place=place)
    if not seen.st_size:
        hint = "if it held events, restore a backup; if not, remove it and start anew"
        raise NotALedger("the file is empty", code="E-EMPTYFILE", place=place, hint=hint)
    # Opened by SQLite and not by open(): to close a file of our own would drop the locks that
    # another thread of this process holds on it. `immutable` leaves no -wal or -shm behind.
    try:
        connection = connect(path, "mode=ro&immutable=1")
        try:
            check(connection, place, to_read=to_read)
        finally:
            connection.close()
    except sqlite3.Error as error:
        # Read past its locks, a file that another process is just writing to can look damaged:
        # then the opening proper, which follows, decides.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise trouble(error, place) from error


def refuse_taken(place: str) -> None:
    """Raise `Refused` (E-EXISTS) where a new ledger cannot have this name.

    What another file left behind in a -wal or -journal would be read as a part of the new one;
    an empty one, as readers leave it, holds nothing.
    """
    for ending in ("", "-wal", "-journal"):
        name = place + ending
        if os.path.lexists(name) and (not ending or os.path.getsize(name)):
            raise Refused(
                "there is a file already",
                code="E-EXISTS",
                place=name,
                hint="it is never written over: name another, or move that one away",
            )


on_open: "Callable[[Connection], None] | None" = None
"""Told once of a ledger that was opened to be read, before anything is; of another one opened
meanwhile it is not told. For the command line, which warns of a ledger that was cut."""


def open_ledger(path: str | os.PathLike[str]) -> "Connection":
    """A connection that can only read. The ledger may be in use, or in a read-only folder."""
    global on_open
    connection: Connection
    if is_address(path):
        from domain.postgres import open_reading

        connection = open_reading(os.fsdecode(path))
    else:
        connection = open_file(path)
    if (tell := on_open) is not None:
        on_open = None
        tell(connection)
    return connection


def open_file(path: str | os.PathLike[str]) -> sqlite3.Connection:
    """The same for a ledger that is a file."""
    probe(path, to_read=True)
    place = os.fsdecode(path)
    log = os.path.realpath(place) + "-wal"
    try:
        try:
            return _open(path, "mode=ro", place)
        except sqlite3.OperationalError:
            # In a folder closed to us SQLite cannot make the -shm file that it wants beside a
            # ledger that was last written in WAL mode. Without a -wal the file is complete.
            if os.access(os.path.dirname(log), os.W_OK, effective_ids=_EFFECTIVE) or (
                os.path.exists(log) and os.path.getsize(log)
            ):
                raise
            return _open(path, "mode=ro&immutable=1", place)
    except sqlite3.Error as error:
        raise trouble(error, place) from error


def look(path: str | os.PathLike[str]) -> sqlite3.Connection:
    """A connection for a look at a ledger before it is written to: it leaves nothing beside it."""
    log = os.path.realpath(os.fsdecode(path)) + "-wal"
    if os.path.exists(log) and os.path.getsize(log):
        return open_file(path)
    # Without a -wal the file is complete, and nobody changes it but by way of a new one.
    return _open(path, "mode=ro&immutable=1", os.fsdecode(path))


_EFFECTIVE = os.access in os.supports_effective_ids


def _open(path: str | os.PathLike[str], how: str, place: str) -> sqlite3.Connection:
    connection = connect(path, how)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        check(connection, place, to_read=True)
    except BaseException:
        connection.close()
        raise
    return connection


def log_of(connection: "Connection") -> tuple[str | None, int]:
    """The id of the log and how many entries are sealed; None in a ledger from before seals."""
    if in_file(connection) and _rows(connection, "PRAGMA user_version")[0][0] < 2:
        return None, 0
    found = _rows(
        connection,
        "SELECT (SELECT log_id FROM log_meta), 1 + coalesce(max(position), -1) FROM log_leaf",
    )
    log, size = found[0]
    return log or "", size


def check_wal(path: str | os.PathLike[str]) -> None:
    """Refuse a ledger beside which a -wal of an older state lies.

    A -wal holds what is not in the file yet, so the file alone never has more entries than both
    together. Where it has, another state was put under an old -wal, and whoever opened it to write
    would have SQLite put the old pages over the new ones. Raises `HistoryDiffers` (E-STALE).
    """
    place = os.fsdecode(path)
    log = os.path.realpath(place) + "-wal"
    if not (os.path.exists(log) and os.path.getsize(log)):
        return
    try:
        connection = _open(path, "mode=ro&immutable=1", place)
        try:
            alone = log_of(connection)
        finally:
            connection.close()
    except (sqlite3.Error, DealtrailError):
        return  # half of it is in the -wal, as it should be
    connection = open_file(path)
    try:
        both = log_of(connection)
    finally:
        connection.close()
    sealed = alone[0] is not None  # else the seals are still in the -wal
    if sealed and (alone[0] != both[0] or alone[1] > both[1]):
        raise HistoryDiffers(
            f"the file {os.path.basename(log)} beside the ledger is of an older state of it"
            f" (stale): the ledger alone has {alone[1]:,} entries, with it {both[1]:,} are left;"
            " nothing was touched",
            code="E-STALE",
            place=place,
            hint="move the -wal away and keep it, then look: dealtrail verify",
        )


class Item:
    """A stored event as a fold reads it: made by the ten thousand, so no more than its slots."""

    __slots__ = ("command_id", "data", "logged_by", "name", "number", "recorded_at")

    def __init__(
        self,
        number: int,
        name: str,
        data: dict[str, Any],
        recorded_at: str,
        logged_by: str = "",
        command_id: str = "",
    ) -> None:
        self.number = number
        self.name = name
        self.data = data
        self.recorded_at = recorded_at
        self.logged_by = logged_by
        self.command_id = command_id

    def __repr__(self) -> str:
        return f"Item({self.number}, {self.name!r}, {self.data!r}, {self.recorded_at!r})"


_DEAL = "FROM stored_events WHERE originator_id = 'deal/' || ? ORDER BY originator_version"
_WHOLE = f"SELECT originator_version, topic, state, recorded_at, logged_by, command_id {_DEAL}"
_FOLDED = f"SELECT originator_version, topic, state, recorded_at {_DEAL}"


def read_deal(
    connection: "Connection",
    deal: str,
    known: Collection[str] | None = None,
    *,
    whole: bool = True,
) -> list[Item]:
    """All that was logged about a deal, in order. A name that is not `known` is refused.

    Without `whole` it is left out who logged what by which command: no figure needs that.
    """
    stream = f"deal/{deal}"
    items = _items(connection, _WHOLE if whole else _FOLDED, (deal,), stream, known)
    if not items:
        from domain.names import meant

        hint = meant(deal, deals(connection), "'dealtrail deals' lists them")
        raise NotFound("there is no such deal", code="E-NOTFOUND", seen=deal, hint=hint)
    return items


def deals(connection: "Connection") -> list[str]:
    """The ids of all deals. Steps from deal to deal in the index, whatever their length."""
    rows = _rows(
        connection,
        """WITH RECURSIVE stream (id) AS (
  SELECT min(originator_id) FROM stored_events WHERE originator_id > 'deal/'
  UNION ALL
  SELECT (SELECT min(originator_id) FROM stored_events WHERE originator_id > stream.id)
  FROM stream WHERE stream.id < 'deal0'
) SELECT substr(id, 6) FROM stream WHERE id < 'deal0'""",
    )
    return [deal for (deal,) in rows]


def rowids(connection: "Connection", deal: str) -> dict[int, int]:
    """The row of the ledger that holds each entry of a deal, by the entry's number there."""
    query = "SELECT originator_version, rowid FROM stored_events WHERE originator_id = 'deal/' || ?"
    return dict(_rows(connection, query, (deal,)))


def last_number(connection: "Connection", deal: str) -> int:
    """The number of a deal's last event; 0 where it has none."""
    ((last,),) = _rows(
        connection,
        "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?",
        (f"deal/{deal}",),
    )
    return int(last)


def last_row(connection: "Connection") -> int:
    """The last row of the ledger; 0 where it holds no event."""
    ((last,),) = _rows(connection, "SELECT coalesce(max(rowid), 0) FROM stored_events")
    return int(last)


def row(connection: "Connection", rowid: int) -> tuple[str, ...] | None:
    """All that a row of the ledger holds, its recorded time first; None where there is none."""
    found = _rows(
        connection,
        "SELECT recorded_at, originator_id, originator_version, topic, state, command_id"
        " FROM stored_events WHERE rowid = ?",
        (rowid,),
    )
    return tuple(map(str, found[0])) if found else None


def streams_after(connection: "Connection", rowid: int, until: int) -> list[str]:
    """The streams that were written to after one row and up to another: `deal/openai-2026`."""
    found = _rows(
        connection,
        "SELECT DISTINCT originator_id FROM stored_events WHERE rowid > ? AND rowid <= ?",
        (rowid, until),
    )
    return [stream for (stream,) in found]


def deals_with_report(connection: "Connection", report: str) -> list[str]:
    """The ids of the deals in which a report of that id was logged."""
    said = "json_extract(state, '$.report')" if in_file(connection) else "state::json ->> 'report'"
    rows = _rows(
        connection,
        "SELECT DISTINCT substr(originator_id, 6) FROM stored_events"  # noqa: S608
        f" WHERE topic = 'report-logged' AND {said} = ? ORDER BY 1",
        (report,),
    )
    return [deal for (deal,) in rows]


def reports(connection: "Connection") -> list[tuple[str, str, str]]:
    """The deal, id and source of every report that was logged, in the order of logging."""
    part = "json_extract(state, '$.{}')" if in_file(connection) else "state::json ->> '{}'"
    rows = _rows(
        connection,
        f"SELECT substr(originator_id, 6), {part.format('report')}, {part.format('source')}"  # noqa: S608
        " FROM stored_events WHERE topic = 'report-logged' ORDER BY rowid",
    )
    return [(deal, report, source) for deal, report, source in rows]


def grades(connection: "Connection", known: Collection[str] | None = None) -> list[Item]:
    """All that was logged about sources, in the order of logging."""
    return _items(
        connection,
        "SELECT originator_version, topic, state, recorded_at, logged_by, command_id"
        " FROM stored_events WHERE originator_id > 'source/' AND originator_id < 'source0'"
        " ORDER BY rowid",
        (),
        "source/",
        known,
    )


def last_writes(connection: "Connection") -> tuple[str, str, str]:
    """When the last entry of all was recorded and who logged it, then when the write before it was.

    Empty where there is none.
    """
    last = _rows(
        connection,
        "SELECT recorded_at, logged_by FROM stored_events ORDER BY rowid DESC LIMIT 1",
    )
    if not last:
        return "", "", ""
    ((recorded_at, logged_by),) = last
    before = _rows(
        connection,
        "SELECT recorded_at FROM stored_events WHERE recorded_at < ? ORDER BY rowid DESC LIMIT 1",
        (recorded_at,),
    )
    return recorded_at, logged_by, before[0][0] if before else ""


def event_id(stream: str, number: int) -> str:
    """How an event is named to people: `openai-2026#17`, `source/reuters#2`."""
    return f"{stream.removeprefix('deal/')}#{number}"


def unknown_event(stream: str, number: int, name: str, recorded_at: str) -> NewerVersion:
    """For an event that this version has no class and no fold for; nothing is ever skipped.

    What was recorded before it can be read, and the hint says how.
    """
    before = _just_before(recorded_at) if number > 1 else ""
    hint = "install the newer dealtrail"
    if before and stream.startswith("deal/"):
        deal = stream.removeprefix("deal/")
        hint += f"; until then, as it stood before: dealtrail state {deal} --known-at {before}"
    return NewerVersion(
        "a newer dealtrail has written this event; this one does not know its kind",
        code="E-TYPE",
        place=event_id(stream, number),
        seen=name,
        hint=hint,
        known_at=before,
    )


def _just_before(instant: str) -> str:
    from datetime import datetime, timedelta  # only trouble pays for it

    before = datetime.fromisoformat(instant) - timedelta(microseconds=1)
    return before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _rows(
    connection: "Connection", query: str, values: tuple[str | int, ...] = ()
) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise trouble(error, file_of(connection)) from error


State = dict[str, Any]
LIFTS: dict[str, Callable[[State], tuple[str, State]]] = {}
"""Stored names that are written no more, each with what its rows say in today's words.

A part that is added needs none, since what is missing has its default. Where a part changes its
name or meaning, the event gets another stored name, and the old one is lifted here, perhaps to one
that is lifted in turn. The row itself stays as it is, and so does its seal.
"""


def lifted(name: str, state: State) -> tuple[str, State]:
    """An event as it would be stored today."""
    while (lift := LIFTS.get(name)) is not None:
        name, state = lift(state)
    return name, state


_COLUMNS_FOLDED = 4
_AT_ONCE = 200  # read as one text: twice as fast, and equal keys share their memory


def _items(
    connection: "Connection",
    query: str,
    values: tuple[str, ...],
    stream: str,
    known: Collection[str] | None,
) -> list[Item]:
    items: list[Item] = []
    try:
        cursor = connection.execute(query, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            states = json.loads(f"[{','.join([row[2] for row in rows])}]")
            read = zip(rows, states, strict=True)
            if len(rows[0]) == _COLUMNS_FOLDED:
                added = [Item(number, name, data, at) for (number, name, _, at), data in read]
            else:
                added = [
                    Item(number, name, data, at, by, command)
                    for (number, name, _, at, by, command), data in read
                ]
            if LIFTS:
                for item in added:
                    item.name, item.data = lifted(item.name, item.data)
            if known is not None and not {item.name for item in added}.issubset(known):
                item = next(item for item in added if item.name not in known)
                raise unknown_event(stream, item.number, item.name, item.recorded_at)
            items += added
    except sqlite3.Error as error:
        raise trouble(error, file_of(connection)) from error
    except ValueError as error:  # somebody got past the CHECK of the table
        raise NotALedger(_DAMAGED, code="E-CORRUPT", place=stream, hint=_RESTORE) from error
    return items


def in_file(connection: "Connection") -> "TypeIs[sqlite3.Connection]":
    """Whether a ledger is a file, and not in PostgreSQL."""
    return isinstance(connection, sqlite3.Connection)


def file_of(connection: "Connection") -> str:
    """The file that a connection has open, or the address."""
    if not in_file(connection):
        return connection.place
    name: str = connection.execute("PRAGMA database_list").fetchone()[2]
    return name


def stream(connection: "Connection", query: str) -> Iterator[Any]:
    """The rows of an answer that may be long, without holding all of them."""
    if in_file(connection):
        return connection.execute(query)
    return connection.stream(query)
