"""Sign-in, the desk and the sample: the frame alone, without the rooms."""

from django.urls import include, path

from tests.frame.sample import ActOnStation, Broken, EditStation, StationList, StationPage

handler400 = "common.pages.errors.handler400"
handler403 = "common.pages.errors.handler403"
handler404 = "common.pages.errors.handler404"
handler500 = "common.pages.errors.handler500"

sample = [
    path("", StationList.as_view(), name="list"),
    path("<uuid:pk>/", StationPage.as_view(), name="detail"),
    path("<uuid:pk>/edit/", EditStation.as_view(), name="edit"),
    path("<uuid:pk>/act/", ActOnStation.as_view(), name="act"),
    path("broken/<str:kind>/", Broken.as_view(), name="broken"),
]
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("sample/", include((sample, "sample"), namespace="sample")),
    path("", include(("desk.pages.urls_headoffice", "desk"), namespace="desk")),
]
