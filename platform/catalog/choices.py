"""Words that the catalog chooses from."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodeSystem(TextChoices):
    """Whose fault codes: heavy vehicles speak J1939, cars OBD."""

    SPN = "spn", _("J1939 parameter (SPN)")
    FMI = "fmi", _("J1939 failure mode (FMI)")
    DTC = "dtc", _("OBD trouble code (DTC)")


class Usage(TextChoices):
    """By which rules a model is warranted."""

    TRUCK = "truck", _("Commercial: by contract")
    HOUSEHOLD = "household", _("Household: by the three-guarantee law")


class VehicleUse(TextChoices):
    """What a vehicle is used for; it decides which promises hold."""

    HOUSEHOLD = "household", _("Household")
    COMMERCIAL = "commercial", _("Commercial")
    ENGINEERING = "engineering", _("Engineering work")
    HAZARDOUS = "hazardous", _("Dangerous goods")


USE_OF_MODEL = {Usage.TRUCK: VehicleUse.COMMERCIAL, Usage.HOUSEHOLD: VehicleUse.HOUSEHOLD}


class CatalogError(StrEnum):
    """Why an entry was refused."""

    CODE_TAKEN = "catalog.code_taken"
    CODE_FORM = "catalog.code_form"
    AMOUNT = "catalog.amount"
    FILE = "catalog.file"
