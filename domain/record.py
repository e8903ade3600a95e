"""Frozen, keyword-only records that cost nothing to import.

A reading verb has some twenty milliseconds for everything. A dataclass costs half a
millisecond to define, each time the program starts; a record costs nothing until one is made.
Type checkers see records as frozen keyword-only dataclasses.
"""

from typing import Any, Never, Self, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=True)
class Record:
    """Named parts that never change; a part not given has its class-level default."""

    def __init__(self, **parts: Any) -> None:
        self.__dict__.update(parts)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), tuple(sorted((k, repr(v)) for k, v in self.__dict__.items()))))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({parts})"

    def but(self, **parts: Any) -> Self:
        """The same record with some parts replaced."""
        found = object.__new__(type(self))
        found.__dict__.update(self.__dict__)
        found.__dict__.update(parts)
        return found


def copied(one: _T, **parts: Any) -> _T:
    """A copy of what is no more than its slots, with some parts replaced."""
    found = object.__new__(type(one))
    for name in type(one).__slots__:  # type: ignore[attr-defined]
        setattr(found, name, parts[name] if name in parts else getattr(one, name))
    return found
