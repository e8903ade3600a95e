"""Full-text search over what was reported: the claims and the reports of all deals.

Words are looked for as they stand, without accents or case; each also finds longer words that begin
so. Best first means: all words in what a claim says of itself (its field, the names in it, its
value, its wording) before words in notes and addresses; whole words before beginnings; then the
latest. Nothing here counts how frequent a word is, so that what was published later cannot change
the order of what is found at an earlier date.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, TypeVar
from unicodedata import combining

from domain.dates import LATEST
from domain.errors import NewerVersion, Refused
from domain.history import open_ledger
from domain.record import Record
from projections.clocks import Clocks
from projections.columns import TABLES
from projections.tables import Tables, Tell, ask, said_then, unread

T = TypeVar("T")

_START, _END = "\x02", "\x03"
# What is searched; the first of them tell the best hits.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    name: TABLES[name].found_in for name in ("claims", "reports")
}
_OWN: Mapping[str, tuple[str, ...]] = {
    "claims": _COLUMNS["claims"][:8],
    "reports": _COLUMNS["reports"][:3],
}
# Where several columns match, the first of these is shown as the place of the match.
_PLACES = (
    "as_quoted",
    "note",
    "place",
    "scope",
    "hypothesis",
    "said_by",
    "said",
    "names",
    "byline",
    "url",
    "read_through",
    "label",
    "field",
    "report",
    "source",
    "found_by",
)
_WORDS = 12


class Hit(Record):
    """A claim, or a report as such (`claim`, `verb`, `field` are None then), that has all words.

    `fate` says that its publisher had taken it back by the clock: `corrected`, `retracted`.
    `snippet` are pieces of the text of `found_in`, each with whether it is one of the words.
    """

    deal: str
    event: str
    report: str
    source: str
    published: str
    url: str | None
    sourcing: str
    claim: str | None = None
    verb: str | None = None
    field: str | None = None
    label: str | None = None
    said: str | None = None
    value: Mapping[str, Any] | None = None
    stage: str | None = None
    fate: str | None = None
    found_in: str
    snippet: tuple[tuple[str, bool], ...]


class Found(Record):
    """What was found, the best first: how much, and each hit as it is asked for.

    `unread` tells which deals were not searched, since only a newer version can read them.
    """

    query: "Query"
    as_of: str
    places: Sequence["Place"]
    unread: Sequence[NewerVersion] = ()

    def hits(self, most: int | None = None) -> Iterator[Hit]:
        """The hits in order, all or the first ones."""
        for place in self.places[:most]:
            yield _hit(self, place)


class Place(NamedTuple):
    """Where a hit is, and what puts it before others."""

    tier: int
    counts_from: str
    table: str
    row: int
    tables: sqlite3.Connection


class Query:
    """Words to look for; several in double quotes stand side by side."""

    def __init__(self, text: str) -> None:
        self.exact: list[str] = []
        self.begun: list[str] = []
        parts = text.split('"')
        for place, part in enumerate(parts):
            quoted = place % 2 == 1 and place + 1 < len(parts)  # a last quote may not be closed
            for words in [part] if quoted else part.split():
                if term := _term(words):
                    self.exact.append(term)
                    self.begun.append(term if quoted else f"{term} *")
        if not self.exact:
            raise Refused(
                "there is no word to look for",
                code="E-SEARCH",
                place="TEXT",
                seen=text,
                hint="give a word, a name or a number of what was reported",
            )

    @property
    def widest(self) -> str:
        """The query that everything found answers to."""
        return " AND ".join(self.begun)

    def tiers(self, table: str) -> list[str]:
        """Queries in SQLite's language, the narrowest first."""
        own = f"{{{' '.join(_OWN[table])}}} : "
        exact = " AND ".join(self.exact)
        return [f"{own}({exact})", f"{own}({self.widest})", exact, self.widest]


def _term(words: str) -> str:
    """Words as a phrase in SQLite's language; '' where nothing is left that it would look for."""
    signs = "".join(sign if sign.isalnum() or combining(sign) else " " for sign in words)
    return f'"{" ".join(signs.split())}"' if signs.strip() else ""


def find(
    ledger: str | os.PathLike[str],
    text: str,
    answer: Callable[[Found], T],
    *,
    as_of: str,
    known_at: str | None = None,
    since: str | None = None,
    deal: str | None = None,
    tell: Tell | None = None,
) -> T:
    """Search a ledger file, in its read tables, and let `answer` read what was found.

    Found are claims and reports with all words of a text, published from `since` to `as_of`, in one
    deal or in all; the dates are instants. What the record said at `known_at` is searched in tables
    made for it; so are deals in which elements went by other names at `as_of`, or had not been
    found to be one thing. Raises `Refused` (E-SEARCH) where there is no word to look for, and what
    `tables.current` raises.
    """
    query = Query(text)
    within = _Within(as_of, since, deal)

    def ask_main(tables: Tables) -> T:
        main = tables.connection
        renamed = _renamed(main, within)
        places = _places(main, query, within, renamed)
        if not renamed:
            return answer(_found(query, within, places, [main]))
        with _then(renamed) as then:
            places += _places(then, query, within)
            return answer(_found(query, within, places, [main, then]))

    @contextmanager
    def _then(deals: Iterable[str] | None) -> Iterator[sqlite3.Connection]:
        at = known_at or LATEST
        clocks = Clocks(known_at=at, as_of=as_of, true_at=as_of, asked=(at, as_of, as_of))
        with (
            closing(open_ledger(ledger)) as source,
            closing(said_then(source, clocks, deals)) as it,
        ):
            yield it

    if known_at is None:
        return ask(ledger, ask_main, tell)
    with _then(None if deal is None else [deal]) as then:
        return answer(_found(query, within, _places(then, query, within), [then]))


def _found(
    query: Query, within: "_Within", places: list[Place], tables: Iterable[sqlite3.Connection]
) -> Found:
    places.sort(key=lambda place: place.row)
    places.sort(key=lambda place: place.counts_from, reverse=True)
    places.sort(key=lambda place: place.tier)
    not_read = {error.place: error for each in tables for error in unread(each, within.deal)}
    return Found(query=query, as_of=within.as_of, places=places, unread=tuple(not_read.values()))


class _Within(NamedTuple):
    """Where to look: the span of publication, and in which deal."""

    as_of: str
    since: str | None
    deal: str | None


def _renamed(tables: sqlite3.Connection, within: _Within) -> list[str]:
    """The deals whose elements had other names at an instant than they have in the tables."""
    found = tables.execute(
        "SELECT deal FROM deals WHERE (named_from > ?1 OR named_until <= ?1)"
        " AND (?2 IS NULL OR deal = ?2)",
        (within.as_of, within.deal),
    )
    return [name for (name,) in found]


def _places(
    tables: sqlite3.Connection, query: Query, within: _Within, but: Sequence[str] = ()
) -> list[Place]:
    """Where all words stand, in any deals `but` these."""
    span = (within.as_of, within.since or "", within.deal, json.dumps(but))
    return [
        Place(tier, counts_from, table, row, tables)
        for table in _COLUMNS
        for row, tier, counts_from in tables.execute(_query(table), (*query.tiers(table), *span))
    ]


def _query(table: str) -> str:
    tiers = " UNION ALL ".join(
        f"SELECT rowid AS id, {tier} AS tier FROM {table}_fts WHERE {table}_fts MATCH ?{tier}"  # noqa: S608
        for tier in (1, 2, 3, 4)
    )
    return f"""WITH hit AS ({tiers}), best AS (SELECT id, min(tier) AS tier FROM hit GROUP BY id)
SELECT id, tier, counts_from FROM best JOIN {table} USING (id)
WHERE counts_from <= ?5 AND counts_from >= ?6 AND (?7 IS NULL OR deal = ?7)
  AND deal NOT IN (SELECT value FROM json_each(?8))"""  # noqa: S608


_DETAIL = {
    "claims": """SELECT c.deal, c.event, r.report, r.source, r.published, r.url, c.sourcing,
  c.claim, c.verb, c.field, c.label, c.said, c.value, c.low, c.high, c.stage,
  (SELECT step FROM taken_back AS t WHERE t.claim_id = c.id AND t.counts_from <= ?2
    AND (t.counts_until IS NULL OR t.counts_until > ?2) ORDER BY step DESC LIMIT 1)
FROM claims AS c JOIN reports AS r ON r.id = c.report_id WHERE c.id = ?1""",
    "reports": """SELECT deal, event, report, source, published, url, sourcing,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  (SELECT step FROM taken_back AS t WHERE t.report_id = r.id AND t.step = 'retracts'
    AND t.counts_from <= ?2 LIMIT 1)
FROM reports AS r WHERE id = ?1""",
}
_FATES = {"corrects": "corrected", "retracts": "retracted"}


def _hit(found: Found, place: Place) -> Hit:
    detail = place.tables.execute(_DETAIL[place.table], (place.row, found.as_of)).fetchone()
    deal, event, report, source, published, url, sourcing, *claimed, step = detail
    claim, verb, field, label, said, value, low, high, stage = claimed
    found_in, snippet = _snippet(found, place)
    return Hit(
        deal=deal,
        event=event,
        report=report,
        source=source,
        published=published,
        url=url,
        sourcing=sourcing,
        claim=claim,
        verb=verb,
        field=field,
        label=label,
        said=said,
        value={**json.loads(value), "text": said, "low": low, "high": high} if value else None,
        stage=stage,
        fate=_FATES.get(step),
        found_in=found_in,
        snippet=snippet,
    )


def _snippet(found: Found, place: Place) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """Where the words stand in a hit, and the text around them."""
    table, columns = place.table, _COLUMNS[place.table]
    pieces = ", ".join(
        f"snippet({table}_fts, {number}, ?2, ?3, '…', {_WORDS})" for number in range(len(columns))
    )
    texts = place.tables.execute(
        f"SELECT {pieces} FROM {table}_fts WHERE {table}_fts MATCH ?1 AND rowid = ?4",  # noqa: S608
        (found.query.widest, _START, _END, place.row),
    ).fetchone()
    marked = dict(zip(columns, texts, strict=True))
    found_in = next(name for name in _PLACES if _START in (marked.get(name) or ""))
    parts: list[tuple[str, bool]] = []
    for piece in marked[found_in].split(_START):
        word, end, rest = piece.partition(_END)
        parts += [(word, True), (rest, False)] if end else [(piece, False)]
    return found_in, tuple((text, is_word) for text, is_word in parts if text)


# -- as JSON -------------------------------------------------------------------------------------


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as `search --json` prints it."""
    return {
        "deal": hit.deal,
        "event": hit.event,
        "report": hit.report,
        "claim": hit.claim,
        "source": hit.source,
        "published": hit.published,
        "url": hit.url,
        "sourcing": hit.sourcing,
        "verb": hit.verb,
        "field": hit.field,
        "label": hit.label,
        "value": hit.value,
        "stage": hit.stage,
        "fate": hit.fate,
        "found_in": hit.found_in,
        "snippet": "".join(text for text, _ in hit.snippet),
    }
