"""Is a standard recognised however it was typed?"""

import csv

import pytest

from catalog.operations.loading_law import DATA
from catalog.standards import normalised


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ГОСТ 26574-2017", "ГОСТ 26574-2017"),
        ("гост26574—2017", "ГОСТ 26574-2017"),
        ("GOST 26574 - 2017", "ГОСТ 26574-2017"),
        ("ГOCT 1129-2013", "ГОСТ 1129-2013"),
        ("ГОСТ Р 55290-2012", "ГОСТ Р 55290-2012"),
        ("GOST R 55290-2012", "ГОСТ Р 55290-2012"),
        ("ГОСТ ISO 22000-2019", "ГОСТ ISO 22000-2019"),
        ("ГОСТ 10582-76", "ГОСТ 10582-76"),
        ("СТ РК", "СТ РК"),
        ("ct pk 1732-2007", "СТ РК 1732-2007"),
        ("GB/T1355–2021", "GB/T 1355-2021"),
        ("gb / t 1355-2021", "GB/T 1355-2021"),
        ("GB 19644", "GB 19644"),
        ("GB2760-2014", "GB 2760-2014"),
        ("iso 22000:2018", "ISO 22000:2018"),
        ("ISO/IEC 17025:2017", "ISO/IEC 17025:2017"),
        ("IEC 61215", "IEC 61215"),
        ("TR CU 009/2011", "ТР ТС 009/2011"),
        ("ТР ТС 021 / 2011", "ТР ТС 021/2011"),
        ("TR EAEU 040/2016", "ТР ЕАЭС 040/2016"),
        ("gost 26574-2017; TR TS 021/2011", "ГОСТ 26574-2017, ТР ТС 021/2011"),
        ("", ""),
    ],
)
def test_a_standard_is_written_as_its_body_writes_it(typed: str, kept: str) -> None:
    assert normalised(typed) == kept
    assert normalised(kept) == kept


@pytest.mark.parametrize(
    "strange", ["СТ ТОО", "UN3480", "Q/LYG 0001S-2023", "GBR Gold", "EN 71-3", "ГОСТы мира"]
)
def test_what_we_do_not_know_stays_as_it_was_written(strange: str) -> None:
    assert normalised(strange) == strange


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ГОСТ 26574/2017", "26574/2017 is no number of a standard of ГОСТ, such as ГОСТ 26574-2017"),
        ("GB/T 1355:2021", "such as GB/T 1355-2021"),
        ("ТР ТС 9-2011", "such as ТР ТС 009/2011"),
        ("ISO 22000-20l8", "such as ISO 22000:2018"),
    ],
)
def test_a_number_that_its_body_has_not_is_refused(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        normalised(typed)


def test_all_standards_of_the_demonstration_are_accepted() -> None:
    with (DATA / "sample_products.csv").open(encoding="utf-8") as rows:
        kept = {row["standard"]: normalised(row["standard"]) for row in csv.DictReader(rows)}
    assert kept["TR CU 009/2011"] == "ТР ТС 009/2011"
    assert kept["ГОСТ 26574-2017"] == "ГОСТ 26574-2017"
