"""Checkpoints: the head of a ledger in a form that others can hold, signed.

A checkpoint is a C2SP note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note): three lines of text,
the origin `dealtrail/LOG`, the size and the root, and below them an Ed25519 signature. The key is
this user's, in the state folder and nowhere else. What was signed is remembered there too: what
does not continue it is never signed.
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from domain import history
from domain.errors import DealtrailError, HistoryDiffers, Refused
from domain.heads import Head, folder, keep, kept, place_of
from domain.record import Record
from domain.verify import Anchor, verify

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "dealtrail/"
ED25519 = b"\x01"  # the type of a signature, of C2SP
_NOTE = re.compile(  # a checkpoint without extension lines: ours have none
    r"^(?P<text>(?P<origin>\S+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    r"(?P<signatures>(?:\u2014 [^\s+]+ [A-Za-z0-9+/]+=*\n)+)",
    re.MULTILINE,
)


class Checkpoint(Record):
    """A signed head: the note as others hold it, and when it was signed if that is known."""

    head: Head
    note: str
    signed: str = ""


# -- notes -----------------------------------------------------------------------------------------


def text_of(head: Head) -> str:
    """What is signed of a head."""
    return f"{ORIGIN}{head.log}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """A public key as it is handed to others: name, key id and key, with plus signs between."""
    encoded = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"


def read_verifier_key(text: str) -> tuple[str, bytes]:
    """Name and public key. Raises `Refused` (E-KEYFILE)."""
    name, _, rest = text.strip().partition("+")
    digits, _, encoded = rest.partition("+")
    try:
        found = base64.b64decode(encoded, validate=True)
        if found[:1] == ED25519 and len(found) == 33 and key_id(name, found[1:]).hex() == digits:
            return name, found[1:]
    except binascii.Error:
        pass
    raise Refused(
        "this is no key of a checkpoint",
        code="E-KEYFILE",
        place="--key",
        seen=text,
        hint="it reads dealtrail/LOG+8 digits+44 signs, as 'dealtrail checkpoint' says it",
    )


def notes_in(text: str) -> Iterator[Checkpoint]:
    """Every checkpoint of a log of ours in a text, such as a CHECKPOINTS file or a mail."""
    for found in _NOTE.finditer(text.replace("\r\n", "\n")):
        if found["origin"].startswith(ORIGIN):
            head = Head(
                log=found["origin"].removeprefix(ORIGIN),
                size=int(found["size"]),
                root=base64.b64decode(found["root"]),
            )
            yield Checkpoint(head=head, note=found[0])


def is_signed(checkpoint: Checkpoint, keys: Sequence[tuple[str, bytes]]) -> bool | None:
    """Whether one of the keys signed it; None where it names none of them."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text, _, signatures = checkpoint.note.rpartition("\n\n")
    signed: bool | None = None
    for line in signatures.splitlines():
        _, name, encoded = line.split(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            continue
        for known, public in keys:
            if known == name and raw[:4] == key_id(name, public):
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{text}\n".encode())
                except InvalidSignature:
                    return False
                signed = True
    return signed


# -- this user's key -------------------------------------------------------------------------------


def key_place() -> str:
    """The file of this user's private key."""
    return os.path.join(folder(), "key.pem")


def public_key() -> bytes | None:
    """This user's public key; None where there is no key yet."""
    key = _key(make=False)
    return key.public_key().public_bytes_raw() if key else None


def _key(*, make: bool) -> "Ed25519PrivateKey | None":
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    place = key_place()
    if not os.path.lexists(place):
        if not make:
            return None
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
            os.fsync(file.fileno())
    if os.name == "posix" and os.stat(place).st_mode & 0o077:
        raise DealtrailError(
            "others can read the key that signs checkpoints",
            code="E-KEYFILE",
            place=place,
            hint=f"chmod 600 '{place}' if nobody did; else move it away, and a new one is made",
        )
    try:
        with open(place, "rb") as file:
            key = serialization.load_pem_private_key(file.read(), password=None)
    except ValueError as error:
        raise DealtrailError(
            "the key that signs checkpoints cannot be read",
            code="E-KEYFILE",
            place=place,
            hint="bring it back; or move it away, and a new one is made",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise DealtrailError("this is no Ed25519 key", code="E-KEYFILE", place=place)
    return key


# -- signing ---------------------------------------------------------------------------------------


def signed_here(log: str) -> list[Checkpoint]:
    """The checkpoints of a log that were signed from this state folder, oldest first."""
    found = []
    try:
        with open(_memory(log), encoding="utf-8") as file:
            for line in file:
                said = json.loads(line)
                found += [
                    each.but(signed=str(said["signed"])) for each in notes_in(str(said["note"]))
                ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise DealtrailError(
            "what was signed here cannot be read, so nothing more is signed",
            code="E-SIGNED",
            place=_memory(log),
            hint="restore that file from a backup",
        ) from error
    return found


def sign(path: str) -> tuple[Checkpoint, str]:
    """Check a ledger whole, sign its head, remember it; the checkpoint and the key to check it.

    Raises `HistoryDiffers` where the ledger is broken or does not continue what was signed before.
    """
    found = verify(path, [*_kept(path), *_signed_anchors(path)])
    if found.faults:
        raise HistoryDiffers(
            f"the ledger is not what it was, so it is not signed: {found.faults[0].text}",
            code="E-BROKEN",
            place=path,
            hint="'dealtrail verify' tells all of it",
        )
    if found.log is None or found.root is None:
        raise Refused(
            "this ledger has no seals yet, so there is nothing to sign",
            code="E-UNSEALED",
            place=path,
            hint="the next write seals all that is in it",
        )
    head = Head(log=found.log, size=found.size, root=found.root)
    key = _key(make=True)
    assert key is not None  # noqa: S101 - it was made
    name, public = f"{ORIGIN}{head.log}", key.public_key().public_bytes_raw()
    text = text_of(head)
    signature = base64.b64encode(key_id(name, public) + key.sign(text.encode())).decode()
    checkpoint = Checkpoint(
        head=head,
        note=f"{text}\n\u2014 {name} {signature}\n",
        signed=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    before = [each for each in signed_here(head.log) if each.note == checkpoint.note]
    if before:
        return before[-1], verifier_key(name, public)
    _remember(checkpoint)
    keep(path, head)
    return checkpoint, verifier_key(name, public)


def _memory(log: str) -> str:
    return os.path.join(folder(), "checkpoints", f"{log}.jsonl")


def _remember(checkpoint: Checkpoint) -> None:
    """Before anybody sees the signature: what was signed and forgotten could be contradicted."""
    place = _memory(checkpoint.head.log)
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    line = json.dumps({"signed": checkpoint.signed, "note": checkpoint.note}, ensure_ascii=False)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


# -- what is known of a ledger ---------------------------------------------------------------------


KEPT = "this user's state folder"


def anchors(
    path: str, against: Sequence[str] = (), keys: Sequence[str] = (), *, with_kept: bool = True
) -> list[Anchor]:
    """All that is known of a ledger outside of it: kept and signed here, and in these files.

    A file named CHECKPOINTS beside the ledger is one of them. Raises `HistoryDiffers` for a
    checkpoint that its key did not sign, `Refused` for a file without checkpoints. `with_kept` is
    false where the head that was kept is about to be replaced.
    """
    beside = os.path.join(history.folder_of(path), "CHECKPOINTS")
    files = [*([beside] if os.path.isfile(beside) else []), *against]
    return [
        *(_kept(path) if with_kept else []),
        *_signed_anchors(path),
        *(anchor for file in files for anchor in _held(path, file, keys, asked=file != beside)),
    ]


def _kept(path: str) -> list[Anchor]:
    try:
        known = kept(path)
    except (OSError, ValueError) as error:
        raise DealtrailError(
            f"what was known of this ledger cannot be read ({error})",
            code="E-KEPT",
            place=place_of(path),
            hint="restore that file; or 'dealtrail verify --accept-head' puts a new one in place",
        ) from error
    return [Anchor(where=KEPT, head=known)] if known else []


def _signed_anchors(path: str) -> list[Anchor]:
    log = _log_of(path)
    found = signed_here(log) if log else []
    if not found:
        return []
    last = max(found, key=lambda each: each.head.size)
    return [Anchor(where=f"signed here {_minute(last.signed)}", head=last.head, checkpoint=True)]


def _held(path: str, file: str, keys: Sequence[str], *, asked: bool) -> Iterator[Anchor]:
    """The checkpoints of a log in a file: the largest, and every one that is not continued."""
    try:
        with open(file, encoding="utf-8") as opened:
            found = list(notes_in(opened.read()))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"the checkpoints cannot be read ({getattr(error, 'strerror', None) or error})",
            code="E-NOFILE",
            place=file,
        ) from error
    log = _log_of(path)
    ours = [each for each in found if each.head.log == log] or (found if asked else [])
    if not ours:
        if asked:
            raise Refused("there is no checkpoint in it", code="E-FORMAT", place=file)
        return
    known = [read_verifier_key(key) for key in keys]
    public = public_key()
    for each in sorted(ours, key=lambda each: each.head.size):
        name = f"{ORIGIN}{each.head.log}"
        signed = is_signed(each, [*known, *([(name, public)] if public else [])])
        if signed is False:
            raise HistoryDiffers(
                f"the checkpoint at {each.head.size:,} entries was not signed by the key it names",
                code="E-SIGNATURE",
                place=file,
                hint="it was forged or changed on its way; get it again from whoever holds it",
            )
        unknown = "" if signed else ", signature not checked: unknown key"
        yield Anchor(where=f"{os.path.basename(file)}{unknown}", head=each.head, checkpoint=True)


def _log_of(path: str) -> str | None:
    """The log of a ledger; None where there is none, or the file is too damaged to tell."""
    try:
        with closing(history.open_ledger(path)) as connection:
            return history.log_of(connection)[0]
    except DealtrailError:  # the check that follows says what is wrong with the file
        return None


def _minute(instant: str) -> str:
    return f"{instant[:16].replace('T', ' ')} UTC" if instant else ""
