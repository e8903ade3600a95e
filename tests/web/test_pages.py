"""What the pages show, without a browser: figures, time, links, refusals in words."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.views.wording import outside
from cli.web.app import make_app
from cli.web.pages import PAGES
from cli.web.safety import Door
from tests.cli.desk import Desk, report
from tests.server import Server
from tests.web.conftest import HOST, PORT, TOKEN, reader

HTML = {"accept": "text/html"}
WRITING = {"authorization": f"Bearer {TOKEN}", "content-type": "application/x-www-form-urlencoded"}


def shown(client: TestClient, path: str, **parts: Any) -> str:
    found = client.get(path, params=parts or None, headers=HTML)
    assert found.status_code == 200, found.text
    return found.text


def plain(html: str) -> str:
    """The words of a page, its markup taken away."""
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", html).split()))


# -- what stands where ---------------------------------------------------------------------------


def test_the_deals_are_listed_with_stage_headline_standing_and_age(small: TestClient) -> None:
    page = plain(shown(small, "/"))
    assert "Acme series B" in page
    assert "$100bn round size rumored 1 origin 2026-02-01" in page


def test_deals_are_filtered_and_sorted_by_the_address(small: TestClient) -> None:
    assert "Beta" not in plain(shown(small, "/", q="acme")).partition("Last word")[2]
    only = shown(small, "/", type="acquisition")
    assert "Acme series B" not in only
    names = ["Acme series B", "Beta"]
    for order in (names, names[::-1]):
        page = shown(small, "/", sort="name" if order == names else "last")
        rows = page[page.index("<tbody>") :]
        assert rows.index(order[0]) < rows.index(order[1])
    assert small.get("/", params={"sort": "size"}).status_code == 400
    assert "No deal is like that" in shown(small, "/", q="nothing of the kind")


def test_a_deal_shows_each_headline_with_hedge_standing_and_origins(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026", as_of="2026-01-30"))
    assert "Amazon commitment up to $50bn rumored in talks 2026-01-29" in page
    assert "commitments against up to $100bn" in page
    assert "You see what was public by 2026-01-30 . 86 later reports with 551 claims" in page


def test_the_present_shows_no_banner(shipped: TestClient) -> None:
    assert "You see what was public" not in shown(shipped, "/deal/openai-2026")


def test_what_stands_against_a_figure_is_beneath_it(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026"))
    assert "about 11% of OpenAI contested" in page
    assert "contests 11.66% of OpenAI Marsbit (read through dailyneuraldigest.com)" in page


def test_further_figures_are_folded_by_element(shipped: TestClient) -> None:
    page = shown(shipped, "/deal/openai-2026")
    assert "total invested once all is paid" not in page
    assert "total invested once all is paid" in shown(
        shipped, "/deal/openai-2026", figures="softbank"
    )


def test_a_move_of_the_slider_leads_to_a_date(shipped: TestClient) -> None:
    found = shipped.get("/deal/openai-2026", params={"step": "20", "without": "Reuters"})
    assert found.status_code == 303
    where = found.headers["location"]
    assert re.fullmatch(r"/deal/openai-2026\?as_of=2026-\d\d-\d\d&without=Reuters", where)
    assert shipped.get("/deal/openai-2026", params={"step": "9999"}).status_code == 400
    assert shipped.get("/deal/openai-2026", params={"step": "x"}).status_code == 400


def test_the_links_beside_the_slider_go_from_report_to_report(shipped: TestClient) -> None:
    page = shown(shipped, "/deal/openai-2026", as_of="2026-01-29")
    links = dict(
        re.findall(r'data-key="(Arrow\w+)" href="[^"]*as_of=([^"&]+)"', page.replace("&amp;", "&"))
    )
    assert links == {"ArrowLeft": "2026-01-28", "ArrowRight": "2026-01-30"}


def test_an_audit_tells_every_step_with_its_three_dates_and_its_seal(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026/audit/amazon.commitment", as_of="2026-01-30"))
    assert "2026-01-29 revises leads #327 at least $10bn → up to $50bn in talks" in page
    for word in ("published", "effective", "recorded", "why it leads", "without #393"):
        assert word in page
    assert re.search(r"entry 392 of \d+, under the root [0-9a-f]{12}…", page)


def test_a_figure_is_drawn_over_time_with_a_named_link_for_every_report(
    shipped: TestClient,
) -> None:
    page = shown(shipped, "/deal/openai-2026/history/round.size", as_of="2026-01-30")
    points = re.findall(r'<a href="([^"]+)" aria-label="(20[^"]+)"', page)
    assert len(points) > 10
    assert all("/event/openai-2026%23" in where for where, _ in points)
    audit = shown(shipped, "/deal/openai-2026/audit/round.size", as_of="2026-01-30")
    assert 'href="/deal/openai-2026/history/round.size?as_of=2026-01-30"' in audit
    assert "/history/" not in shown(shipped, "/deal/openai-2026/audit/round.stage")
    assert "no number in it" in shown(shipped, "/deal/openai-2026/history/round.stage")


def test_commitments_coverage_structure_and_course_are_drawn(shipped: TestClient) -> None:
    page = shown(shipped, "/deal/openai-2026")
    assert 'aria-label="Commitments by stage"' in page
    assert 'aria-label="Amazon: $50bn, agreed, confirmed"' in page
    assert 'aria-label="Coverage of the round"' in page
    assert "funding round: structure" in shown(shipped, "/deal/openai-2026/structure")
    spark = shown(shipped, "/deal/openai-2026/sparkline/round.size")
    assert "last $122bn" in spark


def test_a_chart_is_drawn_anew_once_the_ledger_has_changed(desk: Desk) -> None:
    with reader(desk.place) as client:
        path = "/deal/acme/history/globex.commitment"
        assert "$3bn" not in shown(client, path)
        desk.ok("log", "acme", *_NEW, "--rumor", "globex.commitment = $3bn")
        assert "$3bn" in shown(client, path)


def test_a_proof_leads_from_leaf_to_root(shipped: TestClient) -> None:
    page = shown(shipped, "/proof/openai-2026%23374")
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", page)) > 8
    assert shipped.get("/proof/openai-2026%2399999").status_code == 404
    assert shipped.get("/proof/nonsense").status_code == 404


def test_the_timeline_tells_by_day_what_each_report_changed(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026/timeline", as_of="2026-01-30"))
    assert "2026-01-30" in page
    assert "~ Amazon · commitment at least $10bn → up to $50bn rumored in talks" in page
    assert "echoes" in page


def test_the_timeline_goes_back_page_by_page_and_tells_the_same(shipped: TestClient) -> None:
    page = shown(shipped, "/deal/openai-2026/timeline")
    seen = re.findall(r'<time datetime="([^"]+)"', page)
    while match := re.search(r'href="([^"]*until=[^"]*)">Earlier', page):
        page = shown(shipped, match[1])
        seen += re.findall(r'<time datetime="([^"]+)"', page)
    assert seen == sorted(set(seen), reverse=True)
    assert seen[-1] < "2025-12-01"


def test_the_structure_is_a_tree_with_conditions_told_once(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026/structure"))
    assert "Amazon's second tranche tranche signed * 2026-02-27" in page
    assert page.partition("As a graph")[0].count("The IPO condition") == 1


def test_two_dates_are_compared_headlines_first(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026/diff", vs="2026-01-28", as_of="2026-01-30"))
    assert page.index("Headline figures") < page.index("Amazon · commitment at least $10bn")
    assert "with the report before" in shown(shipped, "/deal/openai-2026/diff")


def test_findings_are_told_by_severity(shipped: TestClient) -> None:
    page = plain(shown(shipped, "/deal/openai-2026/findings"))
    assert page.index("3 contradictions") < page.index("51 doubts") < page.index("36 notes")


def test_a_source_is_listed_with_what_became_of_its_rumours(shipped: TestClient) -> None:
    assert "Reuters" in shown(shipped, "/sources")
    page = plain(shown(shipped, "/sources", name="The Information"))
    assert "Rumours that the record stated later" in page
    assert shipped.get("/sources", params={"name": "Nobody"}, headers=HTML).status_code == 404


def test_a_search_marks_the_words_that_it_found(small: TestClient) -> None:
    assert "1 hit" in plain(shown(small, "/search", q="amazon"))
    assert "Nothing published by then" in shown(small, "/search", q="zebra")
    assert small.get("/search", params={"q": "amazon", "limit": "many"}).status_code == 400


def test_an_event_is_shown_with_its_report(small: TestClient) -> None:
    page = plain(shown(small, "/event/r1"))
    assert "The Wire" in page
    assert "amazon.commitment = up to $50bn (in talks)" in page
    assert small.get("/event/acme%23999", headers=HTML).status_code == 404


def test_a_grade_is_an_event_too(desk: Desk) -> None:
    desk.ok("grade", "The Wire", "B")
    with reader(desk.place) as client:
        page = plain(shown(client, "/event/source%2Fthe-wire%231"))
        assert "Source graded source/the-wire#1" in page
        assert "The way to the root" in page
        shown(client, "/proof/source%2Fthe-wire%231")
        assert client.get("/event/source%2Fthe-wire%231.json").json()["data"]["grade"] == "B"


def test_the_address_follows_the_view_and_no_part_of_it(small: TestClient) -> None:
    for target, pushed in (("main#view", "/deal/acme?as_of=2026-01-30"), ("p", None)):
        asking = {**HTML, "hx-request": "true", "hx-target": target}
        found = small.get("/deal/acme?as_of=2026-01-30", headers=asking)
        assert found.headers.get("hx-push-url") == pushed


# -- refusals in words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"as_of": "03/04/2026"}, "E-DATE"),
        ({"known_at": "soon"}, "E-DATE"),
        ({"policy": "newest"}, "E-CHOICE"),
        ({"without": "Nobody"}, "E-NOTFOUND"),
        ({"asof": "2026-01-30"}, "E-ADDRESS"),
        ({"as_of": ["2026-01-30", "2026-01-31"]}, "E-ADDRESS"),
    ],
)
def test_a_wrong_part_of_an_address_is_told_in_words(
    small: TestClient, parts: dict[str, Any], code: str
) -> None:
    found = small.get("/deal/acme", params=parts, headers=HTML)
    assert found.status_code == (404 if code == "E-NOTFOUND" else 400)
    assert code in found.text
    assert next(iter(parts)) in plain(found.text)
    assert "Traceback" not in found.text


def test_an_unknown_deal_comes_with_near_names(small: TestClient) -> None:
    found = small.get("/deal/acne", headers=HTML)
    assert found.status_code == 404
    assert "did you mean acme?" in found.text


def test_a_ledger_that_went_away_is_told_and_not_a_crash(desk: Desk) -> None:
    with reader(desk.place) as client:
        shown(client, "/deal/acme")
        desk.ledger.unlink()
        found = client.get("/deal/acme", headers=HTML)
        assert found.status_code == 500
        assert "E-" in found.text


def test_a_mistake_of_our_own_is_told_in_words_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the middle of a page")

    monkeypatch.setattr("cli.web.pages.deal.parts_of", broken)
    app = make_app(desk.place, Door(port=PORT, token=TOKEN))
    client = TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)
    found = client.get("/deal/acme", headers=HTML)
    assert found.status_code == 500
    assert "E-OURS" in found.text
    assert "ZeroDivisionError" not in found.text
    assert found.headers["content-security-policy"]


# -- the ledger changes --------------------------------------------------------------------------


def test_what_was_logged_meanwhile_is_on_the_next_page(desk: Desk) -> None:
    with reader(desk.place) as client:
        assert "$3bn" not in shown(client, "/deal/acme")
        desk.ok("log", "acme", *_NEW, "--rumor", "globex.commitment = $3bn")
        assert "$3bn" in shown(client, "/deal/acme")
        assert "$1bn" in shown(client, "/deal/acme", as_of="2026-02-02")


def test_a_teams_ledger_is_shown_as_a_file_is(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "server", server)
    desk = Desk(tmp_path)
    with reader(desk.place) as client:
        assert "up to $50bn" in shown(client, "/deal/acme")
        assert "Acme series B" in shown(client, "/")
        desk.ok("log", "acme", *_NEW, "--rumor", "globex.commitment = $3bn")
        assert "$3bn" in shown(client, "/deal/acme")
        assert "The way to the root" in shown(client, "/event/acme%234")


_NEW = ("--source", "AP", "--published", "2026-04-01", "--sourcing", "anonymous_plural")


def test_since_the_last_look_the_most_material_comes_first(desk: Desk) -> None:
    with reader(desk.place) as client:
        assert "never marked as read" in shown(client, "/deal/acme/since")
        page = client.get("/deal/acme/since", headers={**HTML, **_TOKEN}).text
        match = re.search(r'name="until" value="([^"]+)"', page)
        assert match
        done = client.post("/deal/acme/since", headers=WRITING, content=f"until={match[1]}")
        assert (done.status_code, done.headers["location"]) == (303, "/deal/acme")
        assert "Nothing changed" in shown(client, "/deal/acme/since")
        for claim in ("amazon.commitment = $51bn", "globex.commitment = $2bn"):
            desk.ok("log", "acme", *_NEW[:1], claim[:6], *_NEW[2:], "--rumor", claim)
        page = plain(shown(client, "/deal/acme/since"))
        assert "2 new reports, 2 changes" in page
        assert page.index("Globex · commitment") < page.index("Amazon.com · commitment")


_TOKEN = {"authorization": f"Bearer {TOKEN}"}


def test_only_who_may_change_something_is_offered_to(small: TestClient) -> None:
    assert "Mark as read" not in shown(small, "/deal/acme/since")
    page = small.get("/deal/acme/since", headers={**HTML, **_TOKEN}).text
    assert "Mark as read" in page


def test_a_look_needs_an_instant_and_a_deal(small: TestClient) -> None:
    for content, path in (("", "acme"), ("until=soon", "acme"), ("until=2026-01-01", "nobody")):
        found = small.post(f"/deal/{path}/since", headers=WRITING, content=content)
        assert found.status_code in (400, 404)


# -- text is text --------------------------------------------------------------------------------

PAYLOADS = [
    line.encode("latin-1").decode("unicode_escape") if "\\" in line else line
    for line in Path(__file__).with_name("payloads.txt").read_text("utf-8").splitlines()
]


class Tags(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _said(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def poison(folder: Path) -> Desk:
    """A ledger in which every text is a payload."""
    desk = Desk(folder)
    documents = [
        report(
            f"p{number}",
            f"2026-02-{number % 28 + 1:02}",
            {"rumor": f"party-{number}.commitment = $1bn", "note": payload, "said_by": payload},
            {"rumor": f"globex.commitment = ${number + 2}bn", "scope": payload},
            {"rumor": f"globex.commitment = ${number + 30}bn", "if_": payload},
            {"rumor": {"field": f"clause-{number}.provision", "value": _said(payload)}},
            {"deny": "amazon.commitment", "scope": payload, "place": payload},
            source=payload,
            note=payload,
            byline=payload,
            url=f"https://example.com/{number}?q=%3Cscript%3E",
            elements={
                f"party-{number}": {"kind": "party", "name": payload, "aliases": [payload]},
                f"clause-{number}": {"kind": "clause", "name": payload},
            },
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    desk.lines(*documents)
    desk.ok("import", "in.jsonl")
    return desk


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The page of it."""
    desk = poison(tmp_path_factory.mktemp("poisoned"))
    with reader(desk.place) as client:
        yield client


def every_address() -> list[str]:
    names = ("p0", "p53", "acme%2316")
    named = {"amend": ("p0", "p0%231", "p53"), "withdraw": ("p0%231", "p53%232")}
    named |= dict.fromkeys(("retract", "correct"), ("p0", "p53"))
    found = []
    for entry in PAGES:
        path = entry.path.replace("{deal}", "acme")
        if "{field}" in path:
            found += [path.replace("{field}", each) for each in ("globex", "party-0", "party-53")]
        elif "{name:path}" in path:
            each_of = named.get(path.split("/")[3], names) if path.count("/") > 3 else names
            found += [path.replace("{name:path}", each) for each in each_of]
        elif "{number}" not in path:  # of the inbox, which is empty here
            found.append(path)
    return [each for each in found if "/proof/p" not in each]


@pytest.mark.parametrize("path", every_address())
def test_no_text_of_a_deal_becomes_markup(poisoned: TestClient, path: str) -> None:
    parts = {"since": "2026-01-01"} if path.endswith("/since") else {}
    parts |= {"vs": "2026-01-30"} if path.endswith("/diff") else {}
    page = shown(poisoned, path, **parts)
    tags = Tags(page).found
    assert sum(tag == "script" for tag, _ in tags) == (0 if "/sparkline/" in path else 2)
    assert all(tag not in ("img", "iframe", "object") for tag, _ in tags)
    inputs = {attributes.get("name") for tag, attributes in tags if tag == "textarea"}
    assert inputs <= {"text", "introduced"}
    assert all("xmlns" in attributes for tag, attributes in tags if tag == "svg")
    for tag, attributes in tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, attributes)
            assert name != "style", (tag, attributes)
            if name in ("href", "src", "action"):
                assert value is not None
                assert value.startswith(("/", "https://example.com/", "#")), value
            if name.startswith("hx-"):
                assert tag in ("section", "div", "ul", "input", "a", "p", "span", "form"), tag
        if tag == "a" and (attributes.get("href") or "").startswith("http"):
            assert attributes["rel"] == "noopener noreferrer"
    for sign in ("\u202e", "\u2066", "\U000e0041"):
        assert sign not in page


def test_signs_that_nobody_sees_are_shown_as_codes(poisoned: TestClient) -> None:
    page = shown(poisoned, "/sources")
    assert "a&lt;U+202E&gt;txt.exe&lt;U+2066&gt;b" in page


def test_every_address_on_a_page_leads_somewhere(poisoned: TestClient) -> None:
    seen: set[str] = set()
    for path in every_address():
        page = shown(poisoned, path, **({"vs": "2026-01-30"} if path.endswith("/diff") else {}))
        for _, attributes in Tags(page).found:
            for name in ("href", "src", "hx-get"):
                address = (attributes.get(name) or "").partition("#")[0]
                if address.startswith("/") and address not in seen:
                    seen.add(address)
                    found = poisoned.get(address, headers=HTML)
                    fails = ".json" in address or ".csv" in address  # said where: no other date
                    assert found.status_code == 200 or fails, (path, address)
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("path", "part"), [("/", "q"), ("/search", "q"), ("/deal/acme", "as_of"), ("/sources", "name")]
)
def test_what_an_address_says_is_text_too(small: TestClient, path: str, part: str) -> None:
    for payload in PAYLOADS:
        page = small.get(path, params={part: payload}, headers=HTML).text
        assert sum(tag == "script" for tag, _ in Tags(page).found) == 2
        assert "onerror=alert(1)>" not in page.replace("&gt;", "")


def test_a_name_that_is_no_address_is_no_link() -> None:
    assert outside("https://example.com/a") == "https://example.com/a"
    for wrong in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.test",
        "http:",
        "ftp://x/",
        "",
    ):
        assert outside(wrong) is None
