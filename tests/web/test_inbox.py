"""The inbox on the page: rows to look at, found or not, and one yes or no."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain import inbox
from tests.cli.desk import Desk
from tests.web.conftest import reader
from tests.web.test_log import INSIDE, Fields
from tests.web.test_pages import PAYLOADS, Tags, plain

TEXT = "Amazon would put in up\nto $60bn, two people said."
CLAIMS = (
    {"rumor": "amazon.commitment = up to $60bn", "stage": "in_talks", "place": "up to $60bn"},
    {"rumor": "zeta.commitment = $2bn", "place": "Zeta follows"},
)


def left(desk: Desk, claims: Iterable[Any] = CLAIMS, text: str = TEXT, **more: Any) -> None:
    document = {
        "deal": "acme",
        "source": "AP",
        "published": "2026-03-02",
        "sourcing": "anonymous_plural",
        "elements": {"zeta": {"kind": "party", "name": "Zeta"}},
        "claims": list(claims),
        **more,
    }
    inbox.propose(desk.place, document, by="an assistant", through="a client", text=text)


def pressed(client: TestClient, do: str, fields: Iterable[tuple[str, str]], number: int = 1) -> Any:
    names: dict[str, list[str]] = {}
    for name, said in (*fields, ("do", do)):
        names.setdefault(name, []).append(said)
    return client.post(f"/inbox/{number}", data=names, headers=INSIDE)


def fields(client: TestClient, number: int = 1) -> list[tuple[str, str]]:
    """The form of a proposal as it stands, without the reason that nobody has typed yet."""
    page = client.get(f"/inbox/{number}", headers=INSIDE).text
    return [(name, said) for name, said in Fields(page).found if name != "why"]


def test_what_waits_is_listed_with_who_proposed_it_and_what_was_found(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        page = plain(client.get("/inbox", headers=INSIDE).text)
        assert "AP, 2026-03-02 acme · #1 an assistant through a client" in page
        assert client.get("/inbox.json").json()["proposals"][0]["proposal"] == 1
        assert client.get("/inbox/1.csv").text.count("\n") == 3
        assert client.get("/inbox/7", headers=INSIDE).status_code == 404
        assert client.get("/inbox/x", headers=INSIDE).status_code == 400


def test_each_claim_is_echoed_and_found_in_the_text_or_not(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        page = client.get("/inbox/1", headers=INSIDE).text
    rows = re.split(r'<fieldset class="row', page)[1:]
    assert "USD 60,000,000,000 or less" in rows[0]
    assert '<span class="chip found">found</span>' in rows[0]
    assert "not found in the text" in rows[1]
    assert "<mark>up\nto $60bn</mark>" in page


def test_an_approval_on_the_page_logs_what_is_ticked(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        given = [each for each in fields(client) if each != ("take", "2")]
        done = pressed(client, "approve", given)
        assert "Approved and logged" in done.text
        assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
        assert desk.figure("zeta.commitment") == "absent"
        assert "element-described" not in desk.names()[-2:]
        assert desk.events("acme")[-2][1]["proposed"]["changed"] is True
        assert "Approved by" in plain(client.get("/inbox/1", headers=INSIDE).text)


def test_an_approval_as_proposed_says_so(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        assert pressed(client, "approve", fields(client)).status_code == 200
        event = next(state for name, state in desk.events("acme") if "proposed" in state)
        assert "changed" not in event["proposed"]
        (number,) = [n for n, (_, s) in enumerate(desk.events("acme"), 1) if "proposed" in s]
        page = plain(client.get(f"/event/acme%23{number}", headers=INSIDE).text)
    assert "an assistant" in page


def test_who_approves_second_is_told_who_did_before(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        given = fields(client)
        inbox.approve(desk.place, 1, by="ana")
        count = len(desk.events())
        for do in ("approve", "reject"):
            found = pressed(client, do, [*given, ("why", "no")])
            assert found.status_code == 409
            assert "ana approved it already" in plain(found.text)
        assert len(desk.events()) == count


def test_a_row_that_is_refused_keeps_the_proposal_waiting(desk: Desk) -> None:
    left(desk, [*CLAIMS, {"rumor": "round.size = heaps"}])
    with reader(desk.place) as client:
        given = fields(client)
        found = pressed(client, "approve", given)
        assert found.status_code == 422
        assert "E-AMOUNT" in found.text
        mended = [("value-3", "$120bn") if each[0] == "value-3" else each for each in given]
        assert pressed(client, "check", mended).status_code == 200
        assert pressed(client, "approve", mended).status_code == 200
    assert desk.figure("round.size") == "$120bn (rumored)"


def test_a_rejection_asks_for_its_reason(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        assert pressed(client, "reject", fields(client)).status_code == 422
        found = pressed(client, "reject", [*fields(client), ("why", "misread")])
        assert "Rejected by" in plain(found.text)
        assert "Nothing waits" in client.get("/inbox", headers=INSIDE).text
        assert "misread" in client.get("/inbox?all=yes", headers=INSIDE).text


def test_the_deal_and_the_text_of_a_proposal_are_not_the_forms_to_change(desk: Desk) -> None:
    left(desk)
    with reader(desk.place) as client:
        given = [*fields(client), ("deal", "beta"), ("text", "another")]
        page = pressed(client, "check", given).text
        assert "another" not in page
        assert pressed(client, "approve", given).status_code == 200
    assert desk.names("beta").count("report-logged") == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_others_proposed_is_text(desk: Desk, payload: str) -> None:
    claim = {"rumor": f"round.size = {payload}", "place": payload, "said_by": payload,
             "scope": payload, "stage": payload, "sourcing": payload, payload: payload}  # fmt: skip
    left(desk, [claim, {payload: payload}], text=payload, byline="x")
    with reader(desk.place) as client:
        for address in ("/inbox", "/inbox/1"):
            page = client.get(address, headers=INSIDE)
            assert page.status_code == 200
            tags = Tags(page.text).found
            assert sum(tag == "script" for tag, _ in tags) == 2
            assert "<" not in payload or payload not in page.text
            assert not [tag for tag, _ in tags if tag in ("img", "svg", "iframe", "object")]
            assert not [name for _, given in tags for name in given if name[:2] == "on"]
            assert not {"\u202e", "\u2066", "\U000e0041"} & set(page.text)
