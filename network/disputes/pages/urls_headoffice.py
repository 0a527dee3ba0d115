"""Addresses of disputes at head office, and the driver's link."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.disputes.pages import disputes, driver, steps
from network.disputes.rules import RULES

urlpatterns = [
    path("", disputes.DisputeList.as_view(), name="list"),
    path("new/", disputes.Open.as_view(), name="open"),
    path("<uuid:pk>/", disputes.DisputeDetail.as_view(), name="dispute"),
    path("<uuid:pk>/evidence/<uuid:file>/", disputes.Evidence.as_view(), name="evidence"),
    path("<uuid:pk>/state-driver/", steps.StateDriver.as_view(), name="state_driver"),
    path("<uuid:pk>/appoint/", steps.Appoint.as_view(), name="appoint"),
    path("<uuid:pk>/propose/", steps.Propose.as_view(), name="propose"),
    path("<uuid:pk>/answer-driver/", steps.AnswerDriver.as_view(), name="answer_driver"),
    path("<uuid:pk>/confirm/", steps.Confirm.as_view(), name="confirm"),
    path("<uuid:pk>/fail/", steps.Fail.as_view(), name="fail"),
    path("<uuid:pk>/withdraw/", steps.Withdraw.as_view(), name="withdraw"),
    *paths(RULES, "rules/"),
    path("driver/<str:token>/", driver.Driver.as_view(), name="driver"),
]
