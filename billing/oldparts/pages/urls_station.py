"""Addresses of old parts at a station."""

from django.urls import path

from billing.oldparts.pages import shared, station

urlpatterns = [
    path("", station.StationOldPartList.as_view(), name="list"),
    path("store/", station.Store.as_view(), name="store"),
    path("ship/", station.ShipParts.as_view(), name="ship"),
    path("labels.pdf", shared.LabelSheet.as_view(), name="labels"),
    path("shipments/", shared.ShipmentList.as_view(), name="shipments"),
    path("shipments/<uuid:pk>/", shared.ShipmentDetail.as_view(), name="shipment"),
    path("shipments/<uuid:pk>/packing-list/", shared.PackingList.as_view(), name="packing"),
    path("shipments/<uuid:pk>/differences/", shared.DifferenceReport.as_view(), name="differences"),
    path("<uuid:pk>/", station.StationOldPartDetail.as_view(), name="detail"),
    path("<uuid:pk>/shelf/", station.PutOnShelf.as_view(), name="shelf"),
    path("<uuid:pk>/let-go/", station.LetGo.as_view(), name="let_go"),
    path("<uuid:pk>/photos/<uuid:photo>/", shared.PartPhoto.as_view(), name="photo"),
]
