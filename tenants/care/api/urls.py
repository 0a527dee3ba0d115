"""Customer care's addresses in the API."""

from common.api import router
from tenants.care.api.views import FollowUpApi

urlpatterns = router("follow-ups", FollowUpApi)
