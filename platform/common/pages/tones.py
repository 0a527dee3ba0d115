"""The colour and mark of a status. A model says `TONES = {Status.APPROVED: "good"}`; usual words are known."""

from typing import Any

from django.db.models import Model

TONES = ("neutral", "info", "busy", "good", "warn", "bad", "off")
USUAL = {
    "neutral": ("draft", "new", "planned", "candidate", "created", "none", "pending", "registered"),
    "info": (
        "submitted",
        "offered",
        "received",
        "issued",
        "open",
        "assigned",
        "sent",
        "requested",
        "queued",
        "selected",
    ),
    "busy": (
        "in_review",
        "in_progress",
        "under_review",
        "accepted",
        "en_route",
        "on_site",
        "on_scene",
        "building",
        "repairing",
    ),
    "good": (
        "approved",
        "active",
        "settled",
        "paid",
        "valid",
        "passed",
        "delivered",
        "done",
        "finished",
        "completed",
        "final",
    ),
    "warn": (
        "returned",
        "suspended",
        "overdue",
        "expiring",
        "disputed",
        "appealed",
        "waiting",
        "partly_approved",
        "late",
    ),
    "bad": ("rejected", "failed", "withdrawn", "revoked", "refused", "expired", "declined", "unserved", "blocked"),
    "off": ("cancelled", "closed", "archived", "deregistered", "inactive", "superseded", "void", "ended", "disposed"),
}
BY_VALUE = {value: tone for tone, values in USUAL.items() for value in values}


def tone_of(model: type[Model] | None, value: Any) -> str:
    """Return the tone of a status value: the model's own table first, then the usual words, then neutral."""
    own = getattr(model, "TONES", {}) if model is not None else {}
    return str(own.get(value) or BY_VALUE.get(str(value), "neutral"))


def label_of(record: Model, field: str) -> Any:
    """Return the translated label of a field with choices, else its value."""
    getter = getattr(record, f"get_{field}_display", None)
    return getter() if callable(getter) else getattr(record, field)
