"""Is the process alive, is it ready, what does it count."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django_prometheus.exports import ExportToDjangoView

from common.observability.backlog import exposition
from common.senders import sender_of

LOOPBACK = ("127.0.0.1", "::1")


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, so that a database away does not restart it."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and has been migrated; 503 when not. The broker is not asked: without it we only catch up later."""
    try:
        ready = MigrationRecorder(connection).has_table()
    except DatabaseError:
        ready = False
    return JsonResponse({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics, for this machine or for a scraper with the token; for everybody else there is no such page."""
    token = f"Bearer {settings.METRICS_TOKEN}"
    allowed = settings.METRICS_TOKEN and request.headers.get("Authorization") == token
    if not allowed and sender_of(request) not in LOOPBACK:
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    answer.write(exposition())
    return answer


for _view in (healthz, readyz, metrics):
    _view.action = "public"  # type: ignore[attr-defined]
