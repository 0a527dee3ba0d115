"""What uvicorn serves: Django in a fixed pool of threads, each with a connection of its own that lives on.

Live updates get an endpoint of their own here (server-sent events), since a thread for each viewer would be a connection for each viewer.
"""

import os

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.wsgi import application as django

application = WSGIMiddleware(django, workers=int(os.environ.get("WEB_THREADS", "12")))
