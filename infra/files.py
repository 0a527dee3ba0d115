"""Which files are ours: the checkout without what was installed or made."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from infra.steps import ROOT

MADE = frozenset({".venv", ".git", ".stationmaster", "node_modules", "__pycache__"})


def project_files(*suffixes: str, without: Collection[str] = (), root: Path = ROOT) -> Iterator[Path]:
    """Files with these endings, in a stable order; folders named in `without` are left out."""
    skipped = MADE.union(without)
    for folder, below, names in os.walk(root):
        below[:] = sorted(set(below) - skipped)
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(suffixes))
