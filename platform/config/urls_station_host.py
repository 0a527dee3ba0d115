"""The addresses of a station that has a host name of its own: its pages at the root, and sign-in beside them, since cookies stay on the host."""

from django.urls import include, path

from config.urls import apis, ground, rooms

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *ground(),
    path("api/v1/", include((apis(), "api"), namespace="api")),
    *rooms("station"),
]

handler400 = "common.pages.errors.handler400"
handler403 = "common.pages.errors.handler403"
handler404 = "common.pages.errors.handler404"
handler500 = "common.pages.errors.handler500"
