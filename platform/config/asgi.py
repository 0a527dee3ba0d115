"""What uvicorn serves: Django in a fixed pool of threads, each with a connection of its own that lives on.

Two things get bare endpoints of their own. Live updates (server-sent events), since a thread for each viewer would be a connection for each
viewer; positions of crews' phones, since a page for each would cost more than all else together.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.warm import settle
from config.wsgi import application as django

pages = WSGIMiddleware(cast(Any, django), workers=int(os.environ.get("WEB_THREADS", "12")))
BARE = {
    "/live/": import_string("common.live.endpoint.application"),
    "/positions/": import_string("network.dispatch.beacon.endpoint.application"),
}
settle()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Send what has an endpoint of its own there, everything else to the pages."""
    bare = BARE.get(scope["path"]) if scope["type"] == "http" else None
    await (bare or pages)(scope, receive, send)
