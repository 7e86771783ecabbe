"""Which addresses under /api/v1 belong to the catalogue?"""

from django.urls import path

from catalog.rest import goods, judging, offers, reference, sellers, stock, verifying

urlpatterns = [
    path("markets", reference.MarketsDoor.as_view()),
    path("tariff-codes", reference.TariffCodesDoor.as_view()),
    path("tariff-codes/<str:hs6>", reference.TariffCodeDoor.as_view()),
    path("warehouses", reference.WarehousesDoor.as_view()),
    path("sellers", sellers.SellersDoor.as_view()),
    path("sellers/<uuid:seller_id>", sellers.SellerDoor.as_view()),
    path("sellers/<uuid:seller_id>/review", verifying.ReviewSellerDoor.as_view()),
    path("sellers/<uuid:seller_id>/approve", verifying.ApproveSellerDoor.as_view()),
    path("sellers/<uuid:seller_id>/reject", verifying.RejectSellerDoor.as_view()),
    path("sellers/<uuid:seller_id>/suspend", verifying.SuspendSellerDoor.as_view()),
    path("sellers/<uuid:seller_id>/reinstate", verifying.ReinstateSellerDoor.as_view()),
    path("seller/products", goods.SellerProductsDoor.as_view()),
    path("seller/products/<uuid:product_id>", goods.SellerProductDoor.as_view()),
    path("seller/variants", goods.VariantsDoor.as_view()),
    path("seller/variants/<uuid:variant_id>", goods.VariantDoor.as_view()),
    path("seller/listings", offers.ListingsDoor.as_view()),
    path("seller/listings/<uuid:listing_id>", offers.ListingDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/price", offers.PriceDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/submit", offers.SubmitDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/publish", offers.PublishDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/pause", offers.PauseDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/resume", offers.ResumeDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/retire", offers.RetireDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/approve", judging.ApproveListingDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/request-changes", judging.RequestChangesDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/block", judging.BlockDoor.as_view()),
    path("seller/listings/<uuid:listing_id>/unblock", judging.UnblockDoor.as_view()),
    path("seller/lots", stock.LotsDoor.as_view()),
    path("seller/lots/<uuid:lot_id>", stock.LotDoor.as_view()),
    path("seller/stock", stock.StockDoor.as_view()),
    path("seller/stock/receive", stock.ReceiveDoor.as_view()),
    path("seller/stock/<uuid:level_id>/adjust", stock.AdjustDoor.as_view()),
    path("seller/stock-moves", stock.StockMovesDoor.as_view()),
]
