"""Identifiers: UUIDv7 primary keys, and the prefixed public ids of the API (`clm_…`) made from them."""

from uuid import UUID

import uuid6

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26


def new_id() -> UUID:
    """Return a fresh UUIDv7: it sorts by the time at which it was made, so indexes grow at one end."""
    return UUID(int=uuid6.uuid7().int)


def public_id(prefix: str, key: UUID) -> str:
    """Return `prefix_` and the 26 base-32 digits (Crockford's alphabet) of `key`."""
    number, digits = key.int, []
    for _ in range(LENGTH):
        number, digit = divmod(number, 32)
        digits.append(ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(digits))}"


def parse_public_id(prefix: str, text: str) -> UUID:
    """Return the UUID behind a public id. Raises ValueError when the prefix or a digit is wrong."""
    head, _, digits = text.rpartition("_")
    if head != prefix or len(digits) != LENGTH:
        raise ValueError(f"not a {prefix}_ id")
    number = 0
    for digit in digits:
        number = number * 32 + ALPHABET.index(digit)
    return UUID(int=number)
