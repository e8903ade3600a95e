"""What a web page says of itself: title, address, source, author, language. Dates are beside it.

Read from JSON-LD, meta elements and what is marked in the page. Where they say different things,
what was made for the article goes before what was made for the site.
"""

import re
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from domain.articles.article import LANGUAGES
from domain.articles.datelines import head_of
from domain.articles.pages.dates import PageDates
from domain.articles.pages.linked_data import Node, articles, first, strings

_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher")
_AUTHORS = ("author", "parsely-author", "sailthru.author", "byl", "dc.creator", "article:author")
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[contains(concat(' ', @rel, ' '), ' author ')]",
    "//*[contains(concat(' ', @class, ' '), ' byline ')]",
    "//*[contains(concat(' ', @class, ' '), ' author ')]",
    "//*[contains(concat(' ', @class, ' '), ' autor ')]",
    "//*[contains(concat(' ', @class, ' '), ' auteur ')]",
)
_SAVED = re.compile(rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S+)")
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|xtor|ref_src|smid|cmpid|ocid|ns_\w+|guccounter|guce_\w+)"
)
_ADDRESS = re.compile(r"https?://[^\s/@]+(/\S*)?")
_PARTED = re.compile(r"\s+(?:[|–—·-]|::)\s+")
_BY = re.compile(r"(?:by|par|von|por|di)\s+", re.IGNORECASE)
_MOST = 300
"""Signs of a title or a name; more is something else."""
_HEADINGS = 10
_MOST_OF_NAME = 150
_MOST_OF_ADDRESS = 2000


class PageHead:
    """One page's own word; '' for what it does not say."""

    def __init__(self, tree: Any, data: bytes, url: str) -> None:
        self.tree = tree
        self.meta = _metas(tree)
        saved = _SAVED.search(data[:4096])
        self.came_from = _address(url or (saved[1].decode("utf-8", "replace") if saved else ""))
        self.url = self._url()
        self.node = self._node(articles(tree))

    def parts(self) -> dict[str, Any]:
        """All but the title, under the names of `Article`, and `declared_language`."""
        dates = PageDates(self.tree, self.meta, self.node)
        published, warnings = dates.published()
        source = self._source()
        return {
            "url": self.url,
            "source": source,
            "author": self._author(source),
            "published": published,
            "published_how": "stated" if published else "",
            "modified": dates.modified(published),
            "declared_language": self._language(),
            "warnings": [*warnings, *self._moved(), *self._partial()],
        }

    def title(self) -> str:
        """The headline as readers see it, else as the page gives it to others."""
        given = [
            first(self.node, "headline"),
            first(self.node, "name"),
            *(self._without_site(self.meta.get(name, "")) for name in ("og:title", "dc.title")),
            *(self._without_site(_text(each)) for each in self.tree.xpath("//head/title")[:1]),
        ]
        named = [each for each in given if each and len(each) <= _MOST]
        headings = [_text(each) for each in islice(self.tree.iter("h1", "h2", "h3"), _HEADINGS)]
        for title in named:  # "Headline :: Name of the site"
            parts = {_letters(part) for part in _PARTED.split(title)}
            found = next((each for each in headings if each and _letters(each) in parts), "")
            if found:
                return found
        main = [_text(each) for each in islice(self.tree.iter("h1"), _HEADINGS)]
        seen = [each for each in main if 0 < len(each) <= _MOST]
        for heading in seen:
            if any(_alike(heading, each) for each in named):
                return heading
        written = [each for each in named if len(each.split()) > 2]
        return next(iter((*written, *(seen if len(seen) == 1 else ()))), "")

    # -- where it is -----------------------------------------------------------------------------

    def _url(self) -> str:
        """The address that the page calls its own, else the one it was fetched or saved from.

        A page in a site that calls the front page its own is not believed.
        """
        links = self.tree.xpath(
            "//link[@href][contains(concat(' ', translate(@rel, 'CANOIL', 'canoil'), ' '),"
            " ' canonical ')]/@href"
        )
        told = [*links[:1], self.meta.get("og:url", "")]
        named = [_address(each, self.came_from) for each in told if each.strip()]
        deep = [each for each in named if urlsplit(each).path.strip("/")]
        return next(filter(None, (*deep, self.came_from, *named)), "")

    def _moved(self) -> list[str]:
        """A warning where the page says that it belongs to another site: a copy, perhaps."""
        if not self.came_from or _owner(self.url) == _owner(self.came_from):
            return []
        return [
            f"W-URL this page of {_site(self.came_from)} says that its own address is {self.url};"
            " is it a copy?"
        ]

    def _partial(self) -> list[str]:
        """What the page says of how much of the article it holds, and of whose hours."""
        found = []
        if str(self.node.get("isAccessibleForFree", "")).casefold() == "false":
            found.append("W-PARTIAL the page says that it is for subscribers: is this all of it?")
        if "LiveBlogPosting" in strings(self.node.get("@type")):
            found.append(
                "W-LIVE this is a live report: what it tells came out between its two dates, often"
                " the latest first"
            )
        return found

    def _node(self, nodes: list[Node]) -> Node:
        """The article of the page among those that it describes; none where that is not plain."""
        if len(nodes) == 1:
            return nodes[0]
        headings = [_text(each) for each in self.tree.iter("h1")]
        for node in nodes:
            places = [*strings(node.get("url")), *strings(node.get("mainEntityOfPage"))]
            if any(_place(each) == _place(self.url) for each in places):
                return node
        for node in nodes:
            if any(_alike(first(node, "headline"), heading) for heading in headings):
                return node
        return {}

    # -- whose it is -----------------------------------------------------------------------------

    def _source(self) -> str:
        """The publication, as a person writes it: no address where there is a name."""
        told = [self.meta.get("og:site_name", ""), first(self.node, "publisher")]
        told += [self.meta.get(name, "") for name in _SITES]
        names = [each for each in told if each and len(each) <= 100]
        written = [each for each in names if " " in each or "." not in each]
        return next(iter((*written, *names)), "") or self._home()

    def _home(self) -> str:
        """The name that the link to the front page has, where the page's title ends with it too."""
        title = next((_text(each) for each in self.tree.iter("title")), "")
        for link in self.tree.iter("a"):
            address = _address(link.get("href") or "", self.url)
            at_home = link.get("href") == "/" or (
                address and _site(address) == _site(self.url) and _place(address)[1] == ""
            )
            name = _text(link)
            if at_home and name and _PARTED.split(title)[-1].startswith(name):
                return name
        return ""

    def _author(self, source: str) -> str:
        told = [", ".join(dict.fromkeys(strings(self.node.get("author"))))]
        told += [self.meta.get(name, "") for name in _AUTHORS]
        told += [_text(each) for way in _BYLINES for each in self.tree.xpath(way)[:1]]
        for each in told:
            name = _BY.sub("", each.strip(), count=1) if _BY.match(each.strip()) else each.strip()
            if name and "://" not in name and len(name) <= _MOST_OF_NAME and name != source:
                return name
        return next(filter(None, (head_of(line).author for line in self._under_heading())), "")

    def _under_heading(self) -> list[str]:
        """The short lines after the headline."""
        after = self.tree.xpath("(//h1)[1]/following::*[position() <= 12]")
        return [text for each in after if 0 < len(text := _text(each)) <= _MOST]

    def _language(self) -> str:
        told = [
            first(self.node, "inLanguage"),
            str(self.tree.get("lang") or ""),
            self.meta.get("og:locale", ""),
            self.meta.get("content-language", ""),
        ]
        codes = [re.split("[-_,]", each.strip().lower())[0] for each in told if each.strip()]
        return codes[0] if codes and codes[0] in LANGUAGES else ""

    def _without_site(self, title: str) -> str:
        """A title without the name of the site behind it."""
        plain = " ".join(title.split())
        site = self._source()
        parts = _PARTED.split(plain)
        if len(parts) > 1 and site and _letters(site) in (_letters(parts[-1]), _letters(parts[0])):
            last = _letters(parts[-1]) == _letters(site)
            edge = plain.rfind(parts[-1]) if last else len(parts[0])
            return re.sub(
                r"^\s*[|–—·-]\s+|\s+[|–—·-]\s*$", "", plain[:edge] if last else plain[edge:]
            )
        return plain


def _metas(tree: Any) -> dict[str, str]:
    """What meta elements say, by name in lower case; the first of each."""
    found: dict[str, str] = {}
    for each in tree.iter("meta"):
        name = each.get("property") or each.get("name") or each.get("itemprop")
        name = name or each.get("http-equiv")
        content = " ".join((each.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _alike(one: str, other: str) -> bool:
    """Whether two headlines are of one article: most words of the shorter are in the other."""
    words, others = (set(re.findall(r"\w+", each.casefold())) for each in (one, other))
    least = min(len(words), len(others))
    return least > 0 and len(words & others) * 3 >= least * 2


def _address(text: str, base: str = "") -> str:
    """A web address without its fragment and without what follows readers; '' for anything else."""
    try:
        plain = urljoin(base, text.strip())
        parts = urlsplit(plain)
    except ValueError:
        return ""
    if not _ADDRESS.fullmatch(plain) or len(plain) > _MOST_OF_ADDRESS:
        return ""
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name.lower())
    ]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else ""
    return urlunsplit((*parts[:3], query or urlencode(kept), ""))


def _site(address: str) -> str:
    host = (urlsplit(address).hostname or "").split(".")
    return ".".join(host[1:] if host[0] in ("www", "m", "amp", "mobile") else host)


def _owner(address: str) -> str:
    """The part of a host that one owner has, as far as it can be told from its length."""
    parts = _site(address).split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3:] if short else parts[-2:])


def _place(address: str) -> tuple[str, str]:
    try:
        return _site(address), urlsplit(address).path.rstrip("/")
    except ValueError:
        return "", address
