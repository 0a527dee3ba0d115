"""A certificate on paper, in both languages, with a code that the public page verifies."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from audit.certification.models import Certificate
from common.documents import qr_svg, render_pdf, verification_token
from common.pages.addresses import public_address
from common.text import Text

KIND = "certificate"
TEMPLATE = "audit/certification/documents/certificate.typ"
LANGUAGES = ("zh-hans", "en")
TITLE: Text = _("Certificate of Qualification")
SENTENCE: Text = _("has completed the training, passed the assessment and is qualified for")


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF. A revoked one is printed with the word across it."""
    return render_pdf(TEMPLATE, _facts(certificate))


def verification_link(certificate: Certificate) -> str:
    """Return the public address that the code on the paper holds."""
    return public_address("certification:verify", verification_token(KIND, certificate.pk))


def _facts(certificate: Certificate) -> dict[str, Any]:
    title, sentence = _in_both(TITLE), _in_both(SENTENCE)
    return {
        "title": f"{title[0]} {certificate.number}",
        "issuer": " · ".join(_in_both(_("After-sales service, technical training"))),
        "title_zh": title[0],
        "title_en": title[1],
        "name": certificate.user_name,
        "station": str(certificate.station),
        "sentence_zh": sentence[0],
        "sentence_en": sentence[1],
        "scope": _pair(certificate.get_scope_display),
        "facts": [
            [" / ".join(_in_both(_("Certificate number"))), certificate.number],
            [" / ".join(_in_both(_("Valid from – until"))), f"{certificate.valid_from} – {certificate.valid_until}"],
            [" / ".join(_in_both(_("Granted by (trainer)"))), certificate.granted_by_name],
        ],
        "caption": " ".join(_in_both(_("Scan to check that this certificate is valid today."))),
        "qr": qr_svg(verification_link(certificate)),
        "void": " ".join(_in_both(_("REVOKED"))) if certificate.revoked_at else "",
    }


def _pair(words: Any) -> str:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(words()))
    return " / ".join(found)


def _in_both(text: Text) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(text))
    return found
