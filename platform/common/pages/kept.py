"""What was typed into a form is kept when its sender is signed out meanwhile, or has signed in anew: they send it again from there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.pages.addresses import office_address

CSRF = "csrfmiddlewaretoken"
NEVER_KEPT = "password"  # part of a name


def is_own_form(request: HttpRequest) -> bool:
    """Whether a form of ours was sent by a page of ours: only then is it shown again, with a token that lets it through.

    The browser says from where it comes; another site's page can't say that it is ours.
    """
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    if request.method != "POST" or not getattr(view, "is_kept", False) or "HX-Request" in request.headers:
        return False
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(told).netloc == request.get_host()


def kept_page(request: HttpRequest, *, is_signed_out: bool) -> HttpResponse:
    """Show what was sent as a form that can be sent again: 401 to whoever is signed out, 403 for a form of another sign-in."""
    context = {
        "is_signed_out": is_signed_out,
        "kept": list(_kept(request)),
        "files": [one.name for many in request.FILES.lists() for one in many[1]],
        "login_url": office_address("account_login"),
        "layout": "pages/bare.html",
    }
    return render(request, "pages/kept.html", context, status=401 if is_signed_out else 403)


def _kept(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name != CSRF and NEVER_KEPT not in name.lower():
            yield from ((name, str(value)) for value in values)
