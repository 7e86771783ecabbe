"""Which examples do goods, their pictures and papers show in the API document?"""

from collections.abc import Mapping

_PICTURE = {
    side: f"https://shop.example/images/7f/7f3a9c04d1e85b26a07c4f9e13d2b685-{side}.webp"
    for side in ("320", "800", "1600")
}
OF_GOODS: Mapping[str, object] = {
    "issuer": "Halal Damu, Astana",
    "alt": {"en": "A paper bag of flour", "kk": "Қағаз қаптағы ұн", "zh-Hans": "一袋面粉"},
    "Category.code": "wheat-flour",
    "Category.name": "Wheat flour",
    "Certificate.allowed_actions": ["withdraw"],
    "Certificate.kind": "halal",
    "Certificate.number": "KZ-HAL-2026-00417",
    "Certificate.status": "submitted",
    "CertificateRequest.number": "KZ-HAL-2026-00417",
    "Image.height": 1200,
    "Image.width": 1600,
    "Listing.allowed_actions": ["pause", "retire"],
    "Listing.status": "live",
    "Paper.kind": "halal",
    "Paper.number": "KZ-HAL-2026-00417",
    "Product.name": "Wheat baking flour, premium grade, 2 kg",
    "ProductDetail.name": "Wheat baking flour, premium grade, 2 kg",
    "SellerProduct.code": "FLR-PRM",
    "SellerProductRequest.code": "FLR-PRM",
    "Market.code": "CN",
    "Market.name": "China",
    "Warehouse.code": "KZ-KOSTANAY-WH",
    "Warehouse.name": "Kostanay warehouse",
    "Called.code": "wheat-flour",
    "Called.name": "Wheat flour",
    "Facet.code": "grade",
    "Facet.kind": "attribute",
    "Facet.name": "Grade",
    "FacetValue.code": "premium",
    "FacetValue.name": "Premium",
    "FacetValue.count": 9,
    "Facets.counted": 79,
    "Picture.alt": "A paper bag of flour",
    "Picture.height": 1200,
    "Picture.width": 1600,
    "ProductDetail.description": "Milled from hard wheat of the north, for bread.",
    "ShownPaper.kind": "halal",
    "ShownPaper.number": "KZ-HAL-2026-00417",
    "at_place": "CN-LYG-BASE",
    "from_quantity": 10,
    "per": "kg",
    "scan": _PICTURE,
    "urls": _PICTURE,
}
