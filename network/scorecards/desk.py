"""What scorecards and awards hang into the frame."""

from django.utils.translation import gettext_lazy as _

from common.pages import OFFICE, STATION, menu, say

BOTH = (OFFICE, STATION)

menu.add(
    "assessment", _("Assessment standard"), "scorecards:standards", icon="adjustments", action="scorecards.view", places=BOTH,
    order=90, words="考核标准 管理考核标准 scorecard",
)  # fmt: skip
say(
    {
        "score_standard.drafted": _("Drafted"),
        "score_standard.amended": _("Draft changed"),
        "score_standard.published": _("Published"),
        "score_standard.withdrawn": _("Draft withdrawn"),
    }
)
