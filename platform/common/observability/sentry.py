"""Error reports to a Sentry-compatible server, with the request's body, cookies and people's data left out."""

from typing import Any

import sentry_sdk

from common.observability.scrubbing import scrub


def start(dsn: str) -> None:
    """Report errors to `dsn`. Local variables are not sent: they may hold a customer."""
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=before_send,
        before_breadcrumb=before_breadcrumb,
        traces_sample_rate=0.0,
    )


def before_send(event: Any, hint: dict[str, Any]) -> Any:
    """Mask what a report must not hold."""
    request = event.get("request") or {}
    for name in ("cookies", "data", "env", "headers", "query_string"):
        request.pop(name, None)
    return scrub(event)


def before_breadcrumb(crumb: Any, hint: dict[str, Any]) -> Any:
    """Drop SQL and mask the rest."""
    return None if crumb.get("category") == "query" else scrub(crumb)
