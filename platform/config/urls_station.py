"""The addresses of a station, below `/s/<code>/`."""

from config.urls import rooms

urlpatterns = [
    *rooms("station"),
]
