"""Addresses of old parts at head office."""

from django.urls import path

from billing.oldparts.pages import headoffice, shared

urlpatterns = [
    path("", headoffice.OfficeOldPartList.as_view(), name="list"),
    path("receive/", headoffice.ReceiveParts.as_view(), name="receive"),
    path("shipments/", shared.ShipmentList.as_view(), name="shipments"),
    path("shipments/<uuid:pk>/", shared.ShipmentDetail.as_view(), name="shipment"),
    path("shipments/<uuid:pk>/packing-list/", shared.PackingList.as_view(), name="packing"),
    path("<uuid:pk>/", headoffice.OfficeOldPartDetail.as_view(), name="detail"),
    path("<uuid:pk>/confirm/", headoffice.ConfirmPart.as_view(), name="confirm"),
    path("<uuid:pk>/reject/", headoffice.RejectPart.as_view(), name="reject"),
    path("<uuid:pk>/missing/", headoffice.MissPart.as_view(), name="missing"),
    path("<uuid:pk>/waive/", headoffice.WaivePart.as_view(), name="waive"),
    path("<uuid:pk>/dispose/", headoffice.DisposePart.as_view(), name="dispose"),
]
