"""Addresses of the hotline."""

from django.urls import path

from network.hotline.pages import calls, posts, rings, sharing, triage
from network.hotline.pages import headoffice as pages

urlpatterns = [
    path("", pages.CaseList.as_view(), name="cases"),
    path("calls/", calls.CallList.as_view(), name="calls"),
    path("calls/figures/", calls.Figures.as_view(), name="figures"),
    path("calls/ringing/", rings.Ringing.as_view(), name="ringing"),
    path("calls/live/", rings.LiveAddress.as_view(), name="live"),
    path("calls/webhook/", rings.Webhook.as_view(), name="webhook"),
    path("calls/extension/", rings.TakeSeat.as_view(), name="seat"),
    path("calls/extension/leave/", rings.GetUp.as_view(), name="get_up"),
    path("calls/<uuid:pk>/", calls.CallDetail.as_view(), name="call"),
    path("calls/<uuid:pk>/pick-up/", rings.PickUp.as_view(), name="pick_up"),
    path("calls/<uuid:pk>/recording/", calls.OpenRecording.as_view(), name="recording"),
    path("take/", pages.TakeCall.as_view(), name="take"),
    path("lookup/", pages.Lookup.as_view(), name="lookup"),
    path("locate/", pages.Locate.as_view(), name="locate"),
    path("ask/", sharing.AskFromForm.as_view(), name="ask"),
    path("share/<str:token>/", sharing.Share.as_view(), name="share"),
    path("<uuid:pk>/ask/", sharing.AskFromCase.as_view(), name="ask_case"),
    path("<uuid:pk>/asked/", sharing.AskedOfCase.as_view(), name="asked"),
    path("scripts/", triage.ScriptList.as_view(), name="scripts"),
    path("scripts/in-force/", triage.ScriptInForce.as_view(), name="script_in_force"),
    path("scripts/draft/", triage.DraftScript.as_view(), name="script_draft"),
    path("scripts/<uuid:pk>/", triage.ScriptDetail.as_view(), name="script"),
    path("scripts/<uuid:pk>/edit/", triage.EditScript.as_view(), name="script_edit"),
    path("scripts/<uuid:pk>/publish/", triage.PublishScript.as_view(), name="script_publish"),
    path("scripts/<uuid:pk>/withdraw/", triage.WithdrawScript.as_view(), name="script_withdraw"),
    path("posts/", posts.PostList.as_view(), name="posts"),
    path("posts/add/", posts.SetPost.as_view(), name="post_add"),
    path("posts/<uuid:pk>/", posts.SetPost.as_view(), name="post"),
    path("<uuid:pk>/", pages.CaseDetail.as_view(), name="case"),
    path("<uuid:pk>/close/", pages.CloseCase.as_view(), name="close"),
    path("<uuid:pk>/phone/", pages.ShowPhone.as_view(), name="phone"),
]
