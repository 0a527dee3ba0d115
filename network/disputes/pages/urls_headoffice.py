"""Addresses of disputes at head office, and the driver's link."""

from django.urls import path

from network.disputes.pages import disputes, driver, rules, steps

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
    path("rules/", rules.RulesList.as_view(), name="rules"),
    path("rules/compare/", rules.CompareRules.as_view(), name="rules_compare"),
    path("rules/draft/", rules.DraftRules.as_view(), name="rules_draft"),
    path("rules/<uuid:pk>/", rules.RulesVersion.as_view(), name="rules_version"),
    path("rules/<uuid:pk>/edit/", rules.EditRules.as_view(), name="rules_edit"),
    path("rules/<uuid:pk>/publish/", rules.PublishRules.as_view(), name="rules_publish"),
    path("rules/<uuid:pk>/withdraw/", rules.WithdrawRules.as_view(), name="rules_withdraw"),
    path("driver/<str:token>/", driver.Driver.as_view(), name="driver"),
]
