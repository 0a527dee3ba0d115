"""django-tenants' backend, with one addition: each transaction begins by saying for whom it reads (see `common.scope`).

Transaction-local, so that nothing is left behind for whoever gets the connection next.
"""

from typing import Any

from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantDatabaseWrapper

from common.scope import current_scope


class DatabaseWrapper(TenantDatabaseWrapper):
    """PostgreSQL with schemas for stations and a scope for row-level security."""

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> Any:
        """Leave autocommit when the outermost atomic block opens: that is the moment to announce the scope."""
        result = super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and self.connection is not None:
            self._announce_scope()
        return result

    def _announce_scope(self) -> None:
        with self.connection.cursor() as cursor:
            for name, value in current_scope().settings():
                if value:  # unset is what a fresh transaction has anyway
                    cursor.execute(f"SET LOCAL {name} = '{value}'")
