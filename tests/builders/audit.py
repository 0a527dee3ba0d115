"""Certificates, inspections and pictures for tests."""

import io
from datetime import date, timedelta
from uuid import uuid4

from PIL import Image

from accounts.actors import Actor
from audit.certification.choices import CertificateScope
from audit.certification.models import Certificate, Course
from audit.inspections.choices import Purpose, Severity
from audit.inspections.models import Finding, Inspection, ItemScore, TemplateItem
from audit.inspections.selectors import current_template
from common.clock import now, today
from common.scope import for_office
from tenants.registry.models import Station


def a_picture(colour: str = "red") -> bytes:
    """Return a small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def a_course(code: str = "APP", scope: str = CertificateScope.APPRAISAL) -> Course:
    """Return a course."""
    return Course.objects.create(code=code, name_zh="质量鉴定员培训", name_en="Quality appraiser", scope=scope)


def a_certificate(holder: Actor, scope: str = CertificateScope.APPRAISAL, **facts: object) -> Certificate:
    """Return a certificate of a station's person, valid for a year from ten days ago."""
    made = {
        "number": f"CRT-{uuid4().hex[:8]}",
        "station_id": holder.station_id,
        "user_id": holder.id,
        "user_name": holder.name,
        "scope": scope,
        "valid_from": today() - timedelta(days=10),
        "valid_until": today() + timedelta(days=355),
        "granted_by_name": "trainer",
    }
    with for_office():
        return Certificate.objects.create(**(made | facts))


def an_inspection(station: Station, **facts: object) -> Inspection:
    """Return a planned audit of a station."""
    made = {
        "number": f"INS-{uuid4().hex[:8]}",
        "purpose": Purpose.AUDIT,
        "station": station,
        "subject_label": str(station),
        "template": current_template("AUDIT"),
        "planned_for": today(),
    }
    with for_office():
        return Inspection.objects.create(**(made | facts))


def a_reported_inspection(station: Station, **facts: object) -> Inspection:
    """Return an audit whose report the station has."""
    made = {"status": "reported", "score": "91.50", "has_passed": True, "reported_at": now(), "started_at": now()}
    inspection = an_inspection(station, **(made | facts))
    with for_office():
        for item in TemplateItem.objects.filter(template=inspection.template):
            ItemScore.objects.create(inspection=inspection, station_id=station.pk, item=item, points=item.weight)
    return inspection


def a_finding(station: Station, **facts: object) -> Finding:
    """Return an open finding of a reported audit."""
    inspection = facts.pop("inspection", None) or a_reported_inspection(station)
    made = {
        "number": f"FND-{uuid4().hex[:8]}",
        "inspection": inspection,
        "station": station,
        "severity": Severity.MAJOR,
        "description": "旧件库未上锁",
        "due_on": today() + timedelta(days=10),
        "raised_by_name": "auditor",
    }
    with for_office():
        return Finding.objects.create(**(made | facts))


def all_points(inspection: Inspection) -> dict[str, int | None]:
    """Return the full score for each line of the visit's checklist."""
    return {item.code: item.weight for item in TemplateItem.objects.filter(template=inspection.template)}


def in_days(days: int) -> date:
    """Return a day from today."""
    return today() + timedelta(days=days)
