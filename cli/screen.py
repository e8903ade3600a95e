"""What a terminal gets for people: text and tables that fit its width.

Loads rich, so nothing else may import this module before an answer is known to be for people.
"""

import io
import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from cli.output import clean
from domain.record import Record

Part = str | tuple[str, str]
Cell = Part | list[Part]

STANDING = {
    "confirmed": "green",
    "rumored": "yellow",
    "contested": "bold magenta",
    "denied": "red",
    "withdrawn": "red",
    "scheduled": "cyan",
}
GAP = 2
LEAST = 6


class Col(Record):
    """A column: its heading, and how it gives way where the screen is narrow.

    With a `least` width it shrinks so far and wraps; with `breaks` it may be broken before one of
    these signs (`amazon-2` / `.condition`), and never elsewhere.
    """

    title: str
    right: bool = False
    least: int | None = None
    breaks: str = ""


class Across(Record):
    """A line across all columns, below the row before it."""

    parts: tuple[Part, ...]
    indent: int = 0
    hang: int = 2


Row = Sequence[Cell] | Across


class Screen:
    """A page being drawn, as wide as the terminal (or `COLUMNS`), coloured only on a terminal."""

    def __init__(self) -> None:
        self._drawn = io.StringIO()
        terminal = sys.stdout.isatty()
        self.width = max(Console(highlight=False).width, 40)
        self._console = Console(
            file=self._drawn,
            width=self.width,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=terminal,
            color_system="auto" if terminal else None,
        )

    def fits(self, width: int) -> bool:
        """Whether the screen is at least so wide."""
        return self.width >= width

    def drawn(self) -> str:
        """All that was drawn, without blanks at the ends of lines."""
        return "\n".join(line.rstrip(" ") for line in self._drawn.getvalue().split("\n"))

    def line(self, *parts: Part, indent: int = 0, hang: int = 0) -> None:
        """A line of text, wrapped under its indentation (and `hang`); nothing is an empty line."""
        text = _joined(parts)
        room = self.width - indent
        if _widest(text) > room:
            room = max(room - hang, 20)
        for place, each in enumerate(text.wrap(self._console, room) or [Text()]):
            self._print(Text(" " * (indent + hang * (place > 0))) + each)

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, soft_wrap=True)

    def table(self, columns: Sequence[Col], rows: Iterable[Row]) -> None:
        """A table under its headings; columns with a `least` width give way where it is narrow."""
        ready = [
            row if isinstance(row, Across) else [_joined(_parts(cell)) for cell in row]
            for row in rows
        ]
        cells = [row for row in ready if not isinstance(row, Across)]
        widths = self._widths(columns, cells)
        if any(column.title for column in columns):
            self._row([Text(column.title, "dim") for column in columns], columns, widths)
        for row in ready:
            if isinstance(row, Across):
                self.line(*row.parts, indent=row.indent, hang=row.hang)
            else:
                self._row(row, columns, widths)

    def _widths(self, columns: Sequence[Col], rows: Sequence[Sequence[Text]]) -> list[int]:
        widths = [
            max([cell_len(column.title), *(_widest(row[place]) for row in rows)])
            for place, column in enumerate(columns)
        ]
        least = [
            max(_widest(_broken(row[place], column.breaks)) for row in rows)
            if column.breaks and rows
            else column.least
            for place, column in enumerate(columns)
        ]
        room = self.width - GAP * (len(columns) - 1)
        for most in (least, [LEAST] * len(columns)):  # where nothing else helps, all give way
            while sum(widths) > room:
                able = [
                    place for place, at in enumerate(most) if at is not None and widths[place] > at
                ]
                if not able:
                    break
                widths[max(able, key=widths.__getitem__)] -= 1
        return widths

    def _row(self, row: Sequence[Text], columns: Sequence[Col], widths: Sequence[int]) -> None:
        wrapped = [
            self._wrapped(cell, column, width)
            for cell, column, width in zip(row, columns, widths, strict=True)
        ]
        for place in range(max(map(len, wrapped))):
            line = Text()
            for lines, column, width in zip(wrapped, columns, widths, strict=True):
                piece = lines[place].copy() if place < len(lines) else Text()
                blank = " " * (width - cell_len(piece.plain))
                line.append_text(Text(blank) + piece if column.right else piece + Text(blank))
                line.append(" " * GAP)
            line.rstrip()
            self._console.print(line, soft_wrap=True)

    def _wrapped(self, cell: Text, column: Col, width: int) -> Sequence[Text]:
        if _widest(cell) <= width:
            return list(cell.split("\n"))
        text = _broken(cell, column.breaks) if column.breaks else cell
        return list(text.wrap(self._console, width))


def _broken(text: Text, signs: str) -> Text:
    """A text broken before the last of these signs, the rest indented under it."""
    place = max(text.plain.rfind(sign) for sign in signs)
    if place <= 0:
        return text
    indent = len(text.plain) - len(text.plain.lstrip()) + 2
    return text[:place] + Text("\n" + " " * indent) + text[place:]


def _widest(text: Text) -> int:
    return max(map(cell_len, text.plain.split("\n")))


def _parts(cell: Cell) -> Sequence[Part]:
    return cell if isinstance(cell, list) else [cell]


def _joined(parts: Iterable[Part]) -> Text:
    text = Text()
    for part in parts:
        words, style = (part, "") if isinstance(part, str) else part
        text.append(clean(words, lines=True), style)
    return text
