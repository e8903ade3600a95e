"""Who denies or refuses what: denials by scope, and parties that assert opposite things.

What counts on the record is each party's last word. Saying it again settles nothing.
"""

from collections.abc import Iterable, Sequence

from domain.values import Stored, conflict, interval, leaves
from projections.clocks import View
from projections.origins import ENDS, HAPPENS, LADDER, Said, further


def apart(one: Said, other: Said) -> bool:
    """Whether two claims are of different sources: nobody contests himself, he changes his word."""
    return (
        one.claim.report.source.casefold() != other.claim.report.source.casefold()
        and one.asserter != other.asserter
    )


def hits(denial: Said, said: Said) -> bool:
    """Whether a denial speaks of a claim: published by the end of its day, within its value.

    A late copy of a report that we know only through copies is as old as the first of them.
    """
    return is_in_time(denial, said) and covers(denial, said)


def is_in_time(denial: Said, said: Said) -> bool:
    """Whether a claim was out by the end of the day of a denial."""
    published = min(each.claim.report.last for each in (said, *said.pool))
    return published[:10] <= denial.claim.report.last[:10]


def covers(denial: Said, said: Said) -> bool:
    """Whether a claim lies within what a denial denies, whenever it was published.

    "Not 100bn" denies "about 100bn" too: it is the number that was quoted.
    """
    claim, denied = said.claim, denial.claim
    if denied.of_report is not None:
        return claim.report.id == denied.of_report
    if denied.value is None:
        return True
    value, stated = said.value, said.key
    if denied.on_top_of is not None:  # the increment itself is denied, not the sum that it led to
        if claim.on_top_of is None:
            return False
        value, stated = claim.value, claim.key
    if value is None or value["type"] != denied.value["type"]:
        return False
    if value["type"] == "condition":
        return set(leaves(denied.value)) <= set(leaves(value))
    if stated == denied.key:
        return True
    if claim.name == "stage":  # the further stage includes the nearer that is denied
        return said.stage in LADDER and further(said.stage, denial.stage) > 0
    if value["type"] in ("refs", "choice"):
        return _members(value) <= _members(denied.value)
    mine, others = interval(denied.value, rounded=True), interval(value)
    if mine is None or others is None:
        return False
    return mine.holds(others) or _same_number(denied.key, stated)


def touches(denial: Said, said: Said) -> bool:
    """Whether a denial speaks of a part of a list, and leaves the rest."""
    value, denied = said.value, denial.claim.value
    return (
        value is not None
        and denied is not None
        and value["type"] == denied["type"]
        and value["type"] in ("refs", "choice")
        and said.claim.report.last[:10] <= denial.claim.report.last[:10]
        and not _members(value).isdisjoint(_members(denied))
    )


def _members(value: Stored) -> set[str]:
    if value["type"] == "refs":
        return set(value["to"])
    return set(value["choices"] if "choices" in value else (value["choice"],))


def _same_number(denied: tuple[object, ...], stated: tuple[object, ...]) -> bool:
    plainly = ("exactly", "about")
    return (
        denied[0] == stated[0]
        and denied[1] in plainly
        and stated[1] in plainly
        and denied[2:] == stated[2:]
    )


def disagree(one: Said, other: Said) -> bool:
    """Whether two claims state values that cannot both hold.

    Of two stages the further one includes the nearer, so that only an end contradicts.
    """
    if one.value is None or other.value is None:
        return False
    if one.claim.name == "stage":
        return (one.stage in ENDS) != (other.stage in ENDS)
    return conflict(one.value, other.value)


def after_denials(
    saids: Sequence[Said], denials: Sequence[Said]
) -> tuple[list[Said], list[Said], dict[int, list[Said]]]:
    """What lives, what was denied away, and by event number the denials that a live claim faces.

    On the record a denial removes a rumour, and what the same party had asserted; from an unnamed
    source, or against another party's word on the record, it removes nothing.
    """
    if not denials:
        return list(saids), [], {}
    live: list[Said] = []
    denied: list[Said] = []
    against: dict[int, list[Said]] = {}
    for said in saids:
        by = [denial for denial in denials if hits(denial, said)]
        if any(takes_away(denial, said) for denial in by):
            denied.append(said)
            continue
        live.append(said)
        by += [denial for denial in denials if denial not in by and touches(denial, said)]
        if said.claim.on_record:
            by += [denial for denial in denials if denial not in by and _met(denial, said, saids)]
        if by:
            against[said.claim.number] = by
    return live, denied, against


def takes_away(denial: Said, said: Said) -> bool:
    """Whether a denial that hits a claim removes it: on the record a rumour, or the own word."""
    return denial.claim.on_record and (not said.claim.on_record or denial.asserter == said.asserter)


def _met(denial: Said, said: Said, saids: Sequence[Said]) -> bool:
    """Whether a party only says again what another has denied to its face and not yet granted."""
    return (
        denial.claim.on_record
        and denial.asserter != said.asserter
        and any(
            each.claim.on_record
            and each.asserter == said.asserter
            and each.key == said.key
            and hits(denial, each)
            for each in saids
        )
        and not any(
            each.claim.on_record
            and each.asserter == denial.asserter
            and each.day[1] >= denial.day[1]
            and covers(denial, each)
            for each in saids
        )
    )


def rival_words(
    view: View, leader: Said, on_record: Sequence[Said], denials: Iterable[Said]
) -> list[Said]:
    """The last words of other parties that stand against the leader about an end.

    An end that one party asserts and another refuses, by a denial or by asserting a stage, stays
    open until one of them yields, an authority decides, or the record has a later stage.
    """
    if all(said.stage not in ENDS for said in on_record):
        return []
    spoken = [*on_record, *(denial for denial in denials if denial.claim.on_record)]
    words: dict[str, list[Said]] = {}
    for said in sorted(spoken, key=_spoken_at):
        words.setdefault(said.asserter, []).append(said)
    found: dict[int, Said] = {}
    for party, said_by_it in words.items():
        end = said_by_it[-1]
        if not _is_end(end):
            continue
        first = _began(said_by_it)
        for other, theirs in words.items():
            refusal = theirs[-1]
            if (
                other != party
                and _refuses(refusal, end)
                and refusal.day[1] >= first.day[1]
                and not any(_settles(view, word, end, refusal, on_record) for word in on_record)
            ):
                found.update({id(each): each for each in (end, refusal)})
    return [
        each for each in found.values() if each is not leader and _is_end(each) != _is_end(leader)
    ]


def decided(view: View, saids: list[Said]) -> list[Said]:
    """The claims without those that an authority's word about an end has overruled since."""
    on_record = [said for said in saids if said.claim.on_record]
    if all(said.stage not in ENDS for said in on_record):
        return saids
    words = [said for said in on_record if view.is_authority(said.asserter)]
    if not words:
        return saids
    last = max(words, key=lambda said: said.day[1])
    overruled = {
        said.asserter
        for said in on_record
        if said.day[1] <= last.day[1] and _is_end(said) != _is_end(last)
    }
    return [
        said
        for said in saids
        if (said.day[1] > last.day[1] and said.asserter not in overruled)
        or _is_end(said) == _is_end(last)
        or view.is_authority(said.asserter)
        or said.stage is None
        or not said.claim.on_record
    ]


def _spoken_at(said: Said) -> tuple[object, ...]:
    """Whose word is the last is a matter of publication, whatever time it speaks of."""
    return said.claim.report.last, said.day[0], said.weight, said.claim.number


def _is_end(said: Said) -> bool:
    return said.claim.verb != "deny" and said.stage in ENDS


def _began(words: Sequence[Said]) -> Said:
    """The first of the words with which a party has asserted an end ever since."""
    first = words[-1]
    for word in reversed(words):
        if not _is_end(word):
            break
        first = word
    return first


def _refuses(word: Said, end: Said) -> bool:
    """Whether a party's word holds against an end; that the deal has moved on does not."""
    if word.claim.verb == "deny":
        return covers(word, end)
    return word.claim.verb != "change" and word.stage in LADDER


def _settles(view: View, word: Said, end: Said, refusal: Said, on_record: Iterable[Said]) -> bool:
    """Whether a word on the record ends the dispute: an authority's, or that more has happened."""
    if word.day[1] < max(end.day[1], refusal.day[1]):
        return False
    if view.is_authority(word.asserter):
        return True
    before = [said.stage for said in on_record if said.stage in LADDER and said.day < word.day]
    return (
        word.stage in HAPPENS
        and bool(before)
        and all(further(word.stage, stage) > 0 for stage in before)
    )
