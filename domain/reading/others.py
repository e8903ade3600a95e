"""Choices, texts, references, conditions and what is paid for a share, out of a text."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from domain.fields import choice_for, choices_for, synonyms
from domain.reading import amounts
from domain.reading.context import (
    Context,
    Names,
    called,
    flat,
    key,
    names_of,
    near,
    quoted,
    refuse,
)

if TYPE_CHECKING:
    from domain.fields import Field

Value = dict[str, Any]

LEAVES = ("condition", "approval", "vote", "clause", "process", "instrument")
"""The kinds whose elements a condition may rest on."""
DEEPEST = 20

_UNDISCLOSED = {
    "withheld": "undisclosed|not disclosed|undisclosed amount|amount undisclosed|undisclosed sum|"
    "amount not disclosed|an undisclosed amount|an undisclosed sum|terms not disclosed|"
    "terms undisclosed|not made public|withheld|confidential|non communiqué|non communiquée|"
    "non communiqués|non divulgué|non divulguée|montant non communiqué|montant non divulgué|"
    "montant non précisé|tenu secret|confidentiel|non dévoilé|non rendu public",
    "redacted": "redacted|blacked out|caviardé|caviardée|expurgé",
    "unknown": "unknown|amount unknown|an unknown amount|not known|inconnu|inconnue|"
    "montant inconnu|on ignore le montant",
    "undecided": "undecided|to be determined|tbd|to be decided|not yet decided|not decided|"
    "not set|not yet set|à déterminer|à définir|pas encore décidé|pas encore fixé|non décidé",
    "not_stated": "not stated|not given|amount not given|amount not stated|not specified|"
    "unspecified amount|capped, amount not given|non précisé|non précisée|non indiqué",
}
_NONE = (
    "none|no|nothing|nil|none yet|no timetable|undrawn|nothing drawn|nothing paid|did not pay|"
    "not paid|aucun|aucune|rien|néant|aucun calendrier|pas de calendrier|non tiré|non tirée|"
    "aucun pour l'instant|pas encore"
)


def said_by_no_figure(text: str) -> Value | None:
    """ "Undisclosed" and "none", which any field may hold: None where the text says neither.

    `{"type": "undisclosed", "reason", "as_quoted"?}` or `{"type": "none", "as_quoted"?}`.
    """
    plain = flat(text).rstrip(".")
    for reason, phrases in _UNDISCLOSED.items():
        if plain in phrases.split("|"):
            value = {"type": "undisclosed", "reason": reason}
            return quoted(value, text, when=plain not in ("undisclosed", reason))
    if plain in _NONE.split("|"):
        return quoted({"type": "none"}, text, when=plain not in ("none", "aucun", "aucune"))
    return None


def is_word(text: str, field: "Field") -> bool:
    """Whether the text is one of the field's own words, which come before "none" and the like."""
    return choice_for(field, text) is not None


def is_name(text: str, context: Context) -> bool:
    """Whether an element is called that."""
    return key(text) in names_of(context)


# -- choices and texts -----------------------------------------------------------------------------


def choice(text: str, field: "Field", _context: Context) -> Value:
    """One word of the field's list: `{"type": "choice", "choice", "as_quoted"?}`.

    `other: words` takes what the list has no word for. Raises `Refused`: E-CHOICE.
    """
    word, words = _other(text)
    found = choice_for(field, word)
    if found is None:
        raise no_choice(text, field)
    if found == "other":
        return _as_other(text, words)
    return {"type": "choice", "choice": found}


def choices(text: str, field: "Field", _context: Context) -> Value:
    """Several words: `{"type": "choice", "choices", "qualifier", "as_quoted"?}`.

    Qualifier exactly, or at_least ("and others"). Raises `Refused`: E-CHOICE.
    """
    word, words = _other(text)
    if words and not choices_for(field, words):
        only = _as_other(text, words)
        return {"type": "choice", "choices": ["other"], "qualifier": "exactly"} | {
            "as_quoted": only["as_quoted"]
        }
    left, qualifier = _and_others(word)
    found = choices_for(field, left)
    if not found:
        raise no_choice(text, field)
    if "other" in found:
        raise refuse("E-CHOICE", "'other' needs the words read", text, "write 'other: the words'")
    return {"type": "choice", "choices": list(found), "qualifier": qualifier}


def _other(text: str) -> tuple[str, str]:
    """`other` and the words after its colon or comma, or the text and nothing."""
    match = re.fullmatch(r"(?:other|autre)\s*[:,]\s*(.*)", text, re.IGNORECASE | re.DOTALL)
    return ("other", match[1].strip()) if match else (text, "")


def _as_other(text: str, words: str) -> Value:
    if not words:
        raise refuse("E-CHOICE", "'other' needs the words read", text, "write 'other: the words'")
    return {"type": "choice", "choice": "other", "as_quoted": words}


def no_choice(text: object, field: "Field") -> Exception:
    spoken = {word.replace("_", " "): word for word in field.words}
    spoken |= {said: word for word, written in field.words.items() for said in synonyms(written)}
    alike = list(dict.fromkeys(spoken[word] for word in near(str(text), spoken)))
    meant = f"did you mean {' or '.join(alike)}? " if alike else ""
    rest = "" if field.closed else ", or 'other: the words you read'"
    hint = f"{meant}known words: {', '.join(field.words)}{rest}"
    return refuse("E-CHOICE", f"not a word of {field.name}", text, hint)


def plain_text(text: str, _field: "Field", _context: Context) -> Value:
    """The words as typed, without outer blanks: `{"type": "text", "text"}`."""
    return {"type": "text", "text": text}


def text_or_ref(text: str, field: "Field", context: Context) -> Value:
    """A reference where the whole text is a known element, else the words.

    Raises `Refused`: E-AMBIG.
    """
    element = called(text, names_of(context))
    if element is None:
        return plain_text(text, field, context)
    return {"type": "refs", "to": [element], "qualifier": "exactly"}


# -- references ------------------------------------------------------------------------------------

_OTHERS = (
    r"(?:,?\s*(?:and|with|among|et|avec)\s+(?:many\s+|some\s+)?(?:others|other investors|others?|"
    r"d'autres|d'autres investisseurs|autres)|,?\s*among others|,?\s*entre autres|,?\s*etc\.?|"
    r",?\s*notamment)\s*$"
)
_PARTING = r"\s*[,;]\s*(?:(?:and|et)\s+)?|\s+(?:and|et|with|avec|plus)\s+|\s*&\s*|\s+\+\s+"


def _and_others(text: str) -> tuple[str, str]:
    """The text without "and others", and the qualifier that it gives."""
    match = re.search(_OTHERS, text.replace("’", "'"), re.IGNORECASE)
    if match and match.start():
        return text[: match.start()].strip(), "at_least"
    match = re.match(r"(?:including|at least|notamment|dont|au moins)\s+", text, re.IGNORECASE)
    return (text[match.end() :], "at_least") if match else (text, "exactly")


def refs(text: str, field: "Field", context: Context) -> Value:
    """Other elements, by id, display name or alias.

    `{"type": "refs", "to": [ids], "qualifier"}`; at_least where others are not named. Raises
    `Refused`: E-NOTFOUND, E-AMBIG, E-KIND, E-VALUE (several where the field takes one).
    """
    names = names_of(context)
    if whole := called(text, names):
        found, qualifier = [whole], "exactly"
    else:
        left, qualifier = _and_others(text.rstrip(" ,;"))
        found = _named(left, text, field, context, names)
    if field.type == "ref" and (len(found) > 1 or qualifier != "exactly"):
        raise refuse("E-VALUE", f"{field.name} is one element, not several", text, "name one")
    for element in found:
        _right_kind(element, field, context, text)
    return {"type": "refs", "to": list(dict.fromkeys(found)), "qualifier": qualifier}


def _named(left: str, text: str, field: "Field", context: Context, names: Names) -> list[str]:
    """The ids of a list of names; a name with "and" or a comma in it is tried whole first."""
    if whole := called(left, names):
        return [whole]
    for match in re.finditer(_PARTING, left, re.IGNORECASE):
        first, rest = called(left[: match.start()], names), left[match.end() :]
        if first and rest.strip():
            return [first, *_named(rest, text, field, context, names)]
    unknown = re.split(_PARTING, left, maxsplit=1, flags=re.IGNORECASE)[0].strip() or left
    raise _no_element(unknown, text, field, context)


def _no_element(
    unknown: str, text: str, field: "Field", context: Context, kind: str = ""
) -> Exception:
    alike = _alike(unknown, names_of(context))
    meant = f"did you mean {' or '.join(alike)}? " if alike else ""
    kinds = [kind] if kind else [kind for kind in field.targets if kind != "any"] or ["party"]
    letters = "".join(sign for sign in normalize("NFKD", key(unknown)) if not combining(sign))
    new = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60] or "new-id"
    hint = (
        f"{meant}if it is new, introduce it under `elements`: "
        f"{new}: {{kind: {kinds[0]}, name: {unknown[:60]}}}, or with "
        f"--element '{new}: {kinds[0]}, {unknown[:60]}'"
    )
    return refuse("E-NOTFOUND", f"no element is called {unknown[:80]!r}", text, hint)


def _alike(unknown: str, names: Names) -> list[str]:
    """The ids of the elements whose names look like a text."""
    return list(dict.fromkeys(each for name in near(unknown, names) for each in names[name]))


def _right_kind(element: str, field: "Field", context: Context, text: object) -> None:
    kind = context.elements.get(element, "")
    if kind and field.targets and "any" not in field.targets and kind not in field.targets:
        wanted = " or ".join(field.targets)
        message = f"{element} is of kind {kind}, and {field.name} takes {wanted}"
        raise refuse("E-KIND", message, text, f"name one of kind {wanted}")


# -- conditions ------------------------------------------------------------------------------------


def condition(text: str, _field: "Field", context: Context) -> Value:
    """An and/or tree of known leaves: `{"type": "condition", "any" | "all": [ids and trees]}`.

    Raises `Refused`: E-CONDITION, E-AMBIG, E-DEPTH.
    """
    names = names_of(context)
    if whole := called(text, names):
        return {"type": "condition", "all": [_leaf(whole, context, text)]}
    parts = [
        part.strip()
        for part in re.split(r"([()])|\s*(,)\s*|\b(and|or|et|ou)\b", text, flags=re.IGNORECASE)
        if part and part.strip()
    ]
    reader = _Tree(parts, text, context, names)
    tree = reader.branch(0)
    if reader.at < len(parts):
        raise reader.refuse(f"could not read {parts[reader.at]!r}")
    return {"type": "condition", **(tree if isinstance(tree, dict) else {"all": [tree]})}


class _Tree:
    """Reads the parts of an and/or expression from left to right."""

    def __init__(self, parts: list[str], text: str, context: Context, names: Names) -> None:
        self.parts = parts
        self.text = text
        self.context = context
        self.names = names
        self.at = 0

    def refuse(self, message: str, hint: str = "") -> Exception:
        """A refusal that says how a condition is written."""
        how = "name the leaves, elements of kind condition: 'agi-leg or ipo-leg'; what each says is"
        return refuse("E-CONDITION", message, self.text, hint or f"{how} its `definition`")

    def branch(self, depth: int) -> Any:
        """A leaf, or leaves joined by one word."""
        if depth > DEEPEST:
            raise refuse(
                "E-DEPTH", f"nested deeper than {DEEPEST}", self.text, "use fewer brackets"
            )
        found = [self._item(depth)]
        joins: list[str] = []
        while self.at < len(self.parts) and self.parts[self.at] != ")":
            join = {"and": "all", "et": "all", "or": "any", "ou": "any", ",": ","}.get(
                self.parts[self.at].lower()
            )
            if join is None:
                raise self.refuse(f"could not read {self.parts[self.at]!r}")
            self.at += 1
            following = self.parts[self.at].lower() if self.at < len(self.parts) else ""
            if join == "," and following in ("and", "et", "or", "ou"):
                continue
            joins.append(join)
            found.append(self._item(depth))
        words = {join for join in joins if join != ","}
        if len(words) > 1:
            hint = "group with brackets: 'a and (b or c)'"
            raise self.refuse("'and' and 'or' side by side mean two things", hint)
        if joins and not words:
            raise self.refuse("a list without 'and' or 'or'", "say which: 'a or b', 'a and b'")
        if len(found) == 1:
            return found[0]
        join = words.pop()
        flat_list: list[Any] = []
        for item in found:
            inner = item.get(join) if isinstance(item, dict) else None
            flat_list.extend(inner or [item])
        return {join: flat_list}

    def _item(self, depth: int) -> Any:
        if self.at >= len(self.parts):
            raise self.refuse("it ends where a leaf should stand")
        part = self.parts[self.at]
        self.at += 1
        if part == "(":
            inner = self.branch(depth + 1)
            if self.at >= len(self.parts) or self.parts[self.at] != ")":
                raise self.refuse("a bracket is not closed")
            self.at += 1
            return inner
        element = called(part, self.names)
        if element is None:
            raise self._unknown(part)
        return _leaf(element, self.context, self.text)

    def _unknown(self, part: str) -> Exception:
        alike = _alike(part, self.names)
        hint = f"did you mean {' or '.join(alike)}?" if alike else ""
        return self.refuse(f"no element is called {part[:80]!r}", hint)


def _leaf(element: str, context: Context, text: object) -> str:
    kind = context.elements.get(element, "")
    if kind and kind not in LEAVES:
        message = f"{element} is a {kind}, and a condition rests on a {', '.join(LEAVES)}"
        hint = "log a condition that `tests` it, and name that"
        raise refuse("E-CONDITION", message, text, hint)
    return element


# -- what is paid for a share ----------------------------------------------------------------------

_ALL_CASH = "all cash|all-cash|cash|entirely in cash|tout en numéraire|en numéraire|100% cash|\
tout en cash|intégralement en numéraire|cash only"
_ALL_STOCK = "all stock|all-stock|all share|all-share|all shares|stock|shares|actions|titres|\
entirely in stock|tout en titres|tout en actions|en titres|all paper"
_NUMBER = r"([0-9][0-9., ]*)"


def consideration(text: str, field: "Field", context: Context) -> Value:
    """What is paid, part by part: "$24.10 cash + 0.2 bidco shares + 1 CVR".

    `{"type": "consideration", "per": "share" | "total", "parts": [...], "election"}`. Raises
    `Refused`: E-VALUE, E-NOTFOUND, E-AMBIG, and what `money` raises.
    """
    plain = re.sub(r"^(?:a )?(?:mix|combination|mélange) (?:of|de) ", "", flat(text).rstrip("."))
    per, plain = _per(plain)
    election = "fixed"
    for words, which in (("or", "cash_or_stock"), ("ou", "cash_or_stock")):
        if re.search(rf"\s{words}\s", plain):
            election = which
    if re.search(r",?\s*(?:prorated|au prorata)$", plain):
        plain, election = re.sub(r",?\s*(?:prorated|au prorata)$", "", plain), "prorated"
    parts = []
    scaled = bare = False
    written = re.split(
        r"\s+\+\s+|\s*;\s*|,\s+(?:(?:and|et|plus)\s+)?|\s+(?:and|et|plus|or|ou)\s+", plain
    )
    for part in written:
        read_part, total = _part(part.strip(), text, field, context)
        if "all" in read_part.values() and len(written) > 1:
            read_part, bare = {"undisclosed": "true"}, True
        parts.append(read_part)
        scaled = scaled or total
    if scaled and per == "share":
        raise refuse("E-VALUE", "a price per share and a total in one", text, "log one of them")
    per = per or ("total" if scaled else "share")
    value = {"type": "consideration", "per": per, "parts": parts, "election": election}
    return quoted(value, text, when=bare)


def _per(plain: str) -> tuple[str, str]:
    """ "share", "total" or nothing, and the text without the words that say it."""
    share = r",?\s*(?:a share|per share|par action|/share|l'action)(?=\s|$)"
    if re.search(share, plain):
        return "share", re.sub(share, "", plain).strip()
    total = r",?\s*(?:in total|au total)$"
    if re.search(total, plain):
        return "total", re.sub(total, "", plain)
    return "", plain


def _part(part: str, text: str, field: "Field", context: Context) -> tuple[Value, bool]:
    """One part, and whether it is too much money for one share, hence a total."""
    if part in _ALL_CASH.split("|"):
        return {"cash": "all"}, False
    if part in _ALL_STOCK.split("|"):
        return {"stock": "all"}, False
    if part in ("undisclosed", "an undisclosed part", "non communiqué"):
        return {"undisclosed": "true"}, False
    match = re.fullmatch(rf"(?:{_NUMBER}|a|one|an|un|une)\s*(?:cvr|cvrs|contingent value rights?)"
                         r"(?:\s+\(?([a-z0-9-]+)\)?)?", part)  # fmt: skip
    if match:
        found: Value = {"cvr": _written(match[1], text) if match[1] else "1"}
        if match[2]:
            instrument = called(match[2], names_of(context))
            if instrument is None:
                raise _no_element(match[2], text, field, context, kind="instrument")
            found["instrument"] = instrument
        return found, False
    match = re.fullmatch(
        rf"(?:{_NUMBER}|one|a|une)\s*(?:of an?\s+)?(?:new\s+)?(.*?)\s*(?:shares?|actions?|titres?)"
        r"(?:\s+(?:of\s+|in\s+|de\s+|d')?(.+))?",
        part,
    )
    if match:
        owner = (match[3] or re.sub(r"'s$", "", match[2]) or "").strip()
        element = called(owner, names_of(context)) if owner else None
        if element is None and owner:
            raise _no_element(owner, text, field, context, kind="party")
        if element is None:
            raise refuse("E-VALUE", "shares of whom?", text, "write '0.2 bidco shares'")
        return {"stock": _written(match[1], text) if match[1] else "1", "of": element}, False
    match = re.fullmatch(r"(.*?)(?:\s+(?:in|of|en|de))?\s+(?:cash|numéraire)", part)
    cash = amounts.money((match[1] if match else part), _Cash(), context)
    if cash["qualifier"] != "exactly":
        raise refuse("E-VALUE", "a part of a price has no hedge", text, "log the price as a figure")
    total = Decimal(cash["step"]) >= 1000 or Decimal(cash["amount"]) >= 10**6
    return {"cash": cash["amount"], "currency": cash["currency"]}, total


class _Cash:
    """What the money reader asks of a field, for the cash in a price."""

    name = "cash_total"
    type = "money"
    flow = False


def _written(raw: str, text: str) -> str:
    number = raw.strip(" ,").replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?", number) or not float(number):
        raise refuse("E-AMOUNT", f"could not read {raw.strip()!r} as a number", text, "write 0.2")
    return number.rstrip("0").rstrip(".") if "." in number else number
