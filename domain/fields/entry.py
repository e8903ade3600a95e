"""What one entry of the catalogue says about a kind of element, and about a field."""

from collections.abc import Mapping

from domain.record import Record


class Kind(Record):
    """A sort of thing that a deal is made of: a party, an offer, a tranche, a condition.

    Every element of a deal is born of one kind, which decides the fields it may have. Which
    elements it can point to follows from those fields (see `refers`).
    """

    name: str
    label: str
    """As shown to a reader, in English and in lower case."""
    meaning: str
    stages: tuple[str, ...]
    """The stage words an element of this kind may stand at; none where a status says it."""
    examples: tuple[str, ...]
    """Ids that such elements have in practice."""


class Field(Record):
    """One thing that reports say about an element: `round.size`, `amazon.commitment`.

    The entry is all there is to know about a field. The command line, the file schema, the page
    and the docs are made from it, and its examples are tests of the reader.
    """

    name: str
    kinds: tuple[str, ...]
    """The kinds that have it; `("any",)` for every kind."""
    type: str
    """How its value is read and stored: one of `TYPES`."""
    label: str
    """As shown to a reader, in English and in lower case."""
    meaning: str
    """One plain sentence, with what the name alone leaves open."""
    compare: str
    """When two values contradict each other: one of `COMPARISONS`."""
    examples: tuple[str, ...]
    """Short forms as people write them, English first, then French."""

    unit: str = ""
    """What a count counts ("shares"), or the unit of a quantity that has only one ("x")."""
    units: tuple[str, ...] = ()
    """The units that a quantity may have."""
    denominator: str = ""
    """What a percentage is of: one of `DENOMINATORS`. A value may name its own."""
    bases: tuple[str, ...] = ()
    """On which count the denominator is taken (outstanding, fully diluted, votes cast)."""
    over: tuple[str, ...] = ()
    """The dated prices that a premium may be over."""
    words: Mapping[str, str] = {}
    """The words of a choice, each with what English and French reporters write for it, " | "
    between; empty where they write nothing else."""
    closed: bool = False
    """The words are all there are: not even `other` is taken."""
    targets: tuple[str, ...] = ()
    """The kinds that a reference may point to; `("any",)` for every kind."""

    adds: str = ""
    """What it sums into or has to agree with, in words; empty if it is in no sum."""
    adds_to: tuple[str, ...] = ()
    """The sums that it is a part of, each a field along references: `within.size` is the size of
    what it is within. All parts of one sort together cannot make more than the whole."""
    equals: tuple[str, ...] = ()
    """What makes it: `pre_money + set_by.new_money`, `price_per_share * diluted_shares`. `@` names
    the basis that a part must be on; a part with `?` counts as none where nobody speaks of it."""
    inside: str = ""
    """The field of the same element that it is a part of, not on top of."""
    dated: bool = False
    """Holds at its date: it drifts, or grows by what comes later, without anybody saying so."""
    signed: bool = False
    """Can be below zero (a net debt that is cash)."""
    same_money: bool = False
    """The money of what a reference names is inside that of the element: the two count once."""
    stages: str = ""
    """Which stage words a claim of it may carry: a name in `STAGE_GROUPS`."""
    headline: bool = False
    """Shown on the first screen of a deal."""
    context: bool = False
    """Kept and searchable, but never a term of the deal: in no sum and no finding."""
    open_basis_of: tuple[str, ...] = ()
    """The fields of the same element that state the basis which this one leaves open."""
    ahead: bool = False
    """A date that is still to come: a year or week left out is the coming one."""
    scoped: bool = False
    """Each `scope` is a figure of its own: a rank is among somebody, a relation with somebody."""
    before: tuple[str, ...] = ()
    """The dates of the same element that cannot lie before this one."""
    flow: bool = False
    """Money over a span of time: the value says `per` month, quarter or year."""


TYPES = (
    "money",
    "per_share",
    "percent",
    "count",
    "quantity",
    "date",
    "period",
    "choice",
    "choices",
    "text",
    "text_or_ref",
    "refs",
    "ref",
    "condition",
    "consideration",
)

COMPARISONS = {
    "iv": "intervals, contradictory only if they cannot both hold",
    "ex": "exactly equal or not",
    "tx": "wordings, which never contradict each other",
    "di": "date intervals, contradictory only if they have no day in common",
    "set": "lists, contradictory if an exact list lacks or exceeds what another asserts",
    "tree": "and/or trees, brought to one form first",
    "parts": "part by part, then the totals as intervals",
}

DENOMINATORS = {
    "issuer": "the company that raises the money",
    "target": "the shares of the company that the offer is for",
    "company": "the company held; the issuer or the target where the text names no other",
    "round.size": "the size of the round",
    "equity_value": "the equity value of the offer",
    "price": "a dated share price",
    "next_price": "the price of the next round",
    "face": "the sum lent, as owed before it is rearranged",
    "principal": "the sum borrowed or invested, per year",
    "votes": "the votes of the body that decides",
    "provision": "what the wording of the leaf or clause names",
}
