"""Fuzz the reader of amounts or that of dates, guided by coverage.

    pip install atheris
    python -m benchmarks.fuzz_reading amounts -max_total_time=300
    python -m benchmarks.fuzz_reading dates -max_total_time=300

What follows the sort goes to libFuzzer. A text is put together from the phrases of the corpus, the
words of the vocabularies and junk. It has to be refused with a code and a hint, or read as a value
that keeps its promises (`broken`). Where one is broken the run ends and shows the text: keep it in
`tests/reading/test_fuzzed.py`. Without atheris, `pytest tests/reading` tries the same promises.
"""

import sys
from importlib import import_module
from typing import Any

from tests.reading.promises import PLACES, TEXTS, broken


def main() -> None:
    """Hand the promises to libFuzzer."""
    fuzzer: Any = import_module("atheris")
    sort, *options = sys.argv[1:]
    pieces = TEXTS[sort]

    def one(data: bytes) -> None:
        choose = fuzzer.FuzzedDataProvider(data)
        words: list[str] = []
        for _ in range(choose.ConsumeIntInRange(1, 6)):
            if choose.ConsumeIntInRange(0, 9):
                words.append(pieces[choose.ConsumeIntInRange(0, len(pieces) - 1)])
            else:
                words.append(choose.ConsumeUnicodeNoSurrogates(6))
        text = ("" if choose.ConsumeBool() else " ").join(words)
        place = PLACES[sort][choose.ConsumeIntInRange(0, len(PLACES[sort]) - 1)]
        if found := broken(text, place):
            raise AssertionError(f"{place} = {text!r}: {found}")

    fuzzer.instrument_all()
    fuzzer.Setup([sys.argv[0], *options], one)
    fuzzer.Fuzz()


if __name__ == "__main__":
    main()
