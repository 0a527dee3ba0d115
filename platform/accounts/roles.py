"""The roles that people hold, at head office, at a station, at a supplier."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Place(TextChoices):
    """Where somebody stands when acting."""

    OFFICE = "office", _("Head office")
    STATION = "station", _("Station")
    SUPPLIER = "supplier", _("Supplier")


class Role(TextChoices):
    """A role; what it may do is in `role_table.py`."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SERVICE_MANAGEMENT = "service_management", _("Service management section")
    REGIONAL_OFFICE = "regional_office", _("Regional office")
    CLAIMS_REVIEWER = "claims_reviewer", _("Claims reviewer")
    FINAL_REVIEWER = "final_reviewer", _("Final reviewer")
    AUDITOR = "auditor", _("Station auditor")
    DISPATCHER = "dispatcher", _("Dispatcher")
    TRAINER = "trainer", _("Technical trainer")
    FINANCE = "finance", _("Finance")
    FINANCE_LEAD = "finance_lead", _("Finance lead")
    PARTS_SALES = "parts_sales", _("Parts sales section")
    VEHICLE_SALES = "vehicle_sales", _("Vehicle sales department")
    CUSTOMER_SERVICE_MANAGER = "customer_service_manager", _("Customer-service manager")
    SUPPLIER = "supplier", _("Supplier")
    STATION_MANAGER = "station_manager", _("Station manager")
    RECEPTION = "reception", _("Reception")
    WORKSHOP = "workshop", _("Workshop supervisor")
    TECHNICIAN = "technician", _("Technician")
    APPRAISER = "appraiser", _("Quality appraiser")
    PARTS = "parts", _("Parts")
    STATION_FINANCE = "station_finance", _("Station finance")
    CUSTOMER_CARE = "customer_care", _("Customer care")

    @property
    def place(self) -> Place:
        """Return where this role is held."""
        if self in STATION_ROLES:
            return Place.STATION
        return Place.SUPPLIER if self is Role.SUPPLIER else Place.OFFICE


STATION_ROLES = frozenset(
    {
        Role.STATION_MANAGER,
        Role.RECEPTION,
        Role.WORKSHOP,
        Role.TECHNICIAN,
        Role.APPRAISER,
        Role.PARTS,
        Role.STATION_FINANCE,
        Role.CUSTOMER_CARE,
    }
)
OFFICE_ROLES = frozenset(role for role in Role if role.place == Place.OFFICE)
