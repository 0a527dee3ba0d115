"""Addresses of the hotline on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.hotline.api.callbacks import CallbackApi
from network.hotline.api.knowledge import ArticleApi
from network.hotline.api.sharing import PositionRequestApi
from network.hotline.api.triage import TriageScriptApi
from network.hotline.api.views import CallApi, CaseApi, SeatApi
from network.hotline.telephony.rules import RULES

urlpatterns = [
    *router("calls", CallApi),
    *router("cases", CaseApi),
    *router("extensions", SeatApi),
    *router("position-requests", PositionRequestApi),
    *router("articles", ArticleApi),
    *router("triage-scripts", TriageScriptApi),
    *router("callbacks", CallbackApi),
    *router("call-policies", versions_api(RULES, "CallPolicy", "Versions of the rules of calling.")),
]
