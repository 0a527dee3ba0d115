"""What stands on an invoice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on the invoice."""

    number: str
    issued_on: date
    net_minor: int
    tax_rate: Decimal
    tax_minor: int
    total_minor: int
    seller_name: str
    seller_tax_number: str
    buyer_name: str
    buyer_tax_number: str
