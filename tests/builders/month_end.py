"""A month of many stations, made in bulk, and the close of it: for the benchmark and, small, for a test."""

import os
import signal
from datetime import date

from django.db import connections, transaction

from accounts.roles import Role
from billing.settlement.closing import close_month
from common.scope import for_office
from tests.world import office_actor

STATIONS = """
INSERT INTO public.station (id, version, created_at, code, schema_name, name, status, region, province, city, address, lat, lon, phone, level,
  brands, capabilities, labour_coefficient, schema_fingerprint, contact_name, representative, access_open, claims_go_on, offsets_frozen)
SELECT gen_random_uuid(), 1, now(), 'M' || n, 'month_' || n, 'Station ' || n, 'active', 'east', '-', '-', '', 31, 121, '', 'B', '[]', '[]', 1, '',
  '', '', true, false, false
FROM generate_series(1, %s) n
"""
PAYABLES = """
INSERT INTO public.ledger_account (id, version, created_at, kind, station_id, currency)
SELECT gen_random_uuid(), 1, now(), 'station_payable', id, 'CNY' FROM public.station WHERE code LIKE 'M%%'
"""
EXPENSE = """
INSERT INTO public.ledger_account (id, version, created_at, kind, currency) VALUES (gen_random_uuid(), 1, now(), 'warranty_expense', 'CNY')
ON CONFLICT DO NOTHING
"""
TRANSACTIONS = """
INSERT INTO public.ledger_transaction (id, version, created_at, business_key, kind, occurred_on, description, reason, station_id, actor_name,
  fingerprint)
SELECT gen_random_uuid(), 1, now(), 'month:' || a.id || ':' || n, 'claim', %s::date + (n %% 28), 'CLM ' || n, '', a.station_id, 'bench', ''
FROM public.ledger_account a CROSS JOIN generate_series(1, %s) n WHERE a.kind = 'station_payable'
"""
ENTRIES = """
INSERT INTO public.ledger_entry (id, version, created_at, transaction_id, account_id, line, amount_minor, currency, occurred_on, station_id)
SELECT gen_random_uuid(), 1, now(), t.id, a.id, 1, -1000, 'CNY', t.occurred_on, t.station_id
FROM public.ledger_transaction t JOIN public.ledger_account a ON a.kind = 'station_payable' AND a.station_id = t.station_id
UNION ALL
SELECT gen_random_uuid(), 1, now(), t.id, a.id, 2, 1000, 'CNY', t.occurred_on, NULL
FROM public.ledger_transaction t JOIN public.ledger_account a ON a.kind = 'warranty_expense' AND a.station_id IS NULL
"""


def fill(stations: int, lines: int, period: date) -> None:
    """Make stations with `lines` entries each in the month, committed."""
    with for_office(), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(STATIONS, [stations])
        cursor.execute(PAYABLES)
        cursor.execute(EXPENSE)
        cursor.execute(TRANSACTIONS, [period, lines])
        cursor.execute(ENTRIES)
    with connections["default"].cursor() as cursor:
        cursor.execute("ANALYZE")


def close_and_die(period: date, portions: int, portion: int) -> int:
    """Close in a process of its own that is killed without a word after so many portions. Returns its exit status."""
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        told = iter(range(portions - 1))

        def die(_done: int, _of: int) -> None:
            if next(told, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            with for_office():
                close_month(period, acting_user=office_actor(Role.FINANCE), portion=portion, told=die)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]
