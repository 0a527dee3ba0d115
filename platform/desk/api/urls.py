"""The desk's addresses in the API."""

from common.api import router
from desk.api.imports import ImportApi
from desk.api.messages import MessageApi
from desk.api.views import JobApi

urlpatterns = [*router("jobs", JobApi), *router("imports", ImportApi), *router("messages", MessageApi)]
