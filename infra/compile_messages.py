"""Compile each `.po` whose `.mo` is missing or older. Plain Python: a fresh machine has no msgfmt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo

from infra.catalogs import catalogue_files, read_catalogue


def is_current(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Write beside it and rename, so that a running server never reads half a file."""
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as handle:
        write_mo(handle, read_catalogue(source))
    fresh.replace(source.with_suffix(".mo"))


def compile_outdated() -> int:
    outdated = [source for source in catalogue_files() if not is_current(source)]
    for source in outdated:
        compile_catalogue(source)
    return len(outdated)


def main() -> int:
    print(f"compiled {compile_outdated()} of {len(catalogue_files())} catalogues")
    return 0


if __name__ == "__main__":
    sys.exit(main())
