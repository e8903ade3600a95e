"""Verify a proof made by `dealtrail export --proof`, offline, without dealtrail.

    python verify_proof.py proof.json [KEY]

KEY is the public key of whoever kept the ledger, as you got it from them and not from the proof:
`dealtrail/LOG+8 digits+44 signs`. Needs Python 3.11 and, for Ed25519, the package `cryptography`;
integrity.md describes the formats.

Exit code 0: proved. 1: not proved. 2: proved if the key in the proof is theirs; you gave none.
"""

import base64
import json
import sys
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def read(text: str, base: int) -> bytes:
    """Bytes written in base 16 or 64, in the one way there is."""
    found = bytes.fromhex(text) if base == 16 else base64.b64decode(text, validate=True)
    if text != (found.hex() if base == 16 else base64.b64encode(found).decode()):
        raise ValueError("not written as it should be")
    return found


def checkpoint(note: str, key: str) -> tuple[str, int, bytes]:
    """The log, size and root that the key signed."""
    name, digits, encoded = key.strip().split("+", 2)
    public = read(encoded, 64)
    identity = sha256(name.encode() + b"\n" + public).digest()[:4]
    if public[:1] != b"\x01" or identity.hex() != digits:
        raise ValueError("the key is not well formed")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        raw = read(signature, 64)
        if (dash, signer, raw[:4]) == ("\u2014", name, identity):
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], text.encode())
            break
    else:
        raise ValueError("the checkpoint is not signed by this key")
    origin, size, root = text.splitlines()
    if origin != name or not origin.startswith("dealtrail/") or str(int(size)) != size:
        raise ValueError("the checkpoint is not one of dealtrail")
    return origin.removeprefix("dealtrail/"), int(size), read(root, 64)


def leaf(log: str, event: dict[str, Any]) -> bytes:
    """The leaf of an event: the hash of its entry."""
    says = event.get("state")  # None: withheld, and its salt with it
    salt = bytes(16) if says is None else read(event["salt"], 16)
    digest = read(event["digest"], 16) if says is None else sha256(salt + says.encode()).digest()
    if len(salt) != 16 or len(digest) != 32:
        raise ValueError("the salt or the digest is not of its length")
    parts = ["position", "stream", "number", "name", "recorded_at", "logged_by", "command_id"]
    words = ["dealtrail-event/1", log, *(str(event[part]) for part in parts)]
    raw = [word.encode() for word in words] + [digest]
    framed = b"".join(len(part).to_bytes(2, "big") + part for part in raw)
    return sha256(b"\x00" + framed).digest()


def included(found: bytes, position: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= position < size or any(len(each) != 32 for each in (root, *proof)):
        return False
    index, last = position, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = sha256(b"\x01" + sibling + found).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + sibling).digest()
        index, last = index >> 1, last >> 1
    return last == 0 and found == root


def verify(bundle: dict[str, Any], key: str) -> None:
    """Print what is proved. Raises where it is not."""
    if bundle["schema"] not in ("dealtrail.proof/1", "dealtrail.proof/2") or not bundle["events"]:
        raise ValueError("this is no proof of this kind")
    log, size, root = checkpoint(bundle["checkpoint"], key)
    for event in bundle["events"]:
        stream, number, position = event["stream"], event["number"], event["position"]
        named = f"{stream.removeprefix('deal/')}#{number}"
        if event["event"] != named or type(number) is not int or type(position) is not int:
            raise ValueError("the event is named as another")
        hashes = [read(each, 16) for each in event["proof"]]
        if not included(leaf(log, event), position, size, hashes, root):
            raise ValueError(f"{named} is not in the signed log as it is told here")
    print(f"PROVED: log {log}, signed at {size} entries, by {key.strip()}, holds")
    for event in bundle["events"]:
        print(f"  {event['event']!a}, {event['name']!a}, recorded {event['recorded_at']!a}")
        says = event.get("state", "withheld")
        print(f"    by their clock, logged by {event['logged_by']!a}: {says!a}")


def main(arguments: list[str]) -> int:
    """Verify the file named; the exit code."""
    try:
        with open(arguments[0], encoding="utf-8") as file:
            bundle = json.load(file)
        verify(bundle, arguments[1] if len(arguments) > 1 else bundle["key"])
    except (InvalidSignature, OSError, LookupError, TypeError, ValueError, AttributeError) as why:
        print(f"NOT PROVED: {str(why) or 'the signature does not hold'}")
        return 1
    if len(arguments) < 2:
        print("The key is the proof's own: compare it with the one that you have from them.")
    return 0 if len(arguments) > 1 else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
