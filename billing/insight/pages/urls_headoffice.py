"""Addresses of insight at head office."""

from django.urls import path

from billing.insight.pages import boards, components, lists, warnings

urlpatterns = [
    path("", boards.ServiceBoard.as_view(), name="board"),
    path("quality/", boards.QualityBoard.as_view(), name="quality"),
    path("claims/", lists.FactList.as_view(), name="claims"),
    path("recovered/", lists.RecoveredList.as_view(), name="recovered"),
    path("components/", components.ComponentList.as_view(), name="components"),
    path("components/<str:code>/", components.ComponentPage.as_view(), name="component"),
    path("warnings/", warnings.WarningList.as_view(), name="warnings"),
    path("warnings/rule/", warnings.SetRule.as_view(), name="rule"),
    path("warnings/<uuid:pk>/", warnings.WarningPage.as_view(), name="warning"),
    path("warnings/<uuid:pk>/vehicles/", warnings.AtRisk.as_view(), name="at_risk"),
    path("warnings/<uuid:pk>/investigate/", warnings.Investigate.as_view(), name="investigate"),
    path("warnings/<uuid:pk>/confirm/", warnings.Confirm.as_view(), name="confirm"),
    path("warnings/<uuid:pk>/dismiss/", warnings.Dismiss.as_view(), name="dismiss"),
]
