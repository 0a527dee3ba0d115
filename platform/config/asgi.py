"""What uvicorn serves: Django in a fixed pool of threads, each with a connection of its own that lives on.

Live updates get an endpoint of their own (server-sent events), since a thread for each viewer would be a connection for each viewer.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.warm import settle
from config.wsgi import application as django

LIVE = "/live/"

pages = WSGIMiddleware(cast(Any, django), workers=int(os.environ.get("WEB_THREADS", "12")))
live = import_string("common.live.endpoint.application")
settle()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Send a viewer of live updates to their endpoint, everything else to the pages."""
    is_live = scope["type"] == "http" and scope["path"] == LIVE
    await (live if is_live else pages)(scope, receive, send)
