"""Addresses of dispatch at a station."""

from django.urls import path

from network.dispatch.pages import phone, station
from network.dispatch.pages.files import Photo, Slip
from network.dispatch.pages.parts import ClaimParts, TakeParts
from network.dispatch.pages.shared import LiveAddress

urlpatterns = [
    path("", station.OfferList.as_view(), name="offers"),
    path("live/", LiveAddress.as_view(), name="live"),
    path("offers/<uuid:pk>/accept/", station.AcceptOffer.as_view(), name="accept"),
    path("offers/<uuid:pk>/decline/", station.DeclineOffer.as_view(), name="decline"),
    path("rescues/", station.RescueList.as_view(), name="rescues"),
    path("rescues/<uuid:pk>/", station.RescueDetail.as_view(), name="rescue"),
    path("rescues/<uuid:pk>/slip/", Slip.as_view(), name="slip"),
    path("rescues/<uuid:pk>/parts/", TakeParts.as_view(), name="take_parts"),
    path("rescues/<uuid:pk>/claim-parts/", ClaimParts.as_view(), name="claim_parts"),
    path("crews/", station.CrewList.as_view(), name="crews"),
    path("crews/new/", station.FormCrew.as_view(), name="form_crew"),
    path("crews/<uuid:pk>/", station.CrewDetail.as_view(), name="crew"),
    path("crews/<uuid:pk>/change/", station.ChangeCrew.as_view(), name="change_crew"),
    path("crews/<uuid:pk>/on-duty/", station.GoOnDuty.as_view(), name="duty_on"),
    path("crews/<uuid:pk>/off-duty/", station.GoOffDuty.as_view(), name="duty_off"),
    path("photos/<uuid:pk>/", Photo.as_view(), name="photo"),
    path("phone/", phone.Phone.as_view(), name="phone"),
    path("phone/state/", phone.PhoneState.as_view(), name="phone_state"),
    path("phone/kit/", phone.PhoneKit.as_view(), name="phone_kit"),
    path("phone/report/", phone.PhoneReport.as_view(), name="phone_report"),
    path("phone/photo/", phone.PhonePhoto.as_view(), name="phone_photo"),
    path("phone/driver/<uuid:pk>/", phone.DriverPhone.as_view(), name="phone_driver"),
    path("phone/manifest.webmanifest", phone.Manifest.as_view(), name="phone_manifest"),
    path("phone/worker.js", phone.Worker.as_view(), name="phone_worker"),
]
