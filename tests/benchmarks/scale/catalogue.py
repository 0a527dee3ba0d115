"""What claims refer to: stations, vehicles, parts, suppliers, a policy, contracts."""

import json

from psycopg.sql import Literal

from tests.benchmarks.scale.filler import Filler
from tests.benchmarks.scale.plan import PARTS, SOMEBODY, STATIONS, SUPPLIERS, VEHICLES


def catalogue(filler: Filler) -> None:
    """Stations without schemas, vehicles, parts, suppliers, a policy and contracts."""
    past = "timestamptz '2020-01-01'"
    filler.fill(
        "registry.Station",
        f"generate_series(1, {STATIONS - 2}) g",
        id=f"pg_temp.key({past}, 20, g)",
        code="'Z' || lpad(g::text, 4, '0')",
        schema_name="'z' || g",
        name="'服务站 ' || g",
        status="'active'",
        region="(ARRAY['east','north','south'])[1 + g % 3]",
        province="'-'",
        city="'-'",
        lat="31",
        lon="121",
    )
    filler.fill(
        "catalog.Component",
        "generate_series(1, 40) g",
        id=f"pg_temp.key({past}, 21, g)",
        code="'K' || g",
        name_zh="'总成 ' || g",
        name_en="'Assembly ' || g",
    )
    filler.fill(
        "catalog.Supplier",
        f"generate_series(2, {SUPPLIERS}) g",
        id=f"pg_temp.key({past}, 22, g)",
        code="'S' || lpad(g::text, 3, '0')",
        name_zh="'供应商 ' || g",
        name_en="'Supplier ' || g",
    )
    filler.fill(
        "catalog.Part",
        f"generate_series(1, {PARTS}) g JOIN (SELECT id AS supplier, row_number() OVER (ORDER BY code) AS i FROM supplier) s "
        f"ON s.i = 1 + g % {SUPPLIERS}",
        id=f"pg_temp.key({past}, 23, g)",
        number="'6126' || lpad(g::text, 6, '0')",
        name_zh="'水泵 ' || g",
        name_en="'Water pump ' || g",
        component_id=f"pg_temp.key({past}, 21, 1 + g % 40)",
        supplier_id="supplier",
        unit_cost_minor="10000 + g",
    )
    filler.fill(
        "catalog.VehicleModel",
        "generate_series(1, 20) g",
        id=f"pg_temp.key({past}, 24, g)",
        code="'X' || 3000 + g",
        name_zh="'牵引车'",
        name_en="'Tractor'",
        brand="'Haul'",
    )
    filler.fill(
        "catalog.Vehicle",
        f"generate_series(1, {VEHICLES}) g",
        id=f"pg_temp.key({past}, 25, g)",
        vin="'LZGJLDR4XBX' || lpad(g::text, 6, '0')",
        model_id=f"pg_temp.key({past}, 24, 1 + g % 20)",
        built_on="date '2023-01-01'",
        sold_on="date '2023-06-01'",
    )
    filler.fill(
        "policy.PolicyVersion",
        "generate_series(1, 1) g",
        id=f"pg_temp.key({past}, 26, 1)",
        label="'2020-A'",
        effective_from="date '2020-01-01'",
        status="'published'",
        content=policy_content(),
        published_by=SOMEBODY.format(2),
        published_at=past,
    )
    filler.fill(
        "chargeback.SupplierContract",
        f"part p, LATERAL (SELECT right(p.number, 6)::int AS g) n WHERE g <= {PARTS}",
        id=f"pg_temp.key({past}, 27, g)",
        number="'C-' || g",
        supplier_id="p.supplier_id",
        part_id="p.id",
        share_percent="80",
        valid_from="date '2020-01-01'",
    )


def policy_content() -> str:
    """Return the tests' usual clauses as an SQL literal."""
    from tests.builders.policy import content

    return Literal(json.dumps(content())).as_string(None)
