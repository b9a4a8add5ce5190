"""The licences of everything that comes along: a file in a bundle, else read from the packages installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from footpath.study.resources import resource_path

TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RULE = "=" * 78
HEADS = re.compile(rf"^{RULE}\n((?:[^\n]+\n){{1,2}}){RULE}\n", re.MULTILINE)


def licences_text() -> str:
    """What `footpath --licences` prints."""
    try:
        return resource_path("licences.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        return gathered_licences()


@dataclass(frozen=True, slots=True)
class Licence:
    """One part that comes along; `stated`: its licence's name, `text`: all that it brings."""

    name: str
    stated: str
    text: str


def licences() -> tuple[Licence, ...]:
    """What `footpath --licences` prints, part by part."""
    pieces = HEADS.split(licences_text())
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    return tuple(_licence(head.splitlines(), text.strip("\n")) for head, text in pairs)


def _licence(head: list[str], text: str) -> Licence:
    return Licence(head[0], " ".join(head[1:]), text)


def gathered_licences() -> str:
    """Footpath's own licence, the fonts', and those of all packages it needs, with the texts they bring."""
    parts = [_of(metadata.distribution("footpath"))]
    parts += [_of(distribution) for distribution in needed_distributions()]
    fonts = resource_path("fonts/LICENSE-DejaVu.txt").read_text(encoding="utf-8")
    return "\n".join([*parts, f"{RULE}\nDejaVu fonts\n{RULE}\n{fonts}"])


def needed_distributions() -> tuple[metadata.Distribution, ...]:
    """What Footpath needs to run, and what that needs in turn, as far as it is installed; by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = ["footpath"]
    while waiting:
        name = _same(waiting.pop())
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # needed on another system only
            continue
        if name not in found:
            found[name] = distribution
            waiting += [_name(line) for line in distribution.requires or () if "extra ==" not in line]
    return tuple(found[name] for name in sorted(found) if name not in {"footpath", "pip"})


def _name(requirement: str) -> str:
    match = REQUIREMENT.match(requirement)
    return match[0] if match else requirement


def _same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _of(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    stated = [text for key in ("License-Expression", "License") for text in about.get_all(key) or []]
    licence = next(iter(stated), "") or _classified(about.get_all("Classifier") or []) or "see below"
    head = f"{RULE}\n{about['Name']} {about['Version']}\n{licence.splitlines()[0]}\n{RULE}"
    files = [file for file in distribution.files or () if TEXTS.search(str(file)) and ".py" not in file.suffix]
    texts = [Path(str(file.locate())).read_text(encoding="utf-8", errors="replace") for file in files]
    return "\n".join([head, *dict.fromkeys(texts)]) + "\n"


def _classified(classifiers: list[str]) -> str:
    found = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line.startswith("License ::")]
    return ", ".join(found)
