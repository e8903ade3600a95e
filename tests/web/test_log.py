"""Logging on the page: rows as typed, each read or refused in its place, nothing saved before."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.web.safety import LARGEST_FORM
from domain.errors import DealtrailError
from tests.cli.desk import Desk
from tests.web.conftest import TOKEN, reader
from tests.web.test_pages import PAYLOADS, Tags, plain

INSIDE = {"authorization": f"Bearer {TOKEN}", "accept": "text/html"}
LOG = "/deal/acme/log"
HEAD = {"source": "Reuters", "published": "2026-03-01", "sourcing": "anonymous_plural"}
CLAIM = {"field": "amazon.commitment", "value": "up to $60bn", "stage": "in_talks"}


class Fields(HTMLParser):
    """The form of a page as a browser without a script would send it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._area = ""
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in ("file", "search"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.found.append((name, given.get("value") or ""))
        elif tag == "textarea":
            self._area = name
            self.found.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.found.append((self._select, given.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.found[-1]
            self.found[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""


def claims(*rows: dict[str, str]) -> list[tuple[str, str]]:
    """Rows as the form has them."""
    found = []
    for key, row in enumerate(rows, start=1):
        found.append(("row", str(key)))
        found += [(f"{name}-{key}", said) for name, said in row.items()]
    return found


def sent(
    client: TestClient, do: str, fields: Iterable[tuple[str, str]], path: str = LOG, **more: Any
) -> Any:
    """What comes back when a button of the form is pressed."""
    names: dict[str, list[str]] = {}
    for name, said in (*fields, ("do", do)):
        names.setdefault(name, []).append(said)
    return client.post(path, data=names, files={"file": ("", b"")}, headers=INSIDE, **more)


def typed(*rows: dict[str, str], **head: str) -> list[tuple[str, str]]:
    return [*{**HEAD, **head}.items(), *claims(*rows)]


def test_a_claim_is_echoed_with_every_digit_and_nothing_is_saved(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    with reader(desk.place) as client:
        page = plain(sent(client, "check", typed(CLAIM)).text)
    assert "understood: USD 60,000,000,000 or less" in page
    assert "It can be logged as it stands. Nothing is saved yet." in page
    assert "amazon.commitment: up to $50bn (rumored" in page
    assert desk.ledger.read_bytes() == before


def test_what_cannot_be_read_is_refused_at_its_row_and_the_others_are_read(desk: Desk) -> None:
    wrong = {"field": "round.size", "value": "heaps of money"}
    unknown = {"field": "globex.comitment", "value": "$2bn"}
    with reader(desk.place) as client:
        found = sent(client, "log", typed(CLAIM, wrong, unknown))
    assert found.status_code == 422
    rows = re.split(r'<fieldset class="row', found.text)[1:]
    assert "USD 60,000,000,000 or less" in rows[0]
    assert 'role="alert"' not in rows[0]
    assert "E-AMOUNT" in rows[1]
    assert "heaps of money" in rows[1]
    assert "did you mean commitment" in rows[2]
    assert "2 things are to be put right" in plain(found.text)


def test_nothing_that_was_typed_is_lost_whatever_comes_of_it(desk: Desk) -> None:
    row = {
        "verb": "deny",
        "field": "amazon.comm",
        "value": "lots",
        "stage": "closed",
        "sourcing": "filing",
        "said_by": "A <b>person</b>",
        "was": "$1",
        "effective": "some day",
        "scope": "s",
        "place": "in the text",
        "note": "n",
        "rest": '{"if_": "x"}',
    }
    given = typed(
        row, CLAIM, published="the day after", url="not an address", cites="a b", byline="B",
        report="An Id", note="note", language="xx-", introduced="what: is\nthis",
        text="  The text,\n\nin lines & <signs>\n", address="https://example.com/x", command="c-1",
    )  # fmt: skip
    with reader(desk.place) as client:
        for do in ("check", "log", "add", "read"):
            back = Fields(sent(client, do, given).text).found
            for field in given:
                name, said = field
                if name == "text":
                    assert (name, said) in [(each, text) for each, text in back if each == "text"]
                else:
                    assert field in back, (do, field)


def test_rows_are_added_and_removed(small: TestClient) -> None:
    page = sent(small, "add", typed(CLAIM, CLAIM)).text
    assert Fields(page).found.count(("row", "3")) == 1
    page = sent(small, "remove 1", typed(CLAIM, {**CLAIM, "value": "$1"})).text
    found = Fields(page).found
    assert ("row", "1") not in found
    assert ("value-2", "$1") in found


def test_a_report_is_logged_shown_as_understood_and_taken_back(desk: Desk) -> None:
    with reader(desk.place) as client:
        found = sent(client, "log", typed(CLAIM))
        page = plain(found.text)
        assert found.status_code == 200
        assert "understood: USD 60,000,000,000 or less; stage in talks" in page
        assert "up to $50bn (rumored, in talks) → up to $60bn (rumored, in talks)" in page
        assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"
        (events,) = re.findall(r'name="event" value="([^"]+)"', found.text)
        undone = client.post("/deal/acme/undo", data={"event": events}, headers=INSIDE)
        assert "Taken back" in undone.text
        assert desk.figure("amazon.commitment") == "up to $50bn (rumored)"


def test_a_form_that_is_sent_twice_is_stored_once(desk: Desk) -> None:
    given = typed(CLAIM, command="page-0123")
    with reader(desk.place) as client:
        sent(client, "log", given)
        count = len(desk.events())
        again = sent(client, "log", given)
        assert again.status_code == 200
        assert "saved already" in plain(again.text)
        assert len(desk.events()) == count
        changed = sent(client, "log", typed({**CLAIM, "value": "$61bn"}, command="page-0123"))
        assert changed.status_code == 422
        assert "E-DUPLICATE" in changed.text
        assert ("command", "page-0123") not in Fields(changed.text).found
        assert len(desk.events()) == count


def test_a_report_that_seems_to_be_known_is_pointed_out(small: TestClient) -> None:
    page = sent(small, "check", typed(CLAIM, source="The Wire", published="2026-01-29")).text
    assert 'href="/event/r1"' in page
    assert "Is it this one?" in page


def test_the_deal_is_chosen_where_the_address_names_none(desk: Desk) -> None:
    with reader(desk.place) as client:
        page = client.get("/log", headers=INSIDE).text
        assert "which one?" in page
        refused = sent(client, "log", typed(CLAIM), path="/log")
        assert refused.status_code == 422
        done = sent(client, "log", [*typed(CLAIM), ("deal", "acme")], path="/log")
        assert done.status_code == 200
        assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"


def test_words_in_the_text_are_marked_where_a_row_rests_on_them(small: TestClient) -> None:
    text = "Amazon would put in\nup to  $60bn, they said & <i>no more</i>."
    row = {**CLAIM, "place": "put in up to $60bn"}
    page = sent(small, "check", typed(row, {**CLAIM, "place": "up to $61bn"}, text=text)).text
    assert "<mark>put in\nup to  $60bn</mark>" in page
    assert "&lt;i&gt;no more&lt;/i&gt;" in page
    assert page.count("not found in the text") == 1


def test_a_long_form_and_parts_without_an_input_come_through(desk: Desk) -> None:
    row = {
        "field": "round.size",
        "value": '{"type": "money", "amount": "7000000000", "currency": "USD"}',
        "rest": '{"part_of": "amazon.commitment"}',
    }
    with reader(desk.place) as client:
        assert sent(client, "log", typed(row)).status_code == 200
    said = desk.last()
    assert said["value"]["amount"] == "7000000000"
    assert said["part_of"] == [{"of": "amazon.commitment"}]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_is_text_in_every_field(small: TestClient, payload: str) -> None:
    names = ("field", "value", "stage", "sourcing", "said_by", "was", "effective", "scope",
             "place", "note", "rest", "verb")  # fmt: skip
    row = dict.fromkeys(names, payload)
    head = ("source", "published", "url", "cites", "byline", "report", "note", "language",
            "introduced", "text", "address", "sourcing", "deal", "command")  # fmt: skip
    for path in (LOG, "/log"):
        found = sent(small, "check", typed(row, **dict.fromkeys(head, payload)), path=path)
        assert found.status_code == 200
        tags = Tags(found.text).found
        assert sum(tag == "script" for tag, _ in tags) == 2
        assert "<" not in payload or payload not in found.text
        assert not [tag for tag, _ in tags if tag in ("img", "svg", "iframe", "object")]
        assert not [name for _, attributes in tags for name in attributes if name[:2] == "on"]
        assert not {"\u202e", "\u2066", "\U000e0041"} & set(found.text)


def test_a_form_has_at_most_some_five_megabytes_and_only_where_one_logs(small: TestClient) -> None:
    def status(path: str, size: int) -> int:
        body = b"--x\r\n" + b"y" * size
        kind = {"content-type": "multipart/form-data; boundary=x"}
        return small.post(path, content=body, headers={**INSIDE, **kind}).status_code

    assert status(LOG, 2_000_000) == 400  # read, and broken
    assert status(LOG, LARGEST_FORM) == 413
    assert status("/deal/acme/undo", 2_000_000) == 413


def test_a_broken_form_is_refused_in_words(small: TestClient) -> None:
    for body in (b"", b"--x\r\nno head--x--", b"--x\r\n\r\n--x", b"--y--"):
        kind = {"content-type": "multipart/form-data; boundary=x"}
        found = small.post(LOG, content=body, headers={**INSIDE, **kind})
        assert found.status_code == 400
        assert "E-BODY" in found.text
    rows = [("row", str(number)) for number in range(400)]
    assert sent(small, "check", rows).status_code == 400


def test_who_may_change_nothing_is_told_so_and_offered_nothing(desk: Desk) -> None:
    with reader(desk.place) as client:
        page = client.get(LOG, headers={"accept": "text/html"}).text
        assert "Nothing can be changed here" in page
        assert re.search(r'value="log" *disabled', page)
        assert "Nothing can be changed here" not in client.get(LOG, headers=INSIDE).text


def test_a_ledger_that_cannot_be_written_takes_nothing_away_that_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DealtrailError("the disk is full", code="E-DISKFULL", place=desk.place)

    with reader(desk.place) as client:
        monkeypatch.setattr("cli.web.pages.log.Ledger.write", full)
        found = sent(client, "log", typed(CLAIM))
        assert found.status_code == 422
        assert "E-DISKFULL" in found.text
        assert ("value-1", "up to $60bn") in Fields(found.text).found
