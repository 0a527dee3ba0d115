"""Where the record behind a transaction can be seen: rooms above say it for the first word of their business keys."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from billing.ledger.models import Transaction

_pages: dict[str, str] = {}


def source_page(word: str, url_name: str) -> None:
    """Transactions with a business key `word:…` refer to the record that page `url_name` shows. Called in an app's `desk.py`."""
    _pages[word] = url_name


def source_url(transaction: Transaction) -> str:
    """Return the address of the record behind the transaction, or nothing."""
    return _address(_pages.get(transaction.business_key.partition(":")[0]), transaction.reference)


def _address(url_name: str | None, reference: UUID | None) -> str:
    if url_name is None or reference is None:
        return ""
    try:
        return reverse(url_name, args=[reference])
    except NoReverseMatch:  # the page exists on the other side only
        return ""
