"""django-tenants' backend, with one addition: each transaction begins by saying for whom it reads (see `common.scope`).

Transaction-local, so that nothing is left behind for whoever gets the connection next.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantDatabaseWrapper

from common.scope import current_scope


class DatabaseWrapper(TenantDatabaseWrapper):
    """PostgreSQL with schemas for stations and a scope for row-level security."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; refuse a pooler that was not declared, since one that pools by transaction hands a station's `search_path` to the next client."""
        connection = super().get_new_connection(conn_params)
        if not settings.DATABASE_POOLS_BY_SESSION and behind_a_pooler(connection):
            connection.close()
            raise ImproperlyConfigured(
                "Between this program and PostgreSQL stands a connection pooler such as PgBouncer. In transaction mode it would mix "
                "stations up: connect to PostgreSQL itself, or set the pooler to session mode and DATABASE_POOLS_BY_SESSION=1."
            )
        return connection

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> Any:
        """Leave autocommit when the outermost atomic block opens: that is the moment to announce the scope."""
        result = super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit and self.connection is not None:
            self._announce_scope()
        return result

    def _announce_scope(self) -> None:
        told = [f"SET LOCAL {name} = '{value}'" for name, value in current_scope().settings() if value]
        if told:  # unset is what a fresh transaction has anyway
            with (
                self.wrap_database_errors,
                self.connection.cursor() as cursor,
            ):  # a server that went away is Django's error here too
                cursor.execute("; ".join(told))


def behind_a_pooler(connection: Any) -> bool:
    """Tell whether the process that answers is another than the one that greeted: a pooler greets with a number of its own."""
    greeted_by = connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        answered_by = cursor.fetchone()[0]
    connection.rollback()
    return bool(greeted_by != answered_by)
