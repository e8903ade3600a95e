"""Waiting for one's turn to write to a ledger file: fairly, and not in silence.

SQLite's own way to wait sleeps longer each time, up to a tenth of a second. Whoever comes late then
finds the lock taken again whenever he wakes, and of several who write without a break one may wait
for many seconds. Short steps of uneven length give everybody the same chance every time.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from random import uniform
from time import monotonic, sleep

from domain import history

TOLD_AFTER = 1.0  # seconds until a person is told that we wait, and for whom
_STEPS = (  # who has waited less than so many seconds tries again after so many, on average
    (0.1, 0.002),
    (0.5, 0.001),
    (5.0, 0.0003),  # the longer somebody has waited, the better his chance
    (float("inf"), 0.02),  # and here nobody's turn ends: somebody holds the lock
)
_WRITING = (120, 0x40000001)  # the bytes that SQLite locks: of the -shm file, of the file itself

Tell = Callable[[str], None]


def begin(connection: sqlite3.Connection, path: str, tell: Tell | None = None) -> None:
    """Begin a transaction that writes. Who is waited for is told once, after a second.

    On a connection that is not to wait by itself (busy_timeout=0). Raises
    `sqlite3.OperationalError` (SQLITE_BUSY) after `history.LOCK_TIMEOUT` seconds.
    """
    if _try(connection):
        return
    begun = monotonic()
    told = tell is None
    while True:
        waited = monotonic() - begun
        last = waited > history.LOCK_TIMEOUT
        if _try(connection, last=last):
            return
        if tell and not told and waited > TOLD_AFTER:
            told = True
            tell(holder(path))
        step = next(step for until, step in _STEPS if waited < until)
        sleep(uniform(0.5, 1.5) * step)  # noqa: S311 - no secret


def _try(connection: sqlite3.Connection, *, last: bool = False) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def holder(path: str) -> str:
    """Who is writing to a ledger now: `process 812 (dealtrail)`; empty where nobody can tell."""
    files = {}
    for name, byte in zip((f"{os.path.realpath(path)}-shm", path), _WRITING, strict=True):
        if inode := _inode(name):
            files[inode] = byte
    for process, how, inode, first, last in _locks():
        if how == "WRITE" and first <= files.get(inode, -1) <= last:
            return f"process {process}{_name(process)}"
    return ""


def users(path: str) -> str:
    """Who else has a ledger open: `process 812 (dealtrail)`; empty where nobody can tell."""
    found = dict.fromkeys(process for process, _, inode, *_ in _locks() if inode == _inode(path))
    return ", ".join(f"process {each}{_name(each)}" for each in found if each != str(os.getpid()))


def _inode(path: str) -> str:
    try:
        return str(os.stat(path).st_ino)
    except OSError:
        return ""


def _locks() -> Iterator[tuple[str, str, str, float, float]]:
    """Process, kind, inode, first and last byte of each lock that is held, as Linux lists them.

    Nothing is opened: to close a file of our own would drop the locks that SQLite holds on it for
    this process.
    """
    try:
        with open("/proc/locks", encoding="utf-8") as file:
            lines = [line.split() for line in file]
    except OSError:
        return
    for _, kind, *rest in lines:
        if kind == "POSIX":  # else a "->", for one who waits
            _, how, process, place, first, last, *_ = rest
            end = float("inf") if last == "EOF" else float(last)
            yield process, how, place.rpartition(":")[2], float(first), end


def _name(process: str) -> str:
    try:
        with open(f"/proc/{process}/comm", encoding="utf-8") as file:
            return f" ({file.read().strip()})"
    except (OSError, UnicodeDecodeError):
        return ""
