"""特约服务协议: PDFs in both languages with the parties' names, hashes, QR code, and the signed copy."""

import hashlib
import re
import zlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from common.clock import today
from common.documents import verification_token
from common.errors import Invalid, NotAllowed, WrongState
from common.files.models import StoredFile
from common.files.store import read_stored
from network.onboarding.actions import draft_agreement, record_signature
from network.onboarding.documents.agreement import KIND, content_of, render_agreement
from network.onboarding.models import Agreement, Candidate
from tests.builders import onboarding as build
from tests.builders.moments import asked_now


def glyphs_of(pdf: bytes) -> set[str]:
    """Return the characters that a PDF draws, as its fonts' ToUnicode maps tell a reader."""
    found: set[str] = set()
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            plain = zlib.decompress(packed)
        except zlib.error:
            plain = packed
        if b"beginbfchar" in plain or b"beginbfrange" in plain:
            for digits in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>\s*\n", plain):
                found |= set(bytes.fromhex(digits.decode()).decode("utf-16-be", "ignore"))
    return found


def test_both_papers_are_made_kept_and_hashed(office: None) -> None:
    agreement = build.drafted()
    files = {file.kind: file for file in StoredFile.objects.filter(subject_id=agreement.pk)}
    assert set(files) == {"agreement_zh", "agreement_en"}
    for language, digest in (("zh", agreement.sha256_zh), ("en", agreement.sha256_en)):
        pdf = read_stored(files[f"agreement_{language}"])
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == digest == files[f"agreement_{language}"].sha256


def test_the_papers_name_parties_territory_term_and_coefficient(office: None) -> None:
    agreement = build.drafted()
    for language in ("zh", "en"):
        values = [value for _label, value in content_of(agreement, language)["facts"]]
        assert agreement.party_name in values
        assert {"王建国", "徐州市", "1.05"} <= set(values)
        assert any(str(agreement.ends_on) in value for value in values)
        assert len(content_of(agreement, language)["clauses"]) == 6


def test_the_pdfs_draw_the_names(office: None) -> None:
    agreement = build.drafted()
    for language in ("zh", "en"):
        pdf = render_agreement(agreement, language)
        assert pdf.startswith(b"%PDF-")
        assert pdf.rstrip().endswith(b"%%EOF")
        drawn = glyphs_of(pdf)
        assert set("徐州恒远汽车服务有限公司王建国105") <= drawn
        assert set(agreement.number) <= drawn


def test_a_new_draft_voids_the_old_one(office: None, service_management: Actor) -> None:
    first = build.drafted()
    second = draft_agreement(
        first.candidate_id, build.terms(labour_coefficient=Decimal("1.20")), acting_user=service_management
    )
    assert Agreement.objects.get(pk=first.pk).status == "void"
    with pytest.raises(WrongState):
        record_signature(first.pk, build.signature(), acting_user=service_management)
    assert second.status == "draft"


def test_a_signed_copy_that_was_changed_on_the_disk_is_not_handed_out(
    office: None, client_for: Any, service_management: Actor, settings: Any
) -> None:
    copy = StoredFile.objects.get(
        subject_id=Agreement.objects.get(candidate=build.signed()).pk, kind="agreement_signed"
    )
    address = f"/onboarding/files/{copy.pk}/"
    assert client_for(service_management).get(address).status_code == 200
    (Path(settings.MEDIA_ROOT) / copy.path).write_bytes(b"%PDF-1.7 other terms")
    answer = client_for(service_management).get(address)
    assert answer.status_code == 409 and "SHA-256" in answer.content.decode()
    (Path(settings.MEDIA_ROOT) / copy.path).unlink()
    lost = client_for(service_management).get(address)
    assert lost.status_code == 409 and "备份" in lost.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"labour_coefficient": Decimal("2.01")}, "labour_coefficient"),
        ({"labour_coefficient": Decimal("1.005")}, "labour_coefficient"),
        ({"representative": " "}, "representative"),
        ({"territory": ""}, "territory"),
        ({"years": 0}, "years"),
        ({"starts_on": date(2010, 1, 1), "years": 5}, "starts_on"),
    ],
)
def test_terms_that_can_t_be_are_refused(
    office: None, service_management: Actor, change: dict[str, Any], field: str
) -> None:
    candidate = build.accepted()
    with pytest.raises(Invalid) as caught:
        draft_agreement(candidate.pk, build.terms(**change), acting_user=service_management)
    assert caught.value.field == field
    assert not Agreement.objects.exists()


def test_the_signed_copy_is_kept_with_its_hash_and_who_recorded_it(office: None, service_management: Actor) -> None:
    agreement = build.drafted()
    done = record_signature(agreement.pk, build.signature(), acting_user=service_management)
    copy = StoredFile.objects.get(subject_id=agreement.pk, kind="agreement_signed")
    assert read_stored(copy) == build.SIGNED_COPY
    assert done.signed_sha256 == copy.sha256 == hashlib.sha256(build.SIGNED_COPY).hexdigest()
    assert done.recorded_by == service_management.id
    assert Candidate.objects.get(pk=agreement.candidate_id).status == "signed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"copy": b"MZ"}, "copy"),
        ({"copy": b"%PDF-" + b"0" * (16 * 1024 * 1024)}, "copy"),
        ({"station_signatory": " "}, "station_signatory"),
        ({"signed_on": lambda: today() + timedelta(days=2)}, "signed_on"),
    ],
)
def test_a_signature_that_can_t_be_is_refused(
    office: None, service_management: Actor, change: dict[str, Any], field: str
) -> None:
    agreement = build.drafted()
    with pytest.raises(Invalid) as caught:
        record_signature(agreement.pk, build.signature(**asked_now(change)), acting_user=service_management)
    assert caught.value.field == field
    assert Agreement.objects.get(pk=agreement.pk).status == "draft"


@pytest.mark.parametrize("persona", ["regional_officer", "reviewer", "customer_service_manager", "administrator"])
def test_nobody_else_drafts_or_signs(office: None, persona: str, request: pytest.FixtureRequest) -> None:
    agreement = build.drafted()
    actor = request.getfixturevalue(persona)
    with pytest.raises(NotAllowed):
        draft_agreement(agreement.candidate_id, build.terms(), acting_user=actor)
    with pytest.raises(NotAllowed):
        record_signature(agreement.pk, build.signature(), acting_user=actor)
    assert Agreement.objects.get().status == "draft"


def test_the_public_page_verifies_the_qr_code_and_names_nobody(office: None) -> None:
    agreement = build.drafted()
    page = Client().get(f"/onboarding/verify/{verification_token(KIND, agreement.pk)}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert agreement.number in text
    assert agreement.sha256_zh in text
    assert "恒远" not in text
    assert "王建国" not in text


def test_a_forged_code_is_not_ours(db: None) -> None:
    assert Client().get("/onboarding/verify/AAAAAAAAAAAAAAAAAAAAAA.xxxx/").status_code == 404
    assert Client().get("/onboarding/verify/nonsense/").status_code == 404
