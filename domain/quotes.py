"""Words looked up in the text that they are said to stand in: exactly, but for spaces.

A quotation that was wrapped, or copied with other spaces, is the same quotation. Nothing else is
forgiven: a word left out or changed is not found.
"""

import re
from bisect import bisect_right

_SPACE = re.compile(r"\s+")


class Text:
    """A text that words are looked up in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain, self._starts, self._places = _normal(text)

    def find(self, words: str) -> tuple[int, int] | None:
        """Where words begin and end, counted in characters of the text; None if they do not stand
        in it. Of several places the first."""
        wanted = _SPACE.sub(" ", words).strip()
        start = self._plain.find(wanted) if wanted else -1
        if start < 0:
            return None
        return self._place(start), self._place(start + len(wanted) - 1) + 1

    def _place(self, plain: int) -> int:
        """Where a character of the plain text stands in the text."""
        run = bisect_right(self._starts, plain) - 1
        return self._places[run] + plain - self._starts[run]


def _normal(text: str) -> tuple[str, list[int], list[int]]:
    """A text with one space for each run of them, and where the words begin: in it, in the text."""
    pieces: list[str] = []
    starts, places = [0], [0]
    length = end = 0
    for space in _SPACE.finditer(text):
        pieces += (text[end : space.start()], " ")
        length += space.start() - end + 1
        end = space.end()
        starts.append(length)
        places.append(end)
    return "".join((*pieces, text[end:])), starts, places
