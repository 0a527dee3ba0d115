"""Duty's addresses at head office."""

from django.urls import path

from network.duty.pages import checks, figures, handovers, phones, plans, roster

urlpatterns = [
    path("", roster.Roster.as_view(), name="roster"),
    path("kinds/", roster.KindList.as_view(), name="kinds"),
    path("kinds/set/", roster.SetKind.as_view(), name="set_kind"),
    path("assign/", roster.Assign.as_view(), name="assign"),
    path("copy/", roster.CopyWeek.as_view(), name="copy"),
    path("shifts/<uuid:pk>/", roster.ShiftDetail.as_view(), name="shift"),
    path("shifts/<uuid:pk>/remove/", roster.Remove.as_view(), name="remove"),
    path("shifts/<uuid:pk>/swap/", roster.AskSwap.as_view(), name="ask_swap"),
    path("shifts/<uuid:pk>/handover/", handovers.Write.as_view(), name="write"),
    path("swaps/<uuid:pk>/agree/", roster.Agree.as_view(), name="agree"),
    path("swaps/<uuid:pk>/decline/", roster.Decline.as_view(), name="decline"),
    path("swaps/<uuid:pk>/withdraw/", roster.Withdraw.as_view(), name="withdraw"),
    path("handovers/", handovers.HandoverList.as_view(), name="handovers"),
    path("handovers/<uuid:pk>/", handovers.HandoverDetail.as_view(), name="handover"),
    path("handovers/<uuid:pk>/sign/", handovers.Sign.as_view(), name="sign"),
    path("checks/", checks.OfficeCheckList.as_view(), name="checks"),
    path("checks/<uuid:pk>/", checks.CheckDetail.as_view(), name="check"),
    path("checks/<uuid:pk>/call/", checks.Call.as_view(), name="call"),
    path("checks/<uuid:pk>/appeal/", checks.Appeal.as_view(), name="appeal"),
    path("checks/<uuid:pk>/decide/", checks.Decide.as_view(), name="decide"),
    path("checks/<uuid:pk>/evidence/<uuid:file>/", checks.Evidence.as_view(), name="evidence"),
    path("checks/sheet/", checks.Sheet.as_view(), name="sheet"),
    path("checks/sheet/next/", checks.TakeNext.as_view(), name="next"),
    path("checks/figures/", figures.Figures.as_view(), name="figures"),
    path("checks/phones/", phones.PhoneList.as_view(), name="phones"),
    path("checks/phones/set/", phones.SetPhone.as_view(), name="set_phone"),
    path("checks/draws/", plans.DrawList.as_view(), name="draws"),
    path("checks/draws/new/", plans.MakeDraw.as_view(), name="make_draw"),
    path("checks/draws/<uuid:pk>/", plans.DrawDetail.as_view(), name="draw"),
    path("checks/plans/", plans.OfficePlanList.as_view(), name="plans"),
    path("checks/plans/new/", plans.IssuePlan.as_view(), name="issue"),
    path("checks/plans/<uuid:pk>/", plans.PlanDetail.as_view(), name="plan"),
]
