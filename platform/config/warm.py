"""What a server does once before it answers: it reads all addresses, and takes what it then holds out of the garbage collector's rounds.

What its first visitors make it read and compile is put aside after them (`config.setting_aside`).
"""

from django.conf import settings
from django.urls import get_resolver

from config.setting_aside import set_aside


def settle() -> None:
    """Import the pages and the API behind every address of head office and of a station, and put aside what there is by now."""
    for urlconf in (settings.ROOT_URLCONF, settings.STATION_URLCONF):
        for pattern in get_resolver(urlconf).url_patterns:
            getattr(pattern, "url_patterns", None)
    set_aside()
