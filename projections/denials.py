"""Who denies or refuses what: denials by scope, and parties that assert opposite things.

What counts on the record is each party's last word. Saying it again settles nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.known import Report
from domain.values import Stored, conflict, interval, leaves
from projections.clocks import View
from projections.origins import ENDS, HAPPENS, LADDER, NAMES_NO_ORIGINAL, Said, further


def apart(one: Said, other: Said) -> bool:
    """Whether two claims are of different sources: nobody contests himself, he changes his word."""
    if one.asserter == other.asserter:
        return False
    mine, theirs = one.claim, other.claim
    named = mine.said_by is not None and theirs.said_by is not None
    return named or mine.report.source.casefold() != theirs.report.source.casefold()


def hits(denial: Said, said: Said) -> bool:
    """Whether a denial speaks of a claim: published by the end of its day, within its value.

    A late copy of a report that we know only through copies is as old as the first of them.
    """
    return is_in_time(denial, said) and covers(denial, said)


def is_in_time(denial: Said, said: Said) -> bool:
    """Whether a claim was out by the end of the day of a denial, or by its time where both state
    one."""
    return _out(said) <= _reach(denial)


def _out(said: Said) -> str:
    """When a claim was out, in the first of its copies where it is known by them: its time of the
    day, or the day."""
    if not said.pool:
        return _time_or_day(said.claim.report)
    return min(_time_or_day(each.claim.report) for each in (said, *said.pool))


def _time_or_day(report: Report) -> str:
    return report.last if report.first == report.last else report.last[:10]


def _reach(denial: Said) -> str:
    """Until when a denial reaches: its time of the day, or the end of the day."""
    report = denial.claim.report
    return report.last if report.first == report.last else f"{report.last[:10]}T~"


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
        and is_in_time(denial, said)
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


# What a claim states, and how finely; of an increment the sum that it led to, and the increment.
_Form = tuple[tuple[object, ...], str | None, tuple[object, ...] | None, str | None]


def _form(said: Said) -> _Form:
    claim = said.claim
    step = said.value.get("step") if said.value else None
    if claim.on_top_of is None:
        return said.key, step, None, None
    return said.key, step, claim.key, claim.value.get("step") if claim.value else None


class Denials:
    """Denials by what they deny, so that not each claim has to be held against each of them."""

    def __init__(self, denials: Iterable[Said] = ()) -> None:
        self._of_values: dict[_Form, tuple[Said, dict[str | None, str]]] = {}
        self._of_reports: dict[str, dict[str | None, str]] = {}
        self._until: dict[_Form, tuple[Said, dict[str | None, str]]] = {}
        self.last = ""  # until when the latest of them reaches
        for denial in denials:
            self.add(denial)

    def add(self, denial: Said) -> None:
        """Take in one more denial."""
        day = _reach(denial)
        self.last = max(self.last, day)
        later = {None: day, denial.asserter: day}
        if denial.claim.of_report is not None:
            _put_off(self._of_reports.setdefault(denial.claim.of_report, {}), later)
            return
        first, days = self._of_values.setdefault(_form(denial), (denial, {}))
        _put_off(days, later)
        for form, (said, until) in self._until.items():
            if _covers_form(first, said, form):
                _put_off(until, later)

    def until(self, said: Said) -> Mapping[str | None, str]:
        """The last day on which somebody denied a claim, by who did; under None, anybody."""
        form = _form(said)
        found = self._until.get(form)
        if found is None:
            found = self._until[form] = said, {}
            for denial, each in self._of_values.values():
                if _covers_form(denial, said, form):
                    _put_off(found[1], each)
        days = found[1]
        whole = self._of_reports.get(said.claim.report.id)
        if whole is not None:
            days = dict(days)
            _put_off(days, whole)
        return days


def _covers_form(denial: Said, said: Said, form: _Form) -> bool:
    """Whether a denial covers whatever states the same in the same form, found out once."""
    if denial.covered is None:
        denial.covered = {}
    found = denial.covered.get(form)
    if found is None:
        found = denial.covered[form] = covers(denial, said)
    return found


def _put_off(days: dict[str | None, str], later: Mapping[str | None, str]) -> None:
    for who, day in later.items():
        if day > days.get(who, ""):
            days[who] = day


def after_denials(saids: Sequence[Said], denials: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """What lives, and what was denied away.

    On the record a denial removes a rumour, and what the same party had asserted; from an unnamed
    source, or against another party's word on the record, it removes nothing.
    """
    on_record = [denial for denial in denials if denial.claim.on_record]
    if not on_record:
        return list(saids), []
    taking = Denials(on_record)
    live: list[Said] = []
    denied: list[Said] = []
    for said in saids:
        (live if is_live(said, taking) else denied).append(said)
    return live, denied


def is_live(said: Said, denials: Denials) -> bool:
    """Whether none of some denials on the record takes a claim away."""
    out = _out(said)
    if denials.last < out:
        return True
    until = denials.until(said)
    who = said.asserter if said.claim.on_record else None
    return not until or until.get(who, "") < out


def denied_since(said: Said, denials: Denials) -> bool:
    """Whether any of some denials hits a claim."""
    return denials.until(said).get(None, "") >= _out(said)


def takes_away(denial: Said, said: Said) -> bool:
    """Whether a denial that hits a claim removes it: on the record a rumour, or the own word."""
    return denial.claim.on_record and (not said.claim.on_record or denial.asserter == said.asserter)


def denials_faced(
    view: View, said: Said, saids: Sequence[Said], denials: Sequence[Said]
) -> list[Said]:
    """The denials that a live claim faces: those that hit it or a part of it, and those it has met.

    A party that only says again on the record what another has denied to its face, and not granted
    since, still faces that denial. So does one that states first what another's last word denies.
    """
    if said.claim.sourcing not in NAMES_NO_ORIGINAL:
        denials = [each for each in denials if each.claim.sourcing not in NAMES_NO_ORIGINAL]
    found = [denial for denial in denials if hits(denial, said)]
    if len(found) == len(denials):
        return found
    found += [denial for denial in denials if touches(denial, said) and not hits(denial, said)]
    if not said.claim.on_record:
        return found
    faced = set(map(id, found))
    left = [
        denial
        for denial in denials
        if denial.claim.on_record and denial.asserter != said.asserter and id(denial) not in faced
    ]
    if not left:
        return found
    words = [each for each in saids if each.claim.on_record]
    before: dict[_Form, Said] = {}  # the same by the same party, each form when it was first out
    spoken: dict[str, str] = {}  # by party, when it last stated anything
    for each in words:
        spoken[each.asserter] = max(spoken.get(each.asserter, ""), each.claim.report.last)
        if each.asserter == said.asserter and each.key == said.key:
            first = before.setdefault(_form(each), each)
            if _out(each) < _out(first):
                before[_form(each)] = each
    for denial in left:
        if any(hits(denial, each) for each in before.values()):
            faces = not any(
                each.asserter == denial.asserter
                and each.day[1] >= denial.day[1]
                and covers(denial, each)
                for each in words
            )
        else:
            is_last_word = spoken.get(denial.asserter, "") <= denial.claim.report.last
            faces = is_last_word and _refuted(view, denial, said)
        if faces:
            found.append(denial)
    return found


def _refuted(view: View, denial: Said, said: Said) -> bool:
    """Whether a statement stands against what another party had denied before.

    A value that was denied stays denied by whoever said so. What has happened since that day does
    not stand against it: a change of the deal, what is signed or paid by now, a stage, or any value
    where the whole field was denied. And an authority decides.
    """
    if not covers(denial, said) or not apart(denial, said) or view.is_authority(said.asserter):
        return False
    if said.day[0] <= denial.day[1]:  # it speaks of the time that the denial spoke of
        return True
    happened = said.claim.verb == "change" or said.base is not None or said.stage in HAPPENS
    return denial.claim.value is not None and said.claim.name != "stage" and not happened


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
    settled = _settled_on(view, on_record)
    for party, said_by_it in words.items():
        end = said_by_it[-1]
        if not _is_end(end):
            continue
        first = _began(said_by_it)
        for other, theirs in words.items():
            refusal = theirs[-1]
            if (
                other != party
                and refusal.day[1] >= first.day[1]
                and settled < max(end.day[1], refusal.day[1])
                and _refuses(refusal, end)
            ):
                found.update({id(each): each for each in (end, refusal)})
    return [
        each for each in found.values() if each is not leader and _is_end(each) != _is_end(leader)
    ]


def decided(view: View, saids: Sequence[Said]) -> Sequence[Said]:
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


def _settled_on(view: View, on_record: Sequence[Said]) -> str:
    """The last day on which the record settled a dispute about an end; '' if it never did.

    An authority's word does, or that more has happened than the record had before.
    """
    settled = ""
    furthest = -1  # of the days before
    reached = -1
    day = ("", "")
    for word in sorted(on_record, key=lambda word: word.day):
        if word.day != day:
            day, furthest = word.day, reached
        stage = LADDER.get(word.stage or "", -1)
        reached = max(reached, stage)
        if view.is_authority(word.asserter) or (word.stage in HAPPENS and -1 < furthest < stage):
            settled = max(settled, word.day[1])
    return settled
