"""Violations' addresses at head office: also the investigator's and the judges' steps."""

from django.urls import path

from audit.violations.pages.addresses import urlpatterns as shared
from audit.violations.pages.offences import AddOffence, EditOffence
from audit.violations.pages.violations import Decide, Dismiss, Hear, Investigate, Report, SendBack, Submit

urlpatterns = [
    path("new/", Report.as_view(), name="report"),
    path("<uuid:pk>/investigate/", Investigate.as_view(), name="investigate"),
    path("<uuid:pk>/submit/", Submit.as_view(), name="submit"),
    path("<uuid:pk>/decide/", Decide.as_view(), name="decide"),
    path("<uuid:pk>/dismiss/", Dismiss.as_view(), name="dismiss"),
    path("<uuid:pk>/send-back/", SendBack.as_view(), name="send_back"),
    path("<uuid:pk>/hear/", Hear.as_view(), name="hear"),
    path("offences/new/", AddOffence.as_view(), name="add_offence"),
    path("offences/<uuid:pk>/edit/", EditOffence.as_view(), name="edit_offence"),
    *shared,
]
