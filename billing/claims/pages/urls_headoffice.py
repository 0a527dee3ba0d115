"""Addresses of claims at head office."""

from django.urls import path

from billing.claims.pages import anomalies, appeals, approvals, headoffice, photos, queue, replays, samples, workbench
from billing.claims.pages import preauthorisations as beforehand
from billing.claims.pages.shared import ClaimList, StarFile

urlpatterns = [
    path("", ClaimList.as_view(), name="list"),
    path("first-review/", queue.FirstQueue.as_view(), name="queue"),
    path("anomalies/", anomalies.Detectors.as_view(), name="detectors"),
    path("anomalies/weights/", anomalies.Weigh.as_view(), name="weigh"),
    path("first-review/next/", queue.TakeNext.as_view(), name="next"),
    path("final-review/", headoffice.FinalQueue.as_view(), name="finals"),
    path("sampled/", samples.SampleList.as_view(), name="samples"),
    path("sampled/figures/", samples.SampleFigures.as_view(), name="sample_figures"),
    path("sampled/<uuid:pk>/", samples.CheckSample.as_view(), name="check_sample"),
    path("replays/", replays.ReplayList.as_view(), name="replays"),
    path("replays/new/", replays.NewReplay.as_view(), name="new_replay"),
    path("replays/<uuid:pk>/", replays.ReplayDetail.as_view(), name="replay"),
    path("replays/<uuid:pk>/lines/", replays.ReplayLineList.as_view(), name="replay_lines"),
    path("replays/<uuid:pk>/lines/<uuid:line>/", replays.ReplayLineDetail.as_view(), name="replay_line"),
    path("<uuid:pk>/", headoffice.OfficeClaimDetail.as_view(), name="detail"),
    path("<uuid:pk>/first-review/", workbench.FirstReview.as_view(), name="review"),
    path("<uuid:pk>/final-review/", headoffice.FinalReview.as_view(), name="final"),
    path("<uuid:pk>/return/", workbench.ReturnClaim.as_view(), name="return"),
    path("<uuid:pk>/reject/", workbench.RejectClaim.as_view(), name="reject"),
    path("<uuid:pk>/note/", workbench.NoteClaim.as_view(), name="note"),
    path("<uuid:pk>/anomalies/<uuid:flag>/dismiss/", workbench.DismissFlag.as_view(), name="dismiss"),
    path("<uuid:pk>/first-review/photos/<uuid:file>/", workbench.ReviewPhoto.as_view(), name="review_photo"),
    path("<uuid:pk>/reopen/", headoffice.ReopenClaim.as_view(), name="reopen"),
    path("<uuid:pk>/photos/<uuid:file>/", photos.ClaimPhoto.as_view(), name="photo"),
    path("by-number/<str:number>/", headoffice.ByNumber.as_view(), name="by_number"),
    path("star.<slug:format>", StarFile.as_view(), name="star"),
    path("preauthorisations/", beforehand.OfficeList.as_view(), name="preauthorisations"),
    path("preauthorisations/<uuid:pk>/", beforehand.Detail.as_view(), name="preauthorisation"),
    path("preauthorisations/<uuid:pk>/agree/", beforehand.Approve.as_view(), name="approve"),
    path("preauthorisations/<uuid:pk>/refuse/", beforehand.Refuse.as_view(), name="refuse"),
    path("preauthorisations/<uuid:pk>/ask/", beforehand.Ask.as_view(), name="ask"),
    path(
        "preauthorisations/<uuid:pk>/photos/<uuid:file>/",
        photos.PreauthorisationPhoto.as_view(),
        name="preauthorisation_photo",
    ),
    path("goodwill/", approvals.GoodwillList.as_view(), name="goodwills"),
    path("goodwill/<uuid:pk>/", approvals.GoodwillDetail.as_view(), name="goodwill"),
    path("goodwill/<uuid:pk>/grant/", approvals.GrantGoodwill.as_view(), name="grant_goodwill"),
    path("goodwill/<uuid:pk>/refuse/", approvals.RefuseGoodwill.as_view(), name="refuse_goodwill"),
    path("goodwill/<uuid:pk>/withdraw/", approvals.WithdrawGoodwill.as_view(), name="withdraw_goodwill"),
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/<uuid:pk>/", appeals.AppealDetail.as_view(), name="appeal"),
    path("appeals/<uuid:pk>/decide/", appeals.DecideAppeal.as_view(), name="decide_appeal"),
]
