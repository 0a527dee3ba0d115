"""The words of the agreement as versions: drafted, looked at on paper, published by a second person, kept by what was drafted under them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from accounts.roles import Role
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from demo import next_year
from network.onboarding.documents.agreement import content_of, render_agreement, render_sample
from network.onboarding.models import AgreementTemplate
from network.onboarding.wording.policies import EXAMPLE, PLACEHOLDERS, Passage, filled, policy_of, unknown_in
from network.onboarding.wording.rulebook import BOOK, BRACED
from network.onboarding.wording.rules import TEMPLATES
from network.onboarding.wording.selectors import agreements_under, template_at
from tests.builders import onboarding as build
from tests.builders.api import Caller
from tests.world import office_actor

PRICES = Passage("价格附件", "Prices", "乙方{party_b}按下列价格结算。\n第二行", "{party_b} is paid these prices.")
NEW: dict[str, Any] = {
    "clauses": [["授权", "Authority", "在{territory}内", "Within {territory}"]],
    "annexes": [["附", "A", "甲", "B"]],
}


def drafted(label: str = "2027.1", **values: Any) -> AgreementTemplate:
    held = BOOK.values_of(replace(EXAMPLE, annexes=(PRICES,))) | values
    drafter = office_actor(Role.SERVICE_MANAGEMENT)
    found: AgreementTemplate = TEMPLATES.draft(label=label, valid_from=now(), values=held, acting_user=drafter)
    return found


def published(label: str = "2027.1", **values: Any) -> AgreementTemplate:
    lead = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    found: AgreementTemplate = TEMPLATES.publish(drafted(label, **values).pk, acting_user=lead)
    return found


def test_the_first_words_were_carried_over_as_published(office: None) -> None:
    held = template_at(now())
    assert (held.label, held.status) == ("2024.1", "published")
    assert policy_of("x", held.values).clauses == EXAMPLE.clauses


def test_a_second_person_publishes_and_what_was_drafted_keeps_its_version(office: None) -> None:
    agreement = build.drafted()
    version = published(**NEW)
    agreement.refresh_from_db()
    assert agreement.template.label == "2024.1" and template_at(now()) == version
    assert len(content_of(agreement, "en")["clauses"]) == 6
    assert (agreements_under(agreement.template), agreements_under(version)) == (1, 0)
    later = build.drafted(name="连云港通达汽车服务有限公司")
    assert later.template == version
    assert content_of(later, "zh")["clauses"] == [("授权", "在徐州市内")]
    assert [title for title, _text in content_of(later, "en")["annexes"]] == ["附件1：A"]
    assert render_agreement(later, "zh").startswith(b"%PDF-")
    verbs = set(History.objects.filter(aggregate_id=version.pk).values_list("verb", flat=True))
    assert verbs == {"agreement_template.drafted", "agreement_template.published"}


def test_whoever_drafted_publishes_nothing_and_the_database_agrees(office: None) -> None:
    version = drafted()
    with pytest.raises(NotAllowed), transaction.atomic():
        TEMPLATES.publish(version.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementTemplate.objects.filter(pk=version.pk).update(status="published", published_by=version.drafted_by)
    version.refresh_from_db()
    assert version.status == "draft" and template_at(now()).label == "2024.1"


def test_a_published_version_never_changes_and_a_withdrawn_one_never_holds(office: None) -> None:
    version, drafter = published(), office_actor(Role.SERVICE_MANAGEMENT)
    with pytest.raises(WrongState), transaction.atomic():
        TEMPLATES.amend(version.pk, valid_from=now(), values=NEW, acting_user=drafter)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementTemplate.objects.filter(pk=version.pk).update(summary="改")
    away = TEMPLATES.withdraw(drafted("away").pk, reason="法务意见", acting_user=drafter)
    with pytest.raises(WrongState), transaction.atomic():
        TEMPLATES.publish(away.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    assert template_at(now() + timedelta(days=1)) == version


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clauses": [["题", "Title", "{乙方}", "x"]]}, "“乙方”"),
        ({"annexes": [["题", "Title", "甲", "{party_c} here"]]}, "“party_c”"),
        ({"clauses": [["题", "Title", "甲 }", "x"]]}, "“}”"),
        ({"clauses": [["题", "Title", "甲", " "]]}, "both languages"),
        ({"clauses": [["题", "Title", "甲" * 5_001, "x"]]}, "at most 5,000"),
        ({"clauses": [["题", "T" * 121, "甲", "x"]]}, "at most 120"),
        ({"clauses": [["题", "Title", "甲", "x"]] * 41}, "At most 40"),
        ({"clauses": []}, "at least one clause"),
        ({"clauses": [["题", "Title", "甲", 7]]}, "can't be read"),
        ({"clauses": [["题", "Title"]]}, "can't be read"),
        ({"words": []}, "can't be read"),
    ],
)
def test_words_that_can_not_be_put_on_paper_are_refused(office: None, change: dict[str, Any], words: str) -> None:
    with translation.override("en"), pytest.raises(Invalid) as caught, transaction.atomic():
        drafted(**change)
    with translation.override("en"):
        assert words in str(caught.value.message)
    assert AgreementTemplate.objects.count() == 1


def test_every_placeholder_is_filled(office: None) -> None:
    version = published(clauses=[["题", "Title", BRACED, BRACED]])
    told = content_of(build.drafted(), "en")["clauses"][0][1]
    assert "{" not in told and "徐州恒远汽车服务有限公司" in told and version.label
    assert filled("{level}", {"level": "B"}) == "B"
    assert all(f"{{{name}}}" in str(TEMPLATES.hint) for name in PLACEHOLDERS)  # whoever drafts is told of each
    assert list(unknown_in(PRICES)) == []


def test_the_sample_is_made_for_each_language_and_nothing_is_kept(office: None) -> None:
    version = drafted()
    assert all(render_sample(version, language).startswith(b"%PDF-") for language in ("zh", "en"))
    assert agreements_under(version) == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_from_the_draft_to_its_publication(client_for: Any, office: None, language: str) -> None:
    drafter = client_for(office_actor(Role.SERVICE_MANAGEMENT))
    lead = client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER))
    for client in (drafter, lead):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    version = drafted()
    page = f"/onboarding/templates/{version.pk}/"
    assert drafter.get("/onboarding/templates/").status_code == 200
    assert "Prices" in drafter.get(page).content.decode()
    assert "party_b" in drafter.get("/onboarding/templates/draft/").content.decode()
    assert drafter.get(f"{page}edit/").status_code == 200
    assert "Prices" in drafter.get(f"/onboarding/templates/compare/?right={version.pk}").content.decode()
    assert drafter.get(f"{page}paper/zh/")["Content-Type"] == "application/pdf"
    assert drafter.get(f"{page}paper/fr/").status_code == 404
    assert drafter.post(f"{page}publish/").status_code == 403
    assert lead.post(f"{page}publish/").status_code == 302
    version.refresh_from_db()
    assert version.status == "published"


def test_the_form_says_which_placeholder_is_unknown(client_for: Any, office: None) -> None:
    sent = {"label": "2028", "valid_from": "2028-01-01T00:00", "annexes-TOTAL_FORMS": 0, "annexes-INITIAL_FORMS": 0}
    row = {"title_zh": "题", "title_en": "Title", "text_zh": "{partyb}", "text_en": "x"}
    sent |= {"clauses-TOTAL_FORMS": 1, "clauses-INITIAL_FORMS": 0, **{f"clauses-0-{k}": v for k, v in row.items()}}
    client = client_for(office_actor(Role.SERVICE_MANAGEMENT))
    refused = client.post("/onboarding/templates/draft/", sent)
    assert refused.status_code == 422 and "partyb" in refused.content.decode()
    assert client.post("/onboarding/templates/draft/", sent | {"clauses-0-text_zh": "{party_b}"}).status_code == 302


def test_the_api_drafts_and_a_stranger_does_not(client_for: Any, office: None) -> None:
    body = {"label": "2027.2", "valid_from": "2027-01-01T00:00:00Z", "values": NEW}
    drafter, region = (client_for(office_actor(one)) for one in (Role.SERVICE_MANAGEMENT, Role.REGIONAL_OFFICE))
    assert Caller(region).post("agreement-templates", body).status_code == 403
    made = Caller(drafter).post("agreement-templates", body)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert Caller(drafter).post(f"agreement-templates/{key}/publish").status_code == 403
    assert Caller(region).get("agreement-templates").status_code == 200
    lead = Caller(client_for(office_actor(Role.CUSTOMER_SERVICE_MANAGER)))
    assert lead.post(f"agreement-templates/{key}/publish").json()["status"] == "published"


def test_the_demo_leaves_a_draft_for_a_second_person(office: None) -> None:
    with patch.object(next_year, "office", office_actor):
        next_year.draft_next_words()
    draft = AgreementTemplate.objects.get(status="draft")
    assert len(draft.values["clauses"]) == 7 and len(draft.values["annexes"]) == 1
