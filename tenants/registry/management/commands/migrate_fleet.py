"""`manage.py migrate_fleet`: head office's schema, the guards, the template, and every station."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.registry.fleet import migrate_public, migrate_stations


class Command(BaseCommand):
    """Safe to run again: what is up to date costs one query."""

    help = "Migrate head office's schema, install the database's guards, and bring every station's schema to the newest state."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; report failures by station and fail at the end if there was one."""
        migrate_public()
        outcomes = list(migrate_stations())
        failed = [outcome for outcome in outcomes if outcome.problem]
        for outcome in failed:
            self.stderr.write(f"{outcome.station}: {outcome.problem}")
        self.stdout.write(f"stations migrated: {len(outcomes) - len(failed)}, failed: {len(failed)}")
        if failed:
            raise CommandError("some stations were not migrated; mend the cause and run this again")
