"""The API: the answers of the command line, writes safe to repeat, one shape of failure."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.web.api import ROOT, ROUTES, Post, Read
from cli.web.openapi import STATUSES, openapi, plain_path
from cli.web.safety import DEEPEST, LARGEST
from tests.cli.desk import Desk, report
from tests.web.conftest import TOKEN, reader
from tests.web.test_faces import address, printed

INSIDE = {"authorization": f"Bearer {TOKEN}"}
READS = {
    "deals": ("deals",),
    "deals/openai-2026/state": ("state", "openai-2026"),
    "deals/openai-2026/audit/amazon.commitment": ("audit", "openai-2026", "amazon.commitment"),
    "deals/openai-2026/replay": ("replay", "openai-2026"),
    "deals/openai-2026/timeline": ("timeline", "openai-2026"),
    "deals/openai-2026/structure": ("structure", "openai-2026"),
    "deals/openai-2026/check": ("check", "openai-2026"),
    "deals/openai-2026/sources": ("sources", "--deal", "openai-2026"),
    "sources": ("sources",),
    "events/openai-2026%23374": ("show", "openai-2026#374"),
}
REPORT = report("ap-1", "2026-03-02", {"rumor": "amazon.commitment = up to $60bn"}, source="AP")


def post(client: TestClient, path: str, body: Any, **more: Any) -> Any:
    headers = {**INSIDE, **more.pop("headers", {})}
    return client.post(f"{ROOT}/{path}", json=body, headers=headers, **more)


@pytest.mark.parametrize("path", READS)
def test_a_program_reads_what_the_command_line_prints(shipped: TestClient, path: str) -> None:
    parts, options = address(3)
    if "audit" in path:
        parts = {name: part for name, part in parts.items() if name != "without"}
        parts["as_of"] = options[1] = "2026-03-01"
        options = options[: options.index("--without")] if "--without" in options else options
    found = shipped.get(f"{ROOT}/{path}", params=parts)
    assert found.status_code == 200, found.text
    assert found.text == printed(*READS[path], "--json", *options)


def test_every_answer_names_the_schema_that_is_declared(desk: Desk) -> None:
    desk.file("p.json", json.dumps(REPORT))
    desk.run("propose", "acme", "p.json", "--by", "an assistant")
    with reader(desk.place) as client:
        for each in ROUTES:
            if isinstance(each, Read):
                path = plain_path(each).format(
                    deal="acme", field="round.size", name="r1", number="1"
                )
                needed = {"vs": "2026-01-30", "q": "amazon"}
                parts = {name: needed[name] for name in each.needs}
                found = client.get(f"{ROOT}{path}", params=parts)
                assert found.status_code == 200, found.text
                assert found.json()["schema"] == each.schema


# -- writing -------------------------------------------------------------------------------------


def test_a_report_is_logged_and_its_receipt_tells_what_changed(desk: Desk) -> None:
    with reader(desk.place) as client:
        found = post(client, "reports", REPORT)
    assert found.status_code == 201
    told = found.json()
    assert told["schema"] == "dealtrail.receipt/1"
    assert [each["field"] for each in told["changed"]] == ["amazon.commitment"]
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"


def test_a_write_with_a_key_is_stored_once(desk: Desk) -> None:
    key = {"idempotency-key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
    unnamed = {name: part for name, part in REPORT.items() if name != "id"}
    with reader(desk.place) as client:
        first = post(client, "reports", unnamed, headers=key)
        again = post(client, "reports", unnamed, headers=key)
        other = post(client, "reports", {**unnamed, "note": "another"}, headers=key)
        assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
        assert again.json()["repeated"] is True
        assert [each["event"] for each in again.json()["events"]] == [
            each["event"] for each in first.json()["events"]
        ]
        for wrong in ("", "x" * 201, "a\tb"):
            found = post(client, "reports", REPORT, headers={"idempotency-key": wrong})
            assert found.status_code == 400
    assert desk.names().count("report-logged") == 3


def test_a_dry_run_stores_nothing(desk: Desk) -> None:
    before = len(desk.events())
    with reader(desk.place) as client:
        found = post(client, "reports", REPORT, params={"dry_run": "true"})
        assert (found.status_code, found.json()["dry_run"]) == (200, True)
        assert len(found.json()["events"]) == 2
        assert post(client, "reports", REPORT, params={"dry_run": "1"}).status_code == 422
    assert len(desk.events()) == before


def test_a_deal_is_opened_and_fixes_are_written(desk: Desk) -> None:
    opened = {"open": "gamma", "name": "Gamma", "type": "acquisition"}
    fixes: tuple[Any, ...] = (
        {"deal": "acme", "amend": "r1#1", "claim": {"rumor": "amazon.commitment = $51bn"}},
        {"deal": "acme", "withdraw": "r1#2"},
        {"deal": "acme", "amend_report": "r2", "header": {"byline": "A. Reporter"}},
        {"deal": "acme", "retract": "r2", "published": "2026-02-10"},
        {"deal": "acme", "describe": "amazon", "aliases": ["AMZN"]},
        {"deal": "acme", "identify": ["amazon", "globex"]},
        {"deal": "acme", "distinguish": ["amazon", "globex"]},
        {"deal": "acme", "undo": [10]},
        {"grade": {"source": "AP", "grade": "B"}},
    )
    with reader(desk.place) as client:
        assert post(client, "deals", opened).status_code == 201
        assert post(client, "deals", opened).status_code == 200
        assert post(client, "deals", {**opened, "name": "Other"}).status_code == 409
        for each in fixes:
            found = post(client, "fixes", each)
            assert found.status_code == 201, found.text
        assert desk.names().count("entry-undone") == 1


def test_each_address_takes_its_own_documents(desk: Desk) -> None:
    documents = {
        "deals": {"open": "gamma", "name": "Gamma", "type": "acquisition"},
        "reports": REPORT,
        "fixes": {"deal": "acme", "withdraw": "r1#2"},
    }
    before = len(desk.events())
    with reader(desk.place) as client:
        for path in documents:
            for kind, document in documents.items():
                if kind != path:
                    found = post(client, path, document)
                    assert found.status_code == 422, (path, kind)
    assert len(desk.events()) == before


def test_a_fix_of_what_somebody_else_changed_meanwhile_is_a_conflict(desk: Desk) -> None:
    amended = {"deal": "acme", "amend": "r1#1", "claim": {"rumor": "amazon.commitment = $51bn"}}
    desk.ok("amend", "r1#1", "--value", "$52bn", DEALTRAIL_USER="bob")
    with reader(desk.place) as client:
        found = post(client, "fixes", amended, params={"seen": "9"})
        assert found.status_code == 409
        assert "bob" in found.json()["problems"][0]["message"]
        last = client.get(f"{ROOT}/events/r1%231").json()["later"][-1]["event"].partition("#")[2]
        assert post(client, "fixes", amended, params={"seen": last}).status_code == 201


def test_a_proposal_is_left_and_decided(desk: Desk) -> None:
    text = "Amazon: up to $60bn"
    claims = [
        {"rumor": "amazon.commitment = up to $60bn", "place": "up to $60bn"},
        {"rumor": "round.size = $120bn"},
    ]
    body = {"document": {**REPORT, "claims": claims}, "text": text, "through": "a client"}
    with reader(desk.place) as client:
        key = {"idempotency-key": "p-1"}
        left = post(client, "proposals", {**body, "by": "an assistant"}, headers=key)
        assert left.status_code == 201
        assert [each["found"] for each in left.json()["claims"]] == [True, False]
        again = post(client, "proposals", {**body, "by": "an assistant"}, headers=key)
        assert again.json()["proposal"] == left.json()["proposal"] == 1
        post(client, "proposals", body)
        assert len(client.get(f"{ROOT}/proposals").json()["proposals"]) == 2
        dry = post(client, "proposals/1/approve", {"claims": ["1"]}, params={"dry_run": "true"})
        assert len(dry.json()["events"]) == 2
        done = post(client, "proposals/1/approve", {"claims": ["1"]})
        assert done.status_code == 201
        assert done.json()["events"][0]["state"]["proposed"]["by"] == "an assistant"
        assert post(client, "proposals/1/approve", {}).status_code == 409
        assert post(client, "proposals/2/reject", {}).status_code == 422
        assert post(client, "proposals/2/reject", {"why": "no"}).json()["state"] == "rejected"
        assert post(client, "proposals/9/reject", {"why": "no"}).status_code == 404
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
    assert desk.figure("round.size") == "$100bn (rumored)"


# -- one shape of failure --------------------------------------------------------------------------

BODIES: dict[str, tuple[bytes, int]] = {
    "no JSON": (b"{", 400),
    "nothing": (b"", 400),
    "two objects": (b"[{}, {}]", 400),
    "no object": (b'"x"', 400),
    "NaN": (b'{"deal": NaN}', 400),
    "the same key twice": (b'{"deal": "a", "deal": "b"}', 400),
    "no UTF-8": (b'{"deal": "\xff"}', 400),
    "half a character": (b'{"deal": "\\ud800"}', 422),
    "too deep": (b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), 400),
    "too large": (b'{"note": "' + b"x" * LARGEST + b'"}', 413),
    "no deal": (b'{"deal": "nobody", "source": "AP", "published": "2026-03-01"}', 422),
    "a wrong claim": (
        b'{"deal": "acme", "source": "AP", "published": "2026-03-01",'
        b' "claims": [{"rumor": "round.size = heaps"}]}',
        422,
    ),
    "a part too many": (b'{"deal": "acme", "_type_": "x", "source": "A", "published": "2026"}',422),
    "a float": (
        b'{"deal": "acme", "source": "AP", "published": "2026-03-01", "claims": [{"rumor":'
        b' {"field": "round.size", "value": {"type": "money", "amount": 1e999, "currency": "USD"}'
        b"}}]}",
        422,
    ),
}  # fmt: skip


def in_shape(found: Any) -> None:
    told = found.json()
    assert (told["schema"], told["status"]) == ("dealtrail.error/1", found.status_code)
    assert str(found.status_code) in STATUSES
    assert told["problems"]
    for problem in told["problems"]:
        assert set(problem) == {"code", "place", "seen", "message", "hint"}
        assert re.fullmatch("E-[A-Z-]+", problem["code"])


@pytest.mark.parametrize("wrong", BODIES)
def test_a_wrong_body_is_refused_in_the_one_shape(desk: Desk, wrong: str) -> None:
    body, status = BODIES[wrong]
    before = len(desk.events())
    with reader(desk.place) as client:
        kind = {"content-type": "application/json"}
        found = client.post(f"{ROOT}/reports", content=body, headers={**INSIDE, **kind})
        assert found.status_code == status, found.text
        in_shape(found)
    assert len(desk.events()) == before


def test_every_failure_has_one_shape(small: TestClient) -> None:
    form = {**INSIDE, "content-type": "application/x-www-form-urlencoded"}
    as_json = {**INSIDE, "content-type": "application/json"}
    for found, status in (
        (small.get(f"{ROOT}/nowhere"), 404),
        (small.get(f"{ROOT}/deals/nobody/state"), 404),
        (small.get(f"{ROOT}/deals/acme/state", params={"as_of": "03/04/2026"}), 400),
        (small.get(f"{ROOT}/deals/acme/state", params={"asof": "2026"}), 400),
        (small.get(f"{ROOT}/deals/acme/diff"), 400),
        (small.get(f"{ROOT}/search"), 400),
        (small.get(f"{ROOT}/proposals", params={"as_of": "2026"}), 400),
        (small.get(f"{ROOT}/proposals/x"), 400),
        (small.get(f"{ROOT}/reports"), 405),
        (
            small.delete(f"{ROOT}/deals", headers=as_json),
            405,
        ),
        (small.post(f"{ROOT}/reports", json={}), 401),
        (small.post(f"{ROOT}/reports", json={}, headers={"origin": "http://evil.test"}), 403),
        (small.post(f"{ROOT}/reports", content="deal=acme", headers=form), 415),
        (small.get(f"{ROOT}/deals", headers={"host": "evil.test"}), 421),
        (small.post(f"{ROOT}/reports", json={}, headers=INSIDE), 422),
    ):
        assert found.status_code == status, found.url
        in_shape(found)
    assert small.get(f"{ROOT}/reports").headers["allow"] == "POST"
    posted = small.delete(f"{ROOT}/deals", headers=as_json).headers["allow"]
    assert set(posted.split(", ")) == {"GET", "HEAD", "POST"}


def test_a_page_started_to_read_takes_no_writes(desk: Desk) -> None:
    with reader(desk.place, read_only=True) as client:
        for each in ROUTES:
            if isinstance(each, Post):
                found = post(client, each.path.strip("/").format(number="1"), {})
                assert found.status_code == 403
                in_shape(found)


# -- the OpenAPI document --------------------------------------------------------------------------


def test_the_openapi_document_is_served_and_all_that_it_refers_to_is_in_it(
    small: TestClient,
) -> None:
    told = small.get(f"{ROOT}/openapi.json").json()
    assert told == json.loads(json.dumps(openapi()))
    assert told["openapi"].startswith("3.1")
    schemas = told["components"]["schemas"]
    refs = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(told)))
    assert refs
    for ref in refs:
        assert ref.removeprefix("#/components/schemas/") in schemas, ref
    assert "ReportDocument" in schemas
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            names = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert names == set(re.findall(r"{(\w+)}", path))
            assert ("security" in operation) == (method == "post")
