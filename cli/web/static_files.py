"""The style, the scripts and the icon: few, small, and named by what is in them.

The name holds a digest, so that a browser may keep a file for ever and still sees a new one.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _read(name: str) -> tuple[str, bytes]:
    content = (FOLDER / name).read_bytes()
    return sha256(content).hexdigest()[:16], content


def address_of(name: str) -> str:
    """Where a file is served: `/static/3f…/style.css`."""
    return f"/static/{_read(name)[0]}/{name}"


def served(digest: str, name: str) -> Response | None:
    """A file; None where there is none of that name and content."""
    kind = TYPES.get(Path(name).suffix)
    if kind is None or "/" in name or not (FOLDER / name).is_file():
        return None
    known, content = _read(name)
    if digest != known:
        return None
    return Response(content, media_type=kind, headers={"cache-control": _FOR_EVER})
