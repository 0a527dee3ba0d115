"""工时系数: a station's labour coefficient from a day on, instructed by one and set by another."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from network.onboarding.choices import OnboardingError
from network.onboarding.models import CoefficientChange
from network.onboarding.policies import is_coefficient


def require_coefficient(value: Decimal) -> None:
    """Raise Invalid for a coefficient out of bounds or with more than two decimals."""
    if not is_coefficient(value):
        message = _("The labour coefficient lies between 0.50 and 2.00, with two decimals.")
        raise Invalid(message, code=OnboardingError.COEFFICIENT, field="labour_coefficient")


def change_coefficient(
    station_id: UUID, value: Decimal, valid_from: date, *, instructed_by: UUID, instruction: str, acting_user: Actor
) -> CoefficientChange:
    """Write the coefficient of a station from a day on, in the caller's transaction. `instruction` is the number of the written order.

    Raises Invalid out of bounds, and when another begins on that day.
    """
    require_coefficient(value)
    if CoefficientChange.objects.filter(station_id=station_id, valid_from=valid_from).exists():
        message = _("Another labour coefficient begins on this day. Choose a later one.")
        raise Invalid(message, code=OnboardingError.COEFFICIENT, field="effective_on")
    change: CoefficientChange = CoefficientChange.objects.create(
        station_id=station_id, value=value, valid_from=valid_from, instructed_by=instructed_by, set_by=acting_user.id
    )
    after = {"labour_coefficient": value, "valid_from": valid_from, "instruction": instruction}
    record(change, "coefficient.set", acting_user, after=after)
    return change
