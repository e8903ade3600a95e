"""One article read sentence by sentence against one deal: claims, and what was left."""

from collections.abc import Sequence

from domain.articles import denials, scope, worded
from domain.articles.cast import Cast
from domain.articles.lexicon import Lexicon
from domain.articles.matching import Match, matches, rivals
from domain.articles.mentions import Names
from domain.articles.owners import AMOUNTS, UNSURE, Owners
from domain.articles.passages import Passage
from domain.articles.proposal import NO_FIGURE, Citation, Claimed, Left
from domain.articles.sentences import Sentence, searchable, sentences
from domain.articles.tokens import Token, tokens, without_asides, without_relatives
from domain.articles.when import DATE, ahead, behind
from domain.articles.whole import Whole
from domain.known import Known
from domain.reading.context import Context

_OVER = {
    "over_last": "to the last closing price",
    "over_unaffected": "to the unaffected price",
    "over_vwap_30d": "to the 30-day average price",
    "over_vwap_90d": "to the 90-day average price",
}
_WORDED = {"beside": "", "was": "", "amount": "", "form": {}, "worded": True}
_STAKES = frozenset(("stake", "stake_pro_forma", "voting_power"))
_NAMED = frozenset(("issuer", "party", "group", "thing"))
_LOOSE = frozenset(("round.size", "offer.value"))
_OF_DEAL = frozenset(("round", "deal", "offer", "price", "valuation", "amount", "size"))
_VERBS = frozenset(("raise", "invest", "buy", "lead", "sell", "stage"))


class Reading:
    """The state of one article as it is read: who was spoken of, what was claimed and left."""

    def __init__(
        self,
        text: str,
        record: Known,
        lexicon: Lexicon,
        names: Names,
        context: Context,
        deal: Whole,
    ) -> None:
        self.claims: list[Claimed] = []
        self.left: list[Left] = []
        self.citations: list[Citation] = []
        self.declined: list[tuple[Token, Sentence]] = []
        self.said: list[scope.Attribution] = []
        """Whom the sentences name as their sources, in order."""
        self.cast = Cast(record, deal)
        self.deal = deal
        self._owners = Owners(self.cast, self.claims)
        self._text = text
        self._lexicon = lexicon
        self._names = names
        self._context = context
        self._day = context.day or ""
        self._elsewhere = -1
        """The paragraph that is about another deal."""

    def read(self) -> None:
        """Read the whole text."""
        for sentence in sentences(self._text):
            row = tokens(sentence, self._lexicon, self._names, self._context, self.deal.about)
            row = self.cast.referred(row)
            passage = self._passage(sentence, row)
            before = len(self.claims)
            self._read(passage)
            self._follow(passage, claimed=len(self.claims) > before)
            self.cast.remember(row)

    def _passage(self, sentence: Sentence, row: list[Token]) -> Passage:
        rows = [row]
        if any(token.sort in ("comma", "dash", "open") for token in row):
            rows.append(without_asides(row))
        if any(token.sort == "who" for token in row):
            rows.insert(1, without_asides(without_relatives(row)))
        family = "raise" if self.deal.raises else "takeover"
        said = scope.attributions(row, sentence.text)
        return Passage(
            sentence=sentence,
            row=row,
            short=rows[-1],
            found=matches(rows, self._lexicon.rules, self._lexicon.signs, family),
            said=said or scope.attributions(rows[-1], sentence.text),
        )

    def _read(self, passage: Passage) -> None:
        """Take all that one sentence says; what is in doubt is left with the reason."""
        sentence, row = passage.sentence, passage.row
        before, left_before = len(self.claims), len(self.left)
        self.said += () if sentence.title else passage.said
        self._credit(passage)
        alone = [each for each in passage.found if not each.rule.given.get("beside")]
        taken = self._claim_figures(alone, passage)
        fields = " ".join(each.field for each in self.claims[before:])
        beside = [
            each
            for each in passage.found
            if any(part in fields for part in each.rule.given.get("beside", ()))
            and not denials.has(taken, each.value)
        ]
        taken += self._claim_figures(beside, passage)
        self.claims += worded.names(passage, self.cast, self._day)
        self.claims += worded.words(passage, self.cast, self._owners, self._day)
        told = worded.progress(passage, self.cast, self.claims, self._day)
        plain = any(each.stage for each in self.claims[before:])
        if told and (not plain or told.value in ("signed", "closed")):
            self.claims.append(told)
        for token, claim in list(
            denials.called_wrong(passage, taken, self.claims, self.cast.person)
        ):
            taken.append(token)
            self.claims.append(claim)
        self.declined += [(each, sentence) for each in denials.declined(passage)]
        for token in row:
            if token.sort in AMOUNTS and not denials.has(taken, token):
                unread = token.figure.why if token.figure else ""
                self._leave(sentence, unread or "no rule for it", token)
        nothing = (before, left_before) == (len(self.claims), len(self.left))
        if nothing and not sentence.title and self._speaks_of_deal(row):
            self._leave(sentence, NO_FIGURE)

    def _speaks_of_deal(self, row: Sequence[Token]) -> bool:
        sorts = {token.sort for token in row}
        return bool(sorts & _VERBS and sorts & {"issuer", "party", "group"})

    def _leave(self, sentence: Sentence, why: str, token: Token | None = None) -> None:
        words = sentence.text[token.start : token.end] if token else ""
        self.left.append(Left(start=sentence.start, end=sentence.end, why=why, words=words))

    # -- figures -----------------------------------------------------------------------------------

    def _claim_figures(self, found: Sequence[Match], passage: Passage) -> list[Token]:
        """Claim the figures that rules fit, or leave them; the figures that were dealt with."""
        taken: list[Token] = []
        doubtful: list[tuple[str, Token]] = []
        for every in rivals(found):
            value, name = every[0].value, every[0].rule.says.rpartition(".")[2]
            why = ""
            for match in every:  # another row of the same field may name whom this one cannot
                if match.rule.says.rpartition(".")[2] == name:
                    why = self._claim(match, passage)
                    taken += [match.was] if match.was and not why else []
                    if why not in UNSURE:
                        break
            if why and value.sort != DATE:
                doubtful.append((why, value))
            else:
                taken.append(value)
        for why, value in doubtful:
            if not denials.has(taken, value):  # what it was before stands in the claim
                self._leave(passage.sentence, why, value)
                taken.append(value)
        return taken

    def _claim(self, match: Match, passage: Passage) -> str:
        """Claim a figure, or say why not."""
        figure, row = match.figure, passage.row
        if match.rule.says == "-":
            return str(match.rule.given["why"])
        if figure.value is None and not self._dated(match):
            return figure.why or "it cannot be read"
        if match.rule.given.get("behind") and scope.is_to_come(match, row, self._day):
            return "it has not happened yet"
        if figure.flow and not match.rule.given.get("flow"):
            return "so much for a span of time"
        denied = denials.denial(match, row)
        if not denied and (why := scope.doubt(match, row, passage.sentence.text, self._day)):
            return why
        owner = self._owners.of(match, passage)
        if isinstance(owner, str):
            return owner
        if not self._on_topic(passage, match):
            return "of another deal, it seems"
        for element, name in owner:
            claim = self._claimed(match, f"{element}.{name}", passage)
            if denied:
                claim = claim.but(
                    kind="deny", stage="", **denials.denier(denied, passage, self.cast)
                )
            self.claims.append(claim)
            for of, said in () if denied else self._owners.brings_in(element, passage):
                self.claims.append(claim.but(field=of, value=said, kind="", **_WORDED))
        return ""

    def _on_topic(self, passage: Passage, match: Match) -> bool:
        """Whether a sentence speaks of this deal: it names it, or somebody in it, or goes on.

        After a sentence about others a paragraph is about them until it names the deal again. A
        rule that no word of a deal is in needs somebody of this deal in the sentence.
        """
        sorts = {token.sort for token in passage.row}
        if sorts & _NAMED or match.rule.says.startswith(("investor", "company")):
            return True
        if self._elsewhere == passage.sentence.paragraph:
            return False
        if match.rule.says not in _LOOSE or sorts & _OF_DEAL:
            return True
        meant = {e.element for t in passage.row if t.sort == "ref" for e in t.mentions}
        return bool(meant & {self.deal.about, *self.cast.offers})

    def _follow(self, passage: Passage, *, claimed: bool) -> None:
        """Note whether the paragraph has gone over to another deal, or come back to this."""
        sorts = {token.sort for token in passage.row}
        if claimed or sorts & _NAMED:
            self._elsewhere = -1
        elif "unknown" in sorts and sorts & _VERBS:
            self._elsewhere = passage.sentence.paragraph

    def _claimed(self, match: Match, field: str, passage: Passage) -> Claimed:
        """The claim of a figure, with its hedge, stage and source."""
        figure, row = match.figure, passage.row
        value, start, end = figure.text, match.value.start, match.value.end
        bound = next((each for each in reversed(match.inside) if each.sort == "bound"), None)
        if bound and figure.value and figure.value["qualifier"] == "exactly":
            value, start = f"{bound.form} {figure.text}", bound.start
        who = scope.attribution(passage.said, match, row)
        claim = passage.claim(
            field,
            " ".join(filter(None, (value, self._per(match, row)))),
            place=(min(match.inside[0].start, start), max(each.end for each in match.inside)),
            quoted=(start, end),
            who=who,
            kind="change" if match.rule.given.get("change") else "",
            was=match.was.figure.text if match.was and match.was.figure else "",
            amount=str((figure.value or {}).get("amount", "")),
            stage=scope.stage_for(match, row, self.cast.kind(field.partition(".")[0])),
            beside=self._beside(match, row),
            form=self._dated(match) if figure.value is None else {},
        )
        background = who is None and match.rule.given.get("background")
        return claim.but(sourcing="unattributed") if background else claim

    def _per(self, match: Match, row: Sequence[Token]) -> str:
        """ "a year", where the words beside a figure say that it comes so often."""
        if not match.rule.given.get("flow") or match.figure.flow:
            return ""
        at = scope.place_of(row, match.value)
        near = row[max(0, at - 5) : at + 6]
        said = next((each.form for each in near if each.sort == "span"), "")
        return f"a {said}" if said else ""

    def _dated(self, match: Match) -> dict[str, str]:
        """A date with its year, as what it dates lies ahead or behind; {} where it is none."""
        given, said = match.rule.given, match.figure.text
        if match.value.sort != DATE or not (given.get("ahead") or given.get("behind")):
            return {}
        value = (ahead if given.get("ahead") else behind)(said, self._context) or {}
        return {name: part for name, part in value.items() if name != "type"}

    def _beside(self, match: Match, row: Sequence[Token]) -> str:
        """What a stake is of, and which price a premium is over where the words after it say so."""
        name = match.rule.says.partition(".")[2]
        if name in _STAKES and self.deal.about:
            votes = "of voting rights " if name == "voting_power" else ""
            return f"{votes}of {self.deal.about}"
        at = scope.place_of(row, match.value)
        for token in row[at + 1 : at + 12] if name == "premium" else ():
            closing = token.sort == "complete" and token.form == "base"  # "Friday's close"
            if token.sort in _OVER or closing:
                return _OVER.get(token.sort, _OVER["over_last"])
            if token.sort in AMOUNTS:
                break
        return ""

    # -- credit ------------------------------------------------------------------------------------

    def _credit(self, passage: Passage) -> None:
        """Note the outlets that a sentence credits: named beside a word of reporting."""
        plain = searchable(passage.sentence.text)
        for token in passage.row:
            if token.sort != "outlet":
                continue
            before = plain[max(0, token.start - 40) : token.start]
            around = f"{before} | {plain[token.end : token.end + 40]}"
            if any(phrase in around for phrase in self._lexicon.citing):
                self.citations.append(
                    Citation(
                        outlet=token.mentions[0].element,
                        start=passage.sentence.start + token.start,
                        end=passage.sentence.start + token.end,
                    )
                )
