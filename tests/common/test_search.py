"""Search below row-level security: head office finds by the index what row by row would find; nobody else finds anything by it."""

from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.actors import Actor
from billing.claims.filters import ClaimFilter
from billing.claims.models import Claim
from billing.claims.selectors import claims_for
from billing.ledger.models import Entry, Transaction
from billing.ledger.pages.tables import EntryFilter
from common.database.search import FAR_MORE, can_search, search
from common.pages import searching
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_settled_claim, a_submitted_claim
from tests.builders.ledger import claim_posting


def found(word: str, actor: Actor) -> set[str]:
    rows = ClaimFilter({"q": word}, claims_for(actor)).qs
    return set(rows.values_list("number", flat=True))


def test_a_part_of_a_word_finds_the_claim_in_any_case(reviewer: Actor) -> None:
    claim, other = a_submitted_claim(), a_submitted_claim()
    with at_head_office():
        assert found(claim.vin[-8:].lower(), reviewer) == {claim.number}
        assert found(f"{claim.number[4:]} {claim.vin[:6]}", reviewer) == {claim.number}
        assert found(claim.vin[:8], reviewer) == {claim.number, other.number}
        assert found("nowhere", reviewer) == set()


def test_signs_of_patterns_are_letters(reviewer: Actor) -> None:
    a_submitted_claim()
    with at_head_office():
        assert found("%%%", reviewer) == set()
        assert found("___", reviewer) == set()


@pytest.mark.parametrize("cap", [0, 1], ids=["too many to list", "more than are listed"])
def test_common_words_find_the_same(reviewer: Actor, monkeypatch: pytest.MonkeyPatch, cap: int) -> None:
    """Past the cap each row is looked at; above the number of listed keys the search is a subquery."""
    numbers = {a_submitted_claim().number, a_submitted_claim().number}
    monkeypatch.setattr(searching, *(("LISTED", 0) if cap else ("COUNT_CAP", 1)))
    with at_head_office():
        assert found("CLM-", reviewer) == numbers


def test_a_word_finds_through_a_relation(finance: Actor) -> None:
    claim = a_settled_claim()
    with at_head_office():
        rows = EntryFilter({"q": claim.number}, Entry.objects.all()).qs
        assert {row.transaction.reference for row in rows} == {claim.pk}


def test_a_station_finds_its_own_without_the_index(appraiser: Actor, rival_appraiser: Actor, station: Station) -> None:
    claim = a_submitted_claim()
    with inside(station):
        assert not can_search(Claim, "vin", claim.vin)
        assert found(claim.vin, appraiser) == {claim.number}
    with inside(rival_appraiser.station):
        assert found(claim.vin, rival_appraiser) == set()


def test_the_function_tells_a_station_nothing(station: Station) -> None:
    """Not even that there is such a claim, its own included: the index is head office's."""
    claim = a_submitted_claim()
    with inside(station):
        assert search(Claim, claim.vin, 10, 10) == (0, [])
    with at_head_office():
        assert search(Claim, claim.vin, 10, 10) == (1, [claim.pk])
        assert search(Claim, claim.vin, 10, 0) == (1, []), "counted, not listed"


def test_a_word_in_most_rows_is_not_looked_up(committed_db: None, station: Station) -> None:
    """The index would name every row before the first is shown; a sample tells, and the list is walked in its order instead."""
    with at_head_office(), transaction.atomic():
        for amount in range(40):
            claim_posting(station.pk, 100 + amount)
        assert search(Transaction, "CLAIM", 5, 5)[1] != [], "nothing is known of the table's size yet"
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE ledger_transaction")
    with at_head_office(), transaction.atomic():
        assert search(Transaction, "CLAIM", 5, 5) == (20, []), "far more than five"
        assert search(Transaction, "CLAIM", 1_000, 1_000)[0] == 40, "not so many for a page of a thousand"
        assert search(Transaction, "NOWHERE", 5, 5) == (0, [])


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/claims/?q=CLM", "10,000+"),
        ("/claims/?q=CLM&status=submitted", "2"),
        ("/claims/?q=CLM+2026", "2"),
        ("/claims/first-review/?q=CLM", "2"),
    ],
    ids=["alone in the whole list", "with a filter", "two words", "in a part of the table"],
)
def test_only_a_very_common_word_alone_is_not_counted(
    client_for: Any, reviewer: Actor, monkeypatch: pytest.MonkeyPatch, address: str, text: str
) -> None:
    """What else narrows the list may leave few: that is counted, as ever."""
    a_submitted_claim(), a_submitted_claim()
    monkeypatch.setattr(searching, "search", lambda _model, _word, most, _listed: (FAR_MORE * most, []))
    shown = client_for(reviewer).get(address).context
    assert (shown["paginator"].text, len(shown["table"].page.object_list)) == (text, 2)


def test_the_search_uses_the_index(db: None) -> None:
    """The function's condition is the index's expression: were they to differ, the index would be dead weight."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'claim_search'")
        condition = cursor.fetchone()[0].replace("''", "'").split("FROM claim WHERE ")[1].split(" LIKE")[0]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL app.office = 'on'")
        cursor.execute("CREATE TEMP TABLE copy (LIKE claim INCLUDING INDEXES)")
        cursor.execute(f"EXPLAIN SELECT id FROM copy WHERE {condition} LIKE '%12345%'")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan" in plan, plan


def test_a_code_is_looked_up_in_any_case(reviewer: Actor, station: Station) -> None:
    claim = a_submitted_claim()
    with at_head_office():
        rows = claims_for(reviewer)
        assert [row.pk for row in ClaimFilter({"station": f" {station.code.lower()} "}, rows).qs] == [claim.pk]
        assert not ClaimFilter({"station": "NOBODY"}, rows).qs.exists()


def test_several_choices_ask_for_no_distinct_rows(reviewer: Actor) -> None:
    with at_head_office():
        assert not ClaimFilter({"status": ["submitted", "settled"]}, claims_for(reviewer)).qs.query.distinct
