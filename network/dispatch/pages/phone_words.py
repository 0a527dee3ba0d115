"""Every word that the phone's script says, in the reader's language: the script has none of its own."""

from django.utils.translation import gettext as _


def phone_words() -> dict[str, str]:
    """Return the words by key."""
    return {
        "no_crew": _("You ride with no crew yet. Ask your station manager to put you on one."),
        "off_duty": _("Off duty. You get no offers, and your position is not sent."),
        "go_on": _("Go on duty"),
        "go_off": _("Go off duty"),
        "waiting": _("On duty. The next offer appears here by itself."),
        "offer": _("New rescue"),
        "accept": _("Accept"),
        "decline": _("Decline"),
        "left": _("s left to answer"),
        "over": _("The time to answer is over."),
        "km": _("km"),
        "minutes": _("minutes"),
        "depart": _("We are driving off"),
        "arrive": _("We have arrived"),
        "finish": _("Finish the rescue"),
        "navigate": _("Navigate"),
        "call": _("Call the driver"),
        "result": _("What was done"),
        "signed_by": _("Driver's name as signature"),
        "photo": _("Take a photo"),
        "photos": _("photos"),
        "unsent": _("unsent"),
        "all_sent": _("Everything sent"),
        "offline": _("No network. Go on working; everything is sent later."),
        "sign_in": _("Your sign-in has ended. Sign in again; nothing is lost."),
        "sign_in_again": _("Sign in"),
        "photo_refused": _("A photo could not be used: it is no picture, or too large. Take it again."),
        "no_number": _("The number can't be shown without a network. Try again."),
        "no_position": _("The phone gives no position. Allow it in the browser's settings."),
        "position_on": _("Your position is sent every 15 seconds."),
        "as_of": _("As of"),
        "needs_result": _("Write what was done."),
        "parts": _("Parts likely needed"),
        "eta": _("ETA"),
        "gone": _("The offer is gone: another crew has taken it, or the dispatcher has taken it back."),
        "dismiss": _("OK"),
        "kept_km": _("Kept for you (km)"),
    }
