"""A page saved with its pictures in one file (MHTML), as browsers do: the page in it."""

from email import message_from_bytes, policy

from domain.articles.refusals import COPY
from domain.articles.sniffing import charset
from domain.errors import Refused


def page_in(data: bytes) -> tuple[bytes, str]:
    """The first page of an archive in UTF-8, and the address that it was saved from, if it says so.

    Raises `Refused` (E-EMPTY) where there is no page in it.
    """
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        packed = part.get_payload(decode=True)
        if isinstance(packed, bytes):
            encoding = charset(part.get_content_charset("utf-8")) or "utf-8"
            place = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            return packed.decode(encoding, "replace").encode("utf-8", "replace"), str(place)
    raise Refused("there is no page in this archive", code="E-EMPTY", hint=COPY)
