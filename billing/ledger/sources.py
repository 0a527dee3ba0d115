"""Where the record behind a transaction can be seen: rooms above say it for the first word of their business keys."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from billing.ledger.models import Transaction
from common.text import Text

_pages: dict[str, str] = {}
_elsewhere: dict[str, Text] = {}


def source_page(word: str, url_name: str) -> None:
    """Transactions with a business key `word:…` refer to the record that page `url_name` shows. Called in an app's `desk.py`."""
    _pages[word] = url_name


def source_url(transaction: Transaction) -> str:
    """Return the address of the record behind the transaction, or nothing."""
    return _address(_pages.get(transaction.business_key.partition(":")[0]), transaction.reference)


def only_corrected_in(word: str, sentence: Text) -> None:
    """Transactions with a business key `word:…` are never corrected in the ledger alone; `sentence` says where instead."""
    _elsewhere[word] = sentence


def corrected_in(transaction: Transaction) -> Text | None:
    """Return where the transaction has to be corrected, when that is not the ledger."""
    return _elsewhere.get(transaction.business_key.partition(":")[0])


def _address(url_name: str | None, reference: UUID | None) -> str:
    if url_name is None or reference is None:
        return ""
    try:
        return reverse(url_name, args=[reference])
    except NoReverseMatch:  # the page exists on the other side only
        return ""
