"""The catalog's addresses, the same at head office and at a station."""

from django.urls import path

from catalog.pages.fault_codes import FaultCodeDetail, FaultCodeList, LookUp
from catalog.pages.reference import (
    FailureCodeDetail,
    FailureCodeList,
    OperationDetail,
    OperationList,
    PartDetail,
    PartList,
    WmiDetail,
    WmiList,
)
from catalog.pages.vehicles import CheckVin, ModelDetail, ModelList, VehicleDetail, VehicleList

urlpatterns = [
    path("vehicles/", VehicleList.as_view(), name="vehicles"),
    path("vehicles/check/", CheckVin.as_view(), name="check_vin"),
    path("vehicles/<uuid:pk>/", VehicleDetail.as_view(), name="vehicle"),
    path("models/", ModelList.as_view(), name="models"),
    path("models/<uuid:pk>/", ModelDetail.as_view(), name="model"),
    path("parts/", PartList.as_view(), name="parts"),
    path("parts/<uuid:pk>/", PartDetail.as_view(), name="part"),
    path("operations/", OperationList.as_view(), name="operations"),
    path("operations/<uuid:pk>/", OperationDetail.as_view(), name="operation"),
    path("failure-codes/", FailureCodeList.as_view(), name="failure_codes"),
    path("failure-codes/<uuid:pk>/", FailureCodeDetail.as_view(), name="failure_code"),
    path("fault-codes/", FaultCodeList.as_view(), name="fault_codes"),
    path("fault-codes/look-up/", LookUp.as_view(), name="look_up"),
    path("fault-codes/<uuid:pk>/", FaultCodeDetail.as_view(), name="fault_code"),
    path("makers/", WmiList.as_view(), name="wmis"),
    path("makers/<uuid:pk>/", WmiDetail.as_view(), name="wmi"),
]
