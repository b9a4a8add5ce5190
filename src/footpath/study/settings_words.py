"""Thresholds set by their names, as the command line says them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from footpath.model.errors import UserError
from footpath.model.settings import Settings


def settings_with(words: Iterable[str]) -> Settings:
    """The defaults with some changed, each `NAME=VALUE`; names are those that `--json` prints.

    Raises:
        UserError: for a name that there is not, or a value that is no number above 0.
    """
    defaults = Settings()
    numbers = {f.name: type(v) for f in fields(defaults) if isinstance(v := getattr(defaults, f.name), int | float)}
    changes: dict[str, Any] = {}
    for word in words:
        name, _, text = word.partition("=")
        if name not in numbers:
            raise UserError("There is no such setting", name, f"There are: {', '.join(numbers)}.")
        changes[name] = _number(name, text, numbers[name])
    return replace(defaults, **changes)


def _number(name: str, text: str, kind: type) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    whole = kind is not int or value == round(value) if math.isfinite(value) else False
    if not (math.isfinite(value) and value >= 0 and whole):
        what = "a whole number" if kind is int else "a number"
        raise UserError(f"{what.capitalize()} of 0 or more is wanted", f"{name}={text}", f"Say --set {name}=VALUE.")
    return int(value) if kind is int else value
