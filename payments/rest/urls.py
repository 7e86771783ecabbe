"""Which address leads to which door of money?"""

from django.urls import path

from payments.rest import demo, documents, earnings, notifications, rates, refunds

urlpatterns = [
    path("payment-notifications/<slug:provider>", notifications.NotificationDoor.as_view()),
    path("demo-provider/charges/<slug:provider_ref>", demo.ChargeDoor.as_view()),
    path("demo-provider/charges/<slug:provider_ref>/pay", demo.PayChargeDoor.as_view()),
    path("fx-rates", rates.RatesDoor.as_view()),
    path("refunds", refunds.RefundsDoor.as_view()),
    path("refunds/<uuid:refund_id>", refunds.RefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/approve", refunds.ApproveRefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/decline", refunds.DeclineRefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/send", refunds.SendRefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/finish", refunds.FinishRefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/fail", refunds.FailRefundDoor.as_view()),
    path("refunds/<uuid:refund_id>/repeat", refunds.RepeatRefundDoor.as_view()),
    path("seller/balance", earnings.BalanceDoor.as_view()),
    path("seller/statements", earnings.StatementMonthsDoor.as_view()),
    path("seller/statements/<slug:month>/<slug:currency>", earnings.StatementDoor.as_view()),
    path("seller/documents", documents.SellerDocumentsDoor.as_view()),
    path("seller/documents/<uuid:document_id>", documents.SellerDocumentDoor.as_view()),
    path("seller/payouts", earnings.PayoutsDoor.as_view()),
    path("seller/payouts/<uuid:payout_id>", earnings.PayoutDoor.as_view()),
]
