"""Who leads a figure while its claims come in: asked after each, without asking all anew."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from projections.denials import Denials, is_live
from projections.origins import ENDS, Said
from projections.policies import DEFAULT, Front

if TYPE_CHECKING:
    from projections.groups import Group


class Race:
    """Who leads a figure while its claims come in, in order.

    The same as `Group.outcome` of all that came in, without going through them again each time
    where nothing but another claim came in. What was `removed` is never counted.
    """

    def __init__(
        self, group: "Group", policy: str, removed: AbstractSet[int] | None = None
    ) -> None:
        self._group = group
        self._policy = policy
        self._removed = group.view.removed if removed is None else removed
        self._start()

    def _start(self) -> None:
        self._saids: list[Said] = []
        self._places: dict[int, int] = {}
        self._claims: list[Said] = []
        self._denials: list[Said] = []
        self._denied = Denials()
        self._front: Front | None = None
        self.is_simple = self._policy in (DEFAULT, "latest")
        """Whether it can tell who leads without going through all claims again."""

    def add(self, said: Said) -> None:
        """Let the next claim come in."""
        self._places[id(said)] = len(self._saids)
        self._saids.append(said)
        if not self.is_simple or not self._group.counts(said, self._removed):
            return
        former = self._group.former
        if said.stage in ENDS and said.claim.verb != "deny":
            self.is_simple = False
        elif said.claim.verb == "deny":
            self._denials.append(said)
            if said.claim.on_record:
                self._denied.add(said)
                if self._front and not all(map(self._is_live, self._front.holders())):
                    self._front = None
        else:
            if (
                former is not None
                and said is not former
                and said.claim.number == former.claim.number
            ):
                self._claims = [each for each in self._claims if each is not former]
                self._front = None
            self._claims.append(said)
            if self._front is not None and self._is_live(said):
                self._front.add(said)

    def take_back(self, removed: AbstractSet[int]) -> None:
        """Let other claims be counted no more, or again."""
        former, self._removed = self._removed, removed
        deciding = [*(self._front.holders() if self._front else ()), *self._denials]
        if former <= removed and all(self._group.stands(said, removed) for said in deciding):
            return
        saids = self._saids
        self._start()
        for said in saids:
            self.add(said)

    def _is_live(self, said: Said) -> bool:
        return is_live(said, self._denied)

    def why_not(self, said: Said) -> str | None:
        """Why the claim that came in last does not lead but is shown beside who does; None where it
        is not shown."""
        leader, saids = self.leader, self._saids
        if self._front is not None and said.claim.verb != "deny":
            deciding = {id(each): each for each in (*self._front.deciding(), said) if each}
            saids = sorted(deciding.values(), key=lambda each: self._places[id(each)])
            if not self._is_live(said):
                saids += self._denials
        found = self._group.outcome(self._policy, saids, self._removed)
        if found.leader is not leader:
            found = self._group.outcome(self._policy, self._saids, self._removed)
        return next((each.why for each in found.challengers if each.said is said), None)

    @property
    def leader(self) -> Said | None:
        """Who leads now."""
        if not self.is_simple:
            return self._group.outcome(self._policy, self._saids, self._removed).leader
        if self._front is None:
            self._front = Front(whatever=self._policy == "latest")
            self._claims = [
                said
                for said in self._claims
                if self._is_live(said) and self._group.stands(said, self._removed)
            ]
            for said in self._claims:
                self._front.add(said)
        return self._front.leader
