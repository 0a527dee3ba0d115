"""The authorised service agreement as PDF: terms of the record, clauses and annexes of its template's version, a QR code to verify it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as now_

from common.clock import today
from common.documents import qr_svg, render_pdf, verification_token
from common.pages.addresses import public_address
from network.onboarding.choices import Level
from network.onboarding.models import Agreement, AgreementTemplate, Candidate
from network.onboarding.policies import end_of_term
from network.onboarding.wording.policies import Passage, Policy, filled, policy_of
from tenants.registry.models import Station

LANGUAGES = {"zh": "zh-hans", "en": "en"}
KIND = "agreement"
SAMPLE_YEARS = 3
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
        "foot": now_("Template version %(name)s") % {"name": agreement.template.label},
        "facts": facts_of(agreement),
        "clauses": clauses_of(agreement, language),
        "annexes": annexes_of(agreement, language),
        "signatures": [now_("For the manufacturer (party A)"), now_("For the station (party B)")],
    }


def facts_of(agreement: Agreement) -> list[tuple[str, str]]:
    """Return the parties and terms as (label, value)."""
    return [
        (now_("Party A"), now_("The manufacturer, service department")),
        (now_("Party B"), agreement.party_name),
        (now_("Legal representative"), agreement.representative),
        (now_("Address"), _address(agreement)),
        (now_("Territory"), agreement.territory),
        (now_("Level"), _level(agreement)),
        (now_("Term"), now_("%(start)s to %(end)s") % {"start": agreement.starts_on, "end": agreement.ends_on}),
        (now_("Labour coefficient"), str(agreement.labour_coefficient)),
    ]


def clauses_of(agreement: Agreement, language: str) -> list[tuple[str, str]]:
    """Return the clauses as (title, text)."""
    return _told(words_of(agreement).clauses, agreement, language)


def annexes_of(agreement: Agreement, language: str) -> list[tuple[str, str]]:
    """Return the annexes as (title, text), numbered."""
    told = _told(words_of(agreement).annexes, agreement, language)
    numbered = now_("Annex %(number)d: %(title)s")
    return [(numbered % {"number": row, "title": title}, text) for row, (title, text) in enumerate(told, start=1)]


def words_of(agreement: Agreement) -> Policy:
    """Return the words of the version that the agreement was drafted under."""
    return policy_of(agreement.template.label, agreement.template.values)


def fillings_of(agreement: Agreement) -> dict[str, str]:
    """Return what each placeholder stands for, in the language in force."""
    return {
        "number": agreement.number,
        "party_b": agreement.party_name,
        "representative": agreement.representative,
        "address": _address(agreement),
        "territory": agreement.territory,
        "level": _level(agreement),
        "starts_on": str(agreement.starts_on),
        "ends_on": str(agreement.ends_on),
        "labour_coefficient": str(agreement.labour_coefficient),
    }


def render_sample(version: AgreementTemplate, language: str) -> bytes:
    """Return the paper of a made-up station with the words of this version: nothing of it is kept, and it has no code to verify."""
    with translation.override(LANGUAGES[language]):
        agreement = _made_up(version)
        told = content_of(agreement, language) | {"title": now_("Sample of the service agreement"), "qr": None}
        return render_pdf(TEMPLATE, told)


def _made_up(version: AgreementTemplate) -> Agreement:
    starts_on = today()
    candidate = Candidate(
        name="徐州恒远汽车服务有限公司", province="江苏省", city="徐州市", address="复兴路8号", level=Level.B
    )
    return Agreement(
        candidate=candidate,
        template=version,
        number="AGR-0000",
        party_name=candidate.name,
        representative="王建国",
        territory="徐州市",
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, SAMPLE_YEARS),
        labour_coefficient=Decimal("1.00"),
    )


def _told(passages: Sequence[Passage], agreement: Agreement, language: str) -> list[tuple[str, str]]:
    values = fillings_of(agreement)
    return [(filled(one.titled(language), values), filled(one.told(language), values)) for one in passages]


def _site(agreement: Agreement) -> Candidate | Station:
    """Return whose place and level the paper names: the station's as they are now, for its next owner."""
    station = agreement.candidate.opened_station if agreement.replaces_id else None
    return station or agreement.candidate


def _level(agreement: Agreement) -> str:
    return str(Level(_site(agreement).level).label)


def _address(agreement: Agreement) -> str:
    site = _site(agreement)
    return " ".join(part for part in (site.province, site.city, site.address) if part)
