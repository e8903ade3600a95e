"""Confidential reports: which of their words are secret, how these are sealed, and opened again.

What figures are made of stays plain: dates, values, stages, how it is known, and what the report
cites. So an answer is the same with the key and without it, and no fold ever opens anything. The
words are sealed one event at a time, bound to that very entry of that very log.

Loaded only where a confidential report is logged, fixed or shown unsealed.
"""

import base64
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain import keys
from domain.documents import ReportDocument
from domain.errors import HistoryDiffers, Refused
from domain.events import REGISTRY, Event
from domain.history import Item
from domain.known import VERB_OF, Known, known
from domain.names import ALIAS, slug

FORM = "dealtrail-sealed/1"
NAMED = frozenset(("source", "said_by"))  # a name of no meaning stands in their place
SECRET = NAMED | {
    *("byline", "url", "language", "read_through", "copy_published", "digest", "note"),
    *("why", "place", "as_quoted"),
}
_PADDED = 256  # bytes: how long the words are tells little
_OF_A_REPORT = frozenset((*VERB_OF, "report-logged", "report-amended", "report-retracted"))
_OF_A_CLAIM = frozenset(("claim-amended", "claim-withdrawn"))

State = dict[str, Any]
Words = dict[str, str]


# -- what is secret --------------------------------------------------------------------------------


def split(state: Mapping[str, Any]) -> tuple[State, Words]:
    """What an event says without its secret words, and these by their way into it.

    `{"value": {"as_quoted": "…"}}` has the way `value/as_quoted`. The words of a choice `other`
    are its value, and no secret.
    """
    words: Words = {}

    def without(part: Any, way: str) -> Any:
        if isinstance(part, Mapping):
            other = "other" in (part.get("choice"), *(part.get("choices") or ()))
            kept = {}
            for name, each in part.items():
                if name in SECRET and not (other and name == "as_quoted"):
                    words[f"{way}{name}"] = each
                else:
                    kept[name] = without(each, f"{way}{name}/")
            return kept
        if isinstance(part, list | tuple):
            return [without(each, f"{way}{place}/") for place, each in enumerate(part)]
        return part

    return without(state, ""), words


def joined(state: Mapping[str, Any], words: Mapping[str, str]) -> State:
    """What an event says with its words put back, each to where it was."""
    found: State = json.loads(json.dumps(dict(state)))
    found.pop("sealed", None)
    for way, word in words.items():
        *steps, name = way.split("/")
        part: Any = found
        for step in steps:
            part = part[int(step)] if isinstance(part, list) else part[step]
        part[name] = word
    return found


# -- sealing and opening one event -----------------------------------------------------------------


def _bound_to(key: keys.Key, stream: str, number: int, name: str) -> bytes:
    """What sealed words belong to; opened anywhere else they are refused."""
    return json.dumps([FORM, key.log, stream, number, name, key.report, key.id]).encode()


def seal(words: Words, key: keys.Key, stream: str, number: int, name: str) -> dict[str, str]:
    """Words as they are stored, with AES-256-GCM."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = json.dumps(words, ensure_ascii=False).encode()
    raw += b" " * (-len(raw) % _PADDED)
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(key.secret).encrypt(nonce, raw, _bound_to(key, stream, number, name))
    text = base64.b64encode(sealed).decode()
    return {"form": FORM, "key": key.id, "nonce": nonce.hex(), "text": text}


def unseal(sealed: Mapping[str, str], key: keys.Key, stream: str, number: int, name: str) -> Words:
    """The words. Raises `HistoryDiffers` (E-BROKEN) where they were sealed for another entry."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bound = _bound_to(key, stream, number, name)
    try:
        text = base64.b64decode(sealed["text"])
        raw = AESGCM(key.secret).decrypt(bytes.fromhex(sealed["nonce"]), text, bound)
    except (InvalidTag, LookupError, ValueError) as error:
        raise HistoryDiffers(
            "these sealed words are not of this entry, or not of this key",
            code="E-BROKEN",
            place=f"{stream.removeprefix('deal/')}#{number}",
            seen=key.id,
            hint="'dealtrail verify' tells what was changed in the ledger",
        ) from error
    found: Words = json.loads(raw)
    return found


def opened(items: Iterable[Item], log: str | None, deal: str) -> list[Item]:
    """The entries of a deal with the words that can be read here in them; others as they are.

    Raises `HistoryDiffers` as `unseal` does, `DealtrailError` for a key that others can read.
    """
    held: dict[str, keys.Key | None] = {}
    found = []
    for item in items:
        sealed = item.data.get("sealed")
        if sealed and log:
            if sealed["key"] not in held:
                held[sealed["key"]] = keys.find(log, sealed["key"])
            if key := held[sealed["key"]]:
                words = unseal(sealed, key, f"deal/{deal}", item.number, item.name)
                data = joined(item.data, words)
                item = Item(
                    *(item.number, item.name, data),
                    *(item.recorded_at, item.logged_by, item.command_id),
                )
        found.append(item)
    return found


class Move:
    """Sealed words on their way from the log `there` into the log `here`, or elsewhere in one log.

    `keys` are those to keep for them, by the ids of the keys there.
    """

    def __init__(self, there: str | None, here: str | None) -> None:
        self._there = there or ""
        self._here = here
        self._lost: dict[str, str] = {}
        self.keys: dict[str, keys.Key] = {}

    def state(self, item: Item, number: int, stream: str) -> State:
        """What an entry says that had a number there, its words bound to where it comes to.

        Words whose key was destroyed here go on as words that nobody opens. Raises `Refused`
        (E-NOKEY), and (E-CONFIDENTIAL) for a ledger from before seals.
        """
        if self._here is None:
            raise no_log()
        sealed = item.data["sealed"]
        held = keys.find(self._there, sealed["key"])
        if held is None:
            if not keys.destroyed(self._there, sealed["key"]):
                raise no_key(_report_of(item) or f"{stream.removeprefix('deal/')}#{number}")
            lost = self._lost.setdefault(sealed["key"], secrets.token_hex(8))
            return {**item.data, "sealed": {**sealed, "key": lost}}
        if held.id not in self.keys:
            same = self._there == self._here
            new = held if same else keys.make(self._here, held.deal, held.report)
            self.keys[held.id] = new
        words = unseal(sealed, held, stream, number, item.name)
        anew = seal(words, self.keys[held.id], stream, item.number, item.name)
        return {**item.data, "sealed": anew}


def _report_of(item: Item) -> str:
    """The report that an entry names; '' where it names none."""
    named: str = item.data.get("report") or item.data.get("by") or item.data.get("claim", "")
    return named.partition("#")[0]


def open_record(items: Sequence[Item], log: str | None, deal: str) -> Known:
    """The record of a deal with the words that can be read here: for the rules, never for answers.

    Which of its reports are confidential is told by `confidential`.
    """
    found = known(deal, opened(items, log, deal))
    found.confidential = known(deal, items).confidential
    return found


def no_key(report: str, *, destroyed: str = "") -> Refused:
    """For what cannot be done to a confidential report without its key."""
    if destroyed:
        return Refused(
            f"the key of this confidential report was destroyed here on {destroyed}",
            code="E-NOKEY",
            seen=report,
            hint="its source and notes are lost; its figures stand as they are",
        )
    return Refused(
        "the key of this confidential report is not here",
        code="E-NOKEY",
        seen=report,
        hint="whoever has it runs 'dealtrail key export REPORT FILE', and you 'dealtrail key "
        "import FILE'",
    )


def no_log() -> Refused:
    """For a ledger to whose entries nothing can be bound yet."""
    return Refused(
        "this ledger is from before seals, and has no id yet that words can be bound to",
        code="E-CONFIDENTIAL",
        place="confidential",
        hint="log something else first: any write seals the ledger",
    )


# -- what a confidential report may say ------------------------------------------------------------


def check(content: ReportDocument, record: Known) -> Iterator[Refused]:
    """What would tell the source of a confidential report in the parts that stay plain."""
    if content.id and (word := _told(content.id, (content.source, content.byline or ""))):
        yield Refused(
            "the id of a confidential report stays readable, and this one names its source",
            code="E-CONFIDENTIAL",
            place="id",
            seen=word,
            hint="leave it out: then it is made of the date and signs of no meaning",
        )
    yield from check_cites(content.cites, record)


def check_cites(cites: Iterable[str], record: Known) -> Iterator[Refused]:
    """What it would tell by citing what nobody knows of."""
    for cited in cites:
        if cited not in record.reports and not cited.startswith(ALIAS):
            yield Refused(
                "what a confidential report cites stays readable; this is no report of the deal",
                code="E-CONFIDENTIAL",
                place="cites",
                seen=cited,
                hint="log that report first; or name it so that nobody learns anything, as in "
                f"{ALIAS}memo-1, the same wherever it is cited",
            )


def _told(text: str, names: Iterable[str]) -> str:
    """A word of three letters or more of a name that is in a text; '' if there is none."""
    told = [slug(name) for name in names if not name.startswith(ALIAS)]
    words = {word for name in told for word in name.split("-") if len(word) > 2}
    return next((word for word in slug(text).split("-") if word in words), "")


# -- sealing what is about to be stored ------------------------------------------------------------


class Sealing:
    """The confidential reports of one deal while a batch of documents is decided and stored.

    `log` is the id of the log (None in a ledger that has none yet), `items` the entries as they
    are stored, before this batch.
    """

    def __init__(self, log: str | None, deal: str, items: Sequence[Item]) -> None:
        self._log = log
        self._deal = deal
        self._keys: dict[str, keys.Key | None] = {}
        self._destroyed: dict[str, str] = {}
        self._aliases: dict[str, str] = {}  # by the name they stand for, in lower case
        self._behind: dict[str, str] = {}  # the same the other way round
        self._taken: set[str] = set()
        self._report_of: dict[int, str] = {}  # which entry is of which confidential report
        self._report_by_key: dict[str, str] = {}
        self._told_by: dict[int, str] = {}  # the same of events that do not name it, by identity
        self.used: dict[str, keys.Key] = {}  # made for this batch and used by it, by id
        self._made: set[str] = set()
        self.items = opened(items, log, deal)
        for stored, item in zip(items, self.items, strict=True):
            self._learn(stored, item)

    def _learn(self, stored: Item, item: Item) -> None:
        """Take from a stored entry, and the same opened, whose it is and what stands for whom."""
        sealed = stored.data.get("sealed")
        if sealed and stored.name == "report-logged":
            report = stored.data["report"]
            self._keys[report] = keys.find(self._log or "", sealed["key"])
            self._destroyed[report] = keys.destroyed(self._log or "", sealed["key"])
            self._report_by_key[sealed["key"]] = report
        told_by = self._report_by_key.get(sealed["key"]) if sealed else None
        if report := told_by or self._confidential(stored.name, stored.data):
            self._report_of[stored.number] = report
        for plain, clear in _both(stored.data, item.data):
            if plain.startswith(ALIAS):
                self._taken.add(plain)
                if clear != plain:
                    self._aliases.setdefault(clear.casefold(), plain)
                    self._behind.setdefault(plain, clear)

    def _confidential(self, name: str, data: Mapping[str, Any]) -> str | None:
        """The confidential report that an event is about; None where it is about none."""
        if name in _OF_A_REPORT:
            found = [data["report"]]
        elif name in _OF_A_CLAIM:
            found = [data["claim"].partition("#")[0]]
        elif name == "report-corrected":
            found = [data["by"]]
        elif name == "entry-undone":
            found = [self._report_of.get(number, "") for number in data["entries"]]
        else:
            return None
        named = dict.fromkeys(report for report in found if report in self._keys)
        if len(named) > 1 and data.get("why"):
            raise Refused(
                "this takes back entries of several confidential reports, and what is said of why "
                "can be sealed with the key of one",
                code="E-CONFIDENTIAL",
                place="why",
                seen=", ".join(named),
                hint="undo one report at a time, or leave the reason out",
            )
        return next(iter(named), None)

    @property
    def reports(self) -> Collection[str]:
        """The ids of the confidential reports, those of this batch too."""
        return self._keys.keys()

    def begin(self, report: str) -> None:
        """Let a report of this batch be confidential. Raises `Refused` where the log has no id."""
        if self._log is None:
            raise no_log()
        if self._keys.get(report) is None:
            key = keys.make(self._log, self._deal, report)
            self._keys[report] = key
            self._made.add(key.id)

    def told_by(self, report: str, events: Sequence[Event]) -> None:
        """Note which events a confidential report brought in: one may speak of another report."""
        self._told_by.update({id(event): report for event in events if _speaks_of_another(event)})

    def sealed(self, events: Sequence[Event], after: int, names: Collection[str]) -> list[Event]:
        """The events of a batch as they are to be stored, the first as number `after` + 1.

        `names` are those of the deal's elements, in lower case: who is named so is no secret.
        Raises `Refused` (E-NOKEY) where there is something to seal, and no key.
        """
        return [
            self._as_stored(event, after + place, names) for place, event in enumerate(events, 1)
        ]

    def _as_stored(self, event: Event, number: int, names: Collection[str]) -> Event:
        state, name = event.state(), event.stored_name
        report = self._told_by.get(id(event)) or self._confidential(name, state)
        if report is None:
            return event
        self._report_of[number] = report
        plain, words = split(state)
        for way in [way for way in words if way.rpartition("/")[2] in NAMED]:
            word = words[way]
            shown = self._shown(way, word, names)
            words[way] = self._behind.get(word, word)
            if shown == words[way]:
                del words[way]
            plain = joined(plain, {way: shown})
        if not words and name != "report-logged":
            return event
        key = self._keys[report]
        if key is None:
            raise no_key(report, destroyed=self._destroyed.get(report, ""))
        if key.id in self._made:
            self.used[key.id] = key
        sealed = seal(words, key, f"deal/{self._deal}", number, name)
        return REGISTRY[name].model_validate({**plain, "sealed": sealed})

    def _shown(self, way: str, word: str, names: Collection[str]) -> str:
        """What stands in the place of a name: the same for the same one, and it tells nothing.

        Who said it, where that is an element of the deal, is part of the figure, and stays.
        """
        known_as = word.casefold()
        if word in self._taken:
            return word
        if way.endswith("said_by") and known_as in names and known_as not in self._aliases:
            return word
        if known_as not in self._aliases:
            alias = ALIAS + secrets.token_hex(4)
            self._aliases[known_as] = alias
            self._behind[alias] = word
            self._taken.add(alias)
        return self._aliases[known_as]


def _speaks_of_another(event: Event) -> bool:
    """A retraction names the report that it takes back, and not the one that says so."""
    return event.stored_name == "report-retracted"


def _both(stored: Any, clear: Any) -> Iterator[tuple[str, str]]:
    """Each name as it is stored, and as it is; the same where it is not sealed."""
    if isinstance(stored, Mapping):
        for name, part in stored.items():
            if name in NAMED:
                yield part, clear[name]
            elif name != "sealed":
                yield from _both(part, clear[name])


def new_id(content: ReportDocument, command: str, place: int) -> str:
    """The id of a confidential report that was given none, the same when its command comes again.

    It is made of what is readable in the ledger anyway.
    """
    from hashlib import sha256

    date = slug(content.published.partition("T")[0])
    return f"{date}-{ALIAS}{sha256(f'{command} {place}'.encode()).hexdigest()[:6]}"
