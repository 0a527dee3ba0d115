"""The OpenAPI document and its browsable form, from files of our own server."""

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """`GET /api/v1/schema`."""

    action = "public"
    authentication_classes: Any = []
    throttle_classes: Any = []


@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """`GET /api/v1/docs`: Swagger UI, which writes style attributes of its own; this page alone allows them."""

    action = "public"
    authentication_classes: Any = []
    throttle_classes: Any = []
    url_name = "api-schema"
