"""The keys of confidential reports: one a report, kept in this user's state folder, one file each.

A key is never in a ledger, so neither in its copies and proofs. Whoever has lost it has lost the
words that it sealed. docs/confidential.md says what a key file holds.
"""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from domain.errors import DealtrailError, Refused
from domain.heads import folder
from domain.record import Record

SCHEMA = "dealtrail.key/1"
SIZE = 32  # bytes, of AES-256
_ID = re.compile(r"[0-9a-f]{16}")


class Key(Record):
    """The key of one report of one log, under an id of its own."""

    log: str
    deal: str
    report: str
    id: str
    secret: bytes

    def __repr__(self) -> str:
        """Without the secret: what is printed by accident tells nobody."""
        return f"Key({self.id!r}, {self.deal!r}, {self.report!r})"

    @property
    def text(self) -> str:
        """The key as it stands in a file."""
        parts = {"log": self.log, "deal": self.deal, "report": self.report, "id": self.id}
        return json.dumps({"schema": SCHEMA, **parts, "secret": self.secret.hex()}) + "\n"


def make(log: str, deal: str, report: str) -> Key:
    """A new key; it is kept nowhere yet."""
    secret = secrets.token_bytes(SIZE)
    return Key(log=log, deal=deal, report=report, id=secrets.token_hex(8), secret=secret)


def place_of(log: str, key: str) -> str:
    """The file of a key. Raises `Refused` (E-KEYFILE) for ids that are none."""
    if not _ID.fullmatch(log) or not _ID.fullmatch(key):  # they come out of files that were sent
        raise Refused("this is not the id of a key", code="E-KEYFILE", seen=f"{log}/{key}")
    return os.path.join(folder(), "keys", log, f"{key}.key")


def _mark_of(log: str, key: str) -> str:
    return place_of(log, key).removesuffix(".key") + ".destroyed"


def keep(key: Key) -> str:
    """Keep a key, on the disk before this returns; its file.

    Raises `Refused` (E-DESTROYED) where it was destroyed here.
    """
    place = place_of(key.log, key.id)
    if day := destroyed(key.log, key.id):
        raise Refused(
            f"this key was destroyed here on {day}",
            code="E-DESTROYED",
            place=place,
            seen=key.id,
            hint=f"if it is meant to come back, remove {_mark_of(key.log, key.id)} first",
        )
    with suppress(FileExistsError):
        _write(place, key.text)
    return place


def parse(text: str, place: str) -> Key:
    """A key out of the text of its file. Raises `Refused` (E-KEYFILE)."""
    try:
        found = json.loads(text)
        if found["schema"] != SCHEMA:
            raise ValueError(found["schema"])
        parts = {name: str(found[name]) for name in ("log", "deal", "report", "id")}
        key = Key(**parts, secret=bytes.fromhex(found["secret"]))
        whole = len(key.secret) == SIZE and _ID.fullmatch(key.log) and _ID.fullmatch(key.id)
    except (LookupError, TypeError, ValueError):
        whole = None
    if not whole:
        raise Refused(
            "this is not the key of a report",
            code="E-KEYFILE",
            place=place,
            hint="get it again from whoever has it: dealtrail key export REPORT FILE",
        )
    return key


def find(log: str, key: str) -> Key | None:
    """A key that is here; None where it is not. Raises `DealtrailError` (E-KEYFILE)."""
    place = place_of(log, key)
    try:
        with open(place, encoding="utf-8") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DealtrailError(
            f"a key cannot be read ({getattr(error, 'strerror', None) or error})",
            code="E-KEYFILE",
            place=place,
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise DealtrailError(
            "others can read the key of a confidential report",
            code="E-KEYFILE",
            place=place,
            hint=f"chmod 600 '{place}'; whoever has read it can read that report for ever",
        )
    found = parse(text, place)
    return found if (found.log, found.id) == (log, key) else None


def destroy(log: str, key: str) -> bool:
    """Overwrite and remove a key, and remember that; whether it was here.

    Raises `DealtrailError` (E-KEYFILE) where it cannot be removed.
    """
    place = place_of(log, key)
    try:
        if not destroyed(log, key):
            _write(_mark_of(log, key), f"{datetime.now(UTC):%Y-%m-%d}\n")
        size = os.path.getsize(place)
        with open(place, "r+b") as file:
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        os.unlink(place)
        _flush(os.path.dirname(place))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise DealtrailError(
            f"the key cannot be destroyed ({error.strerror})", code="E-KEYFILE", place=place
        ) from error
    return True


def destroyed(log: str, key: str) -> str:
    """The day on which a key was destroyed here; '' where it was not."""
    with suppress(FileNotFoundError), open(_mark_of(log, key), encoding="utf-8") as file:
        return file.read().strip()
    return ""


# -- the name of an import -------------------------------------------------------------------------


def import_secret(log: str, *, make: bool) -> bytes | None:
    """What the ids of imports are made with, where confidential reports are among them.

    A plain digest of all that a file says would let anybody try a name in it.
    """
    place = os.path.join(os.path.dirname(place_of(log, "0" * 16)), "imports")
    with suppress(FileNotFoundError), open(place, "rb") as file:
        return file.read()
    if not make:
        return None
    secret = secrets.token_hex(SIZE)
    try:
        _write(place, secret)
    except FileExistsError:  # another import made it just now
        return import_secret(log, make=False)
    return secret.encode()


def forget_imports(log: str) -> None:
    """Forget it: nobody can try a name any more, and imports of before are told by their ids."""
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(os.path.dirname(place_of(log, "0" * 16)), "imports"))


# -- on the disk -----------------------------------------------------------------------------------


def _write(place: str, text: str) -> None:
    """A new file for its user alone, flushed. Raises `FileExistsError`, `DealtrailError`."""
    try:
        for each in _missing(os.path.dirname(place)):
            with suppress(FileExistsError):  # another program just made it
                os.mkdir(each, 0o700)
            _flush(os.path.dirname(each))
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _flush(os.path.dirname(place))
    except FileExistsError:
        raise
    except OSError as error:
        raise DealtrailError(
            f"a key cannot be kept ({error.strerror}); nothing was stored",
            code="E-KEYFILE",
            place=place,
            hint="make room there, or name another folder with DEALTRAIL_STATE",
        ) from error


def _missing(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield from _missing(os.path.dirname(path))
        yield path


def _flush(path: str) -> None:
    """Let a folder remember a file that was made in it; Windows does so by itself."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
