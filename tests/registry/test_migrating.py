"""Migrations in the time of their SQL: the same catalogue as Django's own way, and the same refusals."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from common.database.migrating import LeanExecutor, LeanState, migrate_schema
from config.embedded_postgres import OWNER_ROLE
from tests import database

CATALOGUE = """
SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy', tablename, policyname || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'applied', app, name FROM django_migrations
ORDER BY 1, 2, 3
"""


def a_key() -> "models.BigAutoField[Any, Any]":
    return models.BigAutoField(primary_key=True)


def operations() -> list[Any]:
    """A model, one that points at it, an index and a constraint."""
    return [
        CreateModel("House", [("id", a_key()), ("height", models.IntegerField())]),
        CreateModel("Room", [("id", a_key()), ("house", models.ForeignKey("town.house", models.CASCADE))]),
        AddIndex("house", models.Index(fields=["height"], name="house_by_height")),
        AddConstraint("house", models.CheckConstraint(condition=models.Q(height__gt=0), name="house_stands")),
    ]


@pytest.mark.parametrize("drawn_first", [True, False])
def test_the_picture_grows_to_what_django_draws(drawn_first: bool) -> None:
    lean, stock = LeanState.of(ProjectState()), ProjectState()
    for state in (lean, stock):
        if drawn_first:
            assert state.apps
        for operation in operations():
            operation.state_forwards("town", state)
    assert lean == stock
    for state in (lean, stock):
        house, room = state.apps.get_model("town", "house"), state.apps.get_model("town", "room")
        assert room._meta.get_field("house").related_model is house
        assert [relation.related_model for relation in house._meta.related_objects] == [room]
        assert [one.name for one in house._meta.constraints] == ["house_stands"]
        assert [one.name for one in house._meta.indexes] == ["house_by_height"]


def test_a_copy_is_lean_as_well_and_apart() -> None:
    state = LeanState.of(ProjectState())
    assert state.apps
    before = state.clone()
    operations()[0].state_forwards("town", state)
    assert isinstance(before, LeanState)
    assert before.models == {} and ("town", "house") in state.models
    with pytest.raises(LookupError):
        before.apps.get_model("town", "house")


def test_relations_that_were_read_already_know_the_new_model() -> None:
    state = LeanState.of(ProjectState())
    assert state.relations == {}
    for operation in operations():
        operation.state_forwards("town", state)
    assert set(state.relations["town", "house"]) == {("town", "room")}


def test_two_newest_migrations_are_refused_before_anything_is_done(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    executor = LeanExecutor(connections["default"])
    monkeypatch.setattr(executor.loader, "detect_conflicts", lambda: {"site": ["0002_a", "0002_b"]})
    with pytest.raises(InconsistentMigrationHistory, match="0002_b"):
        executor.bring_to_newest()


@pytest.mark.long
@pytest.mark.committed
def test_head_offices_schema_is_what_django_alone_would_make(committed_db: None) -> None:
    """Both ways from nothing, in two databases."""
    kept = connections["owner"].settings_dict["NAME"]
    found = []
    for name, migrate in (
        ("sm_lean", lambda: migrate_schema("owner")),
        ("sm_stock", lambda: call_command("migrate", database="owner", verbosity=0, interactive=False)),
    ):
        database.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        database.run(f'CREATE DATABASE "{name}" OWNER {OWNER_ROLE}')
        database.use(name)
        migrate()
        with connections["owner"].cursor() as cursor:
            cursor.execute(CATALOGUE)
            found.append(cursor.fetchall())
    database.use(kept)
    assert len(found[0]) > 3000
    assert found[0] == found[1]
