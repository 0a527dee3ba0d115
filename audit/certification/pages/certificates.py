"""Certificates: list, record, paper, and for trainers granting, renewing, revoking."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.selectors import people_at
from audit.certification.actions import grant_certificate, renew_certificate, revoke_certificate
from audit.certification.choices import Standing
from audit.certification.models import Certificate
from audit.certification.pages.forms import GrantForm, RenewForm, StationForm, months_later
from audit.certification.pages.tables import CertificateFilter, CertificateTable
from audit.certification.paper import certificate_pdf, verification_link
from audit.certification.selectors import archive_of, by_token, certificates_for, courses_for
from common.clock import today
from common.files.answers import bytes_answer
from common.pages import PUBLIC, ActPage, Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from tenants.registry.selectors import stations_for

MANAGE = "certification.manage"
USUAL_MONTHS = 24


class CertificateList(ListPage):
    """Certificates in sight: all, the station's, or one's own."""

    action = "certification.view"
    title = _("Certificates")
    table_class = CertificateTable
    filterset_class = CertificateFilter
    create = Button(_("Grant a certificate"), "certification:grant_at", action=MANAGE, primary=True, icon="certificate")
    empty = _("No certificate yet. Head office's trainers grant them after training.")

    def rows(self) -> QuerySet[Any]:
        """Return the certificates."""
        return certificates_for(self.actor)


class CertificatePage(Page):
    """What pages below a certificate share: the way back."""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list, and to the certificate where there is one."""
        found = [Crumb(_("Certificates"), reverse("certification:certificates"))]
        certificate = getattr(self, "certificate", None)
        return [*found, Crumb(certificate.number, certificate.get_absolute_url())] if certificate else found


class CertificateDetail(CertificatePage, DetailPage):
    """One certificate."""

    action = "certification.view"
    status_field = "standing"
    list_name = "certification:certificates"

    def record(self) -> Any:
        """Return the certificate."""
        return certificates_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: Certificate) -> Text:
        """Return holder and scope."""
        return f"{record.user_name} · {record.get_scope_display()}"

    def subtitle_for(self, record: Certificate) -> Text:
        """Return number and station."""
        return f"{record.number} · {record.station}"

    def facts(self, record: Certificate) -> Sequence[Fact]:
        """Return what is certified, and if it was, why it was revoked."""
        facts = [
            Fact(_("holder"), record.user_name),
            Fact(_("scope"), record.get_scope_display()),
            Fact(_("station"), record.station),
            Fact(_("valid from"), record.valid_from.isoformat()),
            Fact(_("valid until"), record.valid_until.isoformat()),
            Fact(_("granted by"), record.granted_by_name),
            Fact(_("course"), record.course or ""),
        ]
        if record.renews is not None:
            facts.append(Fact(_("renews"), record.renews.number, url=record.renews.get_absolute_url()))
        if record.revoked_at:
            words = f"{record.revoked_by_name}, {show_moment(record.revoked_at)}"
            facts.append(Fact(_("revoked by"), words))
            facts.append(Fact(_("reason of revocation"), record.revoked_reason, wide=True))
        return facts

    def sections(self, record: Certificate) -> Sequence[Section]:
        """Return the person's archive, and the code that proves the paper."""
        archive = list(archive_of(self.actor, record.user_id)[:20])
        proof = {"link": verification_link(record)}
        return [
            Section(
                _("Training archive"),
                "certification/archive.html",
                {"rows": archive, "shown": record},
                count=len(archive),
            ),
            Section(_("Verification"), "certification/proof.html", proof, aside=True),
        ]

    def buttons(self, record: Certificate) -> Sequence[Button]:
        """Offer the paper, and to trainers what the certificate's standing allows."""
        buttons = [Button(_("Certificate (PDF)"), "certification:paper", args=(record.pk,), icon="file-type-pdf")]
        if record.standing is not Standing.REVOKED:
            buttons += [
                Button(_("Revoke"), "certification:revoke", action=MANAGE, args=(record.pk,), danger=True, icon="ban"),
                Button(
                    _("Renew"), "certification:renew", action=MANAGE, args=(record.pk,), primary=True, icon="refresh"
                ),
            ]
        return buttons


class CertificatePaper(Page):
    """The certificate as PDF."""

    action = "certification.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render and show it."""
        certificate = certificates_for(self.actor).get_or_404(self.kwargs["pk"])
        return bytes_answer(certificate_pdf(certificate), f"{certificate.number}.pdf", "application/pdf")


class ChooseStation(CertificatePage, FormPage):
    """The first step of granting: whose person."""

    action = MANAGE
    title = _("Grant a certificate")
    form_class = StationForm
    submit_label = _("Go on to the person")
    success = ""
    narrow = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer the stations in sight."""
        return {"stations": stations_for(self.actor)}

    def perform(self, form: Any) -> str:
        """Go on to the person."""
        return reverse("certification:grant", args=[form.cleaned_data["station"].pk])


class Grant(CertificatePage, FormPage):
    """The second step: who, for what, until when."""

    action = MANAGE
    title = _("Grant a certificate")
    form_class = GrantForm
    submit_label = _("Grant")
    success = _("The certificate is granted.")

    @cached_property
    def station(self) -> Any:
        """Return the chosen station."""
        return stations_for(self.actor).get_or_404(self.kwargs["station"])

    def subtitle(self) -> Text:
        """Return the station."""
        return str(self.station)

    def form_arguments(self) -> dict[str, Any]:
        """Offer the station's people and the courses."""
        return {"people": people_at(self.station.pk), "courses": courses_for(self.actor)}

    def initial(self) -> dict[str, Any]:
        """Two years from today are usual."""
        usual = {"valid_from": today(), "valid_until": months_later(today(), USUAL_MONTHS)}
        return usual | super().initial()

    def perform(self, form: Any) -> str:
        """Grant it."""
        given = form.cleaned_data
        course = given["course"]
        certificate = grant_certificate(
            station_id=self.station.pk,
            user_id=given["person"],
            scope=given["scope"],
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            course_id=course.pk if course else None,
            acting_user=self.actor,
        )
        return certificate.get_absolute_url()


class Renew(CertificatePage, FormPage):
    """The next certificate of the same person and scope."""

    action = MANAGE
    title = _("Renew the certificate")
    form_class = RenewForm
    submit_label = _("Renew")
    success = _("The certificate is renewed.")
    narrow = True

    @cached_property
    def certificate(self) -> Certificate:
        """Return the certificate that is renewed."""
        found: Certificate = certificates_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Return holder and scope."""
        return f"{self.certificate.user_name} · {self.certificate.get_scope_display()}"

    def initial(self) -> dict[str, Any]:
        """Begin when the old one ends; last as long as the course says."""
        start = max(self.certificate.valid_until + timedelta(days=1), today())
        course = self.certificate.course
        months = course.valid_months if course else USUAL_MONTHS
        return {"valid_from": start, "valid_until": months_later(start, months)} | super().initial()

    def perform(self, form: Any) -> str:
        """Renew it."""
        given = form.cleaned_data
        renewed = renew_certificate(
            self.certificate.pk,
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            acting_user=self.actor,
        )
        return renewed.get_absolute_url()


class Revoke(CertificatePage, ActPage):
    """Take it back."""

    action = MANAGE
    title = _("Revoke the certificate")
    reason = "required"
    submit_label = _("Revoke")
    success = _("The certificate is revoked. It opens no claim and no rescue from now on.")
    danger = True

    @cached_property
    def certificate(self) -> Certificate:
        """Return the certificate that is revoked."""
        found: Certificate = certificates_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Return holder and scope."""
        return f"{self.certificate.user_name} · {self.certificate.get_scope_display()}"

    def perform(self, reason: str) -> str:
        """Revoke it."""
        return revoke_certificate(self.certificate.pk, reason=reason, acting_user=self.actor).get_absolute_url()


class Verify(Page):
    """For anybody who holds the paper: is it ours, and is it valid today? No personal data is shown."""

    action = PUBLIC
    title = _("Verify a certificate")
    template_name = "certification/verify.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the answer; a token that is not ours is 404 with the same page."""
        certificate = by_token(self.kwargs["token"])
        is_valid = certificate is not None and certificate.standing in (Standing.VALID, Standing.EXPIRING)
        return self.render(certificate=certificate, is_valid=is_valid, status=200 if certificate else 404, day=today())


class Beginning(Page):
    """The module's own address leads to the list."""

    action = "certification.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the list."""
        return redirect("certification:certificates")
