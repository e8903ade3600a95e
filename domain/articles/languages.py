"""Which language a text is in, told from its commonest words: en, fr, de, es, it, or nobody knows.

The words are in `languages.toml`. Nothing is guessed: too few words, another language, or two
languages by turns give ''.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.articles.article import LANGUAGES

_LEAST_WORDS = 12
_LEAST_SHARE = 0.25
"""Of the words of plain prose, some two in five are among the commonest."""
_LEAD = 1.6
"""How many times as much must speak for it as for the next language."""
_BEGINNING = 20_000
"""Signs that are looked at."""


def language_of(text: str) -> str:
    """The language of a text, '' where it cannot be told; a long one is judged by its beginning."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:_BEGINNING].lower()))
    total = words.total()
    if total < _LEAST_WORDS:
        return ""
    languages = _words()
    scores = {
        language: sum(words[word] * weight for word, weight in common.items())
        for language, common in languages.items()
    }
    best, second = sorted(scores, key=lambda each: scores[each], reverse=True)[:2]
    share = sum(words[word] for word in languages[best]) / total
    clear = share >= _LEAST_SHARE and scores[best] >= _LEAD * scores[second]
    return best if clear and best in LANGUAGES else ""


@cache
def _words() -> Mapping[str, Mapping[str, float]]:
    """The words of each language with what each weighs: less, the more languages have it."""
    import tomllib

    path = Path(__file__).with_name("languages.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    have = Counter(word for words in read.values() for word in set(words))
    return {language: {word: 1 / have[word] for word in words} for language, words in read.items()}
