"""A station's addresses of its plan."""

from django.urls import path

from billing.subscriptions.pages.views import ChoosePlan, EndPlan, OwnSubscription

urlpatterns = [
    path("", OwnSubscription.as_view(), name="own"),
    path("choose/<uuid:pk>/", ChoosePlan.as_view(), name="choose"),
    path("end/", EndPlan.as_view(), name="end"),
]
