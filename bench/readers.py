"""How fast are sellers' files read, and in how much memory, with as many rows as you like?"""

import argparse
import csv
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from stdnum import ean

from catalog.neutral import SellerMapping
from channels.readers import HEAD_BYTES, reader_for

ROWS = 100_000
LEAST_ROWS_A_SECOND = 1_500
MOST_MB = 200
# Texts that cells of a workbook share are in memory as a whole.
MOST_MB_OF_A_WORKBOOK = 400
_WORDS = ("Мука", "Отруби", "Солод", "Крупа", "Хлопья", "Макароны", "Масло", "Сухое молоко")


def main() -> None:
    """Write a file of each format, read each in a process of its own, say whether the goals were met."""
    parser = argparse.ArgumentParser(prog="bench readers", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="Write so many rows.")
    parser.add_argument("--keep", type=Path, help="Write the files here and leave them.")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        good = [_measured(write, place / name, options.rows) for name, write in WRITERS.items()]
    sys.exit(int(not all(good)))


def _measured(write: Callable[[Path, int], None], path: Path, rows: int) -> bool:
    write(path, rows)
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        count, bad, seconds, megabytes = pool.apply(_read, (path,))
    speed = count / seconds
    most = MOST_MB_OF_A_WORKBOOK if path.suffix == ".xlsx" else MOST_MB
    good = count >= rows and not bad and speed >= LEAST_ROWS_A_SECOND and megabytes <= most
    print(
        f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {count} rows ({bad} bad) in {seconds:.1f} s, "
        f"{speed:.0f}/s, at most {megabytes} MB: {'ok' if good else 'MISSED'}"
    )
    return good


def _read(path: Path) -> tuple[int, int, float, int]:
    """How many rows, how many of them are bad, the seconds it took, the peak of this process in MB."""
    with path.open("rb") as stream:
        reader = reader_for(stream.read(HEAD_BYTES), path.name)
    # Of the processor: a machine that is busy with something else says nothing of readers.
    begun = time.process_time()
    count = bad = 0
    for row in reader.read(path, name=path.name, mapping=SellerMapping()).rows:
        count += 1
        bad += bool(row.faults)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return count, bad, time.process_time() - begun, peak


def _name(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)]} сорт {number % 97}, партия {number}"


def _barcode(number: int) -> str:
    body = f"487{number:09}"
    return body + ean.calc_check_digit(body)


def _write(path: Path, pieces: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(pieces)


def _catalogue(path: Path, rows: int) -> None:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" '
        'ВерсияСхемы="2.07"><Каталог СодержитТолькоИзменения="false"><Товары>\n'
    )
    goods = (
        f"<Товар><Ид>{number:08x}-55bc-11d9-848a-00112f43529a</Ид><Штрихкод>{_barcode(number)}</Штрихкод>"
        f"<Артикул>A-{number}</Артикул><Наименование>{_name(number)}</Наименование>"
        '<БазоваяЕдиница Код="796 " МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
        f"<Описание>{_name(number)} из зерна этого года, {'просеяно дважды, ' * 8}упаковано.</Описание>"
        "<Страна>КАЗАХСТАН</Страна><ТорговаяМарка>Цесна</ТорговаяМарка><ЗначенияРеквизитов>"
        "<ЗначениеРеквизита><Наименование>Вес</Наименование><Значение>1,4</Значение></ЗначениеРеквизита>"
        "<ЗначениеРеквизита><Наименование>Код ТН ВЭД</Наименование><Значение>1101001500</Значение>"
        "</ЗначениеРеквизита></ЗначенияРеквизитов></Товар>\n"
        for number in range(rows)
    )
    _write(path, chain((head,), goods, ("</Товары></Каталог></КоммерческаяИнформация>",)))


def _offers(path: Path, rows: int) -> None:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация ВерсияСхемы="2.07">'
        "<ПакетПредложений><ТипыЦен><ТипЦены><Ид>p</Ид><Наименование>Розничная</Наименование><Валюта>KZT</Валюта></ТипЦены>"
        "</ТипыЦен><Предложения>\n"
    )
    offers = (
        f"<Предложение><Ид>{number // 4:08x}#{number:08x}</Ид><Наименование>{_name(number)}</Наименование>"
        "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование>"
        f"<Значение>{number % 4}</Значение></ХарактеристикаТовара></ХарактеристикиТовара><Цены><Цена>"
        "<Представление>1 200 KZT за шт</Представление><ИдТипаЦены>p</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{number % 900 + 100}.5</ЦенаЗаЕдиницу><Валюта>KZT</Валюта></Цена></Цены>"
        f'<Количество>12</Количество><Склад ИдСклада="a" КоличествоНаСкладе="12"/></Предложение>\n'
        for number in range(rows)
    )
    _write(path, chain((head,), offers, ("</Предложения></ПакетПредложений></КоммерческаяИнформация>",)))


def _kaspi(path: Path, rows: int) -> None:
    head = '<?xml version="1.0"?>\n<kaspi_catalog date="string" xmlns="kaspiShopping"><offers>\n'
    offers = (
        f'<offer sku="K{number}"><model>{_name(number)}</model><brand>Цесна</brand><availabilities>'
        '<availability available="yes" storeId="PP1" stockCount="7"/></availabilities>'
        f"<price>{number % 900 + 100}</price></offer>\n"
        for number in range(rows)
    )
    _write(path, chain((head,), offers, ("</offers></kaspi_catalog>",)))


def _yml(path: Path, rows: int) -> None:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n<yml_catalog '
        'date="2026-11-30 10:00"><shop><currencies><currency id="KZT" rate="1"/></currencies><categories>'
        '<category id="1">Еда</category></categories><offers>\n'
    )
    offers = (
        f'<offer id="{number}" available="true"><name>{_name(number)}</name><vendor>Цесна</vendor>'
        f"<price>{number % 900 + 100}</price><currencyId>KZT</currencyId><categoryId>1</categoryId>"
        f"<barcode>{_barcode(number)}</barcode><description><![CDATA[<p>{_name(number)}</p><p>Из зерна.</p>"
        ']]></description><weight>1.4</weight><count>5</count><param name="Сорт">Высший</param></offer>\n'
        for number in range(rows)
    )
    _write(path, chain((head,), offers, ("</offers></shop></yml_catalog>",)))


def _shopify(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            (
                *("Handle", "Title", "Body (HTML)", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU"),
                *("Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Price"),
                *("Variant Barcode", "Image Src"),
            )
        )
        for number in range(rows):
            first = (_name(number), "<p>White.</p>", "Tsesna", "Size") if number % 4 == 0 else ("",) * 4
            writer.writerow(
                (
                    *(f"goods-{number // 4}", *first, number % 4, f"S{number}", 1400, "shopify", 5, "9.90"),
                    *(_barcode(number), "https://a.example/1.jpg"),
                )
            )


_HEADER = ("Артикул", "Наименование", "Цена, тг", "Остаток", "Вес, кг", "Штрихкод", "Страна")


def _cells(number: int) -> tuple[object, ...]:
    return (f"A-{number}", _name(number), number % 900 + 100, 12, 1.4, _barcode(number), "Казахстан")


def _csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="cp1251", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(map(_cells, range(rows)))


def _xlsx(path: Path, rows: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Прайс")
    sheet.append(list(_HEADER))
    for number in range(rows):
        sheet.append(list(_cells(number)))
    book.save(path)


WRITERS: Mapping[str, Callable[[Path, int], None]] = {
    "import.xml": _catalogue,
    "offers.xml": _offers,
    "kaspi.xml": _kaspi,
    "feed.yml": _yml,
    "products.csv": _shopify,
    "prices.csv": _csv,
    "prices.xlsx": _xlsx,
}

if __name__ == "__main__":
    main()
