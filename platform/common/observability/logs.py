"""Structured logs: one JSON line per event, with request, user and station, scrubbed."""

from typing import Any

import structlog

from common.observability.scrubbing import scrub

KEPT = {"event", "level", "timestamp", "logger", "request_id", "user_id", "station"}


def scrubbed(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor that masks what must not be logged."""
    return {name: value if name in KEPT - {"event"} else scrub(value, name) for name, value in event.items()}


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    scrubbed,
]


def configure() -> None:
    """Send structlog's own loggers through the standard library's, so that there is one way out."""
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_config(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: JSON lines on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                "foreign_pre_chain": PROCESSORS,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"propagate": True},
            "axes": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},
        },  # the embedded broker has a socket, no host name
    }
