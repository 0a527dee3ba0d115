"""A draft is edited while the rules speak."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from billing.claims.actions import LineEdit, cancel_claim, edit_claim, preview
from billing.claims.choices import ClaimError, ClaimStatus, LineKind
from billing.claims.models import Claim
from common.errors import Invalid, NotAllowed, NotYours, Stale, WrongState
from common.ids import new_id
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.claims import a_draft_claim, a_submitted_claim
from tests.claims.support import refused


def edits(claim: Claim, **changes: object) -> list[LineEdit]:
    """Return the claim's lines as edits, the part's with `changes`."""
    return [
        LineEdit(
            line_id=line.pk,
            **(
                {
                    "kind": LineKind(line.kind),
                    "unit_price_minor": line.unit_price_minor,
                    "name": line.name,
                    "operation_code": line.operation_code,
                    "part_number": line.part_number,
                    "quantity": line.quantity,
                    "hours": line.hours,
                    "is_causal": line.is_causal,
                }
                | (changes if line.kind == LineKind.PART else {})
            ),  # type: ignore[arg-type]
        )
        for line in claim.lines.order_by("position")
    ]


def test_the_total_follows_the_lines(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        changed = edit_claim(claim.pk, lines=edits(claim, quantity=Decimal(2)), acting_user=appraiser)
        assert changed.claimed_minor == sum(line.claimed_minor for line in changed.lines.all()) > claim.claimed_minor


def test_a_line_is_added_and_one_taken_off(appraiser: Actor) -> None:
    claim = a_draft_claim()
    towing = LineEdit(kind=LineKind.OTHER, unit_price_minor=30_000, name="拖车")
    with inside(appraiser.station):
        changed = edit_claim(claim.pk, lines=[*edits(claim)[:1], towing], acting_user=appraiser)
        assert [line.kind for line in changed.lines.all()] == [LineKind.LABOUR, LineKind.OTHER]
        assert [line.position for line in changed.lines.all()] == [1, 2]


def test_the_rules_judge_what_was_saved(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        edit_claim(claim.pk, lines=edits(claim, unit_price_minor=9_999_999), acting_user=appraiser)
        assert claim.reasons.filter(rule="parts.price").exists()


def test_a_preview_saves_nothing(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        judgement, lines = preview(claim, edits(claim, unit_price_minor=9_999_999))
        assert {verdict.rule for verdict in judgement.verdicts} == {"parts.price"}
        assert judgement.suggested_minor < sum(line.claimed_minor for line in lines)
        assert Claim.objects.get(pk=claim.pk).claimed_minor == claim.claimed_minor
        assert not claim.reasons.exists()


def test_words_are_changed(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        changed = edit_claim(claim.pk, lines=edits(claim), acting_user=appraiser, cause="铸造砂眼")
    assert changed.cause == "铸造砂眼"


@pytest.mark.parametrize("wrong", [{"quantity": Decimal(0)}, {"unit_price_minor": -1}])
def test_an_impossible_line_is_refused(appraiser: Actor, wrong: dict[str, object]) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        lines = edits(claim, **wrong)
        with refused(Invalid, ClaimError.INCOMPLETE):
            edit_claim(claim.pk, lines=lines, acting_user=appraiser)


def test_a_line_of_another_claim_is_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    strange = LineEdit(kind=LineKind.OTHER, unit_price_minor=1, line_id=new_id())
    with inside(appraiser.station), refused(Invalid, ClaimError.UNKNOWN_LINE):
        edit_claim(claim.pk, lines=[strange], acting_user=appraiser)


def test_a_stale_form_is_refused(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        lines = edits(claim)
        with refused(Stale):
            edit_claim(claim.pk, lines=lines, acting_user=appraiser, version=claim.version - 1)


def test_what_was_handed_in_is_not_edited(appraiser: Actor) -> None:
    claim = a_submitted_claim()
    with inside(appraiser.station):
        lines = edits(claim)
        with refused(WrongState):
            edit_claim(claim.pk, lines=lines, acting_user=appraiser)


def test_a_technician_edits_nothing(technician: Actor) -> None:
    claim = a_draft_claim()
    with inside(technician.station), refused(NotAllowed):
        edit_claim(claim.pk, lines=[], acting_user=technician)


def test_a_rival_finds_nothing_to_edit(rival_appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(rival_appraiser.station), refused(NotYours):
        edit_claim(claim.pk, lines=[], acting_user=rival_appraiser)


def test_a_draft_is_put_away(station: Station, appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(station):
        assert cancel_claim(claim.pk, acting_user=appraiser, reason="double").status == ClaimStatus.CANCELLED


def test_what_was_handed_in_is_not_put_away(appraiser: Actor) -> None:
    claim = a_submitted_claim()
    with inside(appraiser.station), refused(WrongState):
        cancel_claim(claim.pk, acting_user=appraiser)


@pytest.mark.parametrize(
    "line",
    [
        {"hours": None},
        {"hours": None, "quantity": Decimal(50)},
        {"hours": Decimal(1), "quantity": Decimal(2)},
        {"hours": Decimal(9999), "unit_price_minor": 99_999_999_999},
    ],
)
def test_labour_goes_by_its_hours(appraiser: Actor, line: dict[str, object]) -> None:
    claim = a_draft_claim()
    labour = {"kind": LineKind.LABOUR, "operation_code": "ENG-001", "unit_price_minor": 8_000} | line
    with inside(appraiser.station), refused(Invalid, ClaimError.INCOMPLETE):
        edit_claim(claim.pk, lines=[LineEdit(**labour)], acting_user=appraiser)  # type: ignore[arg-type]


def test_a_claim_has_a_last_line(appraiser: Actor) -> None:
    claim = a_draft_claim()
    one = LineEdit(kind=LineKind.OTHER, unit_price_minor=1, name="x")
    with inside(appraiser.station), refused(Invalid, ClaimError.INCOMPLETE):
        edit_claim(claim.pk, lines=[one] * 201, acting_user=appraiser)
