"""The workshop's addresses at a station."""

from django.urls import path

from tenants.workshop.pages.board import Board, MyJobs
from tenants.workshop.pages.orders import RepairOrderDetail, RepairOrderList
from tenants.workshop.pages.reception import (
    AnswerExtra,
    CancelOrder,
    ChangePromise,
    Deliver,
    OpenOrder,
    ReceiveVehicle,
    TakeBack,
)
from tenants.workshop.pages.repair import FinishRepair, Inspect, ProposeExtra, WriteLines

urlpatterns = [
    path("", Board.as_view(), name="board"),
    path("jobs/", MyJobs.as_view(), name="jobs"),
    path("orders/", RepairOrderList.as_view(), name="orders"),
    path("orders/new/", ReceiveVehicle.as_view(), name="receive"),
    path("orders/<uuid:pk>/", RepairOrderDetail.as_view(), name="order"),
    path("orders/<uuid:pk>/open/", OpenOrder.as_view(), name="open"),
    path("orders/<uuid:pk>/lines/", WriteLines.as_view(), name="lines"),
    path("orders/<uuid:pk>/promise/", ChangePromise.as_view(), name="promise"),
    path("orders/<uuid:pk>/extra/", ProposeExtra.as_view(), name="propose_extra"),
    path("orders/<uuid:pk>/finish/", FinishRepair.as_view(), name="finish"),
    path("orders/<uuid:pk>/inspect/", Inspect.as_view(), name="inspect"),
    path("orders/<uuid:pk>/take-back/", TakeBack.as_view(), name="take_back"),
    path("orders/<uuid:pk>/deliver/", Deliver.as_view(), name="deliver"),
    path("orders/<uuid:pk>/cancel/", CancelOrder.as_view(), name="cancel"),
    path("extra/<uuid:pk>/answer/", AnswerExtra.as_view(), name="answer_extra"),
]
