"""What Django calls to set up logging; error reports begin at the same moment."""

import logging.config
from typing import Any

from django.conf import settings

from common.observability import logs, sentry


def configure(options: dict[str, Any]) -> None:
    """Set up logs, and Sentry where an address is given."""
    logging.config.dictConfig(logs.logging_config(options["level"]))
    logs.configure()
    if settings.SENTRY_DSN:
        sentry.start(settings.SENTRY_DSN)
