"""How many queries each page without an id costs, as reviewed data: `UPDATE_QUERY_COUNTS=1` writes it anew, and a jump shows in the diff."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.role_table import ROLE_TABLE
from accounts.roles import Role
from tests import world
from tests.isolation.surface import Cell, cells
from tests.isolation.test_matrix import LIBRARIES

COUNTS = Path(__file__).resolve().parents[1] / "query_counts.json"
MOST = 30  # sign-in, place, actor, scope and counters of the frame cost about a dozen; a list adds at most twelve


def pages() -> list[tuple[Cell, Role]]:
    """Return each page without an id, with the first role that may see it."""
    found = []
    for cell in cells():
        if (
            cell.method != "GET"
            or cell.is_api
            or "<" in cell.route
            or cell.module.startswith(LIBRARIES)
            or cell.needs not in ROLE_TABLE
        ):
            continue
        role = next(
            (
                role
                for role in Role
                if role in ROLE_TABLE[cell.needs] and (role.place == "station") == (cell.tree == "station")
            ),
            None,
        )
        if role is not None and role != Role.SUPPLIER:
            found.append((cell, role))
    return found


def count(cell: Cell, role: Role) -> int:
    actor = world.station_actor(role) if cell.tree == "station" else world.office_actor(role)
    client = Client(raise_request_exception=False)
    client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = cell.address(f"/s/{world.HOME}" if cell.tree == "station" else "")
    client.get(address)  # what is cached per process is not this page's cost
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return sum(1 for query in caught if not query["sql"].startswith(("SET ", "SAVEPOINT", "RELEASE")))


def test_no_page_costs_more_queries_than_was_reviewed(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    counted = {f"{cell.tree} {cell.route}": count(cell, role) for cell, role in pages()}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        COUNTS.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n")
    reviewed = json.loads(COUNTS.read_text())
    with capsys.disabled():
        print(f"\nquery budgets: pages={len(counted)} most={max(counted.values())}")
    assert {page: n for page, n in counted.items() if n > reviewed.get(page, 0)} == {}
    assert max(counted.values()) <= MOST
