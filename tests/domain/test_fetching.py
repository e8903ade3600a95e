"""Fetching a page: from the public network alone, whole or not at all, and never for ever."""

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.articles import fetching
from domain.articles.addresses import web_address
from domain.articles.fetching import fetch
from domain.errors import DealtrailError, Refused

PUBLIC = "93.184.215.14"
PAGE = b"<html><body><p>Acme is in talks to buy Bolt.</p></body></html>"

Answer = Callable[[bytes], bytes]
"""The whole answer to a request, by its text."""


class Site:
    """A server on this computer that stands for every public one; `asked` holds the requests."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answers: list[Answer] = []
        self.connections: list[tuple[str, int]] = []
        self.hold = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            part = client.recv(65536)
            if not part:
                return
            request += part
        self.asked.append(request)
        answer = self.answers.pop(0)
        try:
            client.sendall(answer(request))
        except OSError:
            return

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        """A connection to this site, whichever address was meant."""
        self.connections.append((address, port))
        return socket.create_connection(self._listener.getsockname(), timeout=seconds)

    def will(self, *answers: Answer | bytes) -> None:
        """What is answered to the next requests, in order."""
        self.answers += [each if callable(each) else _always(each) for each in answers]

    def close(self) -> None:
        """No more is answered."""
        self.hold.set()
        self._listener.close()


def _always(answer: bytes) -> Answer:
    return lambda _: answer


@pytest.fixture
def site() -> Iterator[Site]:
    """One for each test."""
    running = Site()
    yield running
    running.close()


def answer(
    body: bytes = PAGE, kind: str = "text/html", status: str = "200 OK", **more: str
) -> bytes:
    """An answer with its length."""
    head = {"Content-Type": kind, "Content-Length": str(len(body)), **more}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in head.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def leads_to(address: str) -> bytes:
    """A redirect."""
    return answer(b"", status="302 Found", Location=address)


def public(_host: str, _port: int) -> Sequence[str]:
    """Every host is at one public address."""
    return (PUBLIC,)


def got(site: Site, url: str = "http://news.example/acme") -> tuple[bytes, str]:
    """What is fetched from the site."""
    return fetch(url, resolve=public, connect=site.connect)


# -- what is not public --------------------------------------------------------------------------

LITERALS = (
    *("127.0.0.1", "127.1", "127.0.1", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1"),
    *("2130706433", "127.0.0.1.", "0", "0.0.0.0", "00.00.00.00", "10.0.0.1", "10.255.255.255"),  # noqa: S104
    *("172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "3232235777", "169.254.169.254"),
    *("0xa9fea9fe", "2852039166", "100.64.0.1", "100.127.255.255", "100.100.100.200"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1", "[::1]", "[::]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]"),
    *("[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001::1]", "[2001:db8::1]"),
    *("[100::1]", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1"),
)


@pytest.mark.parametrize("host", LITERALS)
def test_an_address_that_is_not_public_gets_no_packet(host: str, site: Site) -> None:
    def resolve(host: str, _port: int) -> Sequence[str]:
        return (host,)

    with pytest.raises(Refused) as caught:
        fetch(f"http://{host}/", resolve=resolve, connect=site.connect)
    assert caught.value.code == "E-URL"
    assert site.connections == []


RESOLVED = (
    *("127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.0.10", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.251", "255.255.255.255", "::1", "::", "fe80::1%eth0"),  # noqa: S104
    "fd12::1",
    *("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::fb", "nonsense"),
)


@pytest.mark.parametrize("address", RESOLVED)
def test_a_name_that_leads_to_such_an_address_gets_no_packet(address: str, site: Site) -> None:
    def resolve(_host: str, _port: int) -> Sequence[str]:
        return (PUBLIC, address)

    with pytest.raises(Refused) as caught:
        fetch("https://news.example/", resolve=resolve, connect=site.connect)
    assert caught.value.code == "E-URL"
    assert site.connections == []


def test_a_name_of_this_computer_is_asked_of_the_resolver_alone(site: Site) -> None:
    with pytest.raises((Refused, DealtrailError)):
        fetch("http://localhost/", connect=site.connect)
    assert site.connections == []


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_a_public_address_is_connected_to_as_it_was_resolved(address: str, site: Site) -> None:
    def resolve(_host: str, _port: int) -> Sequence[str]:
        return (address,)

    site.will(answer())
    fetch("http://news.example/", resolve=resolve, connect=site.connect)
    assert site.connections == [(address, 80)]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/x",
        "gopher://news.example/",
        "data:text/html,x",
        "news.example/x",
        "//news.example/x",
        "http:///x",
        "http://",
        "http://user:secret@news.example/",
        "http://user@news.example/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1\\@news.example/",
        "http://news.example:22/",
        "http://news.example:8080/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://news.example/a b",
        "http://news.example/a\r\nHost: x",
        "http://news..example/",
        "http://-news.example/",
        "http://[::1/",
        "http://news.example/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, site: Site) -> None:
    with pytest.raises(Refused) as caught:
        got(site, url)
    assert caught.value.code == "E-URL"
    assert site.connections == []


@pytest.mark.parametrize("rest", ["news.example/", "news.example/a b", "news..example/", ":x/"])
def test_a_password_in_an_address_is_not_shown(rest: str) -> None:
    with pytest.raises(Refused) as caught:
        fetch(f"http://ann:secret@{rest}")
    assert "secret" not in str(caught.value)


def test_a_name_in_other_letters_is_asked_for_and_shown_in_ascii() -> None:
    assert str(web_address("https://zeitung-für.example/söder?q=ü#x")) == (
        "https://xn--zeitung-fr-ieb.example/s%C3%B6der?q=%C3%BC"
    )


# -- redirects, and a resolver that changes its mind ---------------------------------------------


def test_a_redirect_to_this_computer_is_not_followed(site: Site) -> None:
    def resolve(host: str, _port: int) -> Sequence[str]:
        return ("127.0.0.1",) if host == "inside.example" else (PUBLIC,)

    for target in ("http://127.0.0.1/", "http://inside.example/", "http://169.254.169.254/meta"):
        site.connections.clear()
        site.will(leads_to(target))
        with pytest.raises(Refused):
            fetch("http://news.example/", resolve=resolve, connect=site.connect)
        assert site.connections == [(PUBLIC, 80)]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://u:p@news.example/", "ftp://x/"])
def test_a_redirect_to_another_scheme_is_not_followed(target: str, site: Site) -> None:
    site.will(leads_to(target))
    with pytest.raises(Refused) as caught:
        got(site)
    assert caught.value.code == "E-URL"


def test_a_name_is_resolved_once_and_what_it_says_later_does_not_count(site: Site) -> None:
    said: list[str] = []

    def resolve(_host: str, _port: int) -> Sequence[str]:
        said.append(PUBLIC if not said else "127.0.0.1")
        return (said[-1],)

    site.will(answer())
    assert fetch("http://news.example/", resolve=resolve, connect=site.connect)[0] == PAGE
    assert site.connections == [(PUBLIC, 80)]
    assert said == [PUBLIC]


def test_a_name_that_is_local_at_the_second_request_is_refused_then(site: Site) -> None:
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    site.will(leads_to("http://news.example/second"))
    with pytest.raises(Refused):
        fetch("http://news.example/", resolve=lambda *_: next(answers), connect=site.connect)
    assert site.connections == [(PUBLIC, 80)]


def test_three_redirects_are_followed_and_the_last_address_is_told(site: Site) -> None:
    site.will(leads_to("/b"), leads_to("c?x=1"), leads_to("http://other.example/d"), answer())
    assert got(site) == (PAGE, "http://other.example/d")
    assert [request.split()[1] for request in site.asked] == [b"/acme", b"/b", b"/c?x=1", b"/d"]


def test_a_fourth_redirect_is_too_many(site: Site) -> None:
    site.will(*[leads_to(f"/{number}") for number in range(4)])
    with pytest.raises(DealtrailError, match="leads on more than 3 times"):
        got(site)
    assert len(site.asked) == 4


# -- what is asked -------------------------------------------------------------------------------


def test_a_request_says_who_asks_and_nothing_of_the_user(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.will(answer(Set_Cookie="a=b"), answer())
    got(site)
    got(site)
    lines = site.asked[1].decode().split("\r\n")
    assert lines[0] == "GET /acme HTTP/1.1"
    names = {line.partition(":")[0] for line in lines[1:] if line}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert "Host: news.example" in lines
    assert any(line.startswith("User-Agent: dealtrail/") for line in lines)


# -- what is answered ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Oops", "204 None"])
def test_another_answer_than_the_page_is_told_with_its_number(status: str, site: Site) -> None:
    site.will(answer(status=status))
    with pytest.raises(DealtrailError, match=status[:3]) as caught:
        got(site)
    assert caught.value.code == "E-FETCH"


@pytest.mark.parametrize("kind", ["image/png", "application/json", "video/mp4", ""])
def test_what_is_no_article_is_not_read(kind: str, site: Site) -> None:
    site.will(answer(kind=kind))
    with pytest.raises(Refused) as caught:
        got(site)
    assert caught.value.code == "E-FORMAT"


def test_an_answer_that_breaks_off_is_no_half_text(site: Site) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    packed = gzip.compress(PAGE * 50)[:-20]
    for half in (
        answer()[:-10],
        chunked + b"10\r\n0123456789",
        answer(packed, Content_Encoding="gzip"),
        answer(b"no gzip at all", Content_Encoding="gzip"),
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
    ):
        site.will(half)
        with pytest.raises(DealtrailError) as caught:
            got(site)
        assert caught.value.code == "E-FETCH"


def test_a_packed_answer_is_unpacked(site: Site) -> None:
    site.will(answer(gzip.compress(PAGE), Content_Encoding="gzip"))
    assert got(site)[0] == PAGE


def test_an_encoding_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.will(answer(Content_Encoding="br"))
    with pytest.raises(DealtrailError, match="not asked for"):
        got(site)


def test_more_on_the_wire_than_an_article_is_refused(site: Site) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"a" * 6_000_000
    site.will(answer(b"a" * 6_000_000), endless)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            got(site)
        assert caught.value.code == "E-SIZE"


@pytest.mark.parametrize("size", [1_000_000, 100_000_000])
def test_a_packed_answer_that_swells_is_refused(size: int, site: Site) -> None:
    site.will(answer(gzip.compress(b"\0" * size), Content_Encoding="gzip"))
    with pytest.raises(Refused) as caught:
        got(site)
    assert caught.value.code == "E-SIZE"


def test_headers_without_end_are_refused(site: Site) -> None:
    site.will(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000)
    with pytest.raises(DealtrailError):
        got(site)


def test_text_in_another_encoding_is_turned_into_utf_8(site: Site) -> None:
    page = "<html><p>L'Écho régional: 10 M€".encode("cp1252")
    site.will(answer(page, kind="text/html; charset=ISO-8859-1"))
    assert got(site)[0].decode("utf-8-sig") == "<html><p>L'Écho régional: 10 M€"


def test_an_answer_that_does_not_come_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)

    def silent(_: bytes) -> bytes:
        site.hold.wait(20)
        return b""

    site.will(silent)
    with pytest.raises(DealtrailError, match="no whole answer") as caught:
        got(site)
    assert caught.value.code == "E-FETCH"


def test_a_resolver_that_does_not_answer_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)

    def silent(_host: str, _port: int) -> Sequence[str]:
        site.hold.wait(20)
        return (PUBLIC,)

    with pytest.raises(DealtrailError, match="no whole answer"):
        fetch("http://news.example/", resolve=silent, connect=site.connect)
    assert site.connections == []


def test_one_clock_runs_over_all_requests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 1.0, 2.0, *(50.0 for _ in range(100))])
    monkeypatch.setattr("domain.articles.fetching.time.monotonic", lambda: next(now))
    site.will(leads_to("/b"), answer())
    with pytest.raises(DealtrailError, match="no whole answer"):
        got(site)


def test_a_name_that_nobody_knows_is_told() -> None:
    def resolve(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(DealtrailError, match="no site of that name") as caught:
        fetch("http://news.example/", resolve=resolve)
    assert caught.value.code == "E-FETCH"


def test_the_next_address_is_tried_where_one_does_not_answer(site: Site) -> None:
    def connect(address: str, port: int, seconds: float) -> socket.socket:
        if address != PUBLIC:
            raise ConnectionRefusedError(111, "Connection refused")
        return site.connect(address, port, seconds)

    site.will(answer())
    found = fetch(
        "http://news.example/", resolve=lambda *_: ("2606:4700::1", PUBLIC), connect=connect
    )
    assert found[0] == PAGE


# -- TLS -----------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate of that name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class SecureSite(Site):
    """The same over TLS; `named` holds the names that it was asked for."""

    def __init__(self, pem: Path) -> None:
        self.named: list[str | None] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self._context.sni_callback = lambda _, name, __: self.named.append(name)
        super().__init__()

    def _talk(self, client: socket.socket) -> None:
        try:
            with self._context.wrap_socket(client, server_side=True) as secure:
                super()._talk(secure)
        except OSError:
            return


@pytest.mark.parametrize("shown", ["news.example", "other.example"])
def test_a_site_has_to_show_that_it_is_the_one_that_was_named(shown: str, tmp_path: Path) -> None:
    pem = certificate(tmp_path, shown)
    site = SecureSite(pem)
    trust = ssl.create_default_context(cafile=str(pem))
    site.will(answer())
    try:
        if shown == "news.example":
            assert fetch(
                "https://news.example/", resolve=public, connect=site.connect, trust=trust
            ) == (PAGE, "https://news.example/")
            assert b"Host: news.example\r\n" in site.asked[0]
        else:
            with pytest.raises(DealtrailError, match="cannot show that it is that site"):
                fetch("https://news.example/", resolve=public, connect=site.connect, trust=trust)
            assert site.asked == []
        assert site.named == ["news.example"]
        assert site.connections == [(PUBLIC, 443)]
    finally:
        site.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    site = SecureSite(certificate(tmp_path, "news.example"))
    try:
        with pytest.raises(DealtrailError, match="cannot show") as caught:
            fetch("https://news.example/", resolve=public, connect=site.connect)
        assert caught.value.code == "E-FETCH"
        assert site.asked == []
    finally:
        site.close()
