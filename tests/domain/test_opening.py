"""Opening an article: what it is, where it comes from, and no word that is not its own."""

import base64
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.articles import child, guarded
from domain.articles.article import Article
from domain.articles.opening import open_article
from domain.dates import span
from domain.errors import Refused

PAGES = Path(__file__).parents[1] / "pages"
LABELS: dict[str, dict[str, Any]] = tomllib.loads((PAGES / "labels.toml").read_text("utf-8"))
PARTS = ("title", "url", "published", "modified", "source", "author", "language")


@pytest.fixture(autouse=True)
def _without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """To start one for each page would take most of the time; test_guarded.py does."""

    def read(kind: str, data: bytes, *, place: str, url: str = "") -> dict[str, Any]:
        return guarded._parts(child._answer(kind, data, url), place)

    monkeypatch.setattr(guarded, "read", read)


@cache
def opened(name: str) -> Article:
    """The article in a file of the pages."""
    return open_article((PAGES / name).read_bytes(), name=name)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_saved_page_says_what_its_reader_would(name: str) -> None:
    label, article = LABELS[name], opened(f"{name}.html")
    assert {part: getattr(article, part) for part in PARTS} == {part: label[part] for part in PARTS}
    assert article.published_how == ("stated" if article.published else "")
    assert [warning.split()[0] for warning in article.warnings] == label.get("warnings", [])


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_saved_page_gives_the_article_and_nothing_around_it(name: str) -> None:
    label = LABELS[name]
    title, *body = opened(f"{name}.html").text.split("\n\n")
    assert title == label["title"]
    assert body[0].startswith(label["begins"])
    assert body[-1].endswith(label["ends"])
    assert len(body) == label["paragraphs"], body


def test_every_saved_page_has_a_label() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(LABELS)


# -- plain text ----------------------------------------------------------------------------------


def text_article(*paragraphs: str) -> Article:
    """An article of these paragraphs, as a person pastes it."""
    return open_article("\n\n".join(paragraphs).encode(), name="notes.txt")


BODY = (
    "Acme is in talks to buy its smaller rival Bolt for up to $3 billion, two people with knowledge"
    " of the matter said on Monday, in what would be the largest deal that it has ever made.",
    "Neither of the two companies would comment on it.",
)


def test_places_in_a_text_are_places_in_the_article() -> None:
    article = text_article("Acme closes in on Bolt", *BODY)
    assert article.text == "\n\n".join(("Acme closes in on Bolt", *BODY))
    assert article.kind == "text"


def test_ends_of_lines_and_signs_that_nobody_sees_are_put_in_order() -> None:
    raw = "One\u00ad two\r\n \r\n\r\n\r\nthree\u200b four \r\nfive\f\nsix\n"
    assert Article.from_text(raw).text == "One two\n\nthree four\nfive\n\nsix"


def test_paragraphs_of_one_long_line_each_are_parted() -> None:
    article = open_article("\n".join(("A title", *BODY)).encode(), name="-")
    assert article.text.split("\n\n") == ["A title", *BODY]


def test_the_title_is_the_first_line_where_it_stands_alone() -> None:
    assert text_article("Acme closes in on Bolt", *BODY).title == "Acme closes in on Bolt"


def test_a_first_sentence_is_no_title() -> None:
    assert text_article(*BODY).title == ""
    assert text_article("Acme closes in on Bolt\nBy Ann Lee", *BODY).title == ""


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("LONDON, March 3, 2026 (Reuters) - Acme said", "2026-03-03", ""),
        ("PARIS, le 3 mars 2026 (AFP) – Acme annonce", "2026-03-03", ""),
        ("SAN FRANCISCO, Jan. 30, 2026 /PRNewswire/ -- Acme", "2026-01-30", ""),
        ("ZURICH & BOSTON, February 3, 2026 (BUSINESS WIRE) -- Acme", "2026-02-03", ""),
        ("Publié le 30 janvier 2026 à 14h05", "2026-01-30", ""),
        (
            "Publié le 30 janvier 2026 à 14h05, mis à jour le 31 janvier 2026 à 9h10",
            "2026-01-30",
            "2026-01-31",
        ),
        ("Published Jan 30, 2026 | Updated Feb 1, 2026", "2026-01-30", "2026-02-01"),
        ("Published: 2026-01-30T14:05:00+01:00", "2026-01-30T13:05:00Z", ""),
        ("Vendredi 30 janvier 2026, 14h05", "2026-01-30", ""),
        ("January 30, 2026", "2026-01-30", ""),
        ("30/01/2026 14:05", "2026-01-30", ""),
    ],
)
def test_the_head_of_a_text_says_when_it_came_out(line: str, published: str, modified: str) -> None:
    article = text_article("A title", line, *BODY)
    assert (article.published, article.modified) == (published, modified)
    assert article.published_how == "stated"
    assert article.warnings == ()


@pytest.mark.parametrize(
    "line",
    [
        "LONDON, March 3 (Reuters) - Acme said",
        "Publié le 03/04/2026",
        "Published March 3",
    ],
)
def test_a_date_that_can_be_read_two_ways_is_told_and_not_taken(line: str) -> None:
    article = text_article("A title", line, *BODY)
    assert (article.published, article.published_how) == ("", "")
    assert [warning.split()[0] for warning in article.warnings] == ["W-PUBLISHED"]


@pytest.mark.parametrize(
    "line",
    [
        "The deal, signed on March 3, 2026 – the largest so far – is to close in May.",
        "By the end of March 2026 the two companies want to have signed a contract.",
        "On March 3, 2026 - the company says - it had no offer.",
    ],
)
def test_a_date_in_a_sentence_is_not_that_of_the_article(line: str) -> None:
    article = text_article("A title", line, *BODY)
    assert (article.published, article.modified, article.warnings) == ("", "", ())


def test_a_day_that_heads_a_part_of_the_text_is_not_that_of_the_article() -> None:
    article = text_article("A title", BODY[0], BODY[0], "January 30, 2026", *BODY)
    assert (article.published, article.warnings) == ("", ())


def test_two_days_of_publication_are_told_and_neither_is_taken() -> None:
    article = text_article("A title", "Published Jan 30, 2026", "Posted on Feb 2, 2026", *BODY)
    assert article.published == ""
    assert "2026-01-30" in article.warnings[0]
    assert "2026-02-02" in article.warnings[0]


def test_an_agency_in_the_dateline_is_the_source_and_a_ticker_is_none() -> None:
    assert text_article("A title", "(Reuters) - Acme said", *BODY).source == "Reuters"
    assert text_article("A title", "Acme (ACME) - the retailer", *BODY).source == ""


@pytest.mark.parametrize("line", ["By Ann Lee and Max Roe", "Par Ann Lee and Max Roe"])
def test_a_byline_names_the_author(line: str) -> None:
    assert text_article("A title", line, *BODY).author == "Ann Lee and Max Roe"


# -- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", BODY[0]),
        (
            "fr",
            "Amazon serait en discussions pour investir jusqu'à 50 milliards de dollars dans"
            " l'entreprise, selon des sources proches du dossier.",
        ),
        (
            "de",
            "Der Autobauer führt laut Insidern Gespräche über den Verkauf seiner Sparte. Der Preis"
            " soll bei rund 10 Milliarden Euro liegen.",
        ),
        (
            "es",
            "La empresa negocia la compra de su rival por unos 50.000 millones de dólares, según"
            " fuentes cercanas a la operación.",
        ),
        (
            "it",
            "La società è in trattative per acquistare il rivale per circa 10 miliardi di euro,"
            " secondo fonti vicine al dossier.",
        ),
        (
            "",  # Portuguese
            "A empresa está em negociações para comprar a rival por cerca de 10 mil milhões de"
            " euros, segundo fontes próximas do processo.",
        ),
        (
            "",  # Catalan
            "L'empresa negocia la compra del seu rival per uns 10.000 milions d'euros, segons fonts"
            " properes a l'operació.",
        ),
        (
            "",  # Dutch
            "Het bedrijf is in gesprek over de overname van zijn concurrent voor ongeveer 10"
            " miljard euro, zeggen bronnen.",
        ),
        ("", "Revenue EBITDA Net debt Total Q1 Q2 Q3 Q4 Margin Growth Cash Debt Capex Tax"),
        ("", "Acme buys Bolt"),
    ],
)
def test_the_language_of_a_text_is_told_or_left_open(language: str, text: str) -> None:
    assert open_article(text.encode(), name="-").language == language


# -- what bytes are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"PK\x03\x04....word/document.xml", "a zip archive"),
        (b"\x1f\x8b\x08rest", "a gzip archive"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1\\ansi Acme}", "RTF"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "a binary file"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "a feed"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_what_it_looks_like(data: bytes, looks: str) -> None:
    with pytest.raises(Refused, match=looks) as caught:
        open_article(data, name="article.html")
    assert caught.value.code == "E-FORMAT"
    assert caught.value.place == "article.html"


def test_a_page_is_told_by_its_content_and_not_by_its_name() -> None:
    data = (PAGES / "blog.html").read_bytes()
    assert open_article(data, name="blog.txt").kind == "html"
    assert open_article((PAGES / "press-release.pdf").read_bytes(), name="x.html").kind == "pdf"


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    """A page saved as browsers do: parts with their type and address, base64."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/acme?utm_id=1\r\n"
        "Subject: =?utf-8?Q?A=20title?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n'
    )
    told = [
        f"----b--\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {place}\r\n\r\n{base64.encodebytes(data).decode()}\r\n"
        for kind, place, data in parts
    ]
    return (head + "".join(told) + "----b----\r\n").encode()


def test_a_page_saved_with_its_pictures_in_one_file_is_read() -> None:
    words = page("", "<p>Le prix est resté à 10 M€.</p>").decode().encode("cp1252")
    saved = archive(
        ("text/html; charset=windows-1252", "https://news.example/acme", words),
        ("image/png", "https://news.example/a.png", b"\x89PNG"),
        ("text/html", "https://ads.example/frame", b"<p>Buy now</p>"),
    )
    article = open_article(saved, name="acme.mhtml")
    assert (article.kind, article.title) == ("html", "A title")
    assert article.url == "https://news.example/acme"
    assert "Le prix est resté à 10 M€." in article.text
    assert "Buy now" not in article.text


def test_an_archive_without_a_page_is_refused() -> None:
    with pytest.raises(Refused, match="no page in this archive"):
        open_article(archive(("image/png", "https://news.example/a.png", b"x")), name="-")


def test_a_text_that_speaks_of_markup_is_a_text() -> None:
    assert text_article("How <p> came about", *BODY).kind == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_read_in_the_encoding_that_it_marks(encoding: str) -> None:
    text = "Vermeil lève 10 M€, jusqu’à 12 en tout"
    assert open_article(text.encode(encoding), name="-").text == text


def test_a_text_in_an_encoding_that_nobody_names_is_refused_at_its_byte() -> None:
    with pytest.raises(Refused, match="byte 9") as caught:
        open_article("Vermeil l\u00e8ve 10 M".encode("cp1252"), name="note.txt")
    assert caught.value.code == "E-ENCODING"


def test_a_page_that_declares_what_it_is_not_is_read_with_a_warning() -> None:
    page = (PAGES / "amp.html").read_bytes().replace(b"four bidders", b"four \xff bidders")
    article = open_article(page, name="amp.html")
    assert [warning.split()[0] for warning in article.warnings] == ["W-ENCODING"]


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(Refused, match="empty") as empty:
        open_article(b" \n", name="-")
    with pytest.raises(Refused, match="20,000,000") as large:
        open_article(b"a" * 20_000_001, name="-")
    assert (empty.value.code, large.value.code) == ("E-EMPTY", "E-SIZE")


# -- pages: what the saved ones do not show --------------------------------------------------------


def page(head: str, body: str = "") -> bytes:
    """A page with this in its head, and an article."""
    words = "".join(f"<p>{each}</p>" for each in BODY)
    return f"<html><head>{head}</head><body><h1>A title</h1>{body}{words}</body></html>".encode()


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta property="{name}" content="{content}">'


def test_the_address_of_the_page_goes_before_that_it_was_fetched_from() -> None:
    head = '<link rel="canonical" href="/deals/acme?utm_source=x&id=7#top">'
    article = open_article(page(head), name="-", url="https://news.example/amp/acme")
    assert article.url == "https://news.example/deals/acme?id=7"


def test_a_page_that_calls_the_front_page_its_own_address_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://news.example/">'
    article = open_article(page(head), name="-", url="https://news.example/deals/acme")
    assert article.url == "https://news.example/deals/acme"


def test_a_page_that_belongs_to_another_site_is_told() -> None:
    head = '<link rel="canonical" href="https://first.example/acme">'
    article = open_article(page(head), name="-", url="https://www.copy.example/acme")
    assert article.url == "https://first.example/acme"
    assert [warning.split()[0] for warning in article.warnings] == ["W-URL"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "https://me@news.example/x", "mailto:x"],
)
def test_what_is_no_web_address_is_not_taken_as_one(address: str) -> None:
    assert open_article(page(f'<link rel="canonical" href="{address}">'), name="-").url == ""


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("2026-01-29T23:30:00-05:00", "2026-01-30T04:30:00Z"),
        ("2026-01-29T23:30:00", "2026-01-29"),
        ("2026-01-29 18:05:00 +0000", "2026-01-29T18:05:00Z"),
        ("20260129T180500Z", "2026-01-29T18:05:00Z"),
        ("Thu, 29 Jan 2026 18:05:00 GMT", "2026-01-29T18:05:00Z"),
        ("29 janvier 2026", "2026-01-29"),
        ("03/04/2026", ""),
        ("0001-01-01T00:00:00Z", ""),
        ("1970", ""),
        ("yesterday", ""),
    ],
)
def test_a_time_with_a_zone_is_an_instant_and_one_without_a_day(
    stated: str, published: str
) -> None:
    article = open_article(page(meta("article:published_time", stated)), name="-")
    assert article.published == published


def test_dates_that_agree_give_the_most_exact() -> None:
    head = meta("article:published_time", "2026-01-29") + meta("pubdate", "2026-01-29T18:05:00Z")
    assert open_article(page(head), name="-").published == "2026-01-29T18:05:00Z"


def test_a_page_changed_before_it_came_out_was_not_changed() -> None:
    head = meta("article:published_time", "2026-01-29T18:05:00Z")
    head += meta("article:modified_time", "2026-01-29T18:05:31Z")
    assert open_article(page(head), name="-").modified == ""


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("2026-01-29T20:00:00Z", "2026-01-30T19:00:00Z", False),
        ("2026-01-29T20:00:00Z", "2026-01-30T21:00:00Z", True),
        ("2026-01-29", "2026-01-30T21:00:00Z", False),
        ("2026-01-29", "2026-01-31T00:30:00Z", True),
    ],
)
def test_dates_of_a_page_more_than_a_day_apart_are_told(
    one: str, other: str, *, told: bool
) -> None:
    head = meta("article:published_time", one) + meta("pubdate", other)
    article = open_article(page(head), name="-")
    assert bool(article.warnings) == told
    assert bool(article.published) != told


@pytest.mark.parametrize(
    "publisher", ['"The Post"', '["The Post"]', '{"name": "The Post"}', '[{"name": "The Post"}]']
)
def test_a_publisher_is_named_in_whichever_shape(publisher: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "A title", "publisher": {publisher}}}'
    article = open_article(page(f'<script type="application/ld+json">{data}</script>'), name="-")
    assert article.source == "The Post"


def test_another_host_of_the_same_owner_is_no_other_site() -> None:
    head = '<link rel="canonical" href="https://edition.news.example/acme">'
    assert open_article(page(head), name="-", url="https://www.news.example/acme").warnings == ()


def test_the_dates_of_comments_and_related_texts_are_not_that_of_the_page() -> None:
    body = '<div class="related"><time class="published" datetime="2020-05-05">old</time></div>'
    assert open_article(page("", body), name="-").published == ""


def test_a_page_that_states_no_date_has_none() -> None:
    article = open_article(page("", "<p>As of March 3, 2026 the offer stood.</p>"), name="-")
    assert (article.published, article.published_how) == ("", "")


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(Refused, match="no article") as caught:
        open_article(b"<html><body><p>Please enable JavaScript.</p></body></html>", name="-")
    assert caught.value.code == "E-EMPTY"


def test_addresses_and_signs_that_are_none_do_not_stop_a_page() -> None:
    wrong = '<link rel="canonical" href="http://[x"><meta property="og:url" content="//[[">'
    body = '<p><a href="http://[::1">home</a> Talks go on.<br><br>&#1;&#xD800;&#0; They end.</p>'
    article = open_article(page(wrong, body), name="-", url="https://news.example/acme")
    assert article.url == "https://news.example/acme"
    assert "They end." in article.text


@pytest.mark.parametrize(
    "data",
    ["{", "[[[[", '{"@type": "NewsArticle", "datePublished": 7}', '{"@type": null, "@graph": {}}'],
)
def test_linked_data_that_is_none_is_passed_over(data: str) -> None:
    head = f'<script type="application/ld+json">{data}</script>'
    assert open_article(page(head), name="-").published == ""


# -- PDF -----------------------------------------------------------------------------------------


def test_a_press_release_is_read_without_its_running_heads() -> None:
    article = opened("press-release.pdf")
    title, *body = article.text.split("\n\n")
    assert title.startswith("Halden Robotics agrees to acquire Corvane Systems for $3.4 billion in")
    assert title == article.title
    assert len(body) == 15
    assert not any("Page " in each or "Press release" in each for each in body)
    assert (article.published, article.published_how) == ("2026-02-03", "stated")
    assert (article.language, article.kind, article.source) == ("en", "pdf", "")


def test_columns_are_read_one_after_the_other_and_cut_words_made_whole() -> None:
    _, first, second, third, *rest = opened("two-columns.pdf").text.split("\n\n")
    assert first.endswith("two people with knowledge of the discussions said on Thursday.")
    assert "water treatment plants, at a pre-money valuation of up to €4.2bn" in first
    assert "early shareholders who want" in second
    assert "Brightwater’s shareholders include" in third
    assert len(rest) == 9 * 5 - 3


def test_the_date_of_a_file_is_not_that_of_what_it_says() -> None:
    assert b"/CreationDate" in (PAGES / "two-columns.pdf").read_bytes()
    assert opened("two-columns.pdf").published == ""


# -- anything ------------------------------------------------------------------------------------

PIECES = (
    *("LONDON, ", "March 3", " 2026", " (Reuters)", " - ", "--", "Publié le ", "30/01/2026", "\n"),
    *("\n\n", "Updated ", "|", "à 14h05", "Par Ann Lee", "A title", "le ", "mis à jour ", "\x00"),
    *(
        "\ufeff",
        "\u2029",
        "\u00a0\n",
        "2026-01-30T14:05:00+01:00",
        ":",
        "é",
        "<p>",
        "%PDF-",
        "/PRNewswire/",
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map("".join).map(str.encode)))
def test_whatever_is_handed_in_is_an_article_or_refused(data: bytes) -> None:
    try:
        article = open_article(data, name="-")
    except Refused:
        return
    assert article.text == Article.from_text(article.text).text
    assert bool(article.published) == (article.published_how == "stated")
    for date in filter(None, (article.published, article.modified)):
        assert span(date)
