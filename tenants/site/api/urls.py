"""The site's addresses in the API."""

from common.api import router
from tenants.site.api.views import DutyRecordApi, DutySignatureApi

urlpatterns = [*router("duty-records", DutyRecordApi), *router("duty-signatures", DutySignatureApi)]
