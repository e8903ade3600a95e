"""How many phrases of the press the reader reads right, refuses, or reads as something else.

    python -m benchmarks.phrases            # every table, with what is not right
    python -m benchmarks.phrases dates      # one of them

The tables are in `tests/reading/`, whose README says what a row is. Dates are compared as days,
amounts by number, hedge, currency and basis. What is read though its label is another, or asks for
a refusal, is *wrong*: nobody is told of it. The exit status is 1 where that happens, or where more
than one phrase in twenty that can be read is refused.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain import fields
from domain.dates import span
from domain.errors import Refused
from domain.reading import Context, read
from domain.record import Record

TABLES = Path(__file__).parent.parent / "tests" / "reading"
DATES = "deal.expected_close"
CAME = ("right", "refused", "wrong")
REFUSED = 0.05  # of what can be read, at most

Value = Mapping[str, Any]
Said = tuple[str, ...]


class Phrase(Record):
    """A row of a table: any of the readings in `right` will do, `()` stands for a refusal."""

    table: str
    language: str
    field: str
    currency: str | None = None
    day: str | None = None
    written: str
    label: str
    right: tuple[Said, ...]


def phrases(table: Path) -> Iterator[Phrase]:
    """The rows of a table; its first line names the columns."""
    head, *lines = table.read_text(encoding="utf-8").splitlines()
    columns = head.split(" | ")
    dated = "published" in columns
    for line in lines:
        cells = line.split(" | ")
        row = dict(zip(columns, cells, strict=True))
        label = cells[-1]
        readings = label.split(" or ")
        yield Phrase(
            table=table.stem,
            language=row["language"],
            field=row.get("field", DATES),
            currency=row.get("the deal's currency"),
            day=row.get("published"),
            written=row["what is written"],
            label=label,
            right=tuple(_date(each) if dated else _amount(each) for each in readings),
        )


def _date(label: str) -> Said:
    """`2026-Q2 at_most`: the hedge, and the days that it leaves."""
    return () if label == "refused" else days(*label.split())


def days(edtf: str, qualifier: str) -> Said:
    """A date as its hedge and its first and last day; a bound has one day."""
    if edtf.endswith("~") and qualifier == "exactly":
        edtf, qualifier = edtf[:-1], "about"
    first, last = (instant[:10] for instant in span(edtf))
    if qualifier in ("at_most", "at_least"):
        return qualifier, last if qualifier == "at_most" else first
    return qualifier, first, last


def _amount(label: str) -> Said:
    """`between 10 and 20 USD a share`: the hedge, the numbers, the unit and the basis."""
    if label == "refused":
        return ()
    qualifier, rest = label.split(maxsplit=1)
    numbers = re.findall(r"\d[\d,.]*", re.sub(r"over \w+|shares/share", "", rest))
    unit = re.sub(r"^[\d,. ]+(and [\d,. ]+)?", "", rest)
    return qualifier, *(_number(each.replace(",", "")) for each in numbers), unit


def _number(digits: str) -> str:
    return f"{Decimal(digits).normalize():f}"


def said(value: Value) -> Said:
    """A stored value in the form of a label."""
    if value["type"] == "date":
        return days(value["edtf"], value.get("qualifier", "exactly"))
    ends = [value[name] for name in ("amount", "number", "low", "high") if name in value]
    unit = value.get("currency") or value.get("unit", "")
    match value["type"]:
        case "per_share":
            unit = f"{unit} a share"
        case "percent":
            basis = value.get("basis", "unspecified")
            stated = [basis] if basis != "unspecified" else []
            unit = " ".join(["%", *stated, *(["over", value["over"]] if "over" in value else [])])
    return value.get("qualifier", "exactly"), *(_number(each) for each in ends), unit


def outcome(phrase: Phrase) -> tuple[str, str]:
    """`right`, `refused` or `wrong`, and what came of it in words."""
    kind, _, name = phrase.field.partition(".")
    found = fields.find(kind, name)
    if found is None:
        raise LookupError(phrase.field)
    context = Context(currency=phrase.currency, day=phrase.day)
    try:
        value = read(phrase.written, found, context)
    except Refused as refusal:
        return ("right" if () in phrase.right else "refused"), refusal.code
    told = said(value) if value["type"] not in ("undisclosed", "none") else (value["type"],)
    return ("right" if told in phrase.right else "wrong"), " ".join(told)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts of each table and language, and each phrase that was not read right."""
    names = sys.argv[1:] if arguments is None else arguments
    missed = 0
    for table in sorted(TABLES.glob("*.txt")):
        if names and not any(name in table.stem for name in names):
            continue
        counts: Counter[tuple[str, str]] = Counter()
        sums: Counter[str] = Counter()
        listed = []
        for phrase in phrases(table):
            became, how = outcome(phrase)
            counts[phrase.language, became] += 1
            sums[became] += 1
            if became != "right":
                listed.append(f"  {became:8} {phrase.written}  ->  {how}, not {phrase.label}")
        print(f"{table.stem:24}" + "".join(f"{each:>8}" for each in CAME))
        for language in dict.fromkeys(name for name, _ in counts):
            row = "".join(f"{counts[language, each]:8}" for each in CAME)
            print(f"  {language:22}{row}")
        print("\n".join(["", *listed, ""]))
        missed += bool(sums["wrong"]) or sums["refused"] > REFUSED * sum(sums.values())
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
