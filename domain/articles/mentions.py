"""Who and what a text names: elements of the deal, outlets, and names that the deal has not yet.

A known element is found by its id spoken, its name, its other names, and what is left of a name
without its last word of business ("Initech" for Initech Capital). Longest name first. A name that
nobody described is a `new` one: its kind is decided by the rule that finds it in a party's place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from domain.known import Known
from domain.names import slug
from domain.record import Record


class Mention(Record):
    """A name as it stands: the element that it names, '' for an outlet, an id to be for a new one.

    `kind` is the element's kind, `outlet`, `new`, or `person` for a new name after a title.
    """

    start: int
    end: int
    name: str
    element: str
    kind: str


class Names:
    """The names that mean something in one article, ready to be looked for in its sentences."""

    def __init__(
        self,
        record: Known,
        text: str,
        outlets: Mapping[str, Iterable[str]],
        firms: Iterable[str],
        openers: Iterable[str],
        titles: Iterable[str],
        company: str = "",
    ) -> None:
        self.known: dict[str, tuple[str, str]] = {}
        self._firms = frozenset(firms)
        self._openers = frozenset(openers)
        for outlet, names in outlets.items():
            self.known.update(dict.fromkeys(names, (outlet, "outlet")))
        for name, element, kind in _named(record):
            self.known[name] = (element, kind)
            if " " in name and name[0].isupper() and name[1:2].islower():
                self.known.setdefault(name[0].lower() + name[1:], (element, kind))
            short = self._short(name) if kind == "party" else ""
            if short and short not in self.known:
                self.known[short] = (element, kind)
        if company:
            self.known.setdefault(company, (id_of(company), "new"))
        self._openers |= {title.casefold().strip(".") for title in titles}
        self._titled = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, titles))})\s+$")
        self._learn(text)
        self._known = _alternation(self.known)
        self._lower = set(re.findall(r"(?<![\w'’-])[a-zà-ÿ][\w-]*", text))
        self._often = Counter(re.findall(_CAPITAL, text))
        self._inside = set(re.findall(rf"(?<=[a-zà-ÿ0-9,;] )({_CAPITAL})", text))

    def _short(self, name: str) -> str:
        words = name.split()
        while len(words) > 1 and words[-1].strip(".,") in self._firms:
            words.pop()
        short = " ".join(words)
        plain = short.casefold() in self._openers or len(short) < 3
        return "" if plain or short == name else short

    def _learn(self, text: str) -> None:
        """Take the short forms of names that the article itself introduces in full."""
        for match in _NAME.finditer(text):
            words = match[0].split()
            short = self._short(match[0])
            new = len(words) > 1 and short and not {short, match[0]} & self.known.keys()
            again = rf"(?<!\w){re.escape(short)}(?!\w)"
            if new and re.search(again, text[match.end() :]):
                self.known[short] = (id_of(match[0]), "new")
                self.known[match[0]] = (id_of(match[0]), "new")

    def of(self, text: str, *, title: bool = False) -> list[Mention]:
        """The names in a sentence, in order. In a title only what is known is told from words."""
        found: list[Mention] = []
        for match in self._known.finditer(text):
            element, kind = self.known[match[0]]
            found.append(_mention(match, element, kind))
        found = [_family(each, text) for each in found]
        taken = [(each.start, each.end) for each in found]
        for match in _NAME.finditer(text):
            free = not any(start < match.end() and match.start() < end for start, end in taken)
            if free and (new := self._new(match, text, title=title)):
                found.append(new)
        return sorted(found, key=lambda each: each.start)

    def _new(self, match: re.Match[str], text: str, *, title: bool) -> Mention | None:
        """A name that nobody described, where it is one."""
        start, end = match.span()
        if elided := re.match(r"(?:[LlDdNnSsCcJj]|[Qq]u)[’'](?=\w)", match[0]):
            start += elided.end()
        words = text[start:end].split()
        first = not text[:start].strip("\"'“”«»( -–—") or bool(elided and start < 4)
        while words and self._says_nothing(words[0]):
            start = text.index(words[0], start) + len(words[0])
            start += len(text[start:end]) - len(text[start:end].lstrip())
            words = words[1:]
            first = False
        if not words or start >= end:
            return None
        name = text[start:end]
        if title and name not in self._inside:
            return None
        if first and len(words) == 1 and not self._sure(name, text[end:]):
            return None
        if not name[0].isupper() or re.fullmatch(r"[A-Z]\.?|[IVX]+|Q[1-4]|H[12]", name):
            return None
        kind = "person" if self._titled.search(text[:start]) else "new"
        return Mention(start=start, end=end, name=name, element=id_of(name), kind=kind)

    def _says_nothing(self, word: str) -> bool:
        """Whether a word before a name is no part of it: "Le", "Selon", the end of "L'allemand"."""
        return word[0].islower() or word.casefold().strip(".,'’") in self._openers

    def _sure(self, name: str, after: str) -> bool:
        """Whether a capital at the head of a sentence is more than that."""
        if name in self._inside or re.search(r"[A-Z]", name[1:]):
            return True
        if self._often[name] > 1 and name.casefold() not in self._lower:
            return True
        if name.casefold() in self._lower or name.endswith(("ly", "ing", "ment")):
            return False
        return bool(_SINGULAR.match(after))


def id_of(name: str) -> str:
    """The id that a new element gets from its name; '' for a name of signs alone."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return slug(plain)[:60].strip("-")


_SINGULAR = re.compile(
    r"[’']s\b|,\s+(?:an?|the|un|une|le|la|l[’'])\s?\w|\s+(?:is|has|was|will|would|said|says|agreed|plans|could|may|wants|est|a|va|veut|"
    r"envisage|pourrait|devrait|serait|avait|s[’']|n[’']|négocie|propose|discute|offered|raised|"
    r"closed|signed|bought|acquired|denied|declined|dément)"
)
_CAPITAL = r"[A-ZÀÂÇÉÈÊÎÔÛŒ][\w’'&-]*"
_NAME = re.compile(
    rf"(?<![\w.@/'’-]){_CAPITAL}(?:\.(?=[A-Z]|\s[A-Z][a-z]+\s[A-Z]))?"
    rf"(?:\s+(?:&\s+|of\s+(?=[A-Z])|and\s+(?=Co\b|Sons\b|Partners\b))?{_CAPITAL}|\s+[0-9]+(?=\s+[A-Z]))*(?<![’'])(?<![’']s)"
    rf"|(?<=[dDlLn][’']){_CAPITAL}(?:\s+(?:&\s+)?{_CAPITAL})*"
)


def _family(mention: Mention, text: str) -> Mention:
    """A name after "famille", which is of those who own a company and not of the company."""
    before = re.search(r"(?<!\w)famille\s+$", text[: mention.start])
    if before is None or mention.kind != "party":
        return mention
    name = f"Famille {mention.name}"
    return Mention(
        start=before.start(), end=mention.end, name=name, element=id_of(name), kind="new"
    )


def _mention(match: re.Match[str], element: str, kind: str) -> Mention:
    return Mention(start=match.start(), end=match.end(), name=match[0], element=element, kind=kind)


def _named(record: Known) -> Iterable[tuple[str, str, str]]:
    """Every name of every element that a text may call it by; the deal's root has none.

    What a round or a listing is called is told by the words of the rules, whose deal it is too.
    """
    for element in record.elements.values():
        if element.kind in ("deal", "round", "valuation", "process"):
            continue
        known = record.same_as.get(element.id, element.id)
        for name in (element.name, *element.aliases, *element.names_before):
            if len(name) > 1:
                yield name, known, element.kind
        if element.kind in ("instrument", "tranche") and "-" in element.id:
            yield element.id.replace("-", " "), known, element.kind


def _alternation(names: Iterable[str]) -> re.Pattern[str]:
    every = sorted(names, key=len, reverse=True)
    inner = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in every)
    return re.compile(rf"(?<![\w-])(?:{inner or '(?!)'})(?![\w-]|[’']\w{{2}})")
