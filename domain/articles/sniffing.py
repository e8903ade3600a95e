"""What bytes are, told from what is in them and never from a name: a PDF, a web page or text."""

import codecs
import re

from domain.errors import Refused

MAX_BYTES = 20_000_000
"""An article with its pictures; more is a book, or a mistake."""

_OTHERS = (
    (b"PK\x03\x04", "a zip archive, such as a Word or Excel file", "save it as PDF or text"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", "save it as PDF or text"),
    (b"{\\rtf", "a rich text (RTF) file", "save it as PDF or plain text"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"SQLite format 3\x00", "a ledger or another SQLite file", "name an article"),
    (b"\x89PNG\r\n", "a picture (PNG)", "copy the text out of it"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "copy the text out of it"),
    (b"GIF8", "a picture (GIF)", "copy the text out of it"),
    (b"RIFF", "a picture or a recording (RIFF)", "copy the text out of it"),
    (b"II*\x00", "a picture (TIFF)", "copy the text out of it"),
    (b"MM\x00*", "a picture (TIFF)", "copy the text out of it"),
    (b"%!PS", "a PostScript file", "save it as PDF"),
    (b"bplist00", "a property list, such as a Safari web archive", "save the page as HTML"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEFORE_MARKUP = re.compile(r"(?:\s|\ufeff|<!--.*?-->|<\?xml[^>]*\?>)*", re.DOTALL)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|main|article|section|header"
    r"|div|p|h[1-6]|span|table|ul)[\s>/]",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(
    r"(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CHARSETS = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp(?:125\d|866|874|932|949|950)|koi8-[ru]|gb(?:2312|k|18030)|big5"
    r"|shift_jis|euc_(?:jp|kr)|mac-roman"
)
_BEGINNING = 8192


def check_size(data: bytes, place: str) -> None:
    """Refuse what is empty or too large: E-EMPTY, E-SIZE."""
    if len(data) > MAX_BYTES:
        raise Refused(
            f"more than {MAX_BYTES:,} bytes",
            code="E-SIZE",
            place=place,
            hint="save the article alone, or copy its text",
        )
    if not data.strip():
        raise Refused("it is empty", code="E-EMPTY", place=place, hint="was it saved?")


def kind_of(data: bytes, place: str) -> str:
    """`pdf`, `html`, `mhtml` or `text`. Raises `Refused` (E-FORMAT): what else it looks like."""
    start = data[:_BEGINNING]
    if start.lstrip().startswith(b"%PDF-"):
        return "pdf"
    for mark, name, hint in _OTHERS:
        if start.startswith(mark):
            raise _no_article(name, place, hint)
    encoding = _marked(data)[1]
    words = start.decode(encoding or "latin-1", errors="replace")
    if not encoding and (0 in start or _unprintable(words) > len(words) // 20):
        raise _no_article("a binary file", place, "name a text, a saved page or a PDF")
    begun = _BEFORE_MARKUP.match(words)
    after = words[begun.end() if begun else 0 :]
    if _PAGE.match(after):
        return "html"
    if re.match(r"<(?:rss|feed|rdf:rdf|urlset)[\s>]", after, re.IGNORECASE):
        raise _no_article("a feed (XML)", place, "save the page of the one article")
    if _ARCHIVED.match(words):
        return "mhtml"
    return "text"


def _no_article(looks: str, place: str, hint: str) -> Refused:
    return Refused(
        f"this looks like {looks}; articles are read from text, HTML and PDF",
        code="E-FORMAT",
        place=place,
        hint=hint,
    )


def _unprintable(words: str) -> int:
    return sum(sign < " " and sign not in "\t\n\v\f\r\x1b" for sign in words)


def _marked(data: bytes) -> tuple[bytes, str]:
    """The byte order mark that the bytes begin with, and the encoding that it means."""
    return next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))


def decoded(data: bytes, place: str, *, page: bool = False) -> str:
    """The text of the bytes: by their mark, else UTF-8, else as a page declares.

    A page that declares what it is not is read with U+FFFD for each sign that is lost, as
    browsers do; a text has to be right. Raises `Refused` (E-ENCODING), with the first wrong byte.
    """
    mark, marked = _marked(data)
    try:
        return data[len(mark) :].decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(mark)
    declared = declared_charset(data) if page else ""
    if declared:
        return data[len(mark) :].decode(declared, errors="replace")
    raise Refused(
        f"not {(marked or 'utf-8').upper()} text: byte {at:,}, and nothing says what it is",
        code="E-ENCODING",
        place=place,
        seen=f"0x{data[at]:02x}",
        hint="save it as UTF-8; from Windows it is often 'iconv -f WINDOWS-1252 -t UTF-8'",
    )


def declared_charset(data: bytes) -> str:
    """The encoding that a page says it is in, as Python calls it; '' where it says none we read."""
    found = _DECLARED.search(data[:_BEGINNING])
    return charset(found[1].decode("ascii")) if found else ""


def charset(name: str) -> str:
    """The encoding of that name, as browsers take it; '' for one that is not read."""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    if not _CHARSETS.fullmatch(known):
        return ""
    return "cp1252" if known in ("iso8859-1", "ascii") else known
