"""The address of a view: all that it depends on, so that a link to it is a citation.

    /deal/openai-2026?as_of=2026-01-30&without=Reuters

The parts are the options of the command line, by their names there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from cli.options import Asked, day
from domain.errors import Refused
from domain.names import near_hint
from projections.policies import DEFAULT, POLICIES

if TYPE_CHECKING:
    from cli.web.records import Records
    from domain.errors import NewerVersion
    from domain.known import Known
    from projections.clocks import Clocks, View

CLOCKS = ("as_of", "known_at", "true_at")
SHARED = (*CLOCKS, "policy", "without")


class Address(Asked):
    """What a page was asked for: the clocks, the policy, the what-ifs, and its own parts.

    `path` is the page without its face (`/deal/openai-2026`), `own` the parts of that page alone.
    """

    records: "Records"
    path: str
    own: Mapping[str, str] = {}

    @classmethod
    def read(
        cls,
        records: "Records",
        path: str,
        parts: Sequence[tuple[str, str]],
        own: Sequence[str] = (),
    ) -> "Address":
        """The parts of an address as given. Raises `Refused` (E-ADDRESS, E-CHOICE)."""
        given: dict[str, str] = {}
        without: list[str] = []
        for name, text in parts:
            if name not in SHARED and name not in own:
                raise Refused(
                    "this page has no such part of its address",
                    code="E-ADDRESS",
                    place=name,
                    seen=text,
                    hint=near_hint(name, [*own, *SHARED]),
                )
            if not text.strip():
                continue  # a field of a form that was left empty
            if name == "without":
                without += [text] if text not in without else []
                continue
            if name in given and given[name] != text:
                raise Refused(
                    "it is given twice",
                    code="E-ADDRESS",
                    place=name,
                    seen=f"{given[name]}, {text}",
                    hint="give it once",
                )
            given[name] = text.strip()
        policy = given.get("policy", DEFAULT)
        if policy not in POLICIES:
            raise Refused(
                "there is no such policy",
                code="E-CHOICE",
                place="policy",
                seen=policy,
                hint=near_hint(policy, list(POLICIES)),
            )
        return cls(
            records=records,
            path=path,
            ledger=records.where,
            policy=policy,
            without=tuple(without),
            own={name: text for name, text in given.items() if name in own},
            **{name: text for name, text in given.items() if name in CLOCKS},
        )

    # -- what is asked --------------------------------------------------------------------------

    def clocks(self, as_of: str | None = None) -> "Clocks":
        """The clocks asked for. Raises `Refused` (E-DATE) with the part of the address."""
        from projections.clocks import Clocks

        try:
            return Clocks.at(
                as_of=day(as_of or self.as_of, "as_of"),
                known_at=day(self.known_at, "known_at"),
                true_at=day(self.true_at, "true_at"),
            )
        except Refused as refusal:
            refusal.place = refusal.place.removeprefix("--").replace("-", "_")
            raise

    def known(self, deal: str) -> "Known":
        """The record of a deal, as far as it is asked for."""
        at = self.clocks().known_at if self.known_at else None
        return self.records.known(deal, at)

    def views(self, unread: "list[NewerVersion]") -> "Iterator[View]":
        """Every deal at the clocks; why one cannot be read is added to `unread`."""
        from projections.portfolio import at_clocks

        clocks = self.clocks()
        at = clocks.known_at if self.known_at else None
        yield from at_clocks(self.records.every(at, unread), clocks, self.without)

    def date(self, name: str) -> str | None:
        """A date among its own parts, as EDTF. Raises `Refused` (E-DATE)."""
        return day(self.own.get(name), name)

    @property
    def plain(self) -> bool:
        """Whether it asks for the present, under the usual rules."""
        return not (any(self._clocks()) or self.without or self.policy != DEFAULT)

    def _clocks(self) -> list[str | None]:
        return [getattr(self, name) for name in CLOCKS]

    # -- links ----------------------------------------------------------------------------------

    def to(self, path: str, **changes: Any) -> str:
        """A link to another page at the same clocks, under the same rules; without its own parts.

        A part that is changed to None is left out.
        """
        return _link(path, {**self._shared(), **changes})

    def here(self, **changes: Any) -> str:
        """A link to this page with some parts changed."""
        return _link(self.path, {**self._shared(), **self.own, **changes})

    def face(self, face: str) -> str:
        """A link to the same answer as JSON or CSV."""
        path = "/deals" if self.path == "/" else self.path
        return _link(f"{path}.{face}", {**self._shared(), **self.own})

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """The parts that a form on this page has to carry along, save those that it asks for."""
        parts = {**self._shared(), **self.own}
        return list(_pairs({name: part for name, part in parts.items() if name not in but}))

    def _shared(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in CLOCKS},
            "policy": self.policy if self.policy != DEFAULT else None,
            "without": self.without,
        }


def _link(path: str, parts: Mapping[str, Any]) -> str:
    query = urlencode(list(_pairs(parts)), quote_via=quote, safe=":/,")
    return f"{path}?{query}" if query else path


def _pairs(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, part in parts.items():
        for each in part if isinstance(part, tuple | list) else (part,):
            if each not in (None, ""):
                yield name, str(each)


def segment(text: str) -> str:
    """A name as one segment of a path: `openai-2026#17` as `openai-2026%2317`."""
    return quote(text, safe="")
