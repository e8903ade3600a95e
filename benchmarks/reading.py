"""How well the phrases of the press are read: right, refused, or silently wrong.

    python -m benchmarks.reading            # a table by half and language, then what was not right
    python -m benchmarks.reading --cold     # and what the first phrase costs in a new process

Both halves were labelled by hand (`tests/reading/corpus.py`). Right is what was read as meant, and
what was rightly refused. The exit status is 1 where a phrase is silently wrong, or where more than
one in twenty of a half is refused.
"""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from statistics import median

from tests.reading.corpus import Phrase, phrases, understood, verdict

MOST_REFUSED = 0.05
VERDICTS = ("right", "refused", "wrong")
_COLD = """
import time
from domain.fields import find
start = time.perf_counter()
from domain.reading import Context, read
read({text!r}, find({kind!r}, {field!r}), Context(currency="USD", day="2026-01-29"))
print(time.perf_counter() - start)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cold", action="store_true", help="what a phrase costs in a new process")
    asked = parser.parse_args(arguments)
    found = [(phrase, verdict(phrase)) for phrase in phrases()]
    groups = Counter(
        ((phrase.half, phrase.sort, language), result)
        for phrase, result in found
        for language in (phrase.language, "all")
    )
    print(f"{'half':8}{'':10}{'':6}{'phrases':>8}{'right':>8}{'refused':>9}{'wrong':>8}")
    missed = False
    for group in sorted({group for group, _ in groups}, key=lambda g: (g[0] == "after", *g[1:])):
        counts = [groups[group, result] for result in VERDICTS]
        total = sum(counts)
        missed = (
            missed or bool(counts[2]) or (group[2] == "all" and counts[1] > MOST_REFUSED * total)
        )
        row = "".join(f"{group[at]:{width}}" for at, width in ((0, 8), (1, 10), (2, 6)))
        print(f"{row}{total:8}{counts[0]:8}{counts[1]:9}{counts[2]:8}")
    for phrase, result in found:
        if result != "right":
            _show(phrase, result)
    if asked.cold:
        for place, text in _PLACES.items():
            print(f"{text!r} in a new process: {1000 * _cold(place, text):.0f} ms")
    return int(missed)


def _show(phrase: Phrase, result: str) -> None:
    place = f"{phrase.half}.txt:{phrase.line}"
    print(f"{result}: {place} {phrase.text!r} is {phrase.label}, not {understood(phrase)}")


_PLACES = {"party.commitment": "up to $50bn", "deal.expected_close": "late March 2026"}


def _cold(place: str, text: str) -> float:
    """Seconds to load the reader and its words and read one phrase, the median of nine."""
    kind, _, field = place.partition(".")
    code = _COLD.format(text=text, kind=kind, field=field)
    command = [sys.executable, "-c", code]
    return median(
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(9)
    )


if __name__ == "__main__":
    sys.exit(main())
