"""Duty's addresses at a station: its results, by which rules they came about, and the appeal."""

from django.urls import path

from network.duty.pages import checks, figures, plans

urlpatterns = [
    path("checks/", checks.CheckList.as_view(), name="checks"),
    path("checks/<uuid:pk>/", checks.CheckDetail.as_view(), name="check"),
    path("checks/<uuid:pk>/appeal/", checks.Appeal.as_view(), name="appeal"),
    path("checks/<uuid:pk>/evidence/<uuid:file>/", checks.Evidence.as_view(), name="evidence"),
    path("checks/figures/", figures.Figures.as_view(), name="figures"),
    path("checks/plans/", plans.PlanList.as_view(), name="plans"),
    path("checks/plans/<uuid:pk>/", plans.PlanDetail.as_view(), name="plan"),
]
