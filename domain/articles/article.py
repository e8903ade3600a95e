"""An article as rules read it: plain text, and what is known of where it comes from."""

import re
from typing import Any, Self

from domain.record import Record

LANGUAGES = ("en", "fr", "de", "es", "it")

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a line may break: no reader sees them
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALF = re.compile("[\ud800-\udfff]")  # of a sign, from a file that is wrong
_LINE_END = re.compile("\r\n|[\r\x0b\x85\u2028]")
_PART_END = re.compile("[\f\u2029]")


class Article(Record):
    """One published text, whatever it came in: nothing in it is guessed, '' says unknown.

    `text` is plain: paragraphs are parted by one blank line, and a place in it is a number of
    characters from its beginning, good for citing. Where there is a title, `text` begins with it,
    as a paragraph of its own.
    """

    text: str
    title: str = ""
    url: str = ""
    """The address that it is published at, http or https: the one that the page itself names."""
    source: str = ""
    """Who published it, as a person would write the name."""
    author: str = ""
    published: str = ""
    """An EDTF date (`2026-01-29`) or an instant in UTC (`2026-01-29T18:05:00Z`)."""
    published_how: str = ""
    """`stated` where the text or page says it, '' where `published` is unknown."""
    modified: str = ""
    """When it was changed after it came out, in the forms of `published`."""
    language: str = ""
    """One of `LANGUAGES`, '' for another one or where too little text says which."""
    kind: str = "text"
    """What it was read from: text, html or pdf."""
    warnings: tuple[str, ...] = ()
    """What a person should look at, each a sentence after its code (`W-PUBLISHED …`)."""

    @classmethod
    def from_text(cls, text: str, **parts: Any) -> Self:
        """An article of this text, put into its form, with the other parts as they are given.

        Ends of lines become `\\n`, blank lines one, and signs that nobody sees are left out. Words
        are not touched, nor are line breaks within a paragraph.
        """
        plain = _LINE_END.sub("\n", _UNSEEN.sub("", _HALF.sub("\ufffd", text)))
        plain = _PART_END.sub("\n\n", _CONTROL.sub("", plain))
        lines = "\n".join(line.rstrip() for line in plain.strip().split("\n"))
        return cls(text=re.sub("\n{3,}", "\n\n", lines), **parts)
