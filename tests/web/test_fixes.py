"""Putting the log right on the page: each fix by its own address, by the rules of the verbs."""

from collections.abc import Iterable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.cli.desk import Desk
from tests.web.conftest import reader
from tests.web.test_log import INSIDE, Fields
from tests.web.test_pages import PAYLOADS, Tags, plain

CLAIM = "/deal/acme/amend/r1%231"
REPORT = "/deal/acme/amend/r1"


def changed(client: TestClient, path: str, **said: str) -> Any:
    """What comes of a form whose inputs are changed and sent."""
    kept = [(name, text) for name, text in given(client, path) if name not in said]
    return send(client, path, [*said.items(), *kept])


def given(client: TestClient, path: str) -> list[tuple[str, str]]:
    page = client.get(path, headers=INSIDE)
    assert page.status_code == 200, page.text
    return Fields(page.text).found


def send(client: TestClient, path: str, fields: Iterable[tuple[str, str]]) -> Any:
    names: dict[str, list[str]] = {}
    for name, said in fields:
        names.setdefault(name, []).append(said)
    return client.post(path, data=names, headers=INSIDE)


def test_a_claim_is_amended_and_what_was_left_stays(desk: Desk) -> None:
    with reader(desk.place) as client:
        assert ("value-1", "up to $50bn") in given(client, CLAIM)
        done = changed(client, CLAIM, **{"value-1": "up to $40bn"}, why="misread")
        assert "Put right" in done.text
        assert "USD 40,000,000,000 or less" in plain(done.text)
    assert desk.figure("amazon.commitment") == "up to $40bn (rumored)"
    assert (desk.last()["why"], desk.last()["becomes"]["stage"]) == ("misread", "in_talks")


def test_an_amendment_of_other_parts_keeps_the_value_as_it_was_stored(desk: Desk) -> None:
    before = desk.events("acme")[5][1]["value"]
    with reader(desk.place) as client:
        changed(client, CLAIM, **{"stage-1": "agreed"})
        assert desk.last()["becomes"]["value"] == before
        assert "no change" in plain(changed(client, CLAIM, **{"stage-1": "agreed"}).text)


def test_a_header_is_amended_part_by_part(desk: Desk) -> None:
    with reader(desk.place) as client:
        changed(client, REPORT, byline="A. Reporter", cites="not-held")
    assert desk.last()["byline"] == "A. Reporter"
    assert desk.last()["cites"] == ["not-held"]
    assert desk.last()["published"] == "2026-01-29"


def test_a_claim_is_withdrawn_a_report_retracted(desk: Desk) -> None:
    with reader(desk.place) as client:
        changed(client, "/deal/acme/withdraw/r1%232", why="about another round")
        assert desk.figure("globex.commitment") == "absent"
        refused = changed(client, "/deal/acme/retract/r2", published="soon")
        assert refused.status_code == 422
        assert "E-DATE" in refused.text
        assert ("published", "soon") in Fields(refused.text).found
        done = changed(client, "/deal/acme/retract/r2", published="2026-02-10", note="withdrawn")
        assert done.status_code == 200
    assert desk.names()[-1] == "report-retracted"
    assert desk.figure("round.size") == "absent"


def test_a_correction_restates_what_is_ticked_and_replaces_it(desk: Desk) -> None:
    path = "/deal/acme/correct/r1"
    with reader(desk.place) as client:
        assert "take" not in dict(given(client, path))
        said = {"published": "2026-02-05", "value-1": "up to $45bn", "take": "1", "do": "log"}
        done = changed(client, path, **said)
        assert done.status_code == 200, plain(done.text)
    assert desk.figure("amazon.commitment") == "up to $45bn (rumored)"
    assert desk.figure("globex.commitment") == "$1bn (rumored)"
    assert desk.last()["by"] == "r1-v2"
    assert desk.last()["replaces"] == ["r1#1"]


def test_an_undo_says_what_it_takes_back(desk: Desk) -> None:
    with reader(desk.place) as client:
        fields = given(client, "/deal/acme/undo?event=acme%239")
        assert ("event", "acme#9") in fields
        done = send(client, "/deal/acme/undo", fields)
        assert "Taken back" in done.text
        for events in ("x", "acme#999", ""):
            assert send(client, "/deal/acme/undo", [("event", events)]).status_code == 422


def test_what_somebody_else_changed_since_the_form_was_shown_is_told(desk: Desk) -> None:
    with reader(desk.place) as client:
        fields = given(client, CLAIM)
        desk.ok("amend", "r1#1", "--value", "$52bn", DEALTRAIL_USER="bob")
        mine = [("value-1", "$53bn") if name == "value-1" else (name, x) for name, x in fields]
        found = send(client, CLAIM, mine)
        assert found.status_code == 422
        assert "bob" in plain(found.text)
        assert ("value-1", "$53bn") in Fields(found.text).found
        again = [each for each in Fields(found.text).found if each[0] != "do"]
        assert send(client, CLAIM, again).status_code == 200
    assert desk.figure("amazon.commitment") == "$53bn (rumored)"


def test_every_fix_is_a_link_away_from_its_event_and_from_the_audit(desk: Desk) -> None:
    desk.ok("withdraw", "r1#2")
    with reader(desk.place) as client:
        audit = "/deal/acme/audit/amazon.commitment"
        pages = ("/event/r1", "/event/r1%231", "/event/acme%2310", audit)
        links = set()
        for page in pages:
            for tag, attributes in Tags(client.get(page, headers=INSIDE).text).found:
                href = attributes.get("href") or ""
                if tag == "a" and attributes.get("class") == "button":
                    links.add(href)
        acts = {
            href.removeprefix("/deal/acme/").partition("/")[0].partition("?")[0] for href in links
        }
        assert {"amend", "withdraw", "correct", "retract", "undo"} <= acts
        for href in links:
            assert client.get(href, headers=INSIDE).status_code == 200, href


@pytest.mark.parametrize("act", ["amend", "withdraw", "retract", "correct"])
def test_a_name_that_is_not_there_is_told_with_near_ones(small: TestClient, act: str) -> None:
    found = small.get(f"/deal/acme/{act}/r7", headers=INSIDE)
    assert found.status_code == 404
    assert "E-" in found.text


def test_what_is_sealed_is_not_restated_without_its_words(desk: Desk) -> None:
    words = ("--source", "A friend", "--published", "2026-03-01", "--id", "own-1")
    claim = ("--rumor", "globex.commitment = $4bn", "--said-by", "A friend at Globex")
    desk.ok("log", "acme", "--confidential", *words, *claim, "--sourcing", "own_confidential")
    before = len(desk.events())
    with reader(desk.place) as client:
        for path in ("amend/own-1", "amend/own-1%231", "correct/own-1"):
            found = client.get(f"/deal/acme/{path}", headers=INSIDE)
            assert found.status_code == 400
            assert "E-CONFIDENTIAL" in found.text
            fields = [("row", "1"), ("field-1", "globex.commitment"), ("value-1", "$5bn")]
            assert send(client, f"/deal/acme/{path}", fields).status_code == 400
    assert len(desk.events()) == before


@pytest.mark.parametrize("payload", PAYLOADS[::4])
def test_what_is_typed_into_a_fix_is_text(small: TestClient, payload: str) -> None:
    names = ("why", "event", "published", "note", "url", "value-1", "field-1", "said_by-1")
    for path in (
        CLAIM,
        REPORT,
        "/deal/acme/undo",
        "/deal/acme/retract/r1",
        "/deal/acme/correct/r1",
    ):
        fields = [*dict.fromkeys(names, payload).items(), ("row", "1"), ("do", "log")]
        page = send(small, path, fields)
        assert page.status_code in (200, 422)
        assert "<" not in payload or payload not in page.text
        tags = Tags(page.text).found
        assert sum(tag == "script" for tag, _ in tags) == 2
        assert not [name for _, attributes in tags for name in attributes if name[:2] == "on"]
