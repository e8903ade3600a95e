"""A PDF to the parts of an article. Runs only in the process of `domain.articles.child`.

pypdf gives the lines in the order in which the file holds them, which keeps columns apart. How
lines become paragraphs is in `domain.articles.lines`. The dates in a PDF's own properties are those
of the file, not of what it says; they are not used, nor is its title, which is often a file name.
"""

import io
from collections.abc import Sequence
from typing import Any

from domain.articles.lines import Line, paragraphs, without_margins
from domain.articles.plain import title_of
from domain.articles.refusals import COPY, missing
from domain.errors import Refused

try:
    import pypdf
    from pypdf.errors import LimitReachedError
except ImportError as error:
    raise missing("pypdf", "a PDF", error) from error

MAX_PAGES = 200
MAX_STREAM = 10_000_000
"""Bytes of one stream unpacked: the text of a page has some ten thousand."""
_LEAST = 40
"""Letters that a PDF with a text has at least."""


def read_pdf(data: bytes) -> dict[str, Any]:
    """`text`, `title` and `warnings` of a PDF.

    Raises `Refused`: E-EMPTY (pictures of pages), E-LIMIT (too many pages, or too large unpacked),
    E-FORMAT (damaged, locked, or in letters that cannot be read).
    """
    pages = _pages(data)
    without = [number for number, page in enumerate(pages, 1) if not page]
    _check_letters("".join(line.text for page in pages for line in page))
    title, found = paragraphs(without_margins(pages))
    title = title or title_of("\n\n".join(found))
    rest = [each for each in found if each != title] if title else found
    text = "\n\n".join(filter(None, (title, *rest)))
    return {"text": text, "title": title, "warnings": _told(without, len(pages))}


def _pages(data: bytes) -> list[list[Line]]:
    """The lines of each page."""
    try:
        with pypdf.apply_configuration(zlib_maximum_output_length=MAX_STREAM):
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise Refused("this PDF is locked with a password", code="E-FORMAT", hint=COPY)
            count = len(reader.pages)
            if count > MAX_PAGES:
                message = f"{count} pages, and an article has at most {MAX_PAGES}"
                raise Refused(message, code="E-LIMIT", hint=COPY)
            return [_lines(page) for page in reader.pages]
    except LimitReachedError as error:
        message = "a part of this PDF is larger than an article when it is unpacked"
        raise Refused(message, code="E-LIMIT", hint=COPY) from error


def _lines(page: Any) -> list[Line]:
    """What stands on a page, line by line in the order of the file, each with its place."""
    found: list[Line] = []
    words: list[str] = []
    where: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bottom, top = float(page.mediabox.bottom), float(page.mediabox.top)

    def end() -> None:
        text = " ".join("".join(words).split())
        if text:
            x, y, size = where
            height = (y - bottom) / (top - bottom) if top > bottom else 0.5
            found.append(Line(text=text, x=x, y=y, size=size, height=height))
        words.clear()

    def take(text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, size: float) -> None:
        nonlocal where
        for number, piece in enumerate(text.split("\n")):
            if number:
                end()
            if piece.strip() and not "".join(words).strip():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                where = (x, y, abs(size * tm[3] * cm[3]) or size)
            words.append(piece)

    page.extract_text(visitor_text=take)
    end()
    return found


def _check_letters(text: str) -> None:
    """Refuse what has no text, or one whose letters stand for nothing."""
    letters = [sign for sign in text if not sign.isspace()]
    if len(letters) < _LEAST:
        raise Refused(
            "this PDF holds pictures of pages and no text",
            code="E-EMPTY",
            hint="make it searchable first (ocrmypdf does), or type the passage that matters",
        )
    unknown = sum(
        sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " " for sign in letters
    )
    if unknown * 10 > len(letters):
        message = "the letters of this PDF cannot be told: its fonts do not say what they stand for"
        raise Refused(message, code="E-FORMAT", hint=COPY)


def _told(without: Sequence[int], count: int) -> list[str]:
    if not without:
        return []
    pages = ", ".join(map(str, without[:5])) + (" …" if len(without) > 5 else "")
    of = f"page {pages} of {count} has" if len(without) == 1 else f"pages {pages} of {count} have"
    return [f"W-PAGES {of} no text: pictures, perhaps; what they say is not read"]
