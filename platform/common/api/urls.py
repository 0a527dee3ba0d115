"""The API's description of itself."""

from django.urls import path

from common.api.documentation import Documentation, Schema

urlpatterns = [
    path("schema", Schema.as_view(), name="api-schema"),
    path("docs", Documentation.as_view(), name="api-docs"),
]
