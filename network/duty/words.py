"""What a check tells other rooms: the signs for the auditors' risk list, in both languages."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as now_

from network.duty.models import DutyCheck

KIND = "duty_phone"


def signs_of(check: DutyCheck) -> dict[str, Any]:
    """Return the facts of the event: whose check it was, when, whether it was passed, and a sign for one that was not.

    The risk list is one of stations, so that a regional office's check has no sign.
    """
    signs = [] if check.has_passed or check.station_id is None else [_sign(check)]
    day = check.scored_at.date() if check.scored_at else None
    return {
        "station_id": check.station_id,
        "number": check.number,
        "has_passed": check.has_passed,
        "checked_on": day,
        "signs": signs,
    }


def _sign(check: DutyCheck) -> dict[str, Any]:
    return {
        "kind": KIND,
        "weight": check.check_draw.plan.risk_weight,
        "zh": _words(check, "zh-hans"),
        "en": _words(check, "en"),
    }


def _words(check: DutyCheck, language: str) -> str:
    with translation.override(language):
        return now_("Duty-phone check failed: %(outcome)s, %(score)d points.") % {
            "outcome": check.get_outcome_display(),
            "score": check.score or 0,
        }
