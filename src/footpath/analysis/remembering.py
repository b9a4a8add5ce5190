"""Whatever is worked out once and asked for again is remembered with what it was worked out of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar, cast

T = TypeVar("T")


class Keeps(Protocol):
    """Something with a place for what is worked out of it; `kept` can be emptied at any time."""

    @property
    def kept(self) -> dict[str, object]: ...


def remembered(owner: Keeps, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made at the first call of this name for this owner."""
    found = owner.kept.get(name)
    if found is None:
        found = owner.kept[name] = make()
    return cast("T", found)


def remembered_last(owner: Keeps, name: str, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives; only that of the last key is kept."""
    found = owner.kept.get(name)
    if not isinstance(found, tuple) or found[0] != key:
        found = owner.kept[name] = key, make()
    return cast("T", found[1])
