"""Addresses of lifecycle at head office."""

from django.urls import path

from network.lifecycle.pages import agreements, changes, closings, handover, orders

urlpatterns = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("changes/", changes.ChangeList.as_view(), name="changes"),
    path("changes/new/<uuid:station>/", changes.Choose.as_view(), name="choose"),
    path("changes/new/<uuid:station>/<str:kind>/", changes.Request.as_view(), name="request"),
    path("changes/<uuid:pk>/", changes.ChangeDetail.as_view(), name="change"),
    path("changes/<uuid:pk>/slip.pdf", changes.ChangeSlip.as_view(), name="change_slip"),
    path("changes/<uuid:pk>/papers/add/", changes.AddEvidence.as_view(), name="add_evidence"),
    path("changes/<uuid:pk>/papers/<uuid:file>/", changes.Paper.as_view(), name="paper"),
    path("changes/<uuid:pk>/check/", changes.Check.as_view(), name="check"),
    path("changes/<uuid:pk>/approve/", changes.Approve.as_view(), name="approve"),
    path("changes/<uuid:pk>/instruct/", changes.InstructLeaving.as_view(), name="instruct_leaving"),
    path("changes/<uuid:pk>/refuse/", changes.Refuse.as_view(), name="refuse"),
    path("changes/<uuid:pk>/agreement/", handover.NextAgreement.as_view(), name="next_agreement"),
    path("changes/<uuid:pk>/invite/", handover.InviteAgain.as_view(), name="invite_again"),
    path("changes/<uuid:pk>/take-back/", changes.TakeBack.as_view(), name="take_back"),
    path("orders/", orders.OrderList.as_view(), name="orders"),
    path("orders/new/<uuid:station>/<str:kind>/", orders.Instruct.as_view(), name="instruct"),
    path("orders/<uuid:pk>/", orders.OrderDetail.as_view(), name="order"),
    path("orders/<uuid:pk>/slip.pdf", orders.OrderSlip.as_view(), name="order_slip"),
    path("orders/<uuid:pk>/act/", orders.Act.as_view(), name="act"),
    path("orders/<uuid:pk>/revoke/", orders.Revoke.as_view(), name="revoke"),
    path("closings/", closings.ClosingList.as_view(), name="closings"),
    path("closings/steps/", closings.StepList.as_view(), name="steps"),
    path("closings/steps/<uuid:pk>/look/", closings.Look.as_view(), name="look"),
    path("closings/steps/<uuid:pk>/finish/", closings.Finish.as_view(), name="finish"),
    path("closings/<uuid:pk>/", closings.ClosingDetail.as_view(), name="closing"),
    path("closings/<uuid:pk>/slip.pdf", closings.ClosingSlip.as_view(), name="closing_slip"),
    path("closings/<uuid:pk>/purged/", closings.PurgeRecord.as_view(), name="purge_record"),
    path("closings/<uuid:pk>/archive/", closings.Archive.as_view(), name="archive"),
]
