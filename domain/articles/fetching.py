"""Fetch one page, as a person asked for it, and nothing that is not public.

A host is resolved once, every address of it is checked, and the connection is made to that very
address, so that an answer that changes between check and connection changes nothing. No cookies,
no proxies, no passwords. One clock runs over all of it.
"""

import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urljoin

from domain.articles import sniffing
from domain.articles.addresses import WebAddress, check_public, is_number, web_address
from domain.errors import DealtrailError, Refused

SECONDS = 10
MAX_WIRE = 5_000_000
MAX_DECODED = 20_000_000
MAX_RATIO = 100
MAX_REDIRECTS = 3
TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
_REDIRECTS = (301, 302, 303, 307, 308)
_SAVE = "save the page in a browser, and give the file"

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as text."""
Connect = Callable[[str, int, float], socket.socket]
"""A connection to an address and port, within seconds."""


def fetch(
    url: str,
    *,
    resolve: Resolve | None = None,
    connect: Connect | None = None,
    trust: ssl.SSLContext | None = None,
) -> tuple[bytes, str]:
    """What is at a web address, and the address where it was in the end.

    Text is turned into UTF-8 where the answer says that it is in another encoding. `resolve`,
    `connect` and `trust` are for tests. Raises `Refused` (E-URL for an address that is not
    fetched, E-SIZE, E-FORMAT for what is no article) and `DealtrailError` (E-FETCH: nothing came,
    or not all of it; never half a text).
    """
    clock = _Clock(SECONDS)
    address = web_address(url)
    for _ in range(MAX_REDIRECTS + 1):
        found = _ask(address, clock, resolve or _resolve, connect or _connect, trust)
        if isinstance(found, bytes):
            return found, str(address)
        address = web_address(urljoin(str(address), found))
    raise DealtrailError(
        f"it leads on more than {MAX_REDIRECTS} times", code="E-FETCH", seen=url, hint=_SAVE
    )


def _ask(
    address: WebAddress,
    clock: "_Clock",
    resolve: Resolve,
    connect: Connect,
    trust: ssl.SSLContext | None,
) -> bytes | str:
    """What one request brings: the text, or the address that it leads on to."""
    try:
        addresses = [
            str(check_public(each, address.host)) for each in _found(address, resolve, clock)
        ]
        wire = _open(addresses, address, clock, connect, trust)
        try:
            return _talk(address, wire)
        finally:
            wire.hang_up()
    except TimeoutError:
        message = f"no whole answer from {address.host} within {SECONDS} seconds"
        raise DealtrailError(message, code="E-FETCH", seen=str(address), hint=_SAVE) from None
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or "TLS"
        message = f"{address.host} cannot show that it is that site ({reason})"
        raise DealtrailError(message, code="E-FETCH", seen=str(address), hint=_SAVE) from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        message = f"{address.host} gave no whole answer ({reason})"
        raise DealtrailError(message, code="E-FETCH", seen=str(address), hint=_SAVE) from None


def _found(address: WebAddress, resolve: Resolve, clock: "_Clock") -> Sequence[str]:
    """The addresses of the host; a host that is a number is its own."""
    if is_number(address.host):
        return (address.host,)
    try:
        found = clock.run(lambda: resolve(address.host, address.port))
    except TimeoutError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"there is no site of that name, or no network ({reason})"
        raise DealtrailError(message, code="E-FETCH", seen=address.host) from None
    if not found:
        raise DealtrailError("this site has no address", code="E-FETCH", seen=address.host)
    return found


def _resolve(host: str, port: int) -> Sequence[str]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in answers))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


def _open(
    addresses: Sequence[str],
    address: WebAddress,
    clock: "_Clock",
    connect: Connect,
    trust: ssl.SSLContext | None,
) -> "_Wire":
    """A connection to the first of the addresses that answers."""
    for number, each in enumerate(addresses, 1):
        try:
            plain = connect(each, address.port, clock.left())
        except TimeoutError:
            raise
        except OSError:
            if number == len(addresses):
                raise
            continue
        break
    if address.scheme == "http":
        return _Wire(plain, clock)
    try:
        plain.settimeout(clock.left())
        context = trust or ssl.create_default_context()
        return _Wire(context.wrap_socket(plain, server_hostname=address.host), clock)
    except BaseException:
        plain.close()
        raise


def _talk(address: WebAddress, wire: "_Wire") -> bytes | str:
    connection = HTTPConnection(address.host, address.port)
    connection.sock = wire
    connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", address.named)
    connection.putheader("User-Agent", _name())
    connection.putheader("Accept", ", ".join(TYPES))
    connection.putheader("Accept-Encoding", "gzip")
    connection.putheader("Connection", "close")
    connection.endheaders()
    answer = connection.getresponse()
    if answer.status in _REDIRECTS and (leads := answer.getheader("Location")):
        return leads
    _check_answer(answer, address)
    return _as_utf8(_body(answer, address), answer)


def _name() -> str:
    from importlib.metadata import version

    return f"dealtrail/{version('dealtrail')} (reads one page when its user asks for it)"


def _check_answer(answer: HTTPResponse, address: WebAddress) -> None:
    if answer.status != 200:
        message = f"{address.host} answered {answer.status} {answer.reason}".rstrip()
        raise DealtrailError(message, code="E-FETCH", seen=str(address), hint=_SAVE)
    kind = answer.headers.get_content_type() if "Content-Type" in answer.headers else "no type"
    if kind not in TYPES:
        message = f"what is at this address is {kind}; articles are read from HTML, text and PDF"
        raise Refused(message, code="E-FORMAT", seen=str(address))
    coded = answer.getheader("Content-Encoding", "identity").strip().lower()
    if coded not in ("identity", "gzip", "x-gzip"):
        message = f"{address.host} answered in an encoding that was not asked for ({coded})"
        raise DealtrailError(message, code="E-FETCH", seen=str(address), hint=_SAVE)


def _body(answer: HTTPResponse, address: WebAddress) -> bytes:
    """All of the answer, unpacked. A bound that is passed ends it before memory grows."""
    packed = "gzip" in answer.getheader("Content-Encoding", "")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
    found = bytearray()
    given = 0
    while part := answer.read(65536):
        given += len(part)
        try:
            found += unpack.decompress(part, MAX_DECODED + 1 - len(found)) if unpack else part
        except zlib.error as error:
            raise HTTPException(f"damaged on the way: {error}") from None
        if len(found) > MAX_DECODED or len(found) > MAX_RATIO * max(given, 1000):
            message = f"more than {MAX_DECODED:,} bytes unpacked, or than {MAX_RATIO} times as many"
            raise Refused(message, code="E-SIZE", seen=str(address), hint=_SAVE)
    if unpack is not None and (not unpack.eof or unpack.unused_data):
        raise HTTPException("it ended before its end, or went on after it")
    if answer.length:
        raise HTTPException(f"{answer.length:,} bytes are missing")
    return bytes(found)


def _as_utf8(data: bytes, answer: HTTPResponse) -> bytes:
    """The bytes in UTF-8 with its mark, where the answer declares another encoding for text."""
    declared = answer.headers.get_content_charset() or ""
    known = sniffing.charset(declared) if declared else ""
    if not known or known == "utf-8" or data.startswith((b"\xef\xbb\xbf", b"%PDF-")):
        return data
    return b"\xef\xbb\xbf" + data.decode(known, errors="replace").encode()


class _Clock:
    """One span of time for all that is done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises `TimeoutError` where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def run(self, call: Callable[[], Sequence[str]]) -> Sequence[str]:
        """What a call brings that knows no bound of time; it is left behind where it is late."""
        found: list[Sequence[str]] = []
        failed: list[OSError] = []

        def work() -> None:
            try:
                found.append(call())
            except OSError as error:
                failed.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(self.left())
        if failed:
            raise failed[0]
        if not found:
            raise TimeoutError
        return found[0]


class _Wire:
    """What HTTP is spoken over: a socket that keeps to the clock and counts what comes in."""

    def __init__(self, plain: socket.socket, clock: _Clock) -> None:
        self._plain = plain
        self._clock = clock

    def sendall(self, data: bytes) -> None:
        """Send all of it while there is time."""
        self._plain.settimeout(self._clock.left())
        self._plain.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        """What comes in, as a file."""
        return io.BufferedReader(_Counted(self._plain, self._clock))

    def close(self) -> None:
        """Nothing: HTTP says this as soon as the head is read, and the answer is still to come."""

    def hang_up(self) -> None:
        """End the connection."""
        self._plain.close()


class _Counted(io.RawIOBase):
    def __init__(self, plain: socket.socket, clock: _Clock) -> None:
        self._plain = plain
        self._clock = clock
        self._came = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._plain.settimeout(self._clock.left())
        count = self._plain.recv_into(into)
        self._came += count
        if self._came > MAX_WIRE:
            raise Refused(f"more than {MAX_WIRE:,} bytes", code="E-SIZE", hint=_SAVE)
        return count
