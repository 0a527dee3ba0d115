"""What the hotline writes to drivers."""

from django.utils.translation import gettext_lazy as _

from common.channels.choices import MessageLanguage
from common.channels.templates import message_text
from network.hotline.choices import CallerLanguage

POSITION = message_text(
    "hotline.position",
    _("Asking for the position"),
    _(
        "Rescue hotline: open this link to show us where you are, so that the crew finds you: %(link)s "
        "It works for %(minutes)s minutes and reads nothing else from your phone."
    ),
)


def message_language(language: str) -> MessageLanguage:
    """Return the language in which a caller is written to: Chinese to those who speak it, English to everybody else."""
    return MessageLanguage.ZH if language == CallerLanguage.ZH else MessageLanguage.EN
