"""demo.json, which says who can sign in and where, and the table of it that a visitor reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from infra.steps import STATE, StepFailed, say
from infra.supervisor import shown
from infra.tables import print_table

DEMO_FILE = STATE / "demo.json"
LOGS = STATE / "logs"


def read_demo(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


def adopt_base(path: Path, base: str) -> dict[str, Any]:
    """The contents of demo.json for this run's address; the file is rewritten when the port has changed."""
    demo = read_demo(path)
    if not demo.get("personas"):
        raise StepFailed(f"{shown(path)} names no personas: `make demo-reset` makes the demo data anew.")
    old = str(demo.get("base", base))
    if old != base:
        demo = rebased(demo, old, base)
        path.write_text(json.dumps(demo, ensure_ascii=False, indent=2) + "\n")
    return demo


def rebased(value: Any, old: str, new: str) -> Any:
    """The same structure, with every address below `old` moved below `new`."""
    if isinstance(value, dict):
        return {key: rebased(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [rebased(inner, old, new) for inner in value]
    if isinstance(value, str) and (value == old or value.startswith(old + "/")):
        return new + value.removeprefix(old)
    return value


def show_logins(demo: Mapping[str, Any]) -> None:
    rows = [
        (
            str(one["role"]),
            str(one.get("station") or ""),
            one["login"],
            one["password"],
            str(urljoin(demo["base"] + "/", one["home"])),
        )
        for one in demo["personas"]
    ]
    print_table(("role", "station", "login", "password", "home page"), rows)
    stations = len(demo.get("stations", []))
    say(f"\n{demo['base']}  ·  {stations} stations  ·  logs in {shown(LOGS)}  ·  all of it in {shown(DEMO_FILE)}")
    say("Ctrl-C stops everything.")
