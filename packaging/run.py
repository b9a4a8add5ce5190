# ruff: noqa: INP001
"""Sets Footpath up where needed, then runs it: `python3 packaging/run.py demo`, or `test`, `bundle`, `wheel`."""

from __future__ import annotations

import os
import subprocess
import sys

from bootstrap import (
    ROOT,
    SetupError,
    ensure_system_packages,
    missing_qt_packages,
    say,
    set_up,
    use_new_enough_python,
    venv_script,
)

USAGE = "usage: python3 packaging/run.py demo | test [pytest arguments] | bundle | wheel | --setup-only"
BUILDS = ("bundle", "wheel")
BENCHMARKS = (
    "run",
    "candidates",
    "boundaries",
    "density",
    "metrics",
    "sankey",
    "selection",
    "window",
    "playback",
    "importing",
    "kill_import",
)


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in {"demo", "test", *BUILDS, "--setup-only"} or (rest and command in {*BUILDS, "--setup-only"}):
        say(USAGE)
        return 2
    try:
        if command in BUILDS:
            return build(command)
        set_up(dev=command == "test")
    except SetupError as problem:
        say(str(problem))
        return 1
    if command == "demo":
        return subprocess.call([str(venv_script("footpath")), "demo", *rest])  # noqa: S603
    return check(rest) if command == "test" else 0


def build(command: str) -> int:
    """The bundle or the wheel, each from an environment of its own; what they draw with is installed first."""
    from bundle import bundle, wheel  # noqa: PLC0415 - only these two need it

    use_new_enough_python()
    ensure_system_packages(missing_qt_packages(), "Qt")
    return bundle() if command == "bundle" else wheel()


def check(pytest_arguments: list[str]) -> int:
    """Every check in turn, the tests last; stops at the first that fails."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name, command in checks(pytest_arguments):
        say(f"── {name}")
        status = subprocess.call(command, cwd=ROOT, env=environment)  # noqa: S603
        if status != 0:
            say(f"{name} failed (status {status}).")
            return 1
    return 0


def checks(pytest_arguments: list[str]) -> list[tuple[str, list[str]]]:
    python = str(venv_script("python"))
    listed = [
        ("ruff", [str(venv_script("ruff")), "check", "."]),
        ("mypy", [str(venv_script("mypy"))]),
        ("lint-imports", [str(venv_script("lint-imports"))]),
    ]
    listed += [
        (f"benchmark {name}, toy size", [python, str(ROOT / "benchmarks" / f"{name}.py"), "--toy"])
        for name in BENCHMARKS
    ]
    return [*listed, ("pytest", [python, "-X", "faulthandler", "-m", "pytest", *pytest_arguments])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
