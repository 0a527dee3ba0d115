"""What a holder of each post owes, in a few words: handed to the person and signed for (A0b). By post code."""

from django.utils.translation import gettext_lazy as _

from common.text import Text

DUTIES_OF: dict[str, tuple[Text, ...]] = {
    "station_manager": (
        _("Plans the year by quarter and month, and measures it: units, labour and parts, capacity, satisfaction"),
        _("Signs for documents of head office and sees that they are carried out"),
        _("Reviews documents before they go to head office"),
    ),
    "service_manager": (
        _("Coordinates reception, workshop, claims and training, and stands in for the manager"),
        _("Settles daily complaints and quality problems"),
    ),
    "it_administrator": (
        _("Keeps the system running and its data in order"),
        _("Reports problems and proposals about the system to head office"),
    ),
    "environment_officer": (
        _("Inspects the station at least twice a week, with a record"),
        _("Supervises hazardous waste, waste water, waste gas and refrigerant"),
    ),
    "service_advisor": (
        _("Receives the vehicle with the customer, writes complaint and mileage, agrees time and price"),
        _("Asks the customer before extra work, and explains the invoice at delivery"),
    ),
    "lounge_host": (_("Checks the lounge each day before opening, with a record"), _("Greets customers at once")),
    "workshop_supervisor": (
        _("Assigns jobs and keeps promised times"),
        _("Watches the first-time-fix rate, safety and order of the bays"),
    ),
    "mechatronics_technician": (
        _("Repairs completely and checks the own work"),
        _("Reports extra work or more time before it is done"),
    ),
    "technical_director": (
        _("Helps with hard faults and passes unsolved ones to head office"),
        _("Keeps bulletins and brings them to the teams"),
    ),
    "final_inspector": (
        _("Checks every repair before delivery, with a road test after work on engine, gearbox, brake or steering"),
    ),
    "quality_appraiser": (
        _("Appraises warranty cases with care and signs claims, with a valid certificate"),
        _("Keeps the claim archive and the store of old parts"),
    ),
    "quality_reporter": (_("Reports major and batch quality problems at once"),),
    "parts_planner": (_("Keeps minimum stocks and orders in time"),),
    "issuing_clerk": (_("Books every receipt and issue, and counts the stock regularly"),),
    "cashier": (_("Settles with the customer at the front desk"),),
    "follow_up_caller": (
        _("Calls within three working days of the delivery, and again after two weeks"),
        _("Sums the calls up each week"),
    ),
    "satisfaction_officer": (_("Reports satisfaction each quarter and drives its improvement"),),
}


def duties_of(post: str) -> tuple[Text, ...]:
    """Return the duties of a post; empty when the station describes them itself."""
    return DUTIES_OF.get(post, ())
