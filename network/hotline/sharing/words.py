"""How an agent is asked about a position in doubt."""

from django.utils.translation import gettext_lazy as _

from network.hotline.choices import Doubt


def words_of(doubt: str, away_m: int | None) -> str:
    """Return the question to the agent."""
    if away_m is None:
        return str(_("Shared a position abroad: take it?"))
    sentence = (
        _("Shared abroad, %(km)s km away: take it?") if doubt == Doubt.ABROAD else _("Shared %(km)s km away: take it?")
    )
    return str(sentence) % {"km": f"{round(away_m / 1000):,}"}
