"""What must hold after every step."""

from network.dispatch.verify import broken


def broken_invariants() -> list[str]:
    """Return the broken invariants; empty is right."""
    return list(broken())
