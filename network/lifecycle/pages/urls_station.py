"""Addresses of lifecycle at a station."""

from django.urls import path

from network.lifecycle.pages import agreements, changes, closings, orders

urlpatterns = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("changes/", changes.StationChangeList.as_view(), name="changes"),
    path("changes/new/", changes.Choose.as_view(), name="choose"),
    path("changes/new/<str:kind>/", changes.Request.as_view(), name="request"),
    path("changes/<uuid:pk>/", changes.ChangeDetail.as_view(), name="change"),
    path("changes/<uuid:pk>/slip.pdf", changes.ChangeSlip.as_view(), name="change_slip"),
    path("changes/<uuid:pk>/papers/add/", changes.AddEvidence.as_view(), name="add_evidence"),
    path("changes/<uuid:pk>/papers/<uuid:file>/", changes.Paper.as_view(), name="paper"),
    path("changes/<uuid:pk>/take-back/", changes.TakeBack.as_view(), name="take_back"),
    path("orders/", orders.OrderList.as_view(), name="orders"),
    path("orders/<uuid:pk>/", orders.OrderDetail.as_view(), name="order"),
    path("orders/<uuid:pk>/slip.pdf", orders.OrderSlip.as_view(), name="order_slip"),
    path("closings/", closings.ClosingList.as_view(), name="closings"),
    path("closings/<uuid:pk>/", closings.ClosingDetail.as_view(), name="closing"),
    path("closings/<uuid:pk>/slip.pdf", closings.ClosingSlip.as_view(), name="closing_slip"),
]
