"""Fixtures for all tests: the database, the personas, and ways of standing where they stand."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

from accounts.actors import Actor
from accounts.roles import Role
from common.database.alias import app
from common.jobs.wake import breaker
from common.scope import scoped
from config.setting_aside import set_aside
from network.dispatch.finding import forget_index
from network.dispatch.policies import kept_policies
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests import database, world
from tests.browser import support

# Sweeps over what other tests test one by one: tracing their lines would cost two fifths of their time and find none that is new.
UNMEASURED = (
    "tests/isolation/", "tests/infra/", "tests/model/", "tests/house/test_layout.py", "tests/house/test_history_words.py",
    "tests/house/test_query_budgets.py", "tests/desk/test_whole_site.py", "tests/dispatch/simulator/test_many.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the sweeps out of the measurement of coverage; the floors must be reached without them."""
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Put aside from the garbage collector what lives as long as the run, as a server does before it answers."""
    set_aside()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Copy the template for this process."""
    with django_db_blocker.unblock():
        database.fresh_copy(database.name_of_copy())
    yield
    with django_db_blocker.unblock():
        database.use("postgres")
        database.run(f'DROP DATABASE IF EXISTS "{database.name_of_copy()}" WITH (FORCE)')


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For tests that commit for real (threads, crashes, the owner's connection): a fresh copy is made afterwards."""
    with django_db_blocker.unblock():
        yield
        for alias in connections:
            connections[alias].close()
        database.fresh_copy(database.name_of_copy())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a browser for the run: one for each process, since Playwright can be started only once in a thread."""
    # Playwright keeps an event loop in this thread; Django would refuse to talk to the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with support.browser() as started:
        yield started


@pytest.fixture(autouse=True)
def _stand_nowhere() -> Iterator[None]:
    """Each test begins in public, with the mail and cache of nobody, and remembers no rules of the test before."""
    app().set_schema_to_public()
    kept_policies.forget()
    forget_index()
    breaker.forget()
    yield
    app().set_schema_to_public()


@contextmanager
def standing(actor: Actor) -> Iterator[Actor]:
    """Stand where the actor stands, as the middleware would have it: their scope, their station's schema."""
    if actor.station is not None:
        with inside(actor.station):
            yield actor
    else:
        with scoped(actor.scope):
            app().set_schema_to_public()
            yield actor


@pytest.fixture
def acting() -> Callable[[Actor], AbstractContextManager[Actor]]:
    """`with acting(reviewer): …` runs the block as the middleware would run a request of theirs."""
    return standing


@pytest.fixture
def at_office() -> Callable[[], AbstractContextManager[None]]:
    """`with at_office(): …` sees every station's exchange rows: for looking at results."""
    return at_head_office


@pytest.fixture
def at_station() -> Callable[[Station], AbstractContextManager[None]]:
    """`with at_station(station): …` stands in the station's schema and scope."""
    return inside


@pytest.fixture
def client_for() -> Callable[[Actor], Client]:
    """Return a signed-in test client; its addresses are relative to the root (`/s/SHA01/…` for a station)."""

    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def station(request: pytest.FixtureRequest) -> Station:
    """The station of most tests."""
    _database(request)
    return Station.objects.get(code=world.HOME)


@pytest.fixture
def rival_station(request: pytest.FixtureRequest) -> Station:
    """Another station, whose people must never see or touch the first one's rows."""
    _database(request)
    return Station.objects.get(code=world.RIVAL)


def _database(request: pytest.FixtureRequest) -> None:
    """Personas work with either kind of database: the rolled-back one, unless the test commits for real."""
    if "committed_db" in request.fixturenames:
        request.getfixturevalue("committed_db")
    else:
        request.getfixturevalue("db")


def _office(role: Role) -> Any:
    @pytest.fixture
    def persona(request: pytest.FixtureRequest) -> Actor:
        _database(request)
        return world.office_actor(role)

    return persona


def _station(role: Role, code: str = world.HOME) -> Any:
    @pytest.fixture
    def persona(request: pytest.FixtureRequest) -> Actor:
        _database(request)
        return world.station_actor(role, code)

    return persona


administrator = _office(Role.ADMINISTRATOR)
service_management = _office(Role.SERVICE_MANAGEMENT)
regional_officer = _office(Role.REGIONAL_OFFICE)
reviewer = _office(Role.CLAIMS_REVIEWER)
final_reviewer = _office(Role.FINAL_REVIEWER)
auditor = _office(Role.AUDITOR)
dispatcher = _office(Role.DISPATCHER)
trainer = _office(Role.TRAINER)
finance = _office(Role.FINANCE)
finance_lead = _office(Role.FINANCE_LEAD)
parts_sales = _office(Role.PARTS_SALES)
vehicle_sales = _office(Role.VEHICLE_SALES)
customer_service_manager = _office(Role.CUSTOMER_SERVICE_MANAGER)
supplier_user = _office(Role.SUPPLIER)
station_manager = _station(Role.STATION_MANAGER)
receptionist = _station(Role.RECEPTION)
workshop_supervisor = _station(Role.WORKSHOP)
technician = _station(Role.TECHNICIAN)
appraiser = _station(Role.APPRAISER)
parts_clerk = _station(Role.PARTS)
station_cashier = _station(Role.STATION_FINANCE)
care_agent = _station(Role.CUSTOMER_CARE)
rival_manager = _station(Role.STATION_MANAGER, world.RIVAL)
rival_appraiser = _station(Role.APPRAISER, world.RIVAL)
rival_technician = _station(Role.TECHNICIAN, world.RIVAL)
