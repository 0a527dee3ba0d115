"""The queue and the workbench: filters, counts by age, the next claim of the same queue, and a form that went stale."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from billing.claims.actions import decide_first_review, note_claim
from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.filters import QueueFilter
from billing.claims.models import Claim, ClaimFlag, ReviewLease, ReviewNote
from billing.claims.queue import BY_RISK, ORDERS, Beside, age_counts, beside, ordered
from billing.claims.reviewing import flags_on, notes_on, with_remarks
from billing.claims.selectors import first_queue
from common.clock import now
from common.files.store import store_bytes
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim, full_decisions

QUEUE = "/claims/first-review/"
SAID = {"number": "CLM-1", "days": 3, "shared": 2, "percent": 90}
FRAME = 4  # session, person, memberships, unread notifications


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


@pytest.fixture
def page(client_for: Any, reviewer: Actor) -> Client:
    """Return the reviewer's browser."""
    client: Client = client_for(reviewer)
    return client


def three() -> list[Claim]:
    """Return three waiting claims: two without risk, the third the riskiest and youngest."""
    claims = [a_submitted_claim() for _ in range(3)]
    for days, claim in enumerate(claims):
        Claim.objects.filter(pk=claim.pk).update(submitted_at=now() - timedelta(days=20 - 8 * days))
    Claim.objects.filter(pk=claims[2].pk).update(risk=40)
    for claim in claims:
        claim.refresh_from_db()
    return claims


def address(claim: Claim, step: str = "first-review", query: str = "") -> str:
    return f"/claims/{claim.pk}/{step}/{query}"


def decide(page: Client, claim: Claim, query: str = "", **typed: str) -> Any:
    shown = page.get(address(claim, query=query)).context
    fields = {name: str(shown["form"][name].value() or "") for name in shown["form"].fields}
    return page.post(address(claim, query=query), {**fields, "seen": shown["seen"], **typed})


def test_the_riskiest_comes_first_then_the_oldest(reviewer: Actor) -> None:
    one, two, risky = three()
    assert list(first_queue(reviewer)) == [risky, one, two]


@pytest.mark.parametrize("sort", ["", *ORDERS])
def test_every_order_can_be_walked_both_ways(reviewer: Actor, sort: str) -> None:
    three()
    order = ORDERS.get(sort, BY_RISK)
    walked = list(ordered(first_queue(reviewer), order))
    rows = first_queue(reviewer)
    sides = [beside(rows, claim, order, reviewer) for claim in walked]
    assert [side.after for side in sides] == [claim.pk for claim in [*walked[1:], walked[0]]]
    assert [side.before for side in sides] == [claim.pk for claim in [walked[-1], *walked[:-1]]]


def test_beside_the_only_free_claim_is_none(reviewer: Actor, final_reviewer: Actor) -> None:
    one, other = a_submitted_claim(), a_submitted_claim()
    ReviewLease.objects.create(claim=other, holder_id=final_reviewer.id, until=now() + timedelta(hours=1))
    assert beside(first_queue(reviewer), one, BY_RISK, reviewer) == Beside(None, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"age": "old"}, [0]),
        ({"age": "fortnight"}, [1]),
        ({"age": "week"}, [2]),
        ({"risk": "25"}, [2]),
        ({"anomaly": "claim.similar"}, [2]),
        ({"region": "east"}, [2, 0, 1]),
        ({"region": "north"}, []),
        ({"least": "100000"}, []),
        ({"most": "100000"}, [2, 0, 1]),
        ({"holder": "free"}, [2, 0, 1]),
        ({"holder": "mine"}, []),
        ({"holder": "others"}, []),
    ],
)
def test_the_queue_is_filtered(reviewer: Actor, query: dict[str, str], found: list[int]) -> None:
    claims = three()
    ClaimFlag.objects.create(claim=claims[2], station_id=claims[2].station_id, kind="claim.similar", weight=40)
    chosen = QueueFilter(query, first_queue(reviewer))
    chosen.request = type("Request", (), {"actor": reviewer})()
    assert list(chosen.qs) == [claims[at] for at in found]


def test_it_counts_by_age(reviewer: Actor) -> None:
    three()
    assert [one.count for one in age_counts(first_queue(reviewer))] == [0, 1, 1, 1]


def test_the_queue_shows_who_has_what(page: Client, reviewer: Actor) -> None:
    one, *_ = three()
    page.get(address(one))
    shown = page.get(QUEUE + "?sort=waiting").content.decode()
    assert reviewer.name in shown and f"/claims/{one.pk}/first-review/?sort=waiting" in shown


def test_take_next_opens_the_first_free_one(page: Client) -> None:
    _one, _two, risky = three()
    answer = page.post(QUEUE + "next/")
    assert answer.headers["Location"].startswith(address(risky))
    assert page.post(QUEUE + "next/?region=north").headers["Location"].startswith(QUEUE)
    assert page.get(QUEUE + "next/").status_code == 302


def test_after_the_decision_comes_the_next_of_the_same_queue(page: Client) -> None:
    one, two, risky = three()
    assert decide(page, risky).headers["Location"] == address(one)
    assert decide(page, one, "?sort=-waiting").headers["Location"] == address(two, query="?sort=-waiting")
    assert decide(page, two).headers["Location"] == QUEUE


def test_a_cut_may_be_a_share(page: Client) -> None:
    claim = a_submitted_claim()
    line = claim.lines.order_by("position").first()
    assert line is not None
    answer = decide(page, claim, **{"amount-1": "20%", "reason-1": "other"})
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.approved_minor == round(line.claimed_minor * 0.8)


@pytest.mark.parametrize("typed", ["120%", "x%", "%", "nonsense", "-5"])
def test_what_is_neither_amount_nor_share_is_refused(page: Client, typed: str) -> None:
    claim = a_submitted_claim()
    answer = decide(page, claim, **{"amount-1": typed})
    assert answer.status_code == 422 and typed in answer.content.decode()


def test_a_form_that_went_stale_says_what_changed_and_keeps_what_was_typed(page: Client, reviewer: Actor) -> None:
    claim = a_submitted_claim()
    shown = page.get(address(claim)).context
    decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    typed = {
        "amount-1": "12.34",
        "reason-1": "other",
        "line-1": "见照片",
        "amount-2": "1",
        "reason-2": "other",
        "line-2": "",
    }
    answer = page.post(address(claim), {**typed, "seen": shown["seen"]})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert reviewer.name in text and "12.34" in text and "见照片" in text
    assert Claim.objects.get(pk=claim.pk).version == claim.version + 1


def test_a_colleague_s_claim_can_be_read_and_not_decided(page: Client, final_reviewer: Actor) -> None:
    claim = a_submitted_claim()
    ReviewLease.objects.create(
        claim=claim, holder_id=final_reviewer.id, holder_name="李四", until=now() + timedelta(minutes=5)
    )
    text = page.get(address(claim)).content.decode()
    assert "李四" in text and "data-submit" not in text.split('id="ask"')[0].split("data-review")[1].split("</form>")[0]
    assert decide(page, claim).status_code == 409


def test_question_rejection_and_note_go_on(page: Client) -> None:
    one, two, risky = three()
    assert page.post(address(risky, "return"), {"reason": "缺照片"}).headers["Location"] == address(one)
    told = {"reason_code": "other", "comment": "x"}
    assert page.post(address(one, "reject"), told).headers["Location"] == address(two)
    assert page.post(address(two, "note"), {"text": "再看"}).headers["Location"] == address(two)
    assert ReviewNote.objects.get().text == "再看" and "再看" in page.get(address(two)).content.decode()


def test_an_anomaly_is_dismissed_on_its_page(page: Client) -> None:
    claim = a_submitted_claim()
    params = {"number": "CLM-1", "days": 3, "shared": 2, "percent": 80}
    told = {"station_id": claim.station_id, "kind": "claim.similar", "weight": 40, "params": params}
    flag = ClaimFlag.objects.create(claim=claim, **told)
    dismiss = address(claim, f"anomalies/{flag.pk}/dismiss")
    assert "CLM-1" in page.get(address(claim)).content.decode() and "CLM-1" in page.get(dismiss).content.decode()
    assert page.post(dismiss, {"reason": "左右两件"}).status_code == 302
    flag.refresh_from_db()
    assert flag.is_dismissed


def test_photos_are_shown_with_what_does_not_fit(page: Client) -> None:
    claim, other = a_submitted_claim(), a_submitted_claim()
    facts = {"kind": "claim.photo", "name": "p.jpg", "content_type": "image/jpeg", "station_id": claim.station_id}
    late = {"captured_at": now() - timedelta(days=90), "captured_lat": 22.5, "captured_lon": 114.0}
    file = store_bytes(b"jpeg", subject_id=claim.pk, **facts, **late)  # type: ignore[arg-type]
    photo = page.get(address(claim)).context["photos"][0]
    assert (photo.warning and "km" in photo.place) or "公里" in photo.place
    assert page.get(f"/claims/{claim.pk}/first-review/photos/{file.pk}/").content == b"jpeg"
    assert page.get(f"/claims/{other.pk}/first-review/photos/{file.pk}/").status_code == 404


def test_clean_ones_are_approved_together_and_the_others_left(page: Client) -> None:
    one, two, risky = (a_submitted_claim() for _ in range(3))
    Claim.objects.filter(pk=risky.pk).update(risk=40)
    page.post(QUEUE, {"bulk": "0", "ids": [str(row.pk) for row in (one, two, risky)], "confirmed": "1"})
    states = [Claim.objects.get(pk=row.pk).status for row in (one, two, risky)]
    assert states == [ClaimStatus.AWAITING_PARTS, ClaimStatus.AWAITING_PARTS, ClaimStatus.SUBMITTED]


def test_claims_are_kept_and_put_back_together(page: Client) -> None:
    claims = three()
    ids = [str(row.pk) for row in claims]
    page.post(QUEUE, {"bulk": "2", "ids": ids, "confirmed": "1"})
    assert ReviewLease.objects.filter(is_kept=True).count() == 3
    page.post(QUEUE, {"bulk": "3", "ids": ids, "confirmed": "1"})
    assert not ReviewLease.objects.exists()


def a_full_desk(reviewer: Actor) -> Claim:
    """Return a claim of three with everything that the page can show: notes, anomalies, a photo, kin, goodwill."""
    claim, like, _last = three()
    Claim.objects.filter(pk=like.pk).update(vin="LZGJLDR46SX999999")
    Claim.objects.filter(pk=claim.pk).update(type=ClaimType.GOODWILL, failure_code="ENG-F01", model_code="M")
    Claim.objects.filter(pk=like.pk).update(failure_code="ENG-F01", model_code="M")
    for text in ("first", "second"):
        note_claim(claim.pk, text=text, acting_user=reviewer)
    for weight, kind in ((10, "claim.similar"), (40, "no.longer.known")):
        ClaimFlag.objects.create(
            claim=claim,
            station_id=claim.station_id,
            kind=kind,
            weight=weight,
            params=SAID,
        )
    return claim


def test_the_page_costs_twelve_queries_beside_the_frame_whatever_it_shows(page: Client, reviewer: Actor) -> None:
    claim = a_full_desk(reviewer)
    page.get(address(claim))
    with CaptureQueriesContext(connection) as caught:
        shown = page.get(address(claim)).context
    assert [len(shown[name]) for name in ("notes", "flags", "same_failure", "life")] == [2, 2, 1, 3]
    asked = [query["sql"] for query in caught if not query["sql"].startswith(("SET ", "SAVEPOINT", "RELEASE"))]
    assert len(asked) - FRAME <= 12, "\n".join(asked)


def test_remarks_are_the_rows_themselves(reviewer: Actor) -> None:
    claim = a_full_desk(reviewer)
    read = with_remarks(Claim.objects.all()).get(pk=claim.pk)
    for found, rows in ((flags_on(read), claim.flags.all()), (notes_on(read), claim.notes.all())):
        assert found == list(rows)
        assert [vars(one) | {"_state": None} for one in found] == [vars(one) | {"_state": None} for one in rows]
