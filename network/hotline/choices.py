"""What a case is about, where it stands, and how it may move."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(TextChoices):
    """What a caller wants."""

    RESCUE = "rescue", pgettext_lazy("case", "Roadside rescue")
    COMPLAINT = "complaint", pgettext_lazy("case", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("case", "Suggestion")
    OPINION = "opinion", pgettext_lazy("case", "Opinion")
    QUESTION = "question", pgettext_lazy("case", "Technical question")


class CaseStatus(TextChoices):
    """Where a case stands."""

    OPEN = "open", pgettext_lazy("case", "Open")
    WORKING = "working", pgettext_lazy("case", "In progress")
    RESOLVED = "resolved", pgettext_lazy("case", "Resolved")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


CASE_MOVES = {
    CaseStatus.OPEN: {CaseStatus.WORKING, CaseStatus.CLOSED},
    CaseStatus.WORKING: {CaseStatus.OPEN, CaseStatus.RESOLVED, CaseStatus.CLOSED},
    CaseStatus.RESOLVED: {CaseStatus.WORKING, CaseStatus.CLOSED},
    CaseStatus.CLOSED: set(),
}
LIVE = (CaseStatus.OPEN, CaseStatus.WORKING, CaseStatus.RESOLVED)


class Symptom(TextChoices):
    """What the driver notices; it decides what the crew must be able to do."""

    NO_START = "no_start", _("Does not start")
    ENGINE = "engine", _("Engine stops or has no power")
    OVERHEATING = "overheating", _("Overheats")
    BRAKES = "brakes", _("Brakes or air pressure")
    TYRE = "tyre", _("Tyre or wheel")
    ELECTRICS = "electrics", _("Electrics or lights")
    GEARBOX = "gearbox", _("Gearbox or clutch")
    HIGH_VOLTAGE = "high_voltage", _("High-voltage system")
    ACCIDENT = "accident", _("Accident")
    OTHER = "other", _("Something else")


class Safety(TextChoices):
    """How dangerous the place is; the agent asks this first."""

    SAFE = "safe", _("Safe place")
    SHOULDER = "shoulder", _("Hard shoulder")
    CARRIAGEWAY = "carriageway", _("On the carriageway")
    INJURED = "injured", _("People are hurt – call 120 and 122")


class Road(TextChoices):
    """On what the vehicle stands; a drive onto a highway has a coefficient of its own."""

    HIGHWAY = "highway", _("Highway")
    ROAD = "road", _("Other road")
    SITE = "site", _("Yard or building site")


class Capability(TextChoices):
    """What a rescue may need and a crew may have."""

    REPAIR = "repair", _("Roadside repair")
    TOW = "tow", _("Towing")
    HIGH_VOLTAGE = "high_voltage", _("High-voltage work")
    TYRE = "tyre", _("Tyre service")


NEEDS = {
    Symptom.TYRE: {Capability.TYRE},
    Symptom.HIGH_VOLTAGE: {Capability.HIGH_VOLTAGE},
    Symptom.ACCIDENT: {Capability.TOW},
    Symptom.GEARBOX: {Capability.TOW},
}


class Audience(TextChoices):
    """For whom an article is written."""

    HOTLINE = "hotline", pgettext_lazy("audience", "Hotline")
    STATION = "station", pgettext_lazy("audience", "Stations")
    CREW = "crew", pgettext_lazy("audience", "Rescue crews")


class ArticleStatus(TextChoices):
    """Where a version of an article stands."""

    DRAFT = "draft", pgettext_lazy("article", "Draft, to be reviewed")
    PUBLISHED = "published", pgettext_lazy("article", "Published")
    REPLACED = "replaced", pgettext_lazy("article", "Out of use")


ARTICLE_MOVES = {
    ArticleStatus.DRAFT: {ArticleStatus.PUBLISHED, ArticleStatus.REPLACED},
    ArticleStatus.PUBLISHED: {ArticleStatus.REPLACED},
    ArticleStatus.REPLACED: set(),
}


class Urgency(TextChoices):
    """How urgent a rescue is, by its triage."""

    LOW = "low", pgettext_lazy("urgency", "Can wait")
    NORMAL = "normal", pgettext_lazy("urgency", "Normal")
    HIGH = "high", pgettext_lazy("urgency", "Urgent")


class CallerLanguage(TextChoices):
    """What the caller speaks; messages and links are Chinese or English."""

    ZH = "zh", _("Chinese")
    EN = "en", _("English")
    OTHER = "other", pgettext_lazy("caller's language", "Another")


class SharingStatus(TextChoices):
    """Where a request for the driver's position stands."""

    ASKED = "asked", pgettext_lazy("position", "Asked")
    OPENED = "opened", pgettext_lazy("position", "Link opened")
    REFUSED = "refused", pgettext_lazy("position", "Phone gives no position")
    ANSWERED = "answered", pgettext_lazy("position", "Position received")


SHARING_MOVES = {
    SharingStatus.ASKED: {SharingStatus.OPENED, SharingStatus.REFUSED, SharingStatus.ANSWERED},
    SharingStatus.OPENED: {SharingStatus.REFUSED, SharingStatus.ANSWERED},
    SharingStatus.REFUSED: {SharingStatus.ANSWERED},
    SharingStatus.ANSWERED: set(),
}


class SharedBy(TextChoices):
    """How the driver told the position."""

    GPS = "gps", _("Position of the phone")
    MAP = "map", _("Chosen on the map")
    WORDS = "words", _("Typed by the driver")


class Doubt(TextChoices):
    """Why a position that a driver has shared moves nothing by itself."""

    FAR = "far", pgettext_lazy("position", "Far from the case")
    ABROAD = "abroad", pgettext_lazy("position", "Abroad")


class Verdict(TextChoices):
    """What an agent says of a position in doubt."""

    OPEN = "open", pgettext_lazy("position", "To be decided")
    TAKEN = "taken", pgettext_lazy("position", "Taken")
    LEFT = "left", pgettext_lazy("position", "Not taken")


class CallDirection(TextChoices):
    """Who called whom."""

    INBOUND = "inbound", pgettext_lazy("call", "Inbound")
    OUTBOUND = "outbound", pgettext_lazy("call", "Outbound")


class CallStatus(TextChoices):
    """Where a call stands. It follows from the exchange's signals, so there is no table of moves: a late signal may put it right."""

    RINGING = "ringing", pgettext_lazy("call", "Ringing")
    TALKING = "talking", pgettext_lazy("call", "Talking")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    MISSED = "missed", pgettext_lazy("call", "Missed")


IN_THE_LINE = (CallStatus.RINGING, CallStatus.TALKING)


class SignalKind(TextChoices):
    """What the exchange tells of a call."""

    RING = "ring", pgettext_lazy("call", "Ring")
    ANSWER = "answer", pgettext_lazy("call", "Answer")
    HANG_UP = "hang_up", pgettext_lazy("call", "Hang-up")
    RECORDING = "recording", pgettext_lazy("call", "Recording")
