"""Speaking to the API in tests."""

from typing import Any
from uuid import uuid4

from django.test import Client

from tenants.registry.models import Station


class Caller:
    """Speaks JSON to the API, at one station or at head office."""

    def __init__(self, client: Client, station: Station | None = None) -> None:
        self.client = client
        self.place = {"X-Station": station.code} if station else {}

    def post(self, rest: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        """POST JSON with a fresh Idempotency-Key."""
        sent = self.place | {"Idempotency-Key": str(uuid4())} | headers
        return self.client.post(f"/api/v1/{rest}", body or {}, content_type="application/json", headers=sent)

    def get(self, rest: str) -> Any:
        """GET."""
        return self.client.get(f"/api/v1/{rest}", headers=self.place)
