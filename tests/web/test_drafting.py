"""An article read on the page: its claims as rows with their places, and nothing saved."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.web.app import make_app
from cli.web.drafting import MAX_FILE
from cli.web.safety import Door
from tests.cli.desk import Desk
from tests.web.conftest import HOST, PORT, TOKEN, reader
from tests.web.test_log import INSIDE, LOG, Fields, sent, typed
from tests.web.test_pages import plain

TEXT = """Amazon in talks to invest up to $60 billion in Acme

March 2, 2026

Amazon.com is in talks to invest up to $60 billion in the funding round, two people familiar with
the matter said. Globex declined to comment. There was no word of when the round would close.
"""


def rows(page: str) -> list[dict[str, str]]:
    found = dict(Fields(page).found)
    keys = [said for name, said in Fields(page).found if name == "row"]
    names = ("verb", "field", "value", "stage", "place")
    return [{name: found[f"{name}-{key}"] for name in names} for key in keys]


def test_the_claims_of_a_text_come_as_rows_with_their_place_and_reading(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    with reader(desk.place) as client:
        page = sent(client, "read", [("text", TEXT), ("source", "Reuters")]).text
    first = rows(page)[0]
    assert (first["verb"], first["field"]) == ("rumor", "amazon.commitment")
    assert first["value"] == "up to $60 billion"
    assert first["stage"] == "in_talks"
    assert "USD 60,000,000,000 or less" in plain(page)
    assert re.search(r"<mark>[^<]*up to \$60 billion[^<]*</mark>", page)
    assert ("published", "2026-03-02") in Fields(page).found
    assert ("source", "Reuters") in Fields(page).found
    assert desk.ledger.read_bytes() == before


def test_what_was_read_is_logged_as_it_stands(desk: Desk) -> None:
    with reader(desk.place) as client:
        page = sent(client, "read", [("text", TEXT), ("source", "Reuters")]).text
        done = sent(client, "log", [each for each in Fields(page).found if each[0] != "do"])
    assert done.status_code == 200
    assert desk.figure("amazon.commitment") == "up to $60bn (rumored)"


def test_reading_takes_nothing_away_that_was_typed_and_adds_nothing_twice(desk: Desk) -> None:
    mine = {"field": "globex.commitment", "value": "$2bn", "verb": "rumor"}
    given = [*typed(mine, source="My Wire", published="2026-03-05"), ("text", TEXT)]
    with reader(desk.place) as client:
        page = sent(client, "read", given).text
        once = rows(page)
        assert once[0]["value"] == "$2bn"
        assert ("source", "My Wire") in Fields(page).found
        assert ("published", "2026-03-05") in Fields(page).found
        again = sent(client, "read", [each for each in Fields(page).found if each[0] != "do"]).text
        assert rows(again) == once


def test_a_file_is_read_in_place_of_a_text(desk: Desk) -> None:
    with reader(desk.place) as client:
        found = client.post(
            LOG,
            data={"do": "read", "source": "Reuters"},
            files={"file": ("..\\a/../article.txt", TEXT.encode())},
            headers=INSIDE,
        )
        assert rows(found.text)[0]["field"] == "amazon.commitment"
        assert ("text", TEXT.strip()) in [(n, s.strip()) for n, s in Fields(found.text).found]
        big = {"file": ("a.txt", b"x" * (MAX_FILE + 1))}
        refused = client.post(LOG, data={"do": "read"}, files=big, headers=INSIDE)
        assert "E-SIZE" in refused.text
        zipped = {"file": ("a.docx", b"PK\x03\x04" + b"x" * 100)}
        refused = client.post(LOG, data={"do": "read"}, files=zipped, headers=INSIDE)
        assert "E-FORMAT" in refused.text


def test_an_address_is_loaded_only_where_the_page_was_started_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def load(url: str, **_: Any) -> tuple[bytes, str]:
        asked.append(url)
        return TEXT.encode(), url

    monkeypatch.setattr("domain.articles.fetching.fetch", load)
    given = [("address", "https://example.com/a"), ("source", "Reuters")]
    with reader(desk.place) as client:
        assert "E-FETCH" in sent(client, "read", given).text
    assert asked == []
    app = make_app(desk.place, Door(port=PORT, token=TOKEN), fetches=True)
    with TestClient(app, base_url=f"http://{HOST}") as client:
        page = sent(client, "read", given).text
        assert rows(page)[0]["field"] == "amazon.commitment"
        assert ("url", "https://example.com/a") in Fields(page).found
    assert asked == ["https://example.com/a"]


def test_a_deal_is_chosen_before_an_article_is_read(desk: Desk) -> None:
    with reader(desk.place) as client:
        page = sent(client, "read", [("text", TEXT)], path="/log").text
        assert "E-DEAL" in page
        assert ("text", TEXT.strip()) in [(n, s.strip()) for n, s in Fields(page).found]
        page = sent(client, "read", [("text", TEXT), ("deal", "acme")], path="/log").text
        assert rows(page)[0]["field"] == "amazon.commitment"


def test_an_empty_text_and_one_that_is_none_are_refused_in_words(desk: Desk) -> None:
    with reader(desk.place) as client:
        assert "E-EMPTY" in sent(client, "read", [("text", " ")]).text
        page = sent(client, "read", [("text", "Der Kurs stieg gestern kräftig an.")]).text
        assert "W-LANGUAGE" in page
