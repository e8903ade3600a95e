"""Backup and restore: a ledger copied whole while it is in use, and put back over nothing.

A copy is made by SQLite page by page from one moment of the ledger, under a name of its own; it is
checked whole, flushed to the disk and only then given its name. A name that is taken is never taken
over. What a restore puts out of the way is kept beside it under a dated name.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime

from domain import heads, history, seal, turns
from domain.checkpoints import anchors, signed_here
from domain.errors import DealtrailError, HistoryDiffers, Refused
from domain.heads import Head, entries
from domain.record import Record
from domain.verify import Anchor, Verified, verify

_PAGES = 500  # copied at a time, 2 MB
_LOCKED = (0x40000000, 512)  # the bytes of a database file that SQLite locks

Progress = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""


class Copied(Record):
    """A copy that was made: its place, its size in bytes, and what it holds.

    `head` is None where the ledger has no seals yet; `notes` is what a person should be told.
    """

    path: str
    bytes: int
    events: int
    head: Head | None
    notes: tuple[str, ...] = ()


class Loss(Record):
    """What would be lost by a restore: in a sentence, and how many entries if one can tell."""

    code: str
    text: str
    entries: int | None = None


class Plan(Record):
    """What a restore would do; `found` is what came of the check of the backup."""

    source: str
    path: str
    found: Verified
    loss: Loss | None
    notes: tuple[str, ...]


class Restored(Record):
    """What a restore did: the ledger, and where the files that were there are now."""

    copy: Copied
    aside: tuple[str, ...]


# -- backup ----------------------------------------------------------------------------------------


def backup(path: str, to: str, progress: Progress | None = None) -> Copied:
    """Copy a ledger, in use or not, to a new file; `to` may be a folder, for a dated name in it.

    Raises `Refused` (E-EXISTS, E-FOLDER) for a place that is not free, `HistoryDiffers` (E-BROKEN)
    where the ledger is not what it was: then no copy is left.
    """
    history.probe(path)
    place = _free_place(path, to)
    notes: list[str] = []
    try:
        known = [each for each in anchors(path) if each.head.size]
    except DealtrailError as error:  # of what is known elsewhere, and no reason to have no backup
        known, notes = [], [f"the backup is not held against what is known outside: {error}"]
    with _draft(os.path.dirname(place)) as draft:
        head = _copy(path, draft, progress)
        found = _checked(draft, path, [*known, *_as_anchor(head)], "there is no copy of it")
        _set_rights(draft, path)
        _name(draft, place)
    if head:
        with suppress(OSError):  # a help when it is restored, and no part of it
            heads.keep(place, head)
    return Copied(
        path=place,
        bytes=os.path.getsize(place),
        events=found.events,
        head=head,
        notes=tuple(notes),
    )


def _free_place(path: str, to: str) -> str:
    place = os.path.abspath(to)
    if to.endswith(("/", os.sep)) and not os.path.isdir(place):
        raise Refused("there is no such folder", code="E-FOLDER", place=place)
    if os.path.isdir(place):
        stem, ending = os.path.splitext(os.path.basename(path))
        place = os.path.join(place, f"{stem}-{_stamp()}{ending}")
    history.refuse_taken(place)
    if not os.path.isdir(os.path.dirname(place)):
        raise Refused("there is no such folder", code="E-FOLDER", place=os.path.dirname(place))
    return place


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


@contextmanager
def _draft(folder: str) -> Iterator[str]:
    """A name for a file that is not yet whole, which is gone at the end."""
    draft = os.path.join(folder, f".dealtrail-{secrets.token_hex(6)}.new")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for name in (draft, *(draft + ending for ending in history.BESIDE)):
            with suppress(FileNotFoundError):
                os.unlink(name)


def _unwritable(place: str, error: OSError) -> DealtrailError:
    return DealtrailError(
        f"the files cannot be written or moved ({error.strerror})",
        code="E-ACCESS",
        place=error.filename or place,
    )


def _copy(path: str, draft: str, progress: Progress | None) -> Head | None:
    """Copy page by page from one moment of the ledger; the head that it had then.

    The transaction that is open meanwhile keeps that moment, and nobody from writing: without it
    SQLite would begin anew after every write of another program.
    """
    with (
        closing(history.open_file(path)) as source,
        closing(history.connect(draft, "mode=rw")) as target,
    ):
        try:
            source.execute("BEGIN")
            head = seal.head(source)
            target.execute("PRAGMA synchronous=OFF")  # it is flushed whole at the end
            source.backup(
                target,
                pages=_PAGES,
                progress=(lambda _, left, of: progress(of - left, of)) if progress else None,
            )
            target.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, nothing beside it
        except sqlite3.Error as error:
            raise history.trouble(error, os.path.dirname(draft)) from error
    return head


def _as_anchor(head: Head | None) -> list[Anchor]:
    return [Anchor(where="the ledger it was copied from", head=head)] if head else []


def _checked(draft: str, origin: str, known: list[Anchor], outcome: str) -> Verified:
    """The copy as `verify` finds it. Raises `HistoryDiffers` (E-BROKEN)."""
    found = verify(draft, known)
    if found.faults:
        raise HistoryDiffers(
            f"not what it was, so {outcome}: {found.faults[0].text}",
            code="E-BROKEN",
            place=origin,
            hint=f"'dealtrail --db {origin} verify' tells all of it",
        )
    return found


def _set_rights(draft: str, like: str) -> None:
    os.chmod(draft, os.stat(like).st_mode & 0o777)


def _name(draft: str, place: str) -> None:
    """Give a file that is whole its name, which is free, and have both on the disk."""
    with open(draft, "rb+") as file:
        os.fsync(file.fileno())
    history.refuse_taken(place)
    try:
        os.link(draft, place)  # unlike a rename, never over a file that is there
    except FileExistsError:
        history.refuse_taken(place)
        raise
    except OSError:  # a file system without hard links
        os.rename(draft, place)
    _sync_folder(os.path.dirname(place))


def _sync_folder(folder: str) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# -- restore ---------------------------------------------------------------------------------------


def plan(source: str, path: str) -> Plan:
    """Check a backup, and find out what its ledger would lose by it. Nothing is changed.

    Raises `NotALedger`, `HistoryDiffers` (E-BROKEN) for a backup that is not sound, and `Refused`
    where the backup is the ledger itself.
    """
    source, path = os.path.abspath(source), os.path.abspath(path)
    if not os.path.lexists(source):
        raise Refused("there is no such file", code="E-NOFILE", place=source)
    if os.path.exists(path) and os.path.exists(source) and os.path.samefile(source, path):
        raise Refused(
            "this is the ledger itself, and no backup of it",
            code="E-USAGE",
            place="FROM",
            seen=source,
            hint="name the backup; --db names the ledger that it is to become",
        )
    found = _checked(source, source, [], "it is not restored")
    notes = []
    if (made := _kept(source)) and (other := _differs(made, found, source)):
        notes.append(f"not the backup that was last made under this name: {other}")
    signed = [each.head.size for each in signed_here(found.log)] if found.log else []
    if signed and max(signed) > found.size:
        notes.append(
            f"a checkpoint of {entries(max(signed))} was signed here: the restored log can be"
            " written to, but is never signed again"
        )
    loss = _loss(found, source, path)
    return Plan(source=source, path=path, found=found, loss=loss, notes=tuple(notes))


def _differs(known: Head, found: Verified, source: str) -> str:
    """In which way a backup is not the one that was known under its name; empty if it is."""
    root = None
    if found.log == known.log and known.size <= found.size:
        with closing(history.open_ledger(source)) as connection:
            root = seal.root_at(connection, known.size)
    refusal = heads.differs(known, found.log, found.size, root, source)
    return refusal.message if refusal else ""


def _kept(path: str) -> Head | None:
    """What is known of a ledger here; nothing where that cannot be read."""
    with suppress(OSError, ValueError):
        return heads.kept(path)
    return None


def _loss(found: Verified, source: str, path: str) -> Loss | None:
    """The largest loss, by what is known of a ledger here and by the file that is there."""
    known = _kept(path)
    there, told = _head_of(path)
    losses = [
        _lost_of(head, said, found, source)
        for head, said in ((known, "were known here"), (there, "are in the file there"))
        if head and head.size
    ]
    worst = max(
        (loss for loss in losses if loss),
        key=lambda loss: float("inf") if loss.entries is None else loss.entries,
        default=None,
    )
    if worst or told or (known and known.size):
        return worst
    text = (
        "the file that is there cannot be read, or has no seals: nobody can tell what it holds"
        " beyond the backup"
    )
    return Loss(code="E-CORRUPT", text=text)


def _head_of(path: str) -> tuple[Head | None, bool]:
    """What a file says of itself, and whether that tells all of it, or there is no file."""
    if not os.path.lexists(path):
        return None, True
    try:
        with closing(history.open_ledger(path)) as connection:
            head = seal.head(connection)
            return head, head is not None
    except (DealtrailError, sqlite3.Error):
        return None, False


def _lost_of(head: Head, said: str, found: Verified, source: str) -> Loss | None:
    """What a backup lacks of a head."""
    if found.log != head.log:
        which = f"log {found.log[:8]}" if found.log else "a ledger without seals"
        text = (
            f"another ledger: the backup is {which} with {entries(found.events)}, and"
            f" {entries(head.size)} of log {head.short} {said}"
        )
        return Loss(code="E-REPLACED", text=text)
    if found.size < head.size:
        lost = head.size - found.size
        text = (
            f"the backup is older: it has {entries(found.size)}, and {head.size:,} {said}, so the"
            f" last {lost:,} would be lost"
        )
        return Loss(code="E-OLDER", text=text, entries=lost)
    with closing(history.open_ledger(source)) as connection:
        if seal.root_at(connection, head.size) == head.root:
            return None
    text = (
        f"the backup went another way: of the {entries(head.size)} that {said}, some are not those"
        " of the backup"
    )
    return Loss(code="E-REWRITTEN", text=text)


def restore(made: Plan, *, accept_loss: bool = False, progress: Progress | None = None) -> Restored:
    """Put a backup in the place of a ledger that nobody has open.

    What is there is moved aside with all that belongs to it. Close your own ledger first: locks of
    one's own process are not seen. Raises `HistoryDiffers` where something would be lost and that
    is not accepted, `DealtrailError` (E-INUSE) where another program has the ledger open.
    """
    path = os.path.realpath(made.path)
    loss = _loss(made.found, made.source, path)  # again: somebody may have written meanwhile
    if loss and not (accept_loss and loss == made.loss):
        raise HistoryDiffers(
            loss.text,
            code=loss.code,
            place=made.source,
            hint="nothing was changed; if that is meant: dealtrail restore FROM --accept-loss",
        )
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise Refused("there is no such folder", code="E-FOLDER", place=folder)
    aside: list[str] = []
    with _draft(folder) as draft:
        head = _copy(made.source, draft, progress)
        found = _checked(draft, made.source, _as_anchor(head), "it is not restored")
        _set_rights(draft, path if os.path.exists(path) else made.source)
        with _nobody_else(path):
            aside = _move_aside(path)
            _name(draft, path)
    notes = list(made.notes)
    try:
        if head:
            heads.keep(path, head)
        else:
            heads.forget(path)
    except OSError as error:
        notes.append(
            f"what is known of the ledger could not be kept ({error.strerror}), so its next write"
            " may be refused: dealtrail verify --accept-head"
        )
    copied = Copied(
        path=path,
        bytes=os.path.getsize(path),
        events=found.events,
        head=head,
        notes=tuple(notes),
    )
    return Restored(copy=copied, aside=tuple(aside))


@contextmanager
def _nobody_else(path: str) -> Iterator[None]:
    """Keep others from a ledger file while it is moved. Raises `DealtrailError` (E-INUSE).

    By the lock with which SQLite itself would have it alone. SQLite is not asked: it would first
    take in a -wal that may be of another file.
    """
    try:
        import fcntl
    except ImportError:  # not on Windows, where a file that is open cannot be moved
        yield
        return
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield
        return
    try:
        first, count = _LOCKED
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, first)
        except (BlockingIOError, PermissionError) as error:
            who = turns.users(path)
            raise DealtrailError(
                f"{who or 'another program'} has the ledger open; nothing was changed",
                code="E-INUSE",
                place=path,
                hint="end it, and try again",
            ) from error
        yield
    finally:
        os.close(descriptor)


def _move_aside(path: str) -> list[str]:
    """Move a ledger file and all that SQLite keeps beside it to a dated name; their new names."""
    stamp = _stamp()
    old = f"{path}.{stamp}.old"
    count = 2
    while os.path.lexists(old):
        old = f"{path}.{stamp}-{count}.old"
        count += 1
    moved = []
    for ending in ("", *history.BESIDE):
        with suppress(FileNotFoundError):
            os.rename(path + ending, old + ending)
            moved.append(old + ending)
    return moved
