"""Addresses that are head office's even while a station's page is shown: sign-in, account, the person's other places."""

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse

STATION_PART = "/s/"


def office_root() -> str:
    """Return the address below which head office lies."""
    return get_script_prefix().partition(STATION_PART)[0].rstrip("/") + "/"


def office_address(name: str, *args: Any) -> str:
    """Return the address of head office's page `name`, also from within a station."""
    found = reverse(name, urlconf=settings.ROOT_URLCONF, args=args or None)
    return office_root() + found.removeprefix(get_script_prefix())


def station_address(code: str) -> str:
    """Return the home of a station."""
    return f"{office_root()}{STATION_PART.strip('/')}/{code}/"


def station_page(code: str, name: str, *args: Any) -> str:
    """Return the address of a station's page `name`, from anywhere: for messages that lead there."""
    found = reverse(name, urlconf=settings.STATION_URLCONF, args=args or None)
    return station_address(code) + found.removeprefix(get_script_prefix())
