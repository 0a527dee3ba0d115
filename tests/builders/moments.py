"""Facts of a parametrised test that depend on the day: written as functions, asked when the test runs, not when it is collected."""

from typing import Any


def asked_now(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts with each function replaced by what it says now."""
    return {name: value() if callable(value) else value for name, value in facts.items()}
