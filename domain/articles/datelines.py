"""What the head of an article says of itself: when it came out, when it was changed, by whom.

    LONDON, March 3, 2026 (Reuters) - …
    Publié le 30 janvier 2026 à 14h05, mis à jour le 31 janvier 2026 à 9h10

A date counts only whole and read one way; another one is told in a warning, with its words.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from domain.articles.article import Article
from domain.articles.moments import moment
from domain.errors import Refused
from domain.reading.almanac import either, names
from domain.reading.context import Context
from domain.reading.dates import date
from domain.record import Record

_HEAD = 14
"""Lines of a text that can belong to its head, of which two are long: standfirst and beginning."""
_LONG = 200
_LONG_LINE = 160
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T.+)?")


class _Published(Record):
    """What the reader of dates has to know of the field that it reads for."""

    name: str = "published"
    ahead: bool = False


class Head(Record):
    """What was found; '' says nothing was, or nothing that can be read one way."""

    published: str = ""
    modified: str = ""
    source: str = ""
    author: str = ""
    warnings: tuple[str, ...] = ()


def head_of(text: str) -> Head:
    """What the first lines of a text say of it."""
    told: dict[str, list[str]] = {"published": [], "modified": [], "source": [], "author": []}
    warnings: list[str] = []
    for line in _lines(text):
        for part, words in _parts(line):
            if part in ("source", "author"):
                told[part].append(words)
            elif day := _day(words, part, warnings):
                told[part].append(day)
    published = sorted(set(told["published"]))
    if len({day[:10] for day in published}) > 1:
        warnings.append(disagree([(day, "the text") for day in published]))
        published = []
    return Head(
        published=max(published, default=""),
        modified=max(told["modified"], default=""),
        source=next(iter(told["source"]), ""),
        author=next(iter(told["author"]), ""),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def disagree(told: list[tuple[str, str]]) -> str:
    """The warning that dates of publication differ: each with where it was found."""
    found = ", ".join(f"{day} ({where})" for day, where in told)
    return f"W-PUBLISHED it is dated more than one way: {found}; say which with --published"


def with_head(article: Article) -> Article:
    """The article with what its own text says of it, where nothing else said so."""
    head = head_of(article.text)
    parts: dict[str, object] = {}
    if not article.published:
        parts["warnings"] = (*article.warnings, *head.warnings)
        if head.published:
            parts |= {"published": head.published, "published_how": "stated"}
    if not article.modified and head.modified > (article.published or head.published):
        parts["modified"] = head.modified
    if not article.source and head.source:
        parts["source"] = head.source
    if not article.author and head.author:
        parts["author"] = head.author
    return article.but(**parts) if parts else article


def _lines(text: str) -> Iterator[str]:
    found = (line.strip() for line in text[:6000].split("\n"))
    long = 0
    for line in islice((line for line in found if line), _HEAD):
        yield line
        long += len(line) >= _LONG_LINE
        if long == 2:
            return


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """What one line of a head holds: dates by their labels, a dateline, an author."""
    opening = re.split(r"\s+(?:--?|[–—])\s+|--(?!\()|(?<=[)/])\s*[–—-]", line[:_LONG], maxsplit=1)
    match = _forms()["dateline"].fullmatch(opening[0].replace("--(", " ("))
    if match and len(opening) > 1:
        if day := match["date"] or match["day"]:
            yield "published", day
        agency = match["by"] or match["agency"]
        if agency and agency.casefold() in _words()["agencies"]:
            yield "source", agency
        return
    if len(line) > _LONG:
        return
    labels = list(_forms()["label"].finditer(line))
    for place, label in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(line)
        said = line[label.end() : end]
        day = _forms()["day"].match(said)
        words = day[0] if day else re.split(r"\s[|•·–—-]\s|[|•·]", said)[0].strip(" ,;:.()")
        if re.search(r"\d", words):
            part = "modified" if label[1].casefold() in _words()["modified"] else "published"
            yield part, words
    if labels:
        return
    if match := _forms()["alone"].fullmatch(line):
        yield "published", match["date"]
    elif match := _forms()["by"].fullmatch(line):
        yield "author", match["name"]


def _day(words: str, part: str, warnings: list[str]) -> str:
    """The day or instant that words mean; '' where they cannot be read as one, with a warning."""
    try:
        value = date(words, _Published(), Context())
    except Refused as refusal:
        if part == "published":
            warnings.append(
                f"W-PUBLISHED the text is dated {words!r}: {refusal.message}; say it with"
                " --published"
            )
        return ""
    edtf = str(value["edtf"])
    exact = value["qualifier"] == "exactly" and _DAY.fullmatch(edtf)
    return moment(edtf) if exact else ""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    import tomllib

    path = Path(__file__).with_name("datelines.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in read.items()}


@cache
def _forms() -> Mapping[str, re.Pattern[str]]:
    words = _words()
    labels = either([*words["published"], *words["modified"]])
    month = rf"(?:{either(names('month'))})\b\.?"
    weekday = rf"(?:(?:{either(names('weekday'))})\b\.?,?\s+)?"
    zone = r"(?:\s+[a-z]{2,8}(?: [a-z]{4,8}){0,2}\b)?"
    clock = rf"(?:[\s,]+(?:at |à )?\d{{1,2}}(?:[:h]\d\d|h)?(?:\s?[ap]\.?m\.?)?{zone})?"
    year = r"(?:,?\s+\d{4})"
    named = rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+{month}|{month}\s+\d{{1,2}}(?:st|nd|rd|th)?)"
    numbers = r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d(?:T\S+)?"
    short = rf"(?P<date>(?i:{weekday}(?:le\s+)?(?:{named}{year}?|{numbers})))"
    whole = rf"(?P<date>(?i:{weekday}(?:le\s+)?(?:{named}{year}|{numbers}){clock}))"
    capital = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
    place = rf"(?:{capital}(?:[ ,]+(?:{capital}|de|du|la|of|am|sur|and|et|den|del|di|&))*)"
    agency = r"\((?P<agency>[^\W\d_][\w .&'-]{1,40})\)"
    wire = r"/\s?[\w .-]{2,40}\s?/"
    credit = rf"\s*(?:{agency}|(?P<wire>{wire}))"
    return {
        "dateline": re.compile(
            rf"(?:{place},\s*)?{short},?(?:{credit.replace('agency', 'by').replace('wire', 'w')})?"
            rf"|{place}?,?\s*(?:{short.replace('date', 'day')})?,?{credit}"
        ),
        "label": re.compile(rf"(?<!\w)({labels})(?!\w)\s*:?\s*(?=\S)", re.IGNORECASE),
        "day": re.compile(whole.replace("?P<date>", "?:")),
        "alone": re.compile(rf"(?:{place},?\s+)?{whole}\.?"),
        "by": re.compile(
            rf"(?:(?i:{either(words['by'])}))\s+(?P<name>{capital}[^\d|:;!?]{{2,80}})"
        ),
    }
