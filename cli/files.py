"""What a person hands in: files, folders and standard input, to documents.

A file is looked at before it is read: its size, what it really is, and how it is encoded. Nothing
is repaired in silence; what cannot be read is named, with where and what to do next.
"""

import os
import sys
from collections.abc import Iterator, Sequence

from domain.documents import Document, Rejected, sift
from domain.errors import Problems, Refused
from domain.files import MAX_BYTES, kind_of_file

ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
STDIN = "-"
_DISGUISED = (
    (b"PK\x03\x04", "a zip archive, such as an Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "a ledger or another SQLite file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")


def documents_of(
    names: Sequence[str], *, deal: str | None = None, day_first: bool | None = None
) -> list[Document]:
    """The documents of files, folders and `-`; those that name no deal are about `deal`.

    `day_first` says what 03/04/2026 means in them. Raises `Problems` with everything that is wrong
    in any of the files.
    """
    found, rejected = sifted(names, deal=deal, day_first=day_first)
    if rejected:
        raise Problems([problem for each in rejected for problem in each.problems])
    return found


def sifted(
    names: Sequence[str], *, deal: str | None = None, day_first: bool | None = None
) -> tuple[list[Document], list[Rejected]]:
    """As `documents_of`, with what has the wrong shape apart: documents, or whole files."""
    found: list[Document] = []
    rejected: list[Rejected] = []
    for name in names:
        try:
            paths = list(_files(name))
        except Refused as refusal:
            rejected.append(Rejected(place=name, problems=(refusal,)))
            continue
        for path in paths:
            place = "standard input" if path == STDIN else path
            try:
                good, bad = _sift(path, place, deal, day_first=day_first)
            except Refused as refusal:
                good, bad = [], [Rejected(place=place, problems=(refusal,))]
            found += good
            rejected += bad
    return found, rejected


def _sift(
    path: str, place: str, deal: str | None, *, day_first: bool | None
) -> tuple[list[Document], list[Rejected]]:
    text = text_of(_bytes(path), place)
    kind = _kind_of_text(text) if path == STDIN else kind_of_file(path)
    found, rejected = sift(text, place, kind=kind, deal=deal, day_first=day_first)
    if not found and not rejected:
        hint = "begin with 'deal:', 'source:' and 'published:'"
        raise Refused("there are 0 documents in it", code="E-EMPTY", place=place, hint=hint)
    return found, rejected


def _files(name: str) -> Iterator[str]:
    """The file of that name, or all that can be read in the folder, in order of name."""
    if name == STDIN or not os.path.isdir(name):
        yield name
        return
    paths = sorted(
        os.path.join(folder, file)
        for folder, _, files in os.walk(name)
        for file in files
        if file.endswith(ENDINGS) and not file.startswith(".")
    )
    if not paths:
        raise Refused(
            "there is no file to import in this folder",
            code="E-EMPTY",
            place=name,
            hint=f"files to import end in {', '.join(ENDINGS)}",
        )
    yield from paths


def _bytes(path: str) -> bytes:
    """At most one byte more than is accepted, so that a huge file costs nothing."""
    try:
        if path == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreachable(path, error) from None


def _unreachable(path: str, error: Exception) -> Refused:
    if isinstance(error, FileNotFoundError):
        from domain.names import meant

        folder = os.path.dirname(path) or "."
        beside = os.listdir(folder) if os.path.isdir(folder) else []
        hint = meant(os.path.basename(path), beside, "name a file, a folder, or -")
        return Refused("there is no such file", code="E-NOFILE", place=path, hint=hint)
    reason = getattr(error, "strerror", None) or str(error)
    return Refused(f"the file cannot be read ({reason})", code="E-ACCESS", place=path)


def text_of(raw: bytes, place: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises `Refused`: E-SIZE, E-EMPTY, E-FORMAT (what it looks like), E-ENCODING (at which byte).
    """
    if len(raw) > MAX_BYTES:
        raise Refused(
            f"more than {MAX_BYTES:,} bytes", code="E-SIZE", place=place, hint="split the file"
        )
    if not raw.strip():
        hint = "was it saved?" if place != "standard input" else "pipe a document into it"
        raise Refused("it is empty: 0 documents", code="E-EMPTY", place=place, hint=hint)
    _check_looks(raw, place)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
    line = raw.count(b"\n", 0, at) + 1
    raise Refused(
        f"not UTF-8 text: byte {at:,} (line {line})",
        code="E-ENCODING",
        place=place,
        seen=f"0x{raw[at]:02x}",
        hint="save it as UTF-8; from Windows it is often 'iconv -f WINDOWS-1252 -t UTF-8'",
    )


def _check_looks(raw: bytes, place: str) -> None:
    start = raw[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    looks = next((name for mark, name in _DISGUISED if raw.startswith(mark)), "")
    if start.startswith(_MARKUP):
        looks = "a web page (HTML) or XML"
    elif not looks and place.lower().endswith((".csv", ".tsv")):
        looks = "a table"
    if looks:
        raise Refused(
            f"this looks like {looks}; what is read here is YAML, JSON or JSON Lines",
            code="E-FORMAT",
            place=place,
            hint="'dealtrail log DEAL' without a file opens a template to fill in",
        )
    marks = {b"\xff\xfe": "UTF-16 (little-endian)", b"\xfe\xff": "UTF-16 (big-endian)"}
    named = marks.get(raw[:2], "UTF-16" if raw[:64].count(0) > len(raw[:64]) // 4 else "")
    if named:
        raise Refused(
            f"this is {named} text, and UTF-8 is read here (from byte 0 on)",
            code="E-ENCODING",
            place=place,
            hint="'iconv -f UTF-16 -t UTF-8' turns it into UTF-8",
        )


def _kind_of_text(text: str) -> str:
    """What a text without a file name is written in."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines[0].lstrip().startswith(("{", "[")):
        return "yaml"
    return "jsonl" if len(lines) > 1 and all(_is_object(line) for line in lines) else "json"


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.rstrip().endswith("}")
