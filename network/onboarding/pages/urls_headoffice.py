"""Addresses of onboarding at head office."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.onboarding.building.rules import RULES
from network.onboarding.pages import acts, applications, apply, building, candidates, people, public, rectify, signing

urlpatterns = [
    path("", candidates.Board.as_view(), name="board"),
    path("candidates/", candidates.CandidateList.as_view(), name="list"),
    path("propose/", acts.Propose.as_view(), name="propose"),
    path("candidates/<uuid:pk>/", candidates.CandidateDetail.as_view(), name="detail"),
    path("candidates/<uuid:pk>/correct/", acts.Correct.as_view(), name="correct"),
    path("candidates/<uuid:pk>/contact/", acts.ShowContact.as_view(), name="contact"),
    path("candidates/<uuid:pk>/photo/", acts.AddPhoto.as_view(), name="photo"),
    path("candidates/<uuid:pk>/select/", acts.Select.as_view(), name="select"),
    path("candidates/<uuid:pk>/confirm/", acts.Confirm.as_view(), name="confirm"),
    path("candidates/<uuid:pk>/visit/", acts.Visit.as_view(), name="visit"),
    path("candidates/<uuid:pk>/accept/", acts.Accept.as_view(), name="accept"),
    path("candidates/<uuid:pk>/agreement/", acts.Agree.as_view(), name="agree"),
    path("candidates/<uuid:pk>/instruct/", acts.Instruct.as_view(), name="instruct"),
    path("candidates/<uuid:pk>/open/", acts.Open.as_view(), name="open"),
    path("candidates/<uuid:pk>/reject/", acts.Reject.as_view(), name="reject"),
    path("agreements/<uuid:pk>/sign/", acts.Sign.as_view(), name="sign"),
    path("agreements/<uuid:pk>/send/", signing.Send.as_view(), name="send"),
    path("signing/webhook/", signing.Webhook.as_view(), name="signing_webhook"),
    path("signing/fake/<str:envelope>/<str:side>/", signing.FakeSigning.as_view(), name="fake_signing"),
    path("signing/<uuid:pk>/withdraw/", signing.Withdraw.as_view(), name="signing_withdraw"),
    path("signing/<uuid:pk>/countersign/", signing.Countersign.as_view(), name="countersign"),
    path("signing/<str:token>/", signing.SigningSite.as_view(), name="signing"),
    path("files/<uuid:pk>/", candidates.CandidateFile.as_view(), name="file"),
    path("apply/", apply.Apply.as_view(), name="apply"),
    path("apply/<str:token>/", apply.Applicant.as_view(), name="applicant"),
    path("applications/", applications.ApplicationList.as_view(), name="applications"),
    path("applications/<uuid:pk>/", applications.ApplicationDetail.as_view(), name="application"),
    path("applications/<uuid:pk>/take/", applications.TakeApplication.as_view(), name="application_take"),
    path("applications/<uuid:pk>/ask/", applications.AskApplicant.as_view(), name="application_ask"),
    path("applications/<uuid:pk>/decline/", applications.DeclineApplication.as_view(), name="application_decline"),
    path("applications/<uuid:pk>/contact/", applications.ShowContact.as_view(), name="application_contact"),
    path("building/<str:token>/", building.BuildingSite.as_view(), name="building"),
    path("image/<uuid:pk>/send/", building.SendImage.as_view(), name="image_send"),
    path("image/<uuid:pk>/accept/", building.AcceptImage.as_view(), name="image_accept"),
    path("image/<uuid:pk>/reject/", building.RejectImage.as_view(), name="image_reject"),
    path("candidates/<uuid:pk>/people/", people.AddPerson.as_view(), name="person_add"),
    path("people/<uuid:pk>/exam/", people.Examine.as_view(), name="person_exam"),
    path("people/<uuid:pk>/off/", people.TakeOff.as_view(), name="person_off"),
    path("rectifications/<uuid:pk>/report/", rectify.Rectified.as_view(), name="rectified"),
    *paths(RULES, "rules/"),
    path("verify/<str:token>/", public.Verify.as_view(), name="verify"),
]
