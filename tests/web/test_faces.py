"""One view, several faces: what a program gets is what the command line prints."""

import json
import random
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from cli.main import dealtrail
from tests.web.conftest import SHIPPED

CLOCKS = ("as_of", "known_at", "true_at")
KNOWN_AT = "2026-11-25T23:59Z"


def printed(*words: str) -> str:
    done = CliRunner().invoke(dealtrail, ["--db", str(SHIPPED), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout


def address(seed: int) -> tuple[dict[str, Any], list[str]]:
    """Random clocks, policy and what-ifs: as parts of an address, and as options."""
    draw = random.Random(seed)  # noqa: S311 -- dates to try, no secret
    day = f"2026-{draw.randint(1, 6):02}-{draw.randint(1, 28):02}"
    parts: dict[str, Any] = {"as_of": day, "known_at": KNOWN_AT}
    if draw.random() < 0.4:
        parts["true_at"] = f"2025-12-{draw.randint(1, 28):02}"
    if draw.random() < 0.5:
        parts["policy"] = draw.choice(["latest", "best-graded", "official-only"])
    if draw.random() < 0.5:
        parts["without"] = draw.sample(["Reuters", "CNBC", "Bloomberg", "OpenAI"], 2)
    options = []
    for name, part in parts.items():
        for each in part if isinstance(part, list) else [part]:
            options += [f"--{name.replace('_', '-')}", each]
    return parts, options


ANSWERS = {
    "/deal/openai-2026": ("state", "openai-2026"),
    "/deal/openai-2026/audit/amazon.commitment": ("audit", "openai-2026", "amazon.commitment"),
    "/deal/openai-2026/timeline": ("timeline", "openai-2026"),
    "/deal/openai-2026/replay": ("replay", "openai-2026"),
    "/deal/openai-2026/structure": ("structure", "openai-2026"),
    "/deal/openai-2026/findings": ("check", "openai-2026"),
    "/deal/openai-2026/sources": ("sources", "--deal", "openai-2026"),
    "/sources": ("sources",),
    "/deals": ("deals",),
    "/event/openai-2026%23374": ("show", "openai-2026#374"),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("path", ANSWERS)
def test_a_program_gets_what_the_command_line_prints(
    shipped: TestClient, path: str, seed: int
) -> None:
    parts, options = address(seed)
    verb = ANSWERS[path]
    if verb[0] == "audit":
        parts["as_of"], options[1] = "2026-03-01", "2026-03-01"
        parts.pop("without", None)
        options = [each for each in options if each not in _WITHOUT]
    found = shipped.get(f"{path}.json", params=parts)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "application/json"
    assert found.text == printed(*verb, "--json", *options)
    csv = shipped.get(f"{path}.csv", params=parts)
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text == printed(*verb, "--csv", *options)


_WITHOUT = ("--without", "Reuters", "CNBC", "Bloomberg", "OpenAI")


def test_two_dates_compared_are_those_of_diff(shipped: TestClient) -> None:
    parts = {"vs": "2026-01-28", "as_of": "2026-01-30", "known_at": KNOWN_AT}
    words = ("diff", "openai-2026", "2026-01-28", "2026-01-30", "--known-at", KNOWN_AT)
    path = "/deal/openai-2026/diff"
    assert shipped.get(f"{path}.json", params=parts).text == printed(*words, "--json")
    assert shipped.get(f"{path}.csv", params=parts).text == printed(*words, "--csv")
    assert shipped.get(f"{path}.json").status_code == 400


def test_hits_are_those_of_search(small: TestClient) -> None:
    found = small.get("/search.json", params={"q": "amazon"}).json()
    assert [hit["field"] for hit in found["hits"]] == ["amazon.commitment"]
    assert small.get("/search.csv", params={"q": "amazon"}).text.count("\n") == 2


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_on_the_page_are_those_of_the_state(shipped: TestClient, seed: int) -> None:
    parts, options = address(seed)
    state = json.loads(printed("state", "openai-2026", "--json", *options))
    page = shipped.get("/deal/openai-2026", params=parts, headers={"accept": "text/html"}).text
    shown = [each for each in state["figures"] if f'title="{each["field"]}"' in page]
    assert len(shown) > 1
    for figure in shown:
        start = page.index(f'title="{figure["field"]}"')
        row = page[start : page.index("</tr>", start)]
        if figure["value"] and figure["value"]["type"] in ("money", "choice", "date"):
            assert f">{figure['value']['text']}<" in row
        assert figure["standing"] in row
        assert f'<td class="number">{figure["origins"]}</td>' in row
