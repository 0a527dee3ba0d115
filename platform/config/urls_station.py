"""The addresses of a station, below `/s/<code>/`."""

from config.urls import rooms

urlpatterns = [
    *rooms("station"),
]

handler400 = "common.pages.errors.handler400"
handler403 = "common.pages.errors.handler403"
handler404 = "common.pages.errors.handler404"
handler500 = "common.pages.errors.handler500"
