"""Migrations in the time of their SQL.

Django draws its picture of the models anew with every operation, and with a model that many point at (a station) it draws most of the house: nine
tenths of a migration from nothing went into it. Two things are left out here, both without a trace in the database (`make test-long` compares the
catalogues):

- A migration whose tables belong in another schema has no SQL in this one. It is noted as applied and changes the picture only.
- A new model, index or constraint is added to the picture; nothing that is drawn already looks different for it. PostgreSQL adds an index or a
  constraint without making the table anew, so the operation asks for no more.
"""

from typing import Any

from django.db import connections, router
from django.db.migrations import Migration
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class LeanState(ProjectState):
    """Django's picture of the models, that grows where it can instead of being drawn anew."""

    _relations: Any  # Django's own, unknown to its stubs

    @classmethod
    def of(cls, state: ProjectState) -> "LeanState":
        """Return `state` as a lean one."""
        state.__class__ = cls
        return state  # type: ignore[return-value]

    def clone(self) -> "LeanState":
        """Return a copy for the operation's view of what was before."""
        return self.of(super().clone())

    def add_model(self, model_state: ModelState) -> None:
        """Add a model: it attaches itself to those that it points at, as any model does when it is defined."""
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        """Add an index or a constraint."""
        options = self.models[app_label, model_name].options
        options[option_name] = [*options[option_name], obj]
        if "apps" in self.__dict__:
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option_name, [*getattr(meta, option_name), obj])


class LeanExecutor(MigrationExecutor):
    """Applies what a schema lacks: with SQL what belongs there, as a note what does not."""

    def lacking(self) -> list[tuple[Migration, bool]]:
        """Return the plan that brings this schema to the newest state. Raises InconsistentMigrationHistory, or when two branches were not merged."""
        self.loader.check_consistent_history(self.connection)
        if conflicts := self.loader.detect_conflicts():
            raise InconsistentMigrationHistory(
                f"Two migrations claim to be the newest, run makemigrations --merge: {conflicts}"
            )
        return self.migration_plan(self.loader.graph.leaf_nodes())

    def bring_to_newest(self) -> None:
        """Apply all that is lacking."""
        self.migrate(self.loader.graph.leaf_nodes(), plan=self.lacking())

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        return LeanState.of(super()._create_project_state(with_applied_migrations))  # type: ignore[misc]

    def _migrate_all_forwards(
        self, state: ProjectState, plan: Any, full_plan: Any, fake: bool, fake_initial: bool
    ) -> ProjectState:
        """Apply the plan in order; the picture is drawn when the first operation asks for it, not before."""
        lacking = {migration for migration, _backwards in plan}
        for migration, _backwards in full_plan:
            if migration in lacking:
                state = self.apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        return state

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply one migration, or note that it has nothing to do here."""
        if router.allow_migrate(self.connection.alias, migration.app_label):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        state.__dict__.pop("apps", None)
        state = migration.mutate_state(state, preserve=False)
        self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs have an older signature
        return state


def migrate_schema(alias: str) -> None:
    """Bring the schema in which connection `alias` stands to the newest state."""
    LeanExecutor(connections[alias]).bring_to_newest()
