"""Who is meant as an article goes on: names, "the company", "it", and elements that are new."""

from collections.abc import Sequence

from domain import fields
from domain.articles.mentions import Mention
from domain.articles.tokens import COMPANIES, Token
from domain.articles.whole import Whole
from domain.known import Known


class Cast:
    """The companies and persons of one article, as far as it has been read.

    A reference means whoever was named nearest before it: in its own sentence, else in the one
    before. Where two could be meant it means nobody, unless a rule has room for one of them alone.
    """

    def __init__(self, record: Known, deal: Whole) -> None:
        self.record = record
        self.deal = deal
        self.elements: dict[str, dict[str, str]] = {}
        """What the article brings in: id, and kind and name."""
        self.offers = dict(deal.offers)
        """The offers by their bidders, those that the article brings in too."""
        self.bidder = ""
        """Whose offer was spoken of last."""
        self.investor = ""
        """Whose money was spoken of last."""
        self.person = ""
        """Who spoke last in his own name."""
        self._before: Sequence[Mention] = ()

    def referred(self, row: Sequence[Token]) -> list[Token]:
        """The row with those that each reference may mean."""
        found: list[Token] = []
        seen: list[Mention] = []
        for token in row:
            if token.sort == "ref":
                token = token._replace(mentions=tuple(self._meant(token.form, seen)))
            elif token.sort in COMPANIES:
                seen += [each for each in token.mentions if each.element not in self.deal.persons]
            found.append(token)
        return found

    def _meant(self, form: str, seen: Sequence[Mention]) -> list[Mention]:
        about = self._mention(self.deal.about)
        if form in ("target", "issuer"):
            return about
        if form == "buyer":
            only = next(iter(self.offers)) if len(self.offers) == 1 else ""
            return self._mention(self.bidder or only)
        near = {each.element: each for each in (seen or self._before)}
        if form in ("company", "it") and not near:
            return about
        if form == "company" and self.deal.raises and not seen:
            for each in about:
                near.setdefault(each.element, each)
        return list(near.values())

    def _mention(self, element: str) -> list[Mention]:
        if not element:
            return []
        kind = self.record.kind_of(element) or "party"
        return [Mention(start=0, end=0, name=element, element=element, kind=kind)]

    def remember(self, row: Sequence[Token]) -> None:
        """Keep whom a sentence named, for the references of the next."""
        for token in row:
            if token.sort == "person" and token.mentions:
                self.person = token.mentions[0].name
        named = [
            mention
            for token in row
            if token.sort in COMPANIES and (token.sort != "ref" or len(token.mentions) == 1)
            for mention in token.mentions
        ]
        if named:
            self._before = list({each.element: each for each in named}.values())

    def one(self, token: Token | None, *, but: str = "") -> Mention | None:
        """Whom a token means, where that is one; `but` cannot be meant."""
        if token is None:
            return None
        every = {each.element: each for each in token.mentions if each.element != but}
        return next(iter(every.values())) if len(every) == 1 else None

    def name(self, mention: Mention) -> str:
        """The name of an element in full, as far as it is known."""
        known = self.record.elements.get(mention.element)
        return (known.name if known else "") or mention.name

    def element(self, mention: Mention) -> str:
        """The element of a name, brought in where it is new."""
        if mention.kind == "new":
            self.bring_in(mention.element, "party", mention.name)
        return mention.element

    def bring_in(self, element: str, kind: str, name: str) -> str:
        """An element that the record may not have yet."""
        if element not in self.record.elements:
            self.elements.setdefault(element, {"kind": kind, "name": name})
        return element

    def kind(self, element: str) -> str:
        """The kind of an element, known or brought in here; '' for one that nobody knows."""
        kind = self.elements.get(element, {}).get("kind") or self.record.kind_of(element)
        return kind or fields.RESERVED.get(element, "")
