"""`manage.py name_host SHA01 sha01.stations.example`: a station's own host name (with `STATION_HOSTS=1`)."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from common.errors import DomainError
from common.people import Process
from common.scope import for_office
from tenants.registry.hosts import name_host
from tenants.registry.models import Station


class Command(BaseCommand):
    """Safe to run again."""

    help = "Let a station be reached at a host name of its own, so that its cookies never reach another station."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the station's code and the host name."""
        parser.add_argument("station")
        parser.add_argument("host")

    def handle(self, *args: Any, station: str, host: str, **options: Any) -> None:
        """Write the name down, or say why not."""
        with for_office():
            found = Station.objects.filter(code=station).first()
            if found is None:
                raise CommandError(f"there is no station {station}")
            try:
                domain = name_host(found, host, acting_user=Process(gettext_noop("name_host")))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except DomainError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{found.code}: https://{domain.domain}/")
