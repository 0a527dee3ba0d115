"""Addresses of old parts at head office; a supplier reaches the photos of what it is charged for."""

from django.urls import path

from billing.oldparts.pages import checking, disputes, receiving, register, shared

urlpatterns = [
    path("", checking.OfficeOldPartList.as_view(), name="list"),
    path("receive/", receiving.ReceiveParts.as_view(), name="receive"),
    path("receive/scan/", receiving.Scan.as_view(), name="scan"),
    path("shipments/", shared.ShipmentList.as_view(), name="shipments"),
    path("shipments/<uuid:pk>/", receiving.OfficeShipmentDetail.as_view(), name="shipment"),
    path("shipments/<uuid:pk>/packing-list/", shared.PackingList.as_view(), name="packing"),
    path("shipments/<uuid:pk>/differences/", shared.DifferenceReport.as_view(), name="differences"),
    path("shipments/<uuid:pk>/close/", receiving.CloseShipment.as_view(), name="close"),
    path("disposals/", register.DisposalList.as_view(), name="disposals"),
    path("disposals/new/", register.DisposeParts.as_view(), name="disposal_new"),
    path("disposals/<uuid:pk>/", register.DisposalDetail.as_view(), name="disposal"),
    path("disposals/<uuid:pk>/paper/", register.DisposalPaper.as_view(), name="disposal_pdf"),
    path("disputes/<uuid:pk>/reinspect/", disputes.Reinspect.as_view(), name="reinspect"),
    path("disputes/<uuid:pk>/send/", disputes.LendPart.as_view(), name="lend"),
    path("disputes/<uuid:pk>/back/", disputes.PartBack.as_view(), name="lent_back"),
    path("disputes/<uuid:pk>/photos/<uuid:photo>/", disputes.EvidencePhoto.as_view(), name="evidence_photo"),
    path("<uuid:pk>/", checking.OfficeOldPartDetail.as_view(), name="detail"),
    path("<uuid:pk>/confirm/", checking.ConfirmPart.as_view(), name="confirm"),
    path("<uuid:pk>/reject/", checking.RejectPart.as_view(), name="reject"),
    path("<uuid:pk>/missing/", checking.MissPart.as_view(), name="missing"),
    path("<uuid:pk>/waive/", checking.WaivePart.as_view(), name="waive"),
    path("<uuid:pk>/recall/", checking.RecallPart.as_view(), name="recall"),
    path("<uuid:pk>/weigh/", checking.WeighIn.as_view(), name="weigh"),
    path("<uuid:pk>/dispose/", checking.DisposePart.as_view(), name="dispose"),
    path("<uuid:pk>/photos/<uuid:photo>/", shared.PartPhoto.as_view(), name="photo"),
]
