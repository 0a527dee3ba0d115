"""The isolation matrix: every address × method × persona, generated from the resolver and the role table, never by hand.

Not yours is 404, not allowed is 403, anonymous goes to sign-in or gets 401. Ids that don't exist tell "passed the gate" from "stopped there".
"""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts.actors import Actor
from accounts.role_table import ROLE_TABLE
from accounts.roles import Role
from common.pages import errors
from tests import world
from tests.isolation.surface import OPEN, Cell, cells

# Sign-in, sign-out, second factors, language: a library's pages, which show nothing but the person's own account.
LIBRARIES = ("allauth", "django.views.i18n")
PERSONAS = [*Role, "anonymous", "rival_manager", "rival_technician"]


def ours() -> list[Cell]:
    return [cell for cell in cells() if not cell.module.startswith(LIBRARIES)]


def person(name: Any) -> Actor | None:
    if name == "anonymous":
        return None
    if isinstance(name, Role):
        return world.station_actor(name) if name.place == "station" else world.office_actor(name)
    return world.station_actor(Role.STATION_MANAGER if name == "rival_manager" else Role.TECHNICIAN, world.RIVAL)


def expected(cell: Cell, actor: Actor | None) -> str:
    """Return what this person must get: open, sign-in, own, hidden (404), denied (403)."""
    if cell.needs == "public":
        return "open"
    if actor is None:
        return "sign-in"
    if cell.needs == "signed_in":
        return "own"
    at_home = actor.station is not None and actor.station.code == world.HOME
    if at_home if cell.tree == "station" else actor.station is None:
        return "open" if actor.may(cell.needs) else "denied"
    return "hidden"


def verdict(cell: Cell, response: HttpResponse) -> str:
    """Return what the person got."""
    if response.status_code == 401 or (
        response.status_code == 302 and "/accounts/login" in response.headers["Location"]
    ):
        return "sign-in"
    if response.status_code == 403:
        return "denied"
    if response.status_code >= 500:
        return f"broken {response.status_code}"
    has_id = "<" in cell.route or "(?P" in cell.route
    return "hidden" if response.status_code == 404 and not has_id else "open"


def ask(client: Client, cell: Cell) -> HttpResponse:
    address = cell.address(f"/s/{world.HOME}" if cell.tree == "station" else "")
    headers = {"Idempotency-Key": f"matrix-{cell.method}-{cell.route}"[:200], "If-Match": '"1"'} if cell.is_api else {}
    kind = "application/json" if cell.is_api else "application/x-www-form-urlencoded"
    return client.generic(cell.method, address, b"{}" if cell.is_api else b"", content_type=kind, headers=headers)  # type: ignore[return-value]


def fits(cell: Cell, want: str, got: str, status: int) -> bool:
    """An address with an id that does not exist answers 404 to those who pass and to those it is hidden from alike."""
    has_id = "<" in cell.route or "(?P" in cell.route
    if want == "hidden" and has_id:
        return status == 404
    if want == "own":  # shows the person's own things; a place where they hold no role may hide even that
        return got in {"open", "hidden"}
    return want == got or (cell.asks_again and (want, got) == ("open", "denied"))


def test_every_address_names_a_row_of_the_role_table() -> None:
    undeclared = [
        f"{cell.method} {cell.route}" for cell in ours() if cell.needs not in ROLE_TABLE and cell.needs not in OPEN
    ]
    assert undeclared == []


@pytest.fixture
def _refusals_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each kind of refusal once for a persona, then answer the bare status: two of three cells are refusals with the whole menu around them."""
    drawn, whole = set(), errors.render

    def first_time(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        kind = (status, getattr(request, "actor", None) is not None)
        if kind in drawn:
            return HttpResponse(status=status)
        drawn.add(kind)
        return whole(request, template, context, status=status)

    monkeypatch.setattr(errors, "render", first_time)


@pytest.mark.usefixtures("_refusals_drawn_once")
@pytest.mark.parametrize("name", PERSONAS, ids=str)
def test_each_persona_gets_what_the_role_table_says(db: None, name: Any, capsys: pytest.CaptureFixture[str]) -> None:
    actor, client, leaks = person(name), Client(raise_request_exception=False), []
    if actor is not None:
        client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    surface = ours()
    for cell in surface:
        response = ask(client, cell)
        want, got = expected(cell, actor), verdict(cell, response)
        if not fits(cell, want, got, response.status_code):
            leaks.append(f"{cell.method} {cell.route}: {response.status_code}, expected {want}")
    with capsys.disabled():
        print(f"\nisolation: persona={name} cells={len(surface)} leaks={len(leaks)}")
    assert leaks == []
