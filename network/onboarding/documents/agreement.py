"""The authorised service agreement as PDF: terms of the record, clauses of its template's version, a QR code that a public page verifies."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as now_

from common.documents import qr_svg, render_pdf, verification_token
from common.pages.addresses import public_address
from network.onboarding.models import Agreement

LANGUAGES = {"zh": "zh-hans", "en": "en"}
KIND = "agreement"
TEMPLATE = "network/onboarding/documents/agreement.typ"


def render_agreement(agreement: Agreement, language: str) -> bytes:
    """Return the PDF in `language` ("zh" or "en")."""
    with translation.override(LANGUAGES[language]):
        return render_pdf(TEMPLATE, content_of(agreement, language))


def content_of(agreement: Agreement, language: str) -> dict[str, Any]:
    """Return what the paper says, in the language in force."""
    return {
        "title": now_("Authorised service agreement"),
        "number": agreement.number,
        "lang": language,
        "qr": qr_svg(public_address("onboarding:verify", verification_token(KIND, agreement.pk))),
        "caption": now_("Scan to check that this agreement was issued by the manufacturer and still stands."),
        "foot": now_("Template version %(name)s") % {"name": agreement.template.name},
        "facts": facts_of(agreement),
        "clauses": clauses_of(agreement, language),
        "signatures": [now_("For the manufacturer (party A)"), now_("For the station (party B)")],
    }


def facts_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Return the parties and terms as (label, value)."""
    candidate = agreement.candidate
    return [
        (now_("Party A"), now_("The manufacturer, service department")),
        (now_("Party B"), agreement.party_name),
        (now_("Legal representative"), agreement.representative),
        (now_("Address"), " ".join(part for part in (candidate.province, candidate.city, candidate.address) if part)),
        (now_("Territory"), agreement.territory),
        (now_("Level"), str(candidate.get_level_display())),
        (now_("Term"), now_("%(start)s to %(end)s") % {"start": agreement.starts_on, "end": agreement.ends_on}),
        (now_("Labour coefficient"), str(agreement.labour_coefficient)),
    ]


def clauses_of(agreement: Agreement, language: str) -> list[tuple[str, str]]:
    """Return the clauses as (title, text)."""
    return [(one[f"title_{language}"], one[f"text_{language}"]) for one in agreement.template.clauses]
