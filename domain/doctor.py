"""Whether all is well around a ledger: the library, the disk, the rights, what is known outside.

`verify` asks whether the entries are what they were; this asks whether they will stay so. Nothing
is changed. Each thing looked at gives a finding: well, worth knowing, doubtful or wrong, with what
to do about it.
"""

import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from domain import heads, history, places, turns
from domain.checkpoints import anchors, key_place
from domain.errors import DealtrailError, HistoryDiffers, NotALedger
from domain.heads import entries
from domain.record import Record
from domain.verify import BROKEN, HEAD, verify

WELL, NOTE, WARNING, WRONG = "well", "note", "warning", "wrong"
LEVELS = (WELL, NOTE, WARNING, WRONG)

_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # SQLite without the WAL-reset fault, newest first
_FULL = 2  # synchronous=FULL
_ROOM = 100_000_000  # bytes that should be free beside room for a copy of the ledger
_LITTLE = 10_000_000  # bytes below which the next import may not fit
_OFTEN = 100  # entries after which a checkpoint is due
_LARGE = 50_000_000  # bytes of a -wal that nobody empties


class Finding(Record):
    """One thing that was looked at: its name, how bad it is, what was seen, what to do."""

    name: str
    level: str
    text: str
    todo: str = ""


Look = Callable[[str], Iterator[Finding]]
"""One thing to look at."""


class Diagnosis(Record):
    """All that was found about a ledger."""

    path: str
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> str:
        """The level of the worst finding."""
        return max((each.level for each in self.findings), key=LEVELS.index, default=WELL)


def examine(path: str, *, now: datetime | None = None) -> Diagnosis:
    """Look at a ledger and all around it. What cannot be looked at is a finding too."""
    clock = _clock(now or datetime.now(UTC))
    if history.is_address(path):
        looks: tuple[Look, ...] = (_server, _guards, _role, _state, _content, _known, clock)
        return Diagnosis(path=path, findings=tuple(_look(path, looks)))
    path = os.path.abspath(path)
    found = [_library(sqlite3.sqlite_version_info), *_place(path), *_room(path)]
    try:
        history.open_ledger(path).close()
    except DealtrailError as error:
        if isinstance(error, NotALedger):
            heads.remind(error)
        found.append(Finding(name="file", level=WRONG, text=error.message, todo=error.hint))
        found += [*_beside(path), *_state(path)]
        return Diagnosis(path=path, findings=tuple(found))
    looks = (_file, _journal, _flush, _beside, _rights, _state, _content, _known, clock)
    return Diagnosis(path=path, findings=(*found, *_look(path, looks)))


def _look(path: str, looks: Sequence[Look]) -> Iterator[Finding]:
    for look in looks:
        try:
            yield from list(look(path))
        except (DealtrailError, OSError) as error:
            text = f"this cannot be looked at: {error}"
            yield Finding(name=look.__name__.strip("_"), level=WARNING, text=text)


# -- a server --------------------------------------------------------------------------------------

_SETTINGS = ("server_version", "fsync", "full_page_writes", "data_checksums", "synchronous_commit")


def _server(path: str) -> Iterator[Finding]:
    """What the server promises of a commit."""
    with closing(history.open_ledger(path)) as connection:
        marks = ", ".join("?" * len(_SETTINGS))
        query = f"SELECT name, setting FROM pg_settings WHERE name IN ({marks})"  # noqa: S608
        found = dict(connection.execute(query, _SETTINGS).fetchall())
    yield Finding(name="server", level=WELL, text=f"PostgreSQL {found['server_version']}")
    for name in ("fsync", "full_page_writes"):
        if found[name] == "off":
            yield Finding(
                name="flush",
                level=WRONG,
                text=f"{name} is off: what was acknowledged is lost, or the database damaged, when"
                " the server loses power",
                todo=f"turn {name} on, and restart the server",
            )
    if found["synchronous_commit"] == "off":
        text = "synchronous_commit is off; dealtrail turns it on for what it writes itself"
        yield Finding(name="flush", level=NOTE, text=text)
    if found["data_checksums"] == "off":
        yield Finding(
            name="checksums",
            level=WARNING,
            text="the server keeps no checksums: what its disk spoils is seen by 'dealtrail verify'"
            " alone",
            todo="stop the server and run pg_checksums --enable",
        )


def _guards(path: str) -> Iterator[Finding]:
    """Whether the tables are those that we made."""
    from domain.postgres import differences

    with closing(history.open_ledger(path)) as connection:
        wrong = () if history.in_file(connection) else differences(connection)
    for each in wrong:
        text = f"not as dealtrail made it: {each}; nothing can be written"
        yield Finding(name="guards", level=WRONG, text=text, todo="ask the owner of the database")
    if not wrong:
        yield Finding(name="guards", level=WELL, text="tables, guards and functions are ours")


def _role(path: str) -> Iterator[Finding]:
    """What one may do there."""
    with closing(history.open_ledger(path)) as connection:
        (role, writes, owns) = connection.execute(
            "SELECT current_user, has_function_privilege(p.oid, 'EXECUTE'),"
            " pg_has_role(p.proowner, 'USAGE') FROM pg_proc p"
            " WHERE pronamespace = 'dealtrail'::regnamespace AND proname = 'append'"
        ).fetchone()
    what = "owns the ledger" if owns else "may write" if writes else "may read, and not write"
    yield Finding(
        name="role",
        level=NOTE if owns else WELL,
        text=f"{role} {what}",
        todo="write as a member of the writers' role, which cannot change what is stored"
        if owns
        else "",
    )


# -- SQLite and the disk ---------------------------------------------------------------------------


def _library(version: tuple[int, ...]) -> Finding:
    name = ".".join(map(str, version))
    if version >= _FIXED[0] or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED
    ):
        return Finding(name="sqlite", level=WELL, text=f"SQLite {name}")
    return Finding(
        name="sqlite",
        level=WARNING,
        text=f"SQLite {name}: up to 3.51.2 a ledger can be damaged where two programs write to it"
        " and tidy up its log at the very same moment; very rare",
        todo="keep backups, run 'dealtrail verify'; a Python with SQLite 3.51.3 or newer cures it",
    )


def _place(path: str) -> Iterator[Finding]:
    kind = places.kind_of(path)
    if why := places.unsafe(path):
        without = not _write_ahead(path)
        yield Finding(
            name="disk",
            level=WARNING if without else WRONG,
            text=why
            + (f"; it is written without the write-ahead log ({places.JOURNAL})" * without),
            todo="keep the ledger on a disk of this computer, and give others a backup",
        )
    elif kind in places.MEMORY:
        text = f"the ledger is in memory ({kind}), and gone when the computer is switched off"
        yield Finding(name="disk", level=WARNING, text=text, todo="move it to a disk")
    elif kind == "overlay":
        text = "the ledger is inside of a container, and gone with it"
        yield Finding(name="disk", level=WARNING, text=text, todo="keep it on a mounted volume")
    else:
        yield Finding(name="disk", level=WELL, text=f"a disk of this computer ({kind or 'local'})")


def _write_ahead(path: str) -> bool:
    try:
        return places.write_ahead(path)
    except DealtrailError:
        return True


def _room(path: str) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(os.path.dirname(path)).free
    except OSError as error:
        yield Finding(
            name="room", level=WRONG, text=f"the folder cannot be reached ({error.strerror})"
        )
        return
    size = os.path.getsize(path) if os.path.isfile(path) else 0
    text = f"{_megabytes(free)} free, the ledger takes {_megabytes(size)}"
    level = WELL
    if free < _LITTLE:
        level = WRONG
    elif free < size + _ROOM:
        level = WARNING
    todo = "" if level == WELL else "make room: nothing can be stored on a full disk"
    yield Finding(name="room", level=level, text=text, todo=todo)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


# -- the file --------------------------------------------------------------------------------------


def _file(path: str) -> Iterator[Finding]:
    with closing(history.open_ledger(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < history.USER_VERSION:
        text = f"form {version}, from before the seals"
        todo = "nothing: the next write seals all that is in it"
        yield Finding(name="form", level=NOTE, text=text, todo=todo)
    else:
        yield Finding(name="form", level=WELL, text=f"form {version}, the present one")


def _journal(path: str) -> Iterator[Finding]:
    with closing(history.open_ledger(path)) as connection:
        mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    how = {"wal": "write-ahead log"}
    if _write_ahead(path):
        how["delete"] = "rollback journal; the next write turns the write-ahead log on"
    else:
        how["delete"] = f"rollback journal, as {places.JOURNAL} has it"
    known = mode in how
    yield Finding(
        name="journal",
        level=WELL if known else WARNING,
        text=how.get(mode, f"journal mode {mode}, which dealtrail does not set"),
        todo="" if known else "the next write sets it right",
    )


def _flush(_path: str) -> Iterator[Finding]:
    """What SQLite makes of the settings with which the store writes."""
    from domain.connections import SETTINGS

    with closing(sqlite3.connect(":memory:")) as connection:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if level == _FULL:
        text = "every commit waits for the disk (synchronous=FULL)"
        yield Finding(name="flush", level=WELL, text=text)
    else:
        text = f"commits do not wait for the disk (synchronous={level}): a power cut may lose some"
        todo = "this SQLite does not do as it is told: use another Python"
        yield Finding(name="flush", level=WRONG, text=text, todo=todo)


def _beside(path: str) -> Iterator[Finding]:
    """What SQLite keeps beside the file, and what commands that were cut off have left there."""
    real = os.path.realpath(path)
    log, journal = f"{real}-wal", f"{real}-journal"
    size = os.path.getsize(log) if os.path.isfile(log) else 0
    users = turns.users(real)
    if size and not os.path.exists(real):
        yield Finding(
            name="beside",
            level=WRONG,
            text=f"a -wal of {_megabytes(size)} without its ledger: it may hold entries",
            todo="bring the ledger file back beside it; move it away before another gets that name",
        )
    elif size and not users:
        yield Finding(
            name="beside",
            level=NOTE,
            text=f"a -wal of {_megabytes(size)} holds what is not in the file yet, and no program"
            " that has it open is seen",
            todo="copy neither without the other ('dealtrail backup' does it right); the next"
            " write takes it in",
        )
    elif size > _LARGE:
        yield Finding(
            name="beside",
            level=WARNING,
            text=f"a -wal of {_megabytes(size)}, open in {users}: somebody reads without an end",
            todo="end programs that keep the ledger open",
        )
    elif users:
        yield Finding(name="beside", level=WELL, text=f"open in {users}")
    try:
        history.check_wal(path)
    except HistoryDiffers as error:
        yield Finding(name="beside", level=WRONG, text=error.message, todo=error.hint)
    except DealtrailError:  # told of as the file
        pass
    if os.path.exists(journal):
        text = "a write was cut off: its -journal lies beside the ledger"
        todo = "leave it there: the next opening takes the half of it back"
        yield Finding(name="beside", level=NOTE, text=text, todo=todo)
    try:
        names = os.listdir(os.path.dirname(real))
    except OSError:
        return
    left = [name for name in names if re.fullmatch(r"\.dealtrail-[0-9a-f]{12}\.new.*", name)]
    if left:
        yield Finding(
            name="beside",
            level=NOTE,
            text=f"{len(left)} unfinished {'file' if len(left) == 1 else 'files'} of commands that"
            f" were cut off, or still run: {', '.join(sorted(left)[:3])}",
            todo="remove them if no backup or import is running",
        )


def _rights(path: str) -> Iterator[Finding]:
    seen = os.stat(path)
    folder = os.path.dirname(os.path.realpath(path))
    if seen.st_nlink > 1:
        yield Finding(
            name="rights",
            level=WARNING,
            text=f"the file has {seen.st_nlink} names (hard links): opened by two of them, SQLite"
            " would keep two logs",
            todo="remove the others",
        )
    if os.name == "posix" and seen.st_mode & stat.S_IWOTH:
        text = "everybody on this computer can change the ledger"
        yield Finding(name="rights", level=WRONG, text=text, todo=f"chmod o-w '{path}'")
    elif os.name == "posix" and seen.st_mode & stat.S_IROTH:
        text = "everybody on this computer can read the ledger"
        todo = f"chmod o-r '{path}' if it holds what is not public"
        yield Finding(name="rights", level=NOTE, text=text, todo=todo)
    if not _writable(path) or not _writable(folder):
        which = "file" if _writable(folder) else "folder"
        text = f"the {which} cannot be written by you: the ledger is read, and takes no entries"
        yield Finding(name="rights", level=NOTE, text=text)
    elif not seen.st_mode & (stat.S_IWOTH | stat.S_IROTH):
        yield Finding(
            name="rights", level=WELL, text="you can write to it, strangers cannot read it"
        )


def _writable(place: str) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


# -- the content, and what is known of it outside --------------------------------------------------


def _content(path: str) -> Iterator[Finding]:
    """The end of the log against the seals and what is known; `verify` looks at all of it."""
    try:
        known = anchors(path)
    except DealtrailError as error:
        yield Finding(name="known", level=WRONG, text=error.message, todo=error.hint)
        return
    found = verify(path, known, HEAD)
    if found.status == BROKEN:
        text = f"not what it was: {found.faults[0].text}"
        yield Finding(name="entries", level=WRONG, text=text, todo="dealtrail verify")
        return
    yield Finding(
        name="entries", level=WELL, text=f"{entries(found.events)}; the end of the log fits"
    )
    if found.log is None:
        return
    tail = found.size - found.open_from
    if not tail:
        yield Finding(name="checkpoint", level=WELL, text="all entries are in a checkpoint")
        return
    text = f"{tail:,} of {entries(found.size)} {'is' if tail == 1 else 'are'} in no checkpoint"
    todo = "dealtrail checkpoint (--git), and hand it to somebody"
    yield Finding(
        name="checkpoint", level=NOTE if tail <= _OFTEN else WARNING, text=text, todo=todo
    )


def _known(path: str) -> Iterator[Finding]:
    try:
        known = heads.kept(path)
    except (OSError, ValueError):  # told of above
        return
    if known is None:
        yield Finding(
            name="known",
            level=WARNING,
            text="nothing is known here of this ledger: were it cut or replaced, nobody would see",
            todo="nothing: the next write keeps its head. Hold it against a checkpoint of others"
            " (dealtrail verify --against)",
        )
        return
    yield Finding(name="known", level=WELL, text=f"a head of {entries(known.size)} is kept here")


def _state(path: str) -> Iterator[Finding]:
    """The folder in which the head and the key are kept."""
    folder = heads.folder()
    if not os.path.isdir(folder):
        text = f"there is no state folder yet ({folder})"
        yield Finding(name="state", level=NOTE, text=text, todo="nothing: the next write makes it")
        return
    if not _writable(folder):
        yield Finding(
            name="state",
            level=WARNING,
            text=f"the state folder cannot be written ({folder}): no head is kept",
            todo=f"chmod u+w '{folder}', or name another in DEALTRAIL_STATE",
        )
    here = os.path.dirname(os.path.realpath(path))
    real = os.path.realpath(folder)
    if here == os.path.dirname(real) or f"{here}{os.sep}".startswith(real + os.sep):
        yield Finding(
            name="state",
            level=WARNING,
            text="the ledger and what is known of it lie in one folder: whoever puts back the one"
            " puts back the other",
            todo="name another folder in DEALTRAIL_STATE",
        )
    elif os.path.exists(path) and os.stat(folder).st_dev == os.stat(path).st_dev:
        yield Finding(
            name="state",
            level=NOTE,
            text="the ledger and what is known of it are on one disk: its loss takes both",
            todo="keep backups and checkpoints elsewhere",
        )
    else:
        yield Finding(name="state", level=WELL, text=f"what is known is kept elsewhere ({folder})")
    key = key_place()
    if os.name == "posix" and os.path.exists(key) and os.stat(key).st_mode & 0o077:
        text = "others can read the key that signs checkpoints"
        yield Finding(name="key", level=WRONG, text=text, todo=f"chmod 600 '{key}' if nobody did")


def _clock(now: datetime) -> Callable[[str], Iterator[Finding]]:
    def clock(path: str) -> Iterator[Finding]:
        with closing(history.open_ledger(path)) as connection:
            last, *_ = history.last_writes(connection)
        if last and last[:16] > f"{now:%Y-%m-%dT%H:%M}":
            yield Finding(
                name="clock",
                level=WARNING,
                text=f"the last entry was recorded at {last[:16].replace('T', ' ')} UTC, which is"
                " ahead of the clock of this computer",
                todo="set the clock, if it is wrong; else that of whoever wrote it was",
            )

    return clock
