"""The process that `domain.articles.guarded` starts: one page or PDF in, its parts out.

{"kind": "html", "url": "…"}\\n<bytes>  →  {"article": {…}} or {"refused": {…}}
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.articles.refusals import COPY
from domain.errors import Refused


def main() -> None:
    """Read standard input to its end, write one JSON object, end."""
    asked = json.loads(sys.stdin.buffer.readline())
    _bound(asked["memory"], asked["seconds"])
    answer = _answer(asked["kind"], sys.stdin.buffer.read(), asked["url"])
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _bound(memory: int, seconds: int) -> None:
    """Bounds that the system holds, where it can: of memory, of time, and no file is written."""
    try:
        import resource
    except ImportError:  # Windows: the time is held by who started us
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS has no bound of memory
            continue


def _answer(kind: str, data: bytes, url: str) -> dict[str, Any]:
    try:
        if kind == "pdf":
            from domain.articles.pdf import read_pdf

            return {"article": read_pdf(data)}
        from domain.articles.pages import read_page
        from domain.articles.pages.archive import page_in

        if kind == "mhtml":
            data, saved_from = page_in(data)
            url = url or saved_from
        return {"article": read_page(data, url)}
    except Refused as refusal:
        return _refused(refusal)
    except (MemoryError, RecursionError):
        message = "it takes more memory or nesting than an article does"
        return _refused(Refused(message, code="E-LIMIT", hint=COPY))
    except Exception as error:  # noqa: BLE001 - told by who started us
        return _told(error)


def _told(error: Exception) -> dict[str, Any]:
    """What broke: a file that is wrong, however its reader found out, or a mistake of ours."""
    import traceback

    places = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    if _called_by_us(places):
        return {"broken": traceback.format_exc()}
    message = f"it is damaged or not made as it should be ({type(error).__name__}: {error})"[:300]
    return _refused(Refused(message, code="E-FORMAT", hint=COPY))


def _called_by_us(places: Sequence[Path]) -> bool:
    """Whether the last code at work, Python's own aside, was ours and not a library's."""
    ours, python = Path(__file__).parent, Path(os.__file__).parent
    for place in reversed(places):
        if place.is_relative_to(ours):
            return True
        if not place.is_relative_to(python) or "site-packages" in place.parts:
            return False
    return False


def _refused(refusal: Refused) -> dict[str, Any]:
    return {
        "refused": {"message": refusal.message, "code": refusal.code, "hint": refusal.hint},
    }
