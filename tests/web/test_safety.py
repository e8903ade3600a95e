"""Who is let in: hosts, origins, tokens, bodies; on every address, those of pictures too."""

import asyncio
import itertools
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.web import safety
from cli.web.pages import PAGES
from cli.web.safety import DEEPEST, LARGEST
from cli.web.static_files import address_of
from tests.cli.desk import Desk
from tests.web.conftest import HOST, PORT, TOKEN, reader

ADDRESSES = (
    *(
        entry.path.replace("{deal}", "acme")
        .replace("{field}", "round.size")
        .replace("{name:path}", "acme%231")
        for entry in PAGES
    ),
    "/deals.json",
    "/deal/acme.csv",
    "/enter",
    "/nowhere",
    *map(address_of, ("style.css", "page.js", "htmx.min.js", "icon.svg")),
)
OTHER_HOSTS = (
    "evil.test",
    f"evil.test:{PORT}",
    f"localhost.evil.test:{PORT}",
    f"127.0.0.1.nip.io:{PORT}",
    f"127.0.0.1:{PORT + 1}",
    "127.0.0.1",
    f"127.0.0.1:{PORT}@evil.test",
    f"2130706433:{PORT}",
    f"0.0.0.0:{PORT}",
    "",
)
WRITING = {"authorization": f"Bearer {TOKEN}", "content-type": "application/x-www-form-urlencoded"}
MARK = "/deal/acme/since"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_answers_under_another_name(small: TestClient, address: str) -> None:
    for host in OTHER_HOSTS:
        assert small.get(address, headers={"host": host}).status_code == 421, host
    for host in (HOST, f"localhost:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"):
        assert small.get(address, headers={"host": host}).status_code != 421, host


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_what_a_page_could_be_made_to_run(
    small: TestClient, address: str
) -> None:
    for found in (small.get(address), small.get(address, headers={"host": "evil.test"})):
        policy = dict(
            each.split(" ", 1) for each in found.headers["content-security-policy"].split("; ")
        )
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "connect-src": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "same-origin"
        assert not [name for name in found.headers if name.startswith("access-control-")]
        if not address.startswith("/static/") or found.status_code != 200:
            assert found.headers["cache-control"] == "no-store"


def asked(address: str, hosts: tuple[str, ...], path: str | None = None) -> int:
    """The status of a request as it comes from the wire, which no client would send."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path or address,
        "raw_path": (path or address).encode(),
        "query_string": b"",
        "headers": [(b"host", host.encode()) for host in hosts],
        "scheme": "http",
        "server": ("127.0.0.1", PORT),
    }
    asyncio.run(GUARDED(scope, receive, send))
    status: int = sent[0]["status"]
    return status


async def _inner(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _plain(_scope: Any, status: int, _refusal: Any) -> Any:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


GUARDED = safety.Guard(_inner, safety.Door(port=PORT, token=TOKEN), _plain)


def test_no_host_two_hosts_and_a_whole_address_are_misdirected() -> None:
    assert asked("/", (HOST,)) == 200
    assert asked("/", ()) == 421
    assert asked("/", (HOST, HOST)) == 421
    assert asked("/", (HOST, "evil.test")) == 421
    assert asked("/", (HOST,), path=f"http://{HOST}/") == 421
    assert asked("/", (HOST,), path="http://evil.test/") == 421


def test_web_sockets_are_not_served() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    asyncio.run(GUARDED({"type": "websocket", "headers": []}, receive, send))
    assert sent == []


ORIGINS = {
    None: True,
    f"http://{HOST}": True,
    "http://evil.test": False,
    "null": False,
    f"http://localhost:{PORT + 1}": False,
}
SITES = {None: True, "same-origin": True, "same-site": False, "cross-site": False}
TOKENS = {f"Bearer {TOKEN}": True, "Bearer wrong": False}
MATRIX = list(itertools.product(ORIGINS, SITES, TOKENS))


def test_the_matrix_has_forty_combinations() -> None:
    assert len(MATRIX) == 40


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_only_our_own_page_with_the_token_may_change_something(
    small: TestClient, address: str, method: str
) -> None:
    for origin, site, token in MATRIX:
        headers = {"origin": origin, "sec-fetch-site": site, "authorization": token}
        given = {name: value for name, value in headers.items() if value is not None}
        found = small.request(
            method,
            address,
            content=b"until=",
            headers={**given, "content-type": "application/x-www-form-urlencoded"},
        )
        if not (ORIGINS[origin] and SITES[site]):
            assert found.status_code == 403, headers
        elif not TOKENS[token]:
            assert found.status_code == 401, headers
        else:
            assert found.status_code in (200, 400, 404, 405, 422), headers  # it came through


def test_a_cookie_serves_as_the_token_and_only_under_its_own_name(small: TestClient) -> None:
    kind = {"content-type": WRITING["content-type"]}
    right = {"cookie": f"dealtrail-{PORT}={TOKEN}"}
    for wrong in ({}, {"cookie": f"dealtrail-1={TOKEN}"}, {"cookie": f"dealtrail-{PORT}=x"}):
        assert small.post(MARK, headers={**kind, **wrong}).status_code == 401
    found = small.post(MARK, headers={**kind, **right}, content="until=2026-03-01T00:00Z")
    assert found.status_code == 303


def test_the_printed_link_leaves_a_strict_cookie_and_a_clean_address(small: TestClient) -> None:
    found = small.get("/enter", params={"token": TOKEN})
    assert (found.status_code, found.headers["location"]) == (303, "/")
    cookie = found.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert small.get("/enter", params={"token": "another"}).status_code == 401
    assert "set-cookie" not in small.get("/enter").headers


def test_a_body_is_json_or_a_form_and_of_at_most_a_megabyte(small: TestClient) -> None:
    def status(content: bytes, kind: str | None) -> int:
        headers = {"authorization": WRITING["authorization"]}
        if kind:
            headers["content-type"] = kind
        return small.post(MARK, content=content, headers=headers).status_code

    for kind in (None, "text/plain", "text/html", "application/xml"):
        assert status(b"{}", kind) == 415, kind
    assert status(b"x" * LARGEST, "application/json") == 400
    assert status(b"x" * (LARGEST + 1), "application/json") == 413
    deep, deeper = (b"[" * n + b"]" * n for n in (DEEPEST, DEEPEST + 1))
    with pytest.raises(safety.Stopped):
        safety.check_depth(deeper)
    safety.check_depth(deep)
    safety.check_depth(b'"' + b"[" * 100 + b'\\"' + b"[" * 100 + b'"')
    assert status(b'{"a":' * 100_000 + b"1", "application/json") == 400


def test_a_body_that_comes_in_pieces_is_counted_too(small: TestClient) -> None:
    pieces = (b"x" * 100_000 for _ in range(11))
    found = small.post(MARK, content=pieces, headers=WRITING)
    assert found.status_code == 413


def test_a_page_started_to_read_changes_nothing(desk: Desk) -> None:
    with reader(desk.place, read_only=True) as client:
        assert client.post(MARK, headers=WRITING, content="until=2026").status_code == 403
        assert client.get(MARK).status_code == 200


def test_a_closed_ledger_is_read_with_the_token_alone(desk: Desk) -> None:
    with reader(desk.place, closed=True) as client:
        for address in ADDRESSES:
            open_to_all = address.startswith(("/static/", "/enter"))
            found = client.get(address)
            if not open_to_all:
                assert found.status_code == 401, address
            assert "Acme" not in found.text
        found = client.get("/", headers={"authorization": WRITING["authorization"]})
        assert found.status_code == 200
        assert "Acme" in found.text


def test_reading_changes_nothing_in_the_ledger(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    with reader(desk.place) as client:
        for address in ADDRESSES:
            client.get(address)
            client.head(address)
    assert desk.ledger.read_bytes() == before


@pytest.mark.parametrize("address", ["/deals.json", "/deal/acme.json", "/deal/nobody.json"])
def test_a_refusal_has_one_shape_for_programs(small: TestClient, address: str) -> None:
    for found in (
        small.get(address, headers={"host": "evil.test"}),
        small.get(address, params={"as_of": "03/04/2026"}),
        small.get(address, params={"asof": "x"}),
        small.post(address, headers=WRITING),
        small.get("/nowhere.json"),
    ):
        assert found.status_code >= 400
        told = found.json()
        assert told["schema"] == "dealtrail.error/1"
        assert told["status"] == found.status_code
        for problem in told["problems"]:
            assert set(problem) == {"code", "place", "seen", "message", "hint"}
            assert problem["code"].startswith("E-")
            assert problem["message"]
