"""An award's certificate on paper, in both languages, on the form of the technicians' certificates, with a code that a public page verifies."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.documents import qr_svg, render_pdf, verification_token
from common.pages.addresses import public_address
from common.pages.tables import show_moment
from common.text import Text
from network.scorecards.award_selectors import CERTIFICATE
from network.scorecards.models import AwardEntry

TEMPLATE = "audit/certification/documents/certificate.typ"
LANGUAGES = ("zh-hans", "en")


def award_pdf(entry: AwardEntry) -> bytes:
    """Return the certificate as PDF."""
    return render_pdf(TEMPLATE, _facts(entry))


def verification_link(entry: AwardEntry) -> str:
    """Return the public address that the code on the paper holds."""
    return public_address("scorecards:verify", verification_token(CERTIFICATE, entry.pk))


def _facts(entry: AwardEntry) -> dict[str, Any]:
    title, sentence = _both(_("Certificate of Honour")), _both(_("has excelled in service, and is honoured as"))
    found = entry.round
    period = f"{found.first_month:%Y-%m} – {found.last_month:%Y-%m}"
    return {
        "title": f"{title[0]} {entry.certificate}",
        "issuer": " · ".join(_both(_("After-sales service"))),
        "title_zh": title[0],
        "title_en": title[1],
        "name": entry.station.name,
        "station": f"{entry.station.code} · {' / '.join(_both(entry.get_region_display))}",
        "sentence_zh": sentence[0],
        "sentence_en": sentence[1],
        "scope": f"{found.name_zh} / {found.name_en}",
        "facts": [
            [" / ".join(_both(_("Certificate number"))), entry.certificate],
            [" / ".join(_both(_("Period; points"))), f"{period}; {entry.points}"],
            [" / ".join(_both(_("Awarded on"))), show_moment(found.published_at)[:10]],
        ],
        "caption": " ".join(_both(_("Scan to check that this award was given."))),
        "qr": qr_svg(verification_link(entry)),
        "void": " / ".join(_both(pgettext_lazy("award", "withdrawn"))) if entry.withdrawn_at else "",
    }


def _both(text: Text | Any) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(text() if callable(text) else text))
    return found
