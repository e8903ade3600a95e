"""Files made to harm: each is refused in words, within its bounds of memory and time."""

import gzip
import os
import sys
import zlib
from pathlib import Path

import pytest

from domain.articles import guarded
from domain.articles.opening import open_article
from domain.errors import Refused

PAGES = Path(__file__).parents[1] / "pages"


@pytest.fixture(autouse=True)
def _on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not about time may take its time."""
    monkeypatch.setattr(guarded, "SECONDS", 60)


def refused(data: bytes) -> Refused:
    """How these bytes are refused."""
    with pytest.raises(Refused) as caught:
        open_article(data, name="bomb")
    assert caught.value.place == "bomb"
    return caught.value


def a_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the catalogue first."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    start = out.rindex(b"xref")
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def a_page_that_draws(instructions: bytes) -> bytes:
    """A PDF of one page with these instructions, packed."""
    packed = zlib.compress(instructions, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return a_pdf(CATALOGUE, tree, PAGE, stream, FONT)


# -- pages ---------------------------------------------------------------------------------------


def test_a_page_nested_a_hundred_thousand_deep_is_refused() -> None:
    deep = b"<html><body>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000
    assert refused(deep).code == "E-LIMIT"


def test_a_page_nested_deeper_than_pages_are_is_refused_and_not_read_in_part() -> None:
    deep = b"<html><body><h1>T</h1>" + b"<div>" * 300 + b"<p>word word.</p>" * 30
    assert refused(deep).code == "E-LIMIT"


@pytest.mark.parametrize(
    "filling",
    [b"<p>x" * 250_000, b"word " * 1_500_000, b"<p " + b"a=1 " * 2_000_000 + b">"],
    ids=["tags", "text", "attributes"],
)
def test_a_page_larger_than_an_article_is_refused(filling: bytes) -> None:
    assert "larger than an article" in refused(b"<html><body>" + filling).message


def test_pictures_inside_a_page_do_not_count() -> None:
    picture = b"<img src='data:image/png;base64," + b"A" * 9_000_000 + b"'>"
    whole = (PAGES / "blog.html").read_bytes().replace(b"<blockquote>", picture + b"<blockquote>")
    assert open_article(whole, name="-").title == "Notes on the Pelican bridge round"


def test_a_page_that_takes_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SECONDS", 0.5)
    lines = b"<html><body><h1>T</h1><p>" + b"a<br><br>" * 90_000
    with pytest.raises(Refused, match=r"more than 0\.5 seconds") as caught:
        guarded.read("html", lines, place="bomb")
    assert caught.value.code == "E-LIMIT"


@pytest.mark.skipif(sys.platform != "linux", reason="the system holds no bound of memory")
@pytest.mark.parametrize(("size", "held"), [(100_000_000, False), (600_000_000, True)])
def test_memory_is_bounded_by_the_system(
    size: int, *, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = (
        "import sys; sys.path.append(sys.argv[1]); from domain.articles import child;"
        f" child._answer = lambda *_: {{'article': {{'text': str(len(bytearray({size})))}}}};"
        " child.main()"
    )
    monkeypatch.setattr(guarded, "_START", greedy)
    if held:
        assert "broke off" in refused(b"<html>").message
    else:
        assert guarded.read("html", b"<html>", place="-") == {"text": str(size)}


def test_entities_that_multiply_stay_as_they_are() -> None:
    laughs = (
        b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><html><body><h1>T</h1>'
        b"<p>&b;" + b"word " * 100
    )
    assert "haha" not in open_article(laughs, name="-").text


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b'{"a":' + b"9" * 1_000_000 + b"}"])
def test_linked_data_made_to_harm_is_passed_over(data: bytes) -> None:
    script = b"<script type='application/ld+json'>" + data + b"</script>"
    page = (PAGES / "blog.html").read_bytes().replace(b"</head>", script + b"</head>")
    assert open_article(page, name="-").published == "2026-01-19T06:40:10Z"


def test_a_gzip_bomb_is_not_unpacked() -> None:
    assert "gzip" in refused(gzip.compress(b"\0" * 50_000_000)).message


def test_an_archive_of_archives_is_cut_off_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SECONDS", 3)
    level = b'Content-Type: multipart/related; boundary="%d"\r\n\r\n--%d\r\n'
    nested = b"".join(level % (number, number) for number in range(20_000))
    with pytest.raises(Refused) as caught:
        guarded.read("mhtml", nested, place="bomb")
    assert caught.value.code in ("E-LIMIT", "E-EMPTY")


# -- PDF -----------------------------------------------------------------------------------------


def test_a_stream_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    assert refused(a_page_that_draws(b"\0" * 60_000_000)).code == "E-LIMIT"


def test_instructions_without_end_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SECONDS", 1)
    drawn = a_page_that_draws(b"BT /F 9 Tf (x) Tj ET\n" * 400_000)
    with pytest.raises(Refused) as caught:
        guarded.read("pdf", drawn, place="bomb")
    assert caught.value.code == "E-LIMIT"


def test_a_tree_of_pages_that_leads_back_to_itself_is_refused() -> None:
    tree = b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 9 >>"
    again = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>"
    assert refused(a_pdf(CATALOGUE, tree, again)).code in ("E-FORMAT", "E-LIMIT")


def test_a_tree_of_pages_as_deep_as_a_well_is_refused() -> None:
    levels = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 3) for n in range(5000)]
    assert refused(a_pdf(CATALOGUE, *levels, b"<< /Type /Page >>")).code in ("E-FORMAT", "E-LIMIT")


def test_a_pdf_of_more_pages_than_an_article_is_refused() -> None:
    tree = b"<< /Type /Pages /Kids [" + b"3 0 R " * 5000 + b"] /Count 5000 >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 6 8] >>"
    assert "5000 pages" in refused(a_pdf(CATALOGUE, tree, leaf)).message


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"nonsense " * 500,
        (PAGES / "press-release.pdf").read_bytes()[:2000],
        a_pdf(b"<< /Type /Catalog /Pages " + b"[" * 50_000 + b" >>"),
        a_pdf(CATALOGUE, b"<< /Type /Pages /Kids 7 /Count (x) >>"),
    ],
    ids=["nonsense", "cut", "deep", "wrong types"],
)
def test_a_broken_pdf_is_refused_as_damaged(data: bytes) -> None:
    refusal = refused(data)
    assert refusal.code == "E-FORMAT"
    assert "damaged" in refusal.message


def test_pages_without_text_are_refused_as_pictures() -> None:
    refusal = refused(a_page_that_draws(b"0 0 600 800 re f"))
    assert refusal.code == "E-EMPTY"
    assert "pictures" in refusal.message


def test_letters_that_stand_for_nothing_are_refused() -> None:
    drawn = a_page_that_draws(b"BT /F 9 Tf (" + b"\\001\\002\\003\\004" * 30 + b") Tj ET")
    assert refused(drawn).code == "E-FORMAT"


# -- the process ---------------------------------------------------------------------------------


def test_a_file_beside_us_is_not_run_as_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("trafilatura", "lxml", "json"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert open_article((PAGES / "amp.html").read_bytes(), name="-").source == "Metro Post"
    assert sorted(os.listdir(tmp_path)) == ["json.py", "lxml.py", "trafilatura.py"]


@pytest.mark.parametrize(
    ("name", "absent", "told"),
    [
        ("amp.html", "trafilatura", "needs trafilatura, which is not installed"),
        ("amp.html", "justext", "needs trafilatura, which needs justext, which is not installed"),
        ("press-release.pdf", "pypdf", "needs pypdf, which is not installed"),
    ],
)
def test_a_library_that_is_not_installed_is_named_with_how_to_install_it(
    name: str, absent: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = f"import sys; sys.modules[{absent!r}] = None; "
    monkeypatch.setattr(guarded, "_START", without + guarded._START)
    refusal = refused((PAGES / name).read_bytes())
    assert (refusal.code, refusal.hint) == ("E-EXTRA", "pip install 'dealtrail[ingest]'")
    assert told in refusal.message


def test_a_reader_that_breaks_off_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_START", "import os; os.abort()")
    refusal = refused((PAGES / "amp.html").read_bytes())
    assert refusal.code == "E-FORMAT"
    assert "broke off" in refusal.message


def test_an_answer_longer_than_an_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "MAX_ANSWER", 500)
    assert "more text than an article" in refused((PAGES / "amp.html").read_bytes()).message


def test_a_mistake_of_ours_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (
        "import sys; sys.path.append(sys.argv[1]); from domain.articles import child, pages;"
        " pages.PageHead.title = lambda head: pages.title_of(7); child.main()"
    )
    monkeypatch.setattr(guarded, "_START", wrong)
    with pytest.raises(RuntimeError, match="AttributeError"):
        open_article((PAGES / "amp.html").read_bytes(), name="-")


def test_text_is_read_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_START", "raise SystemExit(1)")
    assert open_article(b"Acme buys Bolt", name="-").text == "Acme buys Bolt"
