"""The OpenAPI document and its browsable form, from files of our own server."""

from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


@cache
def written(renderer: type[BaseRenderer], language: str) -> Any:
    """Return the document in a form and a language. It says the same as long as the process lives, and takes seconds to make."""
    with override(language):
        document = Schema.generator_class().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        return renderer().render(document)


class Schema(SpectacularAPIView):
    """`GET /api/v1/schema`: for everybody, therefore made once and kept."""

    action = "public"
    authentication_classes: Any = []
    throttle_classes: Any = []

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the document in the form that was asked for, in the language of `lang` or of the caller."""
        renderer: Any = request.accepted_renderer
        asked, usual = request.GET.get("lang", ""), get_language() or settings.LANGUAGE_CODE
        body = written(renderer.__class__, asked if asked in dict(settings.LANGUAGES) else usual)
        name = f'inline; filename="{self._get_filename(request, None)}"'  # type: ignore[no-untyped-call]
        return HttpResponse(body, content_type=renderer.media_type, headers={"Content-Disposition": name})


@method_decorator(csp_update({"style-src": ["'self'", "'unsafe-inline'"]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """`GET /api/v1/docs`: Swagger UI, which writes style attributes of its own; this page alone allows them."""

    action = "public"
    authentication_classes: Any = []
    throttle_classes: Any = []
    url_name = "api-schema"
