"""What this user last saw of each ledger, kept outside of it: the log, its size and its root.

Whoever can write to a ledger can rewrite it whole, seals and all; only what is kept elsewhere shows
that. The weakest such place is the user's own state folder, and it costs nothing: after every write
the head is kept there under the path of the ledger, and before the next write the ledger must
continue it. Verbs that only read compare sizes, so nothing heavy is imported here.
"""

import json
import os
import sys
from binascii import crc32
from contextlib import suppress

from domain import history
from domain.errors import DealtrailError, HistoryDiffers, NotALedger
from domain.record import Record

_WAY_OUT_OF_SERVER = (
    "nothing was stored; ask who runs the server what was put back. If it is meant to be as it is:"
    " dealtrail verify --accept-head"
)
_WAY_OUT = (
    "nothing was stored; bring back the file with its -wal, or a backup. If the file is meant to be"
    " as it is: dealtrail verify --accept-head"
)


class Head(Record):
    """The state of a log: its id, how many entries it has, and the root of their tree."""

    log: str
    size: int
    root: bytes

    @property
    def short(self) -> str:
        """How people are told which log: the first digits of its id."""
        return self.log[:8]


def entries(count: int) -> str:
    """`1 entry`, `2,000 entries`."""
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def folder() -> str:
    """The folder for what this user's dealtrail remembers; `DEALTRAIL_STATE` names another."""
    if given := os.environ.get("DEALTRAIL_STATE"):
        return os.path.abspath(given)
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "dealtrail")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "dealtrail")
    state = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):  # as the XDG specification wants it
        state = os.path.join(home, ".local", "state")
    return os.path.join(state, "dealtrail")


def place_of(path: str) -> str:
    """The file in which the head of a ledger is kept: its own path again, below the state folder.

    For one in PostgreSQL: its host, port and database. So nothing has to be hashed, and a person
    finds it.
    """
    if history.is_address(path):
        from domain.postgres import identity

        return f"{os.path.join(folder(), 'heads', 'postgresql', *identity(path))}.head"
    drive, rest = os.path.splitdrive(os.path.realpath(path))
    below = rest.lstrip("/\\")
    return os.path.join(folder(), "heads", drive.strip(":\\/"), f"{below}.head")


def kept(path: str) -> Head | None:
    """The head last kept of the ledger at a path; None if there is none.

    Raises `OSError` or `ValueError` where there is one that cannot be read.
    """
    place = place_of(path)
    for _ in range(_TRIES - 1):  # another program may just be writing it
        with suppress(ValueError):
            return _read(place)
    return _read(place)


def keep(path: str, head: Head) -> None:
    """Keep the head of the ledger at a path, in place of the one before. Raises `OSError`.

    Written over in one piece, smaller than a sector of a disk: to replace the file instead would
    make the next write to the ledger wait for the folder, and so take twice as long.
    """
    keep_at(place_of(path), head)


def keep_at(place: str, head: Head) -> None:
    """The same for whoever knows the place and writes often."""
    root = head.root.hex()
    check = _check(head.log, head.size, root)
    text = f'{{"log": "{head.log}", "size": {head.size}, "root": "{root}", "check": {check}}}'
    try:
        _overwrite(place, text)
    except FileNotFoundError:
        os.makedirs(folder(), mode=0o700, exist_ok=True)  # the names in it are for nobody else
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600))
        _overwrite(place, text)


_TRIES = 3
_WIDTH = 256  # bytes, filled up with spaces


def _read(place: str) -> Head | None:
    try:
        with open(place, "rb") as file:
            text = file.read(_WIDTH)
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = json.loads(text)
    try:
        head = Head(log=found["log"], size=int(found["size"]), root=bytes.fromhex(found["root"]))
        whole = found["check"] == _check(head.log, head.size, head.root.hex())
    except (KeyError, TypeError) as error:
        raise ValueError(f"no head: {found!r}") from error
    if not whole:
        raise ValueError("torn, or changed by hand")
    return head


def _overwrite(place: str, text: str) -> None:
    descriptor = os.open(place, os.O_WRONLY)
    try:
        os.write(descriptor, f"{text:{_WIDTH - 1}}\n".encode("ascii"))
    finally:
        os.close(descriptor)


def _check(log: str, size: int, root: str) -> int:
    """Tells a head that was half written; no protection against anybody."""
    return crc32(f"{log} {size} {root}".encode())


def forget(path: str) -> None:
    """Keep no head of the ledger at a path any more. Raises `OSError`."""
    with suppress(FileNotFoundError):
        os.unlink(place_of(path))


_WAL_LEFT = "the -wal file was left behind when it was copied"
_LAGS = "this server is a replica that lags"


def differs(
    known: Head, log: str | None, size: int, root: bytes | None, place: str
) -> HistoryDiffers | None:
    """In which way a ledger does not continue a known head; None if it does.

    `root` is that of its tree at the known size, None if that was not looked up.
    """
    in_file = not history.is_address(place)
    if log is None:
        return HistoryDiffers(
            f"this file has no seals, and the ledger known here was log {known.short} with"
            f" {entries(known.size)}: it was replaced, or a very old copy was put back",
            code="E-REPLACED",
            place=place,
            hint=_WAY_OUT,
        )
    if log != known.log:
        return HistoryDiffers(
            f"another log: the ledger known here was log {known.short} with"
            f" {entries(known.size)}, {'this file' if in_file else 'this'} is log {log[:8]}",
            code="E-REPLACED",
            place=place,
            hint=_WAY_OUT if in_file else _WAY_OUT_OF_SERVER,
        )
    if size < known.size:
        return HistoryDiffers(
            f"older than known: {entries(size)} where {known.size:,} were known, so"
            f" {entries(known.size - size)} {'is' if known.size - size == 1 else 'are'} missing. An"
            f" older copy was put back, or {_WAL_LEFT if in_file else _LAGS}",
            code="E-OLDER",
            place=place,
            hint=_WAY_OUT if in_file else _WAY_OUT_OF_SERVER,
        )
    if root is not None and root != known.root:
        return HistoryDiffers(
            f"rewritten: the entries up to {known.size:,} and their seals are no longer those"
            " that were known",
            code="E-REWRITTEN",
            place=place,
            hint=_WAY_OUT if in_file else _WAY_OUT_OF_SERVER,
        )
    return None


def remind(error: NotALedger) -> None:
    """Let what is said of a file that is no ledger (any more) tell what was known of it."""
    with suppress(OSError, ValueError):
        known = kept(error.place)
        if known and known.size and "known here" not in error.hint:
            error.hint = f"{entries(known.size)} of log {known.short} were known here; {error.hint}"


def doubt(path: str, connection: "history.Connection") -> str:
    """The warning for whoever reads a ledger that was cut or replaced; empty if there is none.

    Or one that a newer version writes to. By log and size alone, which costs next to nothing;
    trouble with the file itself is left to the reading that follows.
    """
    if (version := history.newer_format(connection)) is not None:
        return (
            f"W-NEWER a newer dealtrail has made this ledger (format {version}); it is read here as"
            " far as it is understood, and cannot be written to"
        )
    try:
        known = kept(path)
        if known is None:
            return ""
        log, size = history.log_of(connection)
    except (OSError, ValueError, DealtrailError):
        return ""
    found = differs(known, log, size, None, path)
    return f"W-HEAD {found.message}. What follows is of it as it is" if found else ""
