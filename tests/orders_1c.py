"""
How does 1C exchange orders with a site? As its modules of both generations do.

It imports nothing of the shop, which must not be wrong about the protocol together with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from tests.exchange_1c import Broken, OneC, zipped

ROOT = "КоммерческаяИнформация"


@dataclass(frozen=True)
class Order:
    """An order as a base of 1C has it after loading a document."""

    id: str
    number: str
    currency: str
    total: str
    buyer: str
    phone: str
    address: str
    comment: str
    lines: Sequence[tuple[str, str, str, str, str]]
    requisites: Mapping[str, str]


@dataclass
class Orders1C(OneC):
    """
    A base of 1C that takes orders and sends them back.

    `orders` is what its own books know, by number; it keeps what it loaded whether or not it said so.
    """

    type: str = "sale"
    orders: dict[str, Order] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)

    def load(self) -> list[str]:
        """`query`: load the document that comes; the numbers in it."""
        body = self.fetch("query")
        if not body.startswith(b"<?xml"):
            raise Broken(body.decode(self.encoding))
        found = [read(each) for each in documents(body)]
        self.orders.update({order.number: order for order in found})
        self.loaded = [order.number for order in found]
        return self.loaded

    def take_orders(self) -> list[str]:
        """As modules up to 2.0x do it: load what comes, then say so."""
        self.sign_in()
        self.init()
        numbers = self.load()
        self.must("success")
        return numbers

    def take_orders_3(self) -> list[str]:
        """As modules that speak 3.1 do it: dictionaries, then orders until none comes, then an end."""
        self.sign_in()
        self.init(version="3.1")
        assert self.fetch("info").startswith(b"<?xml")
        numbers: list[str] = []
        while more := self.load():
            numbers += more
            self.must("success")
        self.must("complete")
        return numbers

    def send_back(self, data: bytes, *, name: str = "orders-1.xml") -> None:
        """As modules up to 2.0x do it: a session of its own, the file, nothing else."""
        self.sign_in()
        self.init()
        self.send("v8_1A2B_5c.zip", zipped({name: data})) if self.zips else self.send(name, data)

    def send_back_3(self, data: bytes, *, name: str = "documents___1.xml") -> list[str]:
        """As modules that speak 3.1 do it: the file, then `import` until it is through; the last answer."""
        self.sign_in()
        self.init(version="3.1")
        self.send("v8_1A2B_5c.zip", zipped({name: data})) if self.zips else self.send(name, data)
        answer = self.import_(name)
        self.must("complete")
        return answer


def documents(body: bytes) -> list[ET.Element]:
    """The documents, below the root or each in a container."""
    root = ET.fromstring(body)
    assert root.tag == ROOT
    return [*root.findall("Документ"), *root.findall("Контейнер/Документ")]


def read(node: ET.Element) -> Order:
    """One document, which has to be an order of a seller's."""
    assert (node.findtext("ХозОперация"), node.findtext("Роль")) == ("Заказ товара", "Продавец")
    columns = ("Ид", "Артикул", "ЦенаЗаЕдиницу", "Количество", "Сумма")
    return Order(
        id=node.findtext("Ид", ""),
        number=node.findtext("Номер", ""),
        currency=node.findtext("Валюта", ""),
        total=node.findtext("Сумма", ""),
        buyer=node.findtext("Контрагенты/Контрагент/Наименование", ""),
        phone=node.findtext("Контрагенты/Контрагент/Контакты/Контакт/Значение", ""),
        address=node.findtext("Контрагенты/Контрагент/АдресРегистрации/Представление", ""),
        comment=node.findtext("Комментарий", ""),
        lines=[
            tuple(line.findtext(column, "") for column in columns)  # type: ignore[misc]
            for line in node.findall("Товары/Товар")
        ],
        requisites={
            each.findtext("Наименование", ""): each.findtext("Значение", "")
            for each in node.findall("ЗначенияРеквизитов/ЗначениеРеквизита")
        },
    )


def report(
    order: Order,
    requisites: Mapping[str, str],
    *,
    quantities: Mapping[str, str] | None = None,
    operation: str = "Заказ товара",
) -> str:
    """The document of an order as a base of 1C writes it back, with its own requisites."""
    lines = "".join(
        f"<Товар><Ид>{key}</Ид><Артикул>{sku}</Артикул><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу>"
        f"<Количество>{(quantities or {}).get(sku, f'{quantity}.000')}</Количество></Товар>"
        for key, sku, price, quantity, _ in order.lines
    )
    told = "".join(
        f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{text}</Значение></ЗначениеРеквизита>"
        for name, text in requisites.items()
    )
    return (
        f"<Документ><Ид>{order.id}</Ид><Номер>{order.number}</Номер><Номер1С>КА-000017</Номер1С>"
        f"<ХозОперация>{operation}</ХозОперация><Роль>Продавец</Роль><Сумма>{order.total}</Сумма>"
        f"<Товары>{lines}</Товары><ЗначенияРеквизитов>{told}</ЗначенияРеквизитов></Документ>"
    )


def sent(*reports: str, encoding: str = "utf-8") -> bytes:
    """A whole file of orders."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><{ROOT} ВерсияСхемы="2.05">'
    return f"{head}{''.join(reports)}</{ROOT}>".encode(encoding, "xmlcharrefreplace")
