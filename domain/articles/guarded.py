"""Web pages and PDFs are taken apart in a process of their own, which can be cut off.

Both are made by strangers, and their readers are large: a few bytes can ask for gigabytes or for
ever. The process has bounds of memory and time, writes no file, and sees none of our environment.
"""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Timer
from typing import Any

from domain.articles.refusals import COPY
from domain.errors import Refused

SECONDS: float = 10
MEMORY = 512 * 1024 * 1024
MAX_ANSWER = 8_000_000
"""Bytes of an answer, all of it in ASCII: some 300,000 words."""

_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path.append(sys.argv[1]); from domain.articles import child; child.main()"
_KEPT = ("SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_NAMES = {"html": "web page", "mhtml": "web page", "pdf": "PDF"}


def read(kind: str, data: bytes, *, place: str, url: str = "") -> dict[str, Any]:
    """The parts of the article that a page (`html`, in UTF-8, or `mhtml`) or PDF (`pdf`) holds.

    Raises `Refused` with `place`: E-LIMIT where it takes more than `SECONDS` or `MEMORY` bytes,
    E-FORMAT where it is broken, E-EMPTY where there is no article in it, E-EXTRA where the library
    for it is not installed.
    """
    name = _NAMES[kind]
    asked = json.dumps({"kind": kind, "url": url, "memory": MEMORY, "seconds": math.ceil(SECONDS)})
    answer, ended, late = _run(asked.encode() + b"\n" + data, SECONDS)
    if late or ended == -getattr(signal, "SIGXCPU", 0):
        raise Refused(
            f"reading this {name} takes more than {SECONDS:g} seconds",
            code="E-LIMIT",
            place=place,
            hint=COPY,
        )
    if len(answer) > MAX_ANSWER:
        raise Refused(
            f"this {name} holds more text than an article",
            code="E-LIMIT",
            place=place,
            hint="copy the part that matters into a file, or pipe it in",
        )
    if ended != 0 or not answer:
        raise Refused(
            f"the reader of a {name} broke off on it (status {ended})",
            code="E-FORMAT",
            place=place,
            hint=COPY,
        )
    return _parts(json.loads(answer), place)


def _parts(answer: Mapping[str, Any], place: str) -> dict[str, Any]:
    if refused := answer.get("refused"):
        raise Refused(
            refused["message"], code=refused["code"], place=place, hint=refused.get("hint", "")
        )
    if broken := answer.get("broken"):
        raise RuntimeError(f"a mistake of ours while reading {place}:\n{broken}")
    return dict(answer["article"])


def _run(given: bytes, seconds: float) -> tuple[bytes, int, bool]:
    """What the process answers, how it ended, and whether it was cut off.

    It reads all that it is given before it writes, so that neither waits for the other.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    cut = False
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", "-c", _START, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:

        def cut_off() -> None:
            nonlocal cut
            cut = True
            process.kill()

        timer = Timer(seconds, cut_off)
        timer.start()
        try:
            answer = _exchange(process, given)
        finally:
            process.kill()
            timer.cancel()
    return answer, process.returncode, cut


def _exchange(process: subprocess.Popen[bytes], given: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process was started without pipes")
    try:
        process.stdin.write(given)
        process.stdin.close()
    except BrokenPipeError:  # it was cut off or broke; how it ended says more
        return b""
    answer = process.stdout.read(MAX_ANSWER + 1)
    if len(answer) <= MAX_ANSWER:
        process.wait()
    return answer
