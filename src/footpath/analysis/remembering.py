"""Whatever is worked out once and asked for again is remembered with what it was worked out of."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar, cast

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


class Once(Generic[T]):
    """What `make` gives when it is first asked for, from whatever thread; others that ask meanwhile wait."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if self._make is not None:
                self._made.append(self._make())
                self._make = None
        return self._made[0]


class Recent(Generic[T]):
    """What was worked out for the last few keys, safe from any thread: of two that ask at once, both may work."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives; what it raises is raised, and nothing kept."""
        try:
            found = self._kept.pop(key)
        except KeyError:
            found = make()
        self._kept[key] = found
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found

    def there(self, key: Hashable) -> T | None:
        """What is kept already, without waiting for anything."""
        found = self._kept.get(key)
        if found is not None:
            with suppress(KeyError):  # dropped meanwhile
                self._kept.move_to_end(key)
        return found

    def drop(self, key: Hashable) -> None:
        """Forget what is kept for this key."""
        self._kept.pop(key, None)
