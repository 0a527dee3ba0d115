"""The notice of a penalty (违规处理通知书) as PDF, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as now_

from audit.violations.models import Violation
from common.clock import business_zone, today
from common.documents import render_pdf
from common.money import Money

TEMPLATE = "audit/violations/documents/notice.typ"


def notice_pdf(violation: Violation) -> bytes:
    """Return the notice: whom, which clause, what was decided and by whom, until when it can be appealed, what came of that."""
    return render_pdf(TEMPLATE, _facts(violation))


def _facts(violation: Violation) -> dict[str, Any]:
    return {
        "title": now_("Notice of a penalty"),
        "subtitle": str(violation.station),
        "number": violation.number,
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "foot": "Stationmaster",
        "facts": [
            [now_("station"), str(violation.station)],
            [now_("offence"), f"{violation.offence} ({violation.offence.clause})"],
            [now_("happened on"), violation.happened_on.isoformat()],
            [now_("fine"), str(Money(violation.fine_minor, violation.currency))],
            [now_("points lost"), str(violation.points)],
            [now_("decided by"), f"{violation.decided_by_name}, {_day(violation.decided_at)}"],
            [now_("appeal until"), _day(violation.appeal_until)],
            [now_("status"), str(violation.get_status_display())],
            [now_("printed on"), today().isoformat()],
        ],
        "parts": [
            {"title": title, "text": text}
            for title, text in (
                (pgettext("violation", "decision"), violation.decision),
                (pgettext("violation", "appeal"), violation.appeal),
                (now_("answer to the appeal"), violation.answer),
            )
            if text
        ],
        "sign": [now_("Service management section"), now_("Station manager")],
    }


def _day(moment: Any) -> str:
    return moment.astimezone(business_zone()).date().isoformat() if moment else "–"
