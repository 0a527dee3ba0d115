"""What is promised beyond the warranty: fixed fees, goodwill, and what must be asked for before the work begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from billing.policy.policies.coverage import ANY
from common.money import times

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class FixedFee:
    """The fixed fee of a model, instead of the general one."""

    clause: str
    model: str
    fee_minor: int


def _fee(fees: Iterable[FixedFee], model: str) -> FixedFee | None:
    return next((fee for fee in fees if fee.model == model), None)


@dataclass(frozen=True, slots=True)
class FirstMaintenance:
    """The fixed fee of the first maintenance and until when it is due to the vehicle."""

    clause: str
    fee_minor: int
    months: int
    mileage_km: int
    fees: tuple[FixedFee, ...] = ()

    def fee_of(self, model: str) -> int:
        """Return what the first maintenance of a model is paid."""
        own = _fee(self.fees, model)
        return own.fee_minor if own else self.fee_minor

    def clause_of(self, model: str) -> str:
        """Return the clause that sets this fee."""
        own = _fee(self.fees, model)
        return own.clause if own else self.clause


@dataclass(frozen=True, slots=True)
class PreDelivery:
    """The fixed fee of the inspection before delivery (PDI), once per vehicle; without a clause it is not paid."""

    clause: str = ""
    fee_minor: int = 0
    fees: tuple[FixedFee, ...] = ()

    def fee_of(self, model: str) -> int:
        """Return what the inspection of a model is paid."""
        own = _fee(self.fees, model)
        return own.fee_minor if own else self.fee_minor

    def clause_of(self, model: str) -> str:
        """Return the clause that sets this fee."""
        own = _fee(self.fees, model)
        return own.clause if own else self.clause


@dataclass(frozen=True, slots=True)
class GoodwillLimit:
    """Up to how much somebody with this role may grant; 0 is nothing."""

    clause: str
    role: str
    limit_minor: int


@dataclass(frozen=True, slots=True)
class Goodwill:
    """Who bears what of goodwill, in percent that make 100; how long after the warranty it may be asked for (0: any time); who may grant how much."""

    clause: str = ""
    manufacturer_percent: Decimal = HUNDRED
    station_percent: Decimal = Decimal(0)
    customer_percent: Decimal = Decimal(0)
    supplier_percent: Decimal = Decimal(0)
    months_after: int = 0
    limits: tuple[GoodwillLimit, ...] = ()

    @property
    def paid_percent(self) -> Decimal:
        """What the station is paid: the manufacturer's share and the supplier's, which the manufacturer recovers."""
        return self.manufacturer_percent + self.supplier_percent

    def paid_minor(self, amount_minor: int) -> int:
        """Return what of an amount the station is paid."""
        return times(amount_minor, self.paid_percent / HUNDRED)

    def limit_minor(self, roles: Iterable[str]) -> int | None:
        """Return the highest amount that any of the roles may grant; None when the policy sets no limits at all."""
        if not self.limits:
            return None
        held = set(roles)
        return max((line.limit_minor for line in self.limits if line.role in held), default=0)


@dataclass(frozen=True, slots=True)
class Preauthorisation:
    """What must be asked for before the work: amounts above a threshold (0: none), some components, some kinds of claim."""

    clause: str = ""
    threshold_minor: int = 0
    components: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    valid_days: int = 30

    def wants(self, type: str, component: str, amount_minor: int) -> bool:
        """Tell whether head office must have agreed beforehand."""
        above = 0 < self.threshold_minor < amount_minor
        return above or component in self.components or type in self.types


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """A photo that a claim of this type (`*`: any) needs: the odometer, the VIN plate, the failed part …"""

    clause: str
    claim_type: str
    subject: str

    def applies_to(self, claim_type: str) -> bool:
        """Tell whether claims of this type need it."""
        return self.claim_type in (ANY, claim_type)
