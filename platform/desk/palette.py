"""The commands of the palette: what a person can do from anywhere."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from common.pages.addresses import office_address
from common.pages.frame import Frame
from common.pages.parts import Hit


def commands(request: HttpRequest) -> list[Hit]:
    """Return the commands for the signed-in person: change the place, the look, the account."""
    frame = Frame(request)
    switch = [
        Hit(gettext("Go to %(place)s") % {"place": p.label}, p.url, p.detail, "building")
        for p in frame.places
        if not p.current
    ]
    return [
        *switch,
        Hit(gettext("Notifications"), reverse("desk:inbox"), icon="bell"),
        Hit(gettext("Preferences: language, look, keys"), reverse("desk:preferences"), icon="adjustments"),
        Hit(gettext("Keyboard shortcuts"), reverse("desk:shortcuts"), icon="keyboard"),
        Hit(gettext("Change my password"), office_address("account_change_password"), icon="key"),
        Hit(gettext("Sign-in in two steps"), office_address("mfa_index"), icon="shield-lock"),
        Hit(gettext("Where I am signed in"), office_address("usersessions_list"), icon="devices"),
    ]
