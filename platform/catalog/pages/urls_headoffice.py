"""The catalog's addresses at head office: also suppliers, and the forms of those who keep the catalog."""

from django.urls import path

from catalog.pages.addresses import urlpatterns as shared
from catalog.pages.editing import (
    AddFailureCode,
    AddOperation,
    AddPart,
    AddWmi,
    ChangeFailureCode,
    ChangeOperation,
    ChangePart,
    ChangeWmi,
)
from catalog.pages.fault_codes import ImportFaultCodes
from catalog.pages.reference import SupplierDetail, SupplierList

urlpatterns = [
    path("suppliers/", SupplierList.as_view(), name="suppliers"),
    path("suppliers/<uuid:pk>/", SupplierDetail.as_view(), name="supplier"),
    path("parts/new/", AddPart.as_view(), name="add_part"),
    path("parts/<uuid:pk>/edit/", ChangePart.as_view(), name="change_part"),
    path("operations/new/", AddOperation.as_view(), name="add_operation"),
    path("operations/<uuid:pk>/edit/", ChangeOperation.as_view(), name="change_operation"),
    path("failure-codes/new/", AddFailureCode.as_view(), name="add_failure_code"),
    path("failure-codes/<uuid:pk>/edit/", ChangeFailureCode.as_view(), name="change_failure_code"),
    path("fault-codes/import/", ImportFaultCodes.as_view(), name="import_fault_codes"),
    path("makers/new/", AddWmi.as_view(), name="add_wmi"),
    path("makers/<uuid:pk>/edit/", ChangeWmi.as_view(), name="change_wmi"),
    *shared,
]
