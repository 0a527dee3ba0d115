"""Fields that many chapters share."""

from django.utils.translation import gettext_lazy as _

from billing.policy.chapters.fields import Code, Pick, Whole, Words
from catalog.choices import VehicleUse

CLAUSE = Words(name="clause", label=_("Clause"), most=20)
MODEL = Code(name="model", label=_("Model"), key=True, source="model")
COMPONENT = Code(name="component", label=_("Component"), key=True, source="component")
ONE_COMPONENT = Code(name="component", label=_("Component"), key=True, source="component", wild=False)
LEVEL = Code(name="level", label=_("Station level"), key=True, most=4, source="level")
USAGE = Pick(name="usage", label=_("Usage"), key=True, choices=VehicleUse, wild=True)
MONTHS = Whole(name="months", label=_("Months"), unit=_("%(n)s months"))
KM = Whole(name="mileage_km", label=_("Mileage (km)"), unit=_("%(n)s km"))


def days(name: str, label: object, least: int = 0, **more: object) -> Whole:
    """Return a field for a number of days."""
    return Whole(name=name, label=label, least=least, unit=_("%(n)s days"), **more)  # type: ignore[arg-type]
