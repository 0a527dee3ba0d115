"""The commands of the palette: what a person can do from anywhere."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as now_

from common.pages.addresses import office_address
from common.pages.frame import Frame
from common.pages.parts import Hit


def commands(request: HttpRequest) -> list[Hit]:
    """Return the commands for the signed-in person: change the place, the look, the account."""
    frame = Frame(request)
    switch = [
        Hit(now_("Go to %(place)s") % {"place": p.label}, p.url, p.detail, "building")
        for p in frame.places
        if not p.current
    ]
    return [
        *switch,
        Hit(now_("Notifications"), reverse("desk:inbox"), icon="bell"),
        Hit(now_("Preferences: language, look, keys"), reverse("desk:preferences"), icon="adjustments"),
        Hit(now_("Keyboard shortcuts"), reverse("desk:shortcuts"), icon="keyboard"),
        Hit(now_("Change my password"), office_address("account_change_password"), icon="key"),
        Hit(now_("Sign-in in two steps"), office_address("mfa_index"), icon="shield-lock"),
        Hit(now_("Where I am signed in"), office_address("usersessions_list"), icon="devices"),
    ]
