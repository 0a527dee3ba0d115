"""Certificates: who may appraise, and who may be sent to the roadside."""

from datetime import timedelta
from uuid import UUID

from accounts.models import Membership
from accounts.roles import Role
from audit.certification.actions import grant_certificate, revoke_certificate
from audit.certification.choices import CertificateScope
from audit.certification.models import Certificate
from common.clock import today
from common.ids import new_id
from demo.chance import MONTHS_BACK, days_ago, dice
from demo.people import office
from tenants.registry.models import Station

SCOPES = {
    Role.APPRAISER: (CertificateScope.APPRAISAL,),
    Role.TECHNICIAN: (CertificateScope.RESCUE, CertificateScope.MECHATRONICS),
    Role.WORKSHOP: (CertificateScope.FINAL_INSPECTION,),
}


def make_certificates(stations: list[Station]) -> None:
    """Certify everybody who needs it: expired ones from two years ago, and the current ones through the trainer's own step."""
    roll, trainer = dice("certificates"), office(Role.TRAINER)
    held = (
        Membership.objects.filter(role__in=list(SCOPES), station_id__isnull=False)
        .select_related("user")
        .order_by("user__email")
    )
    old = [_expired(row, scope) for row in held for scope in SCOPES[Role(row.role)]]
    Certificate.objects.bulk_create(old)
    for row in held:
        for scope in SCOPES[Role(row.role)]:
            start = days_ago(roll.randint(20, 340))
            made = grant_certificate(
                station_id=_home(row), user_id=row.user_id, scope=scope, valid_from=start,
                valid_until=start + timedelta(days=730 if roll.random() < 0.9 else 365), acting_user=trainer,
            )  # fmt: skip
            if scope == CertificateScope.MECHATRONICS and roll.random() < 0.03:
                revoke_certificate(made.pk, reason="复训考核不合格", acting_user=trainer)


def _expired(row: Membership, scope: CertificateScope) -> Certificate:
    until = days_ago(350)
    return Certificate(
        number=f"CRT-OLD-{new_id().hex[-10:].upper()}", station_id=_home(row), user_id=row.user_id, user_name=row.user.name, scope=scope,
        valid_from=days_ago(MONTHS_BACK * 31 + 170), valid_until=min(until, today()), granted_by_name="技术培训科 范工",
    )  # fmt: skip


def _home(row: Membership) -> UUID:
    """Return the station of a membership that was asked for by having one."""
    assert row.station_id is not None  # noqa: S101  the query left the others out
    return row.station_id
