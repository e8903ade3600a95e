"""What stands between the page and everything else on the machine and in the browser.

Any web page that the reader visits can send requests to this computer, and so can every other user
of it. So only requests that name us as their host are heard (another name that leads here is an
attack: DNS rebinding), only our own pages may ask for a change, and a change needs the token of
this start. What is sent back may run nothing but our own script.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Any

from domain.errors import Refused
from domain.record import Record

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 1_000_000  # bytes of a body
LARGEST_FORM = 5_500_000  # of a form with a file in it, where a report is logged
DEEPEST = 32  # lists and objects within each other
READS = frozenset(("GET", "HEAD"))
BODIES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
HEADERS = {
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    ),
    "x-content-type-options": "nosniff",
    # Nobody else learns where a reader comes from. Not "no-referrer": then a browser would say of
    # our own forms too that they come from nowhere ("Origin: null"), and they would be turned away.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Door(Record):
    """Who is let in.

    `port` is where the page is served. `token` is made anew by every start; `closed` says that it
    is asked for reading too, because the ledger itself is closed to other users of the computer.
    """

    port: int
    token: str
    closed: bool = False
    read_only: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """The names of us in a request's Host header."""
        names = ("127.0.0.1", "localhost", "[::1]")
        bare = names if self.port == 80 else ()
        return frozenset((*bare, *(f"{name}:{self.port}" for name in names)))

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers keep one jar for all ports of a computer."""
        return f"dealtrail-{self.port}"

    def holds(self, given: str) -> bool:
        """Whether a token is the one of this start, told in the same time whatever it is."""
        return compare_digest(given.encode("utf-8", "replace"), self.token.encode())


class Stopped(Exception):
    """A request that goes no further: a status, and why."""

    def __init__(self, status: int, refusal: Refused) -> None:
        super().__init__(str(refusal))
        self.status = status
        self.refusal = refusal


Answer = Callable[[Scope, int, Refused], App]
"""How a refusal is answered: in the one shape that all errors have."""


class Guard:
    """The middleware: every request passes it, those for a picture or a style too."""

    def __init__(self, app: App, door: Door, answer: Answer) -> None:
        self._app = app
        self._door = door
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] != "http":
            return  # no web sockets are served
        try:
            _check_host(self._door, scope)
            headers = _headers(scope)
            scope["dealtrail.inside"] = inside = self._door.holds(_token(self._door, headers))
            if scope["method"] in READS:
                _check_reading(self._door, scope, inside=inside)
            else:
                _check_writing(self._door, headers, inside=inside)
                receive = await _read_whole(headers, receive, _most(scope, headers))
            app = self._app
        except Stopped as stopped:
            app = self._answer(scope, stopped.status, stopped.refusal)
        await app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            more = {"cache-control": "no-store", **HEADERS}
            message["headers"] = [
                *message["headers"],
                *(
                    (name.encode(), value.encode())
                    for name, value in more.items()
                    if name.encode() not in given
                ),
            ]
        await send(message)

    return sending


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name; of one that is given twice both, so that no check can be passed by."""
    found: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").lower()
        text = value.decode("latin-1").strip()
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _check_host(door: Door, scope: Scope) -> None:
    """Exactly one Host, which is us; and a path, not a whole address of somebody else."""
    named = [value for name, value in scope["headers"] if name.lower() == b"host"]
    path = scope.get("raw_path") or scope["path"].encode()
    host = named[0].decode("latin-1").strip().lower() if len(named) == 1 else ""
    if host not in door.hosts or not path.startswith(b"/") or not scope["path"].startswith("/"):
        raise Stopped(
            421,
            Refused(
                "this page answers under its own address alone",
                code="E-HOST",
                place="Host",
                seen=", ".join(each.decode("latin-1") for each in named),
                hint=f"open http://127.0.0.1:{door.port}/",
            ),
        )


def _token(door: Door, headers: Mapping[str, str]) -> str:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(door.cookie)
    except CookieError:
        return ""
    return cookie.value if cookie is not None else ""


ENTRANCE = "/enter"
_OPEN = ("/static/", ENTRANCE)


def _check_reading(door: Door, scope: Scope, *, inside: bool) -> None:
    """A closed ledger is read with the token; how the page looks is no secret."""
    if door.closed and not inside and not scope["path"].startswith(_OPEN):
        raise Stopped(401, _no_token("this ledger is closed to other users of this computer"))


def _check_writing(door: Door, headers: Mapping[str, str], *, inside: bool) -> None:
    """What may change something: from our own page, with the token, as JSON or a form."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Stopped(403, _foreign("Sec-Fetch-Site", headers["sec-fetch-site"]))
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{headers['host'].lower()}":
        raise Stopped(403, _foreign("Origin", origin))
    if not inside:
        raise Stopped(401, _no_token("only who started the page may change something"))
    if door.read_only:
        raise Stopped(
            403,
            Refused(
                "the page was started to read alone",
                code="E-READONLY",
                hint="start it without --read-only",
            ),
        )
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in BODIES:
        raise Stopped(
            415,
            Refused(
                "a body is JSON or a form",
                code="E-BODY",
                place="Content-Type",
                seen=kind,
                hint="send Content-Type: application/json",
            ),
        )


def _foreign(place: str, seen: str) -> Refused:
    return Refused(
        "the request came from another page",
        code="E-ORIGIN",
        place=place,
        seen=seen,
        hint="only this page, or a program with the token, may change something",
    )


def _no_token(message: str) -> Refused:
    return Refused(
        message,
        code="E-TOKEN",
        hint="open the link that 'dealtrail serve' printed; a program sends its token as"
        " Authorization: Bearer …",
    )


def _most(scope: Scope, headers: Mapping[str, str]) -> int:
    """How many bytes a body may have: an article is handed in as a file where one is logged."""
    kind = headers.get("content-type", "").lower()
    if scope["path"].endswith("/log") and kind.startswith("multipart/form-data"):
        return LARGEST_FORM
    return LARGEST


async def _read_whole(headers: Mapping[str, str], receive: Receive, most: int) -> Receive:
    """Take a body in, up to the limits; what comes after gets it in one piece."""
    told = headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > most:
        raise _too_large(told, most)
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break  # whoever sent it has gone
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise _too_large(f"more than {most} bytes", most)
    if headers.get("content-type", "").lower().startswith("application/json"):
        check_depth(bytes(body))
    pieces: Iterable[Message] = ({"type": "http.request", "body": bytes(body)},)
    waiting = iter(pieces)

    async def again() -> Message:
        return next(waiting, {"type": "http.disconnect"})

    return again


def _too_large(seen: str, most: int) -> Stopped:
    return Stopped(
        413,
        Refused(
            f"a body has at most {most // 1_000_000} MB",
            code="E-LENGTH",
            place="body",
            seen=seen,
            hint="files larger than that are logged by 'dealtrail log' and 'dealtrail import'",
        ),
    )


def check_depth(body: bytes) -> None:
    """Refuse JSON in which more than 32 lists and objects lie within each other.

    Told from the signs alone, before anything is made of it. Raises `Stopped`.
    """
    depth, quoted, escaped = 0, False, False
    for sign in body:
        if quoted:
            if escaped:
                escaped = False
            elif sign == 0x5C:  # \
                escaped = True
            elif sign == 0x22:  # "
                quoted = False
        elif sign == 0x22:
            quoted = True
        elif sign in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Stopped(
                    400,
                    Refused(
                        f"lists and objects lie more than {DEEPEST} deep in each other",
                        code="E-DEPTH",
                        place="body",
                    ),
                )
        elif sign in b"]}":
            depth -= 1
