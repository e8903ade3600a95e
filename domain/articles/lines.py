"""Lines of a printed page to paragraphs: without running heads, and with cut words made whole."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import compress, pairwise

from domain.record import Record

_MARGIN = 0.1
"""The part of a page, above and below, in which running heads and numbers stand."""
_LARGER = 1.15
"""How many times the size of the text a title has at least."""
_LONG_TITLE = 300
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|pagina|página|p\.)?\s*\d{1,4}(?:\s*(?:/|of|de|sur|von|di)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•▪‣◦●■–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_CUT = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_ENDED = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_OPEN = frozenset(
    (
        *("pre", "post", "non", "co", "ex", "anti", "sub", "mid", "self", "long", "short", "high"),
        *("low", "well", "multi", "semi", "half", "cross", "break", "buy", "stand", "spin", "go"),
        *("sous", "vice", "demi", "mi", "avant", "après", "e", "euro", "franco", "anglo"),
    )
)
"""First halves after which a hyphen belongs to the word: "pre-money"."""


class Line(Record):
    """One line: its text, where it begins, its size in points, its height on the page, 0 to 1."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 10.0
    height: float = 0.5


def without_margins(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without what comes again in the margins of most."""
    seen = Counter(
        head
        for page in pages
        for head in {_unnumbered(line.text) for line in page if _in_margin(line)}
    )
    often = {head for head, times in seen.items() if times > 1 and 2 * times >= len(pages)}
    return [
        [
            line
            for line in page
            if not _in_margin(line)
            or not (_unnumbered(line.text) in often or _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page in pages
    ]


def _in_margin(line: Line) -> bool:
    return not _MARGIN <= line.height <= 1 - _MARGIN


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def paragraphs(pages: Sequence[Sequence[Line]]) -> tuple[str, list[str]]:
    """The title, '' where no first lines are larger than the text, and every paragraph in order."""
    lines = [line for page in pages for line in page]
    usual = _usual(Counter(round(line.size, 1) for line in lines for _ in line.text))
    leading = _leading(lines, usual)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    vocabulary = Counter(
        word
        for line in lines
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower())
    )
    texts = [_joined(group, vocabulary) for group in groups]
    largest = max((line.size for line in (pages[0] if pages else ())), default=0.0)
    if largest < _LARGER * usual:
        return "", texts
    large = (any(line.size == largest for line in group) for group in groups)
    title = next(compress(texts, large))
    return (title if len(title) <= _LONG_TITLE else ""), texts


def _usual(sizes: Counter[float]) -> float:
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _leading(lines: Sequence[Line], usual: float) -> float:
    """How far apart the lines of one paragraph are, in parts of their size."""
    steps = Counter(
        round((above.y - line.y) / line.size, 1)
        for above, line in pairwise(lines)
        if line.size > 0
        and abs(line.size - usual) < 0.6
        and 0.8 < (above.y - line.y) / line.size < 2.5
    )
    return _usual(steps) if steps else 1.2


def _goes_on(group: Sequence[Line], line: Line, leading: float) -> bool:
    """Whether a line belongs to the paragraph before it."""
    above = group[-1]
    if abs(above.size - line.size) > 0.08 * max(above.size, line.size) or _BULLET.match(line.text):
        return False
    step = (above.y - line.y) / line.size if line.size else 0.0
    ended = _ENDED.search(above.text) is not None
    if -0.5 < step <= leading * 1.2 + 0.05:
        indented = line.x - above.x > line.size and line.x - group[0].x > line.size
        return not (ended and indented)
    if 0 < step < 3 * leading:  # a gap: a new paragraph
        return False
    return not ended and (
        line.text[:1].islower() or _CUT.search(above.text) is not None or len(group) > 1
    )


def _joined(group: Sequence[Line], vocabulary: Counter[str]) -> str:
    text = group[0].text
    for line in group[1:]:
        cut = _CUT.search(text)
        if cut is None or not line.text[:1].islower():
            text = f"{text}{'' if cut else ' '}{line.text}"
            continue
        rest = re.match(r"[^\W\d_]+", line.text)
        whole = f"{cut[1]}{rest[0] if rest else ''}".lower()
        kept = f"{cut[1]}-{rest[0] if rest else ''}".lower()
        keep = vocabulary[kept] > vocabulary[whole] or (
            not vocabulary[whole] and cut[1].lower() in _OPEN
        )
        text = f"{text[:-1]}{'-' if keep else ''}{line.text}"
    return text
