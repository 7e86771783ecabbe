"""What do the demonstration's goods look like, as long as nobody has photographed them?"""

import hashlib
from datetime import datetime
from io import BytesIO

from PIL import Image as Canvas
from PIL import ImageDraw

from catalog.filing import SIDES
from catalog.models import Image, Product
from catalog.operations.picturing import add_image
from kit.actors import Actor
from kit.pictures import clean
from kit.transactions import inside_transaction
from kit.upserts import Tally

_SIDE = 480
# Of a wall, and of what stands before it.
_WALLS = ((236, 229, 216), (222, 232, 236), (233, 224, 232), (226, 235, 222), (240, 232, 214))
_GOODS = ((196, 120, 52), (62, 110, 142), (150, 62, 70), (84, 128, 74), (206, 160, 70), (108, 84, 134))
_INK = (52, 46, 40)
Box = tuple[int, int, int, int]
# By kind of package: its outline, and a smaller part such as a cap or the fold of a bag.
_SHAPES: dict[str, tuple[Box, Box]] = {
    "bag": ((140, 120, 340, 400), (160, 90, 320, 132)),
    "bottle": ((180, 180, 300, 410), (212, 90, 268, 186)),
    "carton": ((110, 160, 370, 400), (220, 160, 260, 400)),
    "pallet": ((90, 140, 390, 370), (80, 376, 400, 404)),
    "tin": ((150, 150, 330, 390), (146, 134, 334, 160)),
}


@inside_transaction
def load_pictures(*, at: datetime, by: Actor) -> dict[str, Tally]:
    """Draw a picture of every product, the same on every installation, as long as none has one."""
    if Image.objects.exists():
        # Somebody has drawn or photographed since: a picture that its seller took away stays away.
        return {"pictures": Tally(unchanged=Image.objects.count())}
    count = 0
    bare = Product.objects.prefetch_related("variants").order_by("code")
    for product in bare.select_for_update(of=("self",)):
        kind = next((variant.package_kind for variant in product.variants.all()), "bag")
        data = _drawn(product.code, kind)
        add_image(
            product=product,
            clean=clean(data, sides=SIDES),
            digest=hashlib.sha256(data).hexdigest(),
            facts={"alt": product.names},
            at=at,
            by=by,
        )
        count += 1
    return {"pictures": Tally(created=count)}


def _drawn(code: str, kind: str) -> bytes:
    """A package before a wall, in colours that the product's code picks, as a PNG."""
    dice = hashlib.sha256(code.encode()).digest()
    goods = _GOODS[dice[1] % len(_GOODS)]
    canvas = Canvas.new("RGB", (_SIDE, _SIDE), _WALLS[dice[0] % len(_WALLS)])
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 400, _SIDE, _SIDE), fill=(202, 192, 176))
    body, part = _SHAPES.get(kind, _SHAPES["bag"])
    pen.rounded_rectangle(body, radius=18, fill=goods, outline=_INK, width=4)
    pen.rounded_rectangle(
        part, radius=8, fill=tuple(value * 3 // 4 for value in goods), outline=_INK, width=4
    )
    # A label with as many ears of grain as the code picks, in place of words.
    pen.ellipse((190, 240, 290, 340), fill=(250, 247, 240), outline=_INK, width=3)
    for number in range(2 + dice[2] % 4):
        x = 212 + number * 14
        pen.line((x, 262, x, 322), fill=_GOODS[dice[3] % len(_GOODS)], width=6)
    file = BytesIO()
    canvas.save(file, "PNG")
    return file.getvalue()
