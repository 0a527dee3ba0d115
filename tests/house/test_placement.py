"""Each model lives where it says, and the database guards it as it says."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from common.database.guards import public_records, unguarded
from common.records import Placement, Record

OURS = ("common", "accounts", "catalog", "desk", "tenants", "audit", "billing", "network")


def records() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def test_station_apps_hold_station_models_and_no_others() -> None:
    wrong = [
        m.__name__
        for m in records()
        if (m.placement is Placement.STATION) != (m._meta.app_label in settings.STATION_APP_LABELS)
    ]
    assert wrong == []


def test_a_station_has_at_most_25_tables() -> None:
    tables = [m for m in apps.get_models() if m._meta.app_label in settings.STATION_APP_LABELS]
    assert len(tables) <= 25


def test_no_foreign_key_crosses_the_border() -> None:
    crossing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None) and field.concrete and field.related_model is not None
        if (model._meta.app_label in settings.STATION_APP_LABELS)
        != (field.related_model._meta.app_label in settings.STATION_APP_LABELS)  # type: ignore[union-attr]
    ]
    assert crossing == []


def test_every_exchange_table_names_its_station() -> None:
    assert [m.__name__ for m in records() if m.placement is Placement.EXCHANGE and not _has(m, "station_id")] == []


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def _has(model: Any, column: str) -> bool:
    return column in {field.attname for field in model._meta.concrete_fields}


def test_row_security_is_forced_on_every_exchange_table(db: None) -> None:
    with connection.cursor() as cursor:
        assert unguarded(cursor) == []


def test_every_public_table_with_a_station_is_guarded() -> None:
    """A table that holds rows of stations and is not an exchange table would be open to all of them."""
    known_open = {"account_membership", "account_invitation", "account_api_key", "deadline", "station"}
    wrong = [
        m._meta.db_table
        for m in public_records()
        if m.placement is Placement.OFFICE and _has(m, "station_id") and m._meta.db_table not in known_open
    ]
    assert wrong == []


def test_the_application_role_owns_nothing_and_does_not_bypass_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("model", [m for m in records() if m.moves is not None], ids=lambda m: m.__name__)
def test_every_move_leads_to_a_known_state(model: type[Record]) -> None:
    states = {value for value, _ in _field(model, "status").choices}
    assert {str(s) for s in (model.moves or {})} <= states
    assert {str(e) for ends in (model.moves or {}).values() for e in ends} <= states
