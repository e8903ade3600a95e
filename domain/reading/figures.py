"""One figure, or the two ends of a range, with their hedge, out of a text.

This is the grammar that money, prices, percentages, counts, quantities and periods share. It
refuses what it cannot place: two figures, two bounds, a word without a meaning.
"""

from collections.abc import Callable, Sequence
from typing import Any

from domain.errors import Refused
from domain.reading.context import refuse
from domain.reading.lexer import Token
from domain.reading.vocabulary import Hedge, Marks, Scale

QUOTES = "in double quotes a shell makes 0bn of $50bn: put the text in 'single quotes'"
_ONE_EACH = "log each as a claim of its own, or write a range as 'between A and B'"
_NUMBERS = ("number", "words", "fraction", "round")
_NO_UNIT = ("said", "hedge", "band", "between")


class Number:
    """A number as it stands in the text, its scale word and what was attached to it."""

    def __init__(self, token: Token, currencies: Sequence[tuple[str, ...]] = ()) -> None:
        self.token = token
        self.scale: Scale | None = None
        self.scale_text = ""
        self.currencies = list(currencies)
        self.percent = False
        self.led = bool(self.currencies)
        """Its currency stands before it, as in English: "$5bn"."""
        self.trailed = False
        """Its currency stands right after it: "500 dollars"."""
        self.and_half = False
        """Half of the scale on top: "un milliard et demi"."""


class Figures:
    """What the grammar found: one number, or two that are the ends of a range."""

    def __init__(self, text: str, code: str) -> None:
        self.text = text
        self.code = code
        self.numbers: list[Number] = []
        self.hedge: str | None = None
        self.loud = False
        """Words were used that the stored form does not keep."""
        self.negative = False
        self.french = False
        self.english = False
        self.more = ""
        """The word by which it may be on top of another figure: "a further"."""
        self.marks: Marks | None = None
        self.band: tuple[int, int] | None = None
        self.notes: dict[str, list[Any]] = {}
        """Units, bases and the like, by the sort of their tokens."""

    def note(self, sort: str) -> Any:
        """The one meaning of that sort, or None; two different ones are refused."""
        found = self.notes.get(sort, [])
        if any(other != found[0] for other in found[1:]):
            message = f"it says both {found[0]!r} and {found[-1]!r}"
            raise self.refuse(message, "keep one; log two claims if both hold")
        return found[0] if found else None

    def refuse(self, message: str, hint: str = "") -> Refused:
        """A refusal of the whole text."""
        return refuse(self.code, message, self.text, hint)


def parse(
    text: str,
    tokens: Sequence[Token],
    code: str,
    leftover: Callable[[str], str],
    marks: Marks | None = None,
    english: frozenset[str] = frozenset(),
) -> Figures:
    """The figures of a text; `leftover` gives the hint for words that were not understood.

    `marks` are those of a language that uses one sign for thousands and another for decimals;
    `english` are phrases that tell English from French.

    Raises `Refused` with the given code, or E-AMOUNT-AMBIG.
    """
    found = Figures(text, code)
    found.marks = marks
    tokens, found.loud = _two_bounds(_summed(tokens))
    found.french = any(token.sort == "french" for token in tokens)
    found.english = not found.french and any(
        token.text.replace("-", " ") in english for token in tokens
    )
    rest: list[str] = []
    opened = joined = ""
    ahead: list[tuple[str, ...]] = []
    for place, token in enumerate(tokens):
        following = _next(tokens, place)
        match token.sort:
            case "words" if token.meaning == 1 and following and following.sort in _NO_UNIT:
                pass  # an article: "une valorisation de", "un montant supérieur à"
            case "number" | "words" | "fraction":
                found.numbers.append(Number(token, ahead))
                ahead = []
            case "round":
                found.numbers.append(Number(token, ahead))
                ahead = []
                _hedge(found, Token("hedge", token.text, Hedge("about", loud=True)), None)
            case "and_half" if _may_add_half(found, following):
                found.numbers[-1].and_half = True
            case "more":
                found.more, found.loud = token.text, True
            case "was":
                message = f"{token.text!r} parts what it is from what it was"
                hint = "write the figure of now alone, and the former one as `was` (--was)"
                raise found.refuse(message, hint)
            case "scale":
                _scale(found, tokens, place, ahead)
            case "currency":
                if found.numbers and (following is None or following.sort not in _NUMBERS):
                    found.numbers[-1].currencies.append(token.meaning)
                    found.numbers[-1].trailed = True
                else:
                    ahead.append(token.meaning)
            case "percent" if found.numbers and found.numbers[-1].token.sort == "fraction":
                part = found.numbers[-1].token.text
                raise found.refuse(f"{part!r} is a part of one percent here", "write 0.5%")
            case "percent" if found.numbers and not found.numbers[-1].percent:
                found.numbers[-1].percent = True
            case "percent" if found.band and "percent" not in found.notes:
                found.notes["percent"] = [token.text]
            case "either" if found.numbers:
                pass
            case "either":
                _hedge(found, token, following)
            case "hedge" if _hedges_here(found, token.meaning):
                _hedge(found, token, following)
            case "+" if found.numbers and following is None:
                _hedge(found, Token("hedge", "+", Hedge("at_least")), None)
            case "band" if found.band is None and not found.numbers:
                found.band, found.loud = token.meaning, True
            case "between" if not found.numbers and not opened:
                opened = token.text
            case "-" | "to" | "and" | "onto" if _joins(found, joined, opened, tokens, place):
                joined = token.sort
            case "-" if not found.numbers and _starts(tokens, place + 1):
                found.negative = True
            case "-" if following is None:
                rest.append(token.text)
            case "-" | "filler" | "article" | "french" | "onto":
                pass
            case "to" if token.text == "à" and not found.numbers:
                pass
            case "said":
                found.loud = found.loud or token.meaning
            case "unit" | "basis" | "per" | "share" | "name" | "over":
                found.notes.setdefault(token.sort, []).append(token.meaning)
                if _one(found, tokens, place):
                    found.numbers.append(Number(Token("words", "a", 1), ahead))
            case _:
                rest.append(token.text)
    if rest or (ahead and not found.numbers and not found.band):
        words = " ".join(rest)
        message = f"could not read {words!r}" if rest else "there is no figure in it"
        if len(found.numbers) == 2 and rest in (["and"], ["or"], ["et"], ["ou"]):
            raise found.refuse("there are two figures in it", _ONE_EACH)
        raise found.refuse(message, leftover(words))
    if found.band and not found.numbers:
        found.numbers.append(Number(Token("words", "", 1), ahead))
    _settle(found, opened, joined)
    return found


def _summed(tokens: Sequence[Token]) -> Sequence[Token]:
    """ "Two hundred and fifty" as one number; in a range "and" joins its two ends."""
    found: list[Token] = []
    for token in tokens:
        joined = bool(found) and found[-1].sort == "and"
        opened = any(each.sort == "between" for each in found)
        last = found[-2] if joined and len(found) > 1 and not opened else (found or [token])[-1]
        if found and _is_hundreds(last) and token.sort == "words" and 0 < token.meaning < 100:
            del found[-2 if last is not found[-1] else -1 :]
            found.append(Token("words", f"{last.text} {token.text}", last.meaning + token.meaning))
        else:
            found.append(token)
    return found


def _is_hundreds(token: Token) -> bool:
    return token.sort == "words" and token.meaning in range(100, 1000, 100)


def _hedges_here(found: Figures, hedge: Hedge) -> bool:
    """Whether it hedges a figure from where it stands: "plus $5bn" is no "$5bn plus"."""
    return hedge.place != "before" if found.numbers else hedge.place != "after"


def _next(tokens: Sequence[Token], place: int) -> Token | None:
    return next((t for t in tokens[place + 1 :] if t.sort not in ("filler", "french")), None)


def _starts(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number begins here, after its currency sign or an article at most."""
    for token in tokens[place:]:
        if token.sort in _NUMBERS:
            return True
        if token.sort not in ("currency", "article", "filler", "french"):
            return False
    return False


def _one(found: Figures, tokens: Sequence[Token], place: int) -> bool:
    """Whether an article stands for the number: "a year", "a seat"."""
    if tokens[place].sort != "unit" or found.band or not place:
        return False
    numbered = any(token.sort in _NUMBERS for token in tokens)
    return tokens[place - 1].sort == "article" and not numbered and not found.numbers


def _joins(found: Figures, joined: str, opened: str, tokens: Sequence[Token], place: int) -> bool:
    if len(found.numbers) != 1 or joined or not _starts(tokens, place + 1):
        return False
    return tokens[place].sort != "and" or bool(opened)


_LOWER, _UPPER = ("at_least", "more_than"), ("at_most", "less_than")


def _two_bounds(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """ "at least A and at most B" as "between A and B", and whether that says more."""
    hedges = [place for place, token in enumerate(tokens) if token.sort == "hedge"]
    if len(hedges) != 2 or any(token.sort in ("to", "between", "band") for token in tokens):
        return tokens, False
    low, high = hedges
    said = [tokens[place].meaning.qualifier for place in hedges]
    if low or said[0] not in _LOWER or said[1] not in _UPPER or tokens[high - 1].sort != "and":
        return tokens, False
    first, last = tokens[1 : high - 1], tokens[high + 1 :]
    if not (_starts(first, 0) and _starts(last, 0)):
        return tokens, False
    return [Token("between", tokens[0].text), *first, tokens[high - 1], *last], said != [
        "at_least",
        "at_most",
    ]


def _may_add_half(found: Figures, following: Token | None) -> bool:
    """ "Two billion and a half", or "two and a half billion"."""
    last = found.numbers[-1] if found.numbers else None
    whole = last is not None and (last.token.sort == "words" or last.token.text.isdigit())
    if last is None:
        return False
    if last.scale is None:
        return whole and not last.and_half and following is not None and following.sort == "scale"
    if last.scale.alone:
        return False
    return whole and not last.and_half


def _scale(
    found: Figures, tokens: Sequence[Token], place: int, ahead: list[tuple[str, ...]]
) -> None:
    token = tokens[place]
    last = found.numbers[-1] if found.numbers else None
    if last is None:
        multi = token.text.startswith("multi")
        after_article = bool(place) and tokens[place - 1].sort == "article"
        one = token.meaning.alone or (after_article and not multi)
        plural = multi or (token.text.endswith("s") and len(token.text) > 3)
        if not (one or plural or found.band):
            raise found.refuse(f"there is no number before {token.text!r}", QUOTES)
        last = Number(Token("words", "", 1 if one or found.band else 2), ahead)
        ahead.clear()
        found.numbers.append(last)
        if not (one or found.band):
            _hedge(found, Token("hedge", token.text, Hedge("at_least", loud=True)), None)
    if last.scale is not None:
        raise found.refuse(f"could not read a second {token.text!r}", "write it in digits")
    last.scale, last.scale_text = token.meaning, token.text
    factor, french = token.meaning.factor, token.meaning.french
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if french and (found.french or following in ("de", "d'")):
        raise refuse(
            "E-AMOUNT-AMBIG",
            f"{token.text!r} is {factor * 1000:,} in French and {factor:,} in English",
            found.text,
            f"write {french!r} for {factor:,}, or the digits",
        )
    if token.text == "mm" and following == "€":
        raise refuse(
            "E-AMOUNT-AMBIG",
            f"'MM€' may be {factor:,} or {factor * 1000:,} euros",
            found.text,
            "write M€ or Md€",
        )


def _hedge(found: Figures, token: Token, following: Token | None) -> None:
    hedge, loud, _ = token.meaning
    if found.numbers and following is not None and following.sort in (*_NUMBERS, "currency"):
        message = f"{token.text!r} stands between two figures"
        raise found.refuse(message, "log each figure as a claim of its own")
    if found.hedge in (None, hedge):
        found.hedge = hedge
    elif "about" in (found.hedge, hedge):
        found.hedge = hedge if found.hedge == "about" else found.hedge
        loud = True
    else:
        message = f"two bounds at once: {found.hedge} and {hedge}"
        raise found.refuse(message, "write a range as 'between A and B'")
    found.loud = found.loud or loud


def _settle(found: Figures, opened: str, joined: str) -> None:
    count = len(found.numbers)
    if count == 0:
        hint = f"write it in digits; {QUOTES}"
        raise found.refuse("there is no figure in it", hint)
    if count > 2 or (count == 2 and not joined):
        raise found.refuse(
            f"there are {'two' if count == 2 else count} figures in it",
            _ONE_EACH,
        )
    if opened.startswith("in ") and count == 1 and not found.hedge and not found.band:
        found.hedge, found.loud = "about", True
    elif opened and count == 1:
        raise found.refuse(f"{opened!r} wants two figures", "write 'between A and B'")
    if count == 2 and found.hedge not in (None, "about"):
        raise found.refuse(f"a range cannot also be {found.hedge!r}", "keep one of the two")
    if count == 2 and found.hedge == "about":
        found.loud = True
