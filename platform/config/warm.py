"""What a server does once before it answers: it reads all addresses, and takes what it then holds out of the garbage collector's rounds.

Django's models, addresses and texts are some hundred thousand objects that live as long as the process; looked through each time, they make
a page wait. Templates are compiled at the first visit and stay outside.
"""

import gc

from django.conf import settings
from django.urls import get_resolver


def settle() -> None:
    """Import the pages and the API behind every address of head office and of a station, and freeze what there is by now."""
    for urlconf in (settings.ROOT_URLCONF, settings.STATION_URLCONF):
        for pattern in get_resolver(urlconf).url_patterns:
            getattr(pattern, "url_patterns", None)
    gc.collect()
    gc.freeze()
