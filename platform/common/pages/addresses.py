"""Addresses that are head office's even while a station's page is shown: sign-in, account, the person's other places."""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

STATION_PART = "/s/"


def on_station_host() -> bool:
    """Tell whether the page that is being served belongs to a station with a host name of its own."""
    return get_urlconf() == settings.STATION_HOST_URLCONF


def own_address(told: str, otherwise: str = "/") -> str:
    """Return an address that a browser told us, such as the page to go back to, when it is a path of ours; else `otherwise`."""
    is_ours = told.startswith("/") and url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    try:
        told.encode()
    except UnicodeEncodeError:  # half of a character
        return otherwise
    return told if is_ours else otherwise


def office_root() -> str:
    """Return the address below which head office lies."""
    if on_station_host():
        return settings.BASE_URL.rstrip("/") + "/"
    return get_script_prefix().partition(STATION_PART)[0].rstrip("/") + "/"


def office_address(name: str, *args: Any) -> str:
    """Return the address of head office's page `name`, also from within a station; on a station's own host, of the same page there."""
    if on_station_host() and (here := _on_this_host(name, args)):
        return here
    found = reverse(name, urlconf=settings.ROOT_URLCONF, args=args or None)
    return office_root() + found.removeprefix(get_script_prefix())


def public_address(name: str, *args: Any) -> str:
    """Return the whole address of head office's page `name`, for messages and papers: the same wherever it is written, a station's page too."""
    found = reverse(name, urlconf=settings.ROOT_URLCONF, args=args or None)
    root = get_script_prefix().partition(STATION_PART)[0].rstrip("/")
    return f"{settings.BASE_URL.rstrip('/')}{root}/{found.removeprefix(get_script_prefix())}"


def _on_this_host(name: str, args: tuple[Any, ...]) -> str:
    """Return the address on the station's host, where sign-in and account are served too: a cookie does not leave its host."""
    if ":" in name:  # a page of a room: the station's room of that name is another page
        return ""
    try:
        return reverse(name, urlconf=settings.STATION_HOST_URLCONF, args=args or None)
    except NoReverseMatch:
        return ""


def station_address(code: str) -> str:
    """Return the home of a station."""
    return f"{office_root()}{STATION_PART.strip('/')}/{code}/"


def station_page(code: str, name: str, *args: Any) -> str:
    """Return the address of a station's page `name`, from anywhere: for messages that lead there."""
    found = reverse(name, urlconf=settings.STATION_URLCONF, args=args or None)
    return station_address(code) + found.removeprefix(get_script_prefix())
