"""What a reader of text knows beside the text, and how it refuses."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.errors import Refused
from domain.record import Record

MAX_TEXT = 2000


class Context(Record):
    """The deal around a text: without it, relative words and signs stay unread, never guessed."""

    currency: str | None = None
    """The deal's own currency, which decides what `$` and a bare number mean."""
    day: str | None = None
    """The day of publication in EDTF, which relative dates count from."""
    elements: Mapping[str, str] = {}
    """The elements known so far: id and kind."""
    names: Mapping[str, tuple[str, ...]] = {}
    """Display name and aliases by element id."""
    same_as: Mapping[str, str] = {}
    """The ids that are read as another one, which is the same thing."""
    increment: bool = False
    """Whether the claim says that its value is on top of another, as "a further $10bn" is."""
    day_first: bool | None = None
    """Whether 03/04/2026 is 3 April; None where nobody said so, and it stays unread."""


Names = Mapping[str, tuple[str, ...]]
"""Who is called so: the ids of the elements by name, ready for comparing."""


def refuse(code: str, message: str, seen: object, hint: str = "") -> Refused:
    """A refusal to raise; the caller adds the place. A long text is shown by its beginning."""
    if isinstance(seen, str) and len(seen) > 200:
        seen = seen[:200] + "…"
    return Refused(message, code=code, seen=seen, hint=hint)


def usable(text: object, most: int = MAX_TEXT) -> str:
    """The text without outer blanks; refuses what cannot be stored or shown.

    Raises `Refused`: E-VALUE (not text), E-EMPTY, E-LENGTH, E-CHAR, E-ENCODING.
    """
    if not isinstance(text, str):
        raise refuse("E-VALUE", "a value is written as text", text, "put it in quotes")
    for position, sign in enumerate(text, 1):
        code = ord(sign)
        if 0xD800 <= code <= 0xDFFF:
            message = f"half a character at position {position}: the text was decoded wrongly"
            raise refuse("E-ENCODING", message, ascii(text[:40]), "save the file as UTF-8")
        if (code < 32 and sign not in "\t\n\r") or 127 <= code < 160:
            message = f"control character U+{code:04X} at position {position}"
            raise refuse("E-CHAR", message, ascii(text[:40]), "remove it")
    if not any(sign.isprintable() and not sign.isspace() for sign in text):
        raise refuse("E-EMPTY", "there is nothing in it", text, "leave it out instead")
    if len(text) > most:
        message = f"{len(text):,} characters, and at most {most:,} are kept here"
        raise refuse("E-LENGTH", message, text, "put the passage in `note`")
    return text.strip()


_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\t\n\r", " "),
        **dict.fromkeys("’‘ʼ`", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("“”«»", '"'),
    }
)


def flat(text: str) -> str:
    """The text as it is matched: composed, lower case, plain spaces, dashes and apostrophes."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    return " ".join(text.translate(_ALIKE).lower().split())


def key(name: str) -> str:
    """A name as names are compared: composed, casefolded, spaces alike."""
    from unicodedata import normalize

    return normalize("NFC", " ".join(normalize("NFC", name).translate(_ALIKE).casefold().split()))


def near(text: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Up to `count` known words that look like the text, most alike first."""
    from difflib import get_close_matches

    by_key = {key(word): word for word in known}
    found = get_close_matches(key(text)[:80], list(by_key), n=count, cutoff=0.6)
    return [by_key[word] for word in found]


def names_of(context: Context) -> Names:
    """What the elements may be called, and which of them is; an id is that of one alone."""
    found: dict[str, tuple[str, ...]] = {}
    same = context.same_as
    for element, names in context.names.items():
        for name in map(key, names):
            others = found.get(name, ())
            if same.get(element, element) not in [same.get(each, each) for each in others]:
                found[name] = (*others, element)
    return found | {key(element): (element,) for element in context.elements}


def called(name: str, names: Names) -> str | None:
    """The element of that name; None where there is none. Raises `Refused` (E-AMBIG)."""
    ids = names.get(key(name), ())
    if len(ids) > 1:
        one = f"if they are one: dealtrail identify DEAL {' '.join(ids)}"
        hint = f"write the id of the one that is meant, {' or '.join(ids)}; {one}"
        raise refuse("E-AMBIG", "several elements are called so", name, hint)
    return ids[0] if ids else None


def quoted(value: dict[str, Any], text: str, *, when: bool) -> dict[str, Any]:
    """The value with the text beside it, where the stored form says less than the words."""
    return value | {"as_quoted": text} if when else value
