"""The pages of claims, station and head office, step by step."""

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import User
from billing.claims.actions import return_claim
from billing.claims.choices import ClaimStatus, Reason
from billing.claims.filters import ClaimFilter
from billing.claims.models import Claim
from billing.oldparts.actions import miss_part
from billing.oldparts.models import OldPart
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import (
    a_certificate,
    a_checked_claim,
    a_draft_claim,
    a_first_reviewed_claim,
    a_settled_claim,
    a_submitted_claim,
    an_outbound_claim,
    the_policy,
)
from tests.builders.workshop import a_finished_order

HERE = "/s/SHA01/claims/"


def stored(claim: Claim) -> Claim:
    with at_head_office():
        return Claim.objects.get(pk=claim.pk)


def form_data(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send back: every field of the page's form and formsets as shown, with `changes`."""
    context = client.get(address).context
    form = context["form"]
    data = {form[name].html_name: form[name].value() for name in form.fields}
    for name, _title, rows in context.get("lines", []):
        data |= {f"{name}-TOTAL_FORMS": rows.total_form_count(), f"{name}-INITIAL_FORMS": rows.initial_form_count()}
        data |= {
            row[field].html_name: row[field].value() for row in rows.forms for field in row.fields if field != "DELETE"
        }
    data |= {"form_token": context["form_token"], "seen": context.get("seen", "")} | changes
    return {name: value for name, value in data.items() if value not in (None, False)}


def test_every_page_of_the_station_answers(client_for: Any, appraiser: Actor) -> None:
    draft, submitted, settled = a_draft_claim(), a_submitted_claim(), a_settled_claim()
    client = client_for(appraiser)
    addresses = ["", "prepare/", f"{draft.pk}/", f"{draft.pk}/edit/", f"{draft.pk}/sign/", f"{draft.pk}/cancel/"]
    for address in [*addresses, f"{submitted.pk}/", f"{settled.pk}/"]:
        assert client.get(HERE + address).status_code == 200, address


def test_every_page_of_head_office_answers(client_for: Any, reviewer: Actor, final_reviewer: Actor) -> None:
    claims = [a_submitted_claim(mileage_km=250_000), an_outbound_claim(expected_distance_m=1_000), a_settled_claim()]
    checked = a_checked_claim()
    first, final = client_for(reviewer), client_for(final_reviewer)
    for claim in claims:
        assert first.get(f"/claims/{claim.pk}/").status_code == 200
        assert first.get(f"/claims/{claim.pk}/first-review/").status_code == 200
    for address in ("", "first-review/", f"{claims[0].pk}/return/", f"{claims[0].pk}/reject/"):
        assert first.get(f"/claims/{address}").status_code == 200, address
    for address in ("final-review/", f"{checked.pk}/final-review/", f"{checked.pk}/reopen/"):
        assert final.get(f"/claims/{address}").status_code == 200, address


def test_a_claim_is_prepared_from_the_page(client_for: Any, receptionist: Actor) -> None:
    the_policy()
    with inside(receptionist.station):
        order = a_finished_order(receptionist)
    client = client_for(receptionist)
    assert str(order.pk) in client.get(HERE + "prepare/").content.decode()

    answer = client.post(HERE + "prepare/", form_data(client, HERE + "prepare/", repair_order=str(order.pk)))

    assert answer.status_code == 302
    with at_head_office():
        assert (
            Claim.objects.get(repair_order_id=order.pk).get_absolute_url() in answer["Location"] or answer["Location"]
        )
    assert str(order.pk) not in client.get(HERE + "prepare/").content.decode()


def test_a_draft_is_edited_with_the_form(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    address = f"{HERE}{claim.pk}/edit/"

    answer = client.post(address, form_data(client, address, cause="铸造砂眼", **{"lines-1-unit_price": "1.00"}))

    assert answer.status_code == 302, answer.content.decode()
    assert stored(claim).cause == "铸造砂眼"
    assert stored(claim).claimed_minor == 12_100


def test_what_was_typed_stays_when_it_is_refused(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    address = f"{HERE}{claim.pk}/edit/"

    answer = client.post(address, form_data(client, address, complaint="", **{"lines-1-unit_price": "77.77"}))

    assert answer.status_code == 422
    assert "77.77" in answer.content.decode()
    assert stored(claim).version == claim.version


def test_a_code_that_no_operation_can_have_is_refused_beside_its_field(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    address = f"{HERE}{claim.pk}/edit/"

    answer = client.post(address, form_data(client, address, **{"lines-0-code": "X" * 21}))

    assert answer.status_code == 422
    assert stored(claim).version == claim.version


def test_the_rules_speak_while_it_is_typed(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    data = form_data(client, f"{HERE}{claim.pk}/edit/")

    fine = client.post(f"{HERE}{claim.pk}/judge/", data).content.decode()
    dear = client.post(f"{HERE}{claim.pk}/judge/", data | {"lines-1-unit_price": "9999"}).content.decode()
    half = client.post(f"{HERE}{claim.pk}/judge/", data | {"lines-1-unit_price": "x"}).content.decode()

    assert "parts.price" not in fine
    assert "parts.price" in dear
    assert "form-error" not in half
    assert stored(claim).version == claim.version


def test_an_impossible_line_is_told_instead_of_judged(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    data = form_data(client, f"{HERE}{claim.pk}/edit/", **{"lines-0-line_id": "01890000-0000-7000-8000-000000000000"})
    assert "form-error" in client.post(f"{HERE}{claim.pk}/judge/", data).content.decode()


def test_the_final_review_suggests_nothing_for_a_missing_part(client_for: Any, final_reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    with at_head_office():
        miss_part(OldPart.objects.get(claim=claim).pk, reason="x", acting_user=final_reviewer)
    form = client_for(final_reviewer).get(f"/claims/{claim.pk}/final-review/").context["form"]
    assert form["amount-2"].value() == 0
    assert form["reason-2"].value() == Reason.OLD_PART_MISSING


def test_it_is_signed_on_the_page(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_draft_claim(), client_for(appraiser)
    address = f"{HERE}{claim.pk}/sign/"
    assert client.post(address, form_data(client, address)).status_code == 403
    a_certificate(appraiser)
    assert client.post(address, form_data(client, address)).status_code == 302
    assert stored(claim).status == ClaimStatus.SUBMITTED


def test_a_question_is_answered_on_the_page(client_for: Any, appraiser: Actor, reviewer: Actor) -> None:
    claim, client = a_submitted_claim(), client_for(appraiser)
    with at_head_office():
        return_claim(claim.pk, question="里程？", acting_user=reviewer)
    address = f"{HERE}{claim.pk}/sign/"
    assert "里程？" in client.get(f"{HERE}{claim.pk}/").content.decode()
    assert client.post(address, form_data(client, address)).status_code == 422
    assert client.post(address, form_data(client, address, answer="32000")).status_code == 302
    assert stored(claim).answer == "32000"


def test_the_first_review_is_made_on_the_page(client_for: Any, reviewer: Actor) -> None:
    claim, client = a_submitted_claim(), client_for(reviewer)
    other = a_submitted_claim()
    address = f"/claims/{claim.pk}/first-review/"

    data = form_data(client, address, **{"amount-2": "100.00", "reason-2": Reason.PRICE_ABOVE_LIST})
    answer = client.post(address, data)

    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/claims/{other.pk}/first-review/"
    assert stored(claim).approved_minor == 22_000


def test_a_cut_without_a_reason_comes_back_at_its_line(client_for: Any, reviewer: Actor) -> None:
    claim, client = a_submitted_claim(), client_for(reviewer)
    address = f"/claims/{claim.pk}/first-review/"

    answer = client.post(address, form_data(client, address, **{"amount-2": "100.00"}))

    assert answer.status_code == 422
    assert "100.00" in answer.content.decode()
    assert stored(claim).status == ClaimStatus.SUBMITTED


def test_the_final_review_is_made_on_the_page(client_for: Any, final_reviewer: Actor) -> None:
    claim, client = a_checked_claim(), client_for(final_reviewer)
    address = f"/claims/{claim.pk}/final-review/"

    answer = client.post(address, form_data(client, address))

    assert (answer.status_code, answer["Location"]) == (302, "/claims/final-review/")
    assert stored(claim).final_minor == claim.claimed_minor


def test_a_stale_review_is_refused(client_for: Any, reviewer: Actor) -> None:
    claim, client = a_submitted_claim(), client_for(reviewer)
    address = f"/claims/{claim.pk}/first-review/"
    data = form_data(client, address)
    with at_head_office():
        return_claim(claim.pk, question="?", acting_user=reviewer)

    assert client.post(address, data).status_code == 409
    assert stored(claim).status == ClaimStatus.RETURNED


def test_it_is_returned_and_rejected_on_pages(client_for: Any, reviewer: Actor) -> None:
    one, two, client = a_submitted_claim(), a_submitted_claim(), client_for(reviewer)
    assert client.post(f"/claims/{one.pk}/return/", {"reason": "？"}).status_code == 302
    data = {"reason_code": Reason.NOT_COVERED, "comment": "x"}
    assert client.post(f"/claims/{two.pk}/reject/", data).status_code == 302
    assert (stored(one).status, stored(two).status) == (ClaimStatus.RETURNED, ClaimStatus.REJECTED)


def test_it_is_reopened_on_the_page(client_for: Any, final_reviewer: Actor) -> None:
    claim, client = a_settled_claim(), client_for(final_reviewer)
    assert client.post(f"/claims/{claim.pk}/reopen/", {"reason": "复检"}).status_code == 302
    assert stored(claim).status == ClaimStatus.FIRST_REVIEWED


def test_a_draft_is_cancelled_on_the_page(client_for: Any, appraiser: Actor) -> None:
    claim = a_draft_claim()
    assert client_for(appraiser).post(f"{HERE}{claim.pk}/cancel/", {}).status_code == 302
    assert stored(claim).status == ClaimStatus.CANCELLED


def test_the_queue_decides_many_as_the_rules_suggest(client_for: Any, reviewer: Actor) -> None:
    clean, doubtful = a_submitted_claim(), an_outbound_claim(expected_distance_m=1_000)
    client = client_for(reviewer)
    chosen = {"bulk": "0", "ids": [str(clean.pk), str(doubtful.pk)], "confirmed": "1"}

    assert client.post("/claims/first-review/", chosen).status_code == 302

    assert stored(clean).status == ClaimStatus.AWAITING_PARTS
    assert stored(doubtful).status == ClaimStatus.SUBMITTED


@pytest.mark.parametrize("address", ["", "edit/", "sign/", "cancel/"])
def test_a_rival_finds_nothing(client_for: Any, rival_appraiser: Actor, address: str) -> None:
    claim = a_draft_claim()
    assert client_for(rival_appraiser).get(f"/s/BJS01/claims/{claim.pk}/{address}").status_code == 404


def test_the_pages_speak_both_languages(client_for: Any, reviewer: Actor) -> None:
    claim, client = a_submitted_claim(mileage_km=250_000), client_for(reviewer)
    address = f"/claims/{claim.pk}/first-review/"
    assert "保修里程" in client.get(address).content.decode()
    User.objects.filter(pk=reviewer.id).update(language="en")
    assert "Covered up to" in client.get(address).content.decode()


def test_head_office_sees_no_draft(client_for: Any, reviewer: Actor) -> None:
    claim = a_draft_claim()
    assert client_for(reviewer).get(f"/claims/{claim.pk}/").status_code == 404


def test_a_reviewed_claim_tells_its_story(client_for: Any, reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    page = client_for(reviewer).get(f"/claims/{claim.pk}/").content.decode()
    assert reviewer.name in page
    assert claim.number in page


def test_a_list_narrowed_to_some_days_is_in_their_order(db: None) -> None:
    rows = Claim.objects.all()
    in_june = {"submitted_after": "2026-06-01"}
    assert ClaimFilter(in_june, rows).qs.query.order_by == ("-submitted_at", "-pk")
    assert ClaimFilter({"repaired_before": "2026-06-01"}, rows).qs.query.order_by == ("-repair_finished_on", "-pk")
    assert ClaimFilter({"type": "warranty"}, rows).qs.query.order_by == ()
    assert ClaimFilter(in_june, rows.order_by("submitted_at")).qs.query.order_by == ("submitted_at",), (
        "a queue keeps its order"
    )
