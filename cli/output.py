"""Answers on stdout, in the format asked for. Talk goes to stderr.

JSON is always the whole answer. TSV and CSV are never cut. What a terminal gets for people is drawn
by `cli.screen`, loaded only then.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from domain.errors import DealtrailError
from domain.record import Record

if TYPE_CHECKING:
    from cli.options import Asked
    from cli.screen import Screen

Row = Mapping[str, Any]

# Signs that change how the text around them reads, or that nobody can see.
_SHOWN = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_TAGS = range(0xE0000, 0xE0080)
_UNSEEN = (  # compiled by the first text that needs it
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
_FORMULA = "=+-@＝＋－＠"


def clean(text: str, *, lines: bool = False) -> str:
    """Text from a ledger as a terminal may show it.

    Control characters are removed, direction controls and invisible tags are shown as `<U+202E>`.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _shown(sign, lines=lines) for sign in text)


def _shown(sign: str, *, lines: bool) -> str:
    if sign in "\t\n\r\u2028\u2029":
        return "\n" if lines and sign == "\n" else " "
    code = ord(sign)
    if code in _SHOWN or code in _TAGS:
        return f"<U+{code:04X}>"
    hidden = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
    return "" if hidden else sign


def coded(text: str) -> str:
    """Text from a ledger as a page may show it: what nobody can see is shown as `<U+0007>`.

    Tabs, ends of lines and spaces of every width stay.
    """
    if text.isprintable():
        return text
    return "".join(f"<U+{ord(sign):04X}>" if _is_hidden(sign) else sign for sign in text)


def _is_hidden(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20:
        return sign not in "\t\n"
    if 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return True  # the last two of a plane are no signs, and XML cannot hold them
    return code in _SHOWN or code in _TAGS


class Answer(Record):
    """What a verb answers, in every format; each is made only if it is asked for.

    `columns` names the cells of `rows` (TSV, CSV), `whole` is the JSON document, `each` the objects
    of JSON Lines, `show` draws it for people, `talk` is said on stderr beside rows: the clocks.
    """

    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    whole: Callable[[], Any]
    each: Callable[[], Iterable[Any]]
    show: Callable[["Screen"], None]
    talk: str = ""


def answer(asked: "Asked", found: Answer) -> None:
    """Print an answer in the format asked for: a table on a terminal, TSV into a pipe."""
    shape = asked.shape or ("table" if sys.stdout.isatty() else "tsv")
    if shape == "table":
        from cli.screen import Screen

        screen = Screen()
        found.show(screen)
        write(screen.drawn())
    elif shape == "json":
        write_json(found.whole())
    elif shape == "jsonl":
        write("".join(_json(each) + "\n" for each in found.each()))
    else:
        if found.talk:
            say(found.talk)
        lines = csv_of if shape == "csv" else _tsv
        write(lines(found.columns, found.rows()))


def write_json(document: Mapping[str, Any]) -> None:
    """A JSON document: indented on a terminal, else on one line, made five times as fast."""
    if sys.stdout.isatty():
        write(_json(document, indent=2) + "\n")
    else:
        _write(one_line(document))


_PIECE = 30  # members of a list: so short that the next piece fits into the memory of the last


def one_line(document: Mapping[str, Any]) -> Iterator[str]:
    """A document on one line, its long lists in pieces, as a pipe gets it."""
    yield "{"
    separator = ""
    for name, part in document.items():
        yield f"{separator}{_json(name)}: "
        separator = ", "
        if isinstance(part, list) and len(part) > _PIECE:
            yield f"[{_json(part[:_PIECE])[1:-1]}"
            for start in range(_PIECE, len(part), _PIECE):
                yield f", {_json(part[start : start + _PIECE])[1:-1]}"
            yield "]"
        else:
            yield _json(part)
    yield "}\n"


def _json(part: Any, indent: int | None = None) -> str:
    # No part of an answer holds itself, and to look for that takes a tenth of the time.
    text = json.dumps(part, ensure_ascii=False, check_circular=False, indent=indent)
    if (text.isascii() and "\x7f" not in text) or text.isprintable():
        return text  # to look for each unseen sign takes several times as long
    return re.sub(_UNSEEN, _escaped, text)


def _escaped(sign: re.Match[str]) -> str:
    return json.dumps(sign[0])[1:-1]


def _tsv(columns: Iterable[str], rows: Iterable[Row]) -> str:
    lines = ["\t".join(columns)]
    lines += ["\t".join(clean(_cell(row.get(name))) for name in columns) for row in rows]
    return "\n".join(lines) + "\n"


def csv_of(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Rows as CSV that a spreadsheet can open: no cell is taken for a formula."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(_cell(row.get(name))) for name in columns])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value)


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor a terminal for a command."""
    cell = clean(cell, lines=True)
    if cell.lstrip()[:1] in _FORMULA and cell.strip() and not re.fullmatch(_NUMBER, cell):
        return "'" + cell
    return cell


def write(text: str) -> None:
    """Data to stdout. A full disk is said, a closed pipe ends the program quietly."""
    _write((text,))


def _write(pieces: Iterable[str]) -> None:
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up_stdout()
        raise DealtrailError(
            f"the answer could not be written ({error.strerror})", code="E-OUTPUT", place="stdout"
        ) from error


def give_up_stdout() -> None:
    """Nobody reads any more: let what is left go nowhere, also at the very end of the program."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Talk to the person, on stderr."""
    sys.stderr.write(clean(text, lines=True) + "\n")
