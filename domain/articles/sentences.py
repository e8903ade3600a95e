"""The sentences of a text, each with its place, and the text as words are looked for in it.

A sentence ends where its mark does: not after `M.`, `Inc.` or `p. ex.`, not inside `$7.5bn`, and
not within a quotation that goes on. A blank line ends one too, as after a title.
"""

import re
from collections.abc import Iterator

from domain.record import Record


class Sentence(Record):
    """One sentence and where it stands: `text` is the article's text from `start` to `end`."""

    text: str
    start: int
    end: int
    title: bool = False
    """It is a heading, which has no full stop."""
    paragraph: int = 0


_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*[-•*–—] )|(?<=[.!?»”\"])\n")
_MARK = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[.!?…]+\s*»(?=\s)")
_NEXT = re.compile(r"\s+[«“\"'(\[—–-]*\s*[A-ZÀ-ÝŒ0-9$€£]")
_SHORT = re.compile(
    r"(?:^|[\s(«“\"'])(?:M|MM|Mme|Mlle|Me|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Sen|Rep|Gov|vs|v|No|Nos|"
    r"nos?|approx|est|ca|cf|env|art|Inc|Corp|Co|Cos|Ltd|Bros|Cie|Ets|ex|p\. ex|e\.g|i\.e|etc|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|janv|févr|juil|sept|oct|nov|déc|"
    r"(?:[A-Z]\.)*[A-Z])$"
)
_MAY_END = re.compile(r"(?:Inc|Corp|Co|Cos|Ltd|Bros|Cie|etc|Jr|Sr|(?:[A-Z]\.)+[A-Z])$")
_SERIES = re.compile(r"(?i:series|série) [A-Z]$")
_OPENS = re.compile(
    r"\s+(?:The|It|Its|In|On|At|A|An|But|And|He|She|They|This|That|Le|La|Les|L'|L’|Il|Elle|Ils|"
    r"Un|Une|En|Au|Ce|Cette|Mais|Selon|According)\b"
)


def sentences(text: str) -> list[Sentence]:
    """All sentences of a text, in order."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _sentences(text, start, end):
            said = text[first:last]
            ended = said.rstrip("\"'”’»)] ").endswith((".", "!", "?", "…"))
            found.append(
                Sentence(text=said, start=first, end=last, title=not ended, paragraph=number)
            )
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _MARK.finditer(text, start, end):
        if match.start() >= first and _ends(text, match, end):
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a mark ends its sentence: what follows may begin one, what precedes is no short."""
    if not _NEXT.match(text, match.end(), end) and match.end() < end:
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    if not _SHORT.search(before) or _SERIES.search(before):
        return True
    return bool(_MAY_END.search(before) and _OPENS.match(text, match.end(), end))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\t\n\r", " "),
        **dict.fromkeys("’‘ʼ`", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("“”«»", '"'),
    }
)
_JOINED = re.compile(r"(?<=[^\W\d_])-(?=[^\W_])|(?<=[0-9])-(?=[^\W\d_])")


def searchable(text: str) -> str:
    """A text as words are looked for in it, sign for sign: lower case, hyphens in words blank."""
    plain = text.translate(_ALIKE)
    lower = plain.lower()
    if len(lower) != len(plain):  # a letter whose small form is two
        lower = "".join(small if len(small := sign.lower()) == 1 else sign for sign in plain)
    return _JOINED.sub(" ", lower)
