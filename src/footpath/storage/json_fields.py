"""Typed access to an untrusted JSON object, with errors that name the field."""

from __future__ import annotations

import math

from footpath.model.errors import UserError


class Fields:
    """One JSON object; `what` names it inside the file `where`."""

    def __init__(self, obj: object, where: str, what: str) -> None:
        self.where = where
        self.what = what
        if not isinstance(obj, dict):
            raise UserError(f"{what} must be a JSON object, got {type(obj).__name__}", where, "Mend the file.")
        self._obj: dict[str, object] = obj

    def error(self, name: str, problem: str) -> UserError:
        return UserError(f"{self.what}: {name} {problem}", self.where, "Mend the file.")

    def id(self, name: str) -> str:
        value = self._obj.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, f"must be text that is not empty, got {value!r}")
        return self._clean(name, value)

    def optional_text(self, name: str) -> str | None:
        value = self._obj.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.error(name, f"must be text or null, got {value!r}")
        return self._clean(name, value) or None

    def text_or(self, name: str, default: str) -> str:
        text = self.optional_text(name)
        return default if text is None else text

    def texts(self, name: str) -> tuple[str, ...]:
        """Text, a list of texts, or null for none; numbers are taken as their text."""
        value = self._obj.get(name)
        if value is None or value == "":
            return ()
        values = value if isinstance(value, list) else [value]
        return tuple(self._as_text(name, entry) for entry in values)

    def _as_text(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return self._clean(name, str(value))
        raise self.error(name, f"must be text or a list of texts, got {value!r}")

    def _clean(self, name: str, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise self.error(name, "holds half a surrogate pair") from error
        return text

    def items(self, name: str) -> list[object]:
        value = self._obj.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.error(name, f"must be a list, got {type(value).__name__}")
        return value

    def flag(self, name: str) -> bool:
        value = self._obj.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.error(name, f"must be true or false, got {value!r}")
        return bool(value)

    def number(self, name: str) -> float:
        return self.as_number(name, self._obj.get(name))

    def as_number(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(name, f"must be a number, got {value!r}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.error(name, f"must be a finite number, got {value!r}")
        return number

    def optional_number(self, name: str, above: float | None = None) -> float | None:
        if self._obj.get(name) is None:
            return None
        number = self.number(name)
        if above is not None and number <= above:
            raise self.error(name, f"must be more than {above}, got {number}")
        return number

    def optional_count(self, name: str) -> int | None:
        number = self.optional_number(name, above=0.0)
        if number is None:
            return None
        if number != int(number):
            raise self.error(name, f"must be a whole number, got {number}")
        return int(number)
