"""Addresses of major events at head office."""

from django.urls import path

from network.incidents.pages import incidents, reports, steps

urlpatterns = [
    path("", incidents.IncidentList.as_view(), name="incidents"),
    path("new/", incidents.Open.as_view(), name="open"),
    path("<uuid:pk>/", incidents.IncidentDetail.as_view(), name="incident"),
    path("<uuid:pk>/report.pdf", incidents.Pdf.as_view(), name="pdf"),
    path("<uuid:pk>/link/", steps.Link.as_view(), name="link"),
    path("<uuid:pk>/severity/", steps.ChangeSeverity.as_view(), name="severity"),
    path("<uuid:pk>/member/", steps.AddMember.as_view(), name="member"),
    path("<uuid:pk>/task/", steps.AddTask.as_view(), name="task"),
    path("<uuid:pk>/bulletin/", steps.IssueBulletin.as_view(), name="bulletin_new"),
    path("<uuid:pk>/support/", steps.HandToSupport.as_view(), name="support"),
    path("<uuid:pk>/contain/", steps.Contain.as_view(), name="contain"),
    path("<uuid:pk>/flare/", steps.FlareUp.as_view(), name="flare"),
    path("<uuid:pk>/write/", steps.WriteReport.as_view(), name="write"),
    path("<uuid:pk>/approve/", steps.Approve.as_view(), name="approve"),
    path("<uuid:pk>/return/", steps.Return.as_view(), name="return"),
    path("tasks/<uuid:pk>/assign/", steps.AssignTask.as_view(), name="assign"),
    path("tasks/<uuid:pk>/done/", steps.FinishTask.as_view(), name="done"),
    path("rules/", reports.Rules.as_view(), name="rules"),
    path("rules/new/", reports.IssueRules.as_view(), name="issue_rules"),
    path("rules/<uuid:pk>/", reports.Rules.as_view(), name="rules_edition"),
    path("reports/", reports.ReportList.as_view(), name="reports"),
    path("reports/<uuid:pk>/", reports.ReportDetail.as_view(), name="report"),
    path("reports/<uuid:pk>/acknowledge/", reports.Acknowledge.as_view(), name="acknowledge"),
    path("reports/<uuid:pk>/answer/", reports.Answer.as_view(), name="answer"),
    path("reports/<uuid:pk>/open/", reports.FromReport.as_view(), name="from_report"),
    path("bulletins/", reports.BulletinList.as_view(), name="bulletins"),
    path("bulletins/<uuid:pk>/", reports.BulletinDetail.as_view(), name="bulletin"),
]
