"""The files that a browser is given beside the pages."""

import tomllib
from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cli.web.static_files import FOLDER, address_of

VENDORED = tomllib.loads((FOLDER / "VENDOR.toml").read_text("utf-8"))["file"]
OURS = {"style.css", "page.js", "icon.svg", "VENDOR.toml"}


@pytest.mark.parametrize("each", VENDORED, ids=lambda each: each["file"])
def test_a_file_of_others_is_the_one_that_was_taken(each: dict[str, str]) -> None:
    digest = sha384((FOLDER / each["file"]).read_bytes()).digest()
    assert b64encode(digest).decode() == each["sha384"]
    assert set(each) == {"file", "name", "version", "address", "within", "sha384", "licence"}


def test_every_file_is_ours_or_listed() -> None:
    found = {path.name for path in FOLDER.iterdir()}
    assert found == OURS | {each["file"] for each in VENDORED}


@pytest.mark.parametrize("name", ["style.css", "page.js", "htmx.min.js", "icon.svg"])
def test_a_file_is_kept_for_ever_under_a_name_of_its_content(small: TestClient, name: str) -> None:
    found = small.get(address_of(name))
    assert found.status_code == 200
    assert found.content == (FOLDER / name).read_bytes()
    assert "immutable" in found.headers["cache-control"]
    assert small.get(f"/static/0000000000000000/{name}").status_code == 404


@pytest.mark.parametrize("name", ["VENDOR.toml", "..%2fapp.py", "%2fetc%2fpasswd", "nothing.css"])
def test_nothing_else_is_served(small: TestClient, name: str) -> None:
    assert small.get(f"/static/0/{name}").status_code == 404


def test_a_page_with_all_that_it_loads_stays_small(shipped: TestClient) -> None:
    files = sum(len((FOLDER / each).read_bytes()) for each in OURS | {"htmx.min.js"})
    for path in ("/", "/deal/openai-2026", "/deal/openai-2026/timeline", "/sources"):
        page = len(shipped.get(path, headers={"accept": "text/html"}).content)
        assert page + files < 150_000, path


def test_the_style_and_the_script_ask_nothing_from_outside() -> None:
    for name in ("style.css", "page.js"):
        text = Path(FOLDER / name).read_text("utf-8")
        assert "http" not in text
        assert "@import" not in text
        assert "url(" not in text
