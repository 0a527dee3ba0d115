"""The catalog's addresses in the API."""

from catalog.api.views import (
    ComponentApi,
    FailureCodeApi,
    FaultCodeApi,
    ModelApi,
    OperationApi,
    PartApi,
    SupplierApi,
    VehicleApi,
    WmiApi,
)
from common.api import router

urlpatterns = [
    *router("vehicles", VehicleApi),
    *router("models", ModelApi),
    *router("components", ComponentApi),
    *router("suppliers", SupplierApi),
    *router("parts", PartApi),
    *router("labour-operations", OperationApi),
    *router("failure-codes", FailureCodeApi),
    *router("fault-codes", FaultCodeApi),
    *router("wmis", WmiApi),
]
