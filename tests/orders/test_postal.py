from collections.abc import Mapping

import pytest

from orders.phones import BadPhone, mobile
from orders.postal import latin_lines, one_line, settled
from orders.scripts import has_han, latin

CHINESE = {
    "recipient": "李伟",
    "phone": "+8613800000000",
    "country": "CN",
    "district_code": "320706",
    "street": "海棠北路 1 号",
    "postcode": "222000",
}
KAZAKH = {
    "recipient": "Әсел Нұрланқызы",
    "phone": "+77011234567",
    "country": "KZ",
    "district_code": "751110000",
    "street": "Абай даңғылы, 10-үй",
    "postcode": "A05E5T1",
}
# From before districts were coded.
OLD = {
    "recipient": "Wang Fang",
    "real_name": "",
    "phone": "+861065529988",
    "country": "CN",
    "province": "CN-JS",
    "city": "Lianyungang",
    "district": "",
    "district_code": "",
    "street": "1 Haitang North Road",
    "postcode": "510000",
}


def blamed(given: Mapping[str, str], kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is wrong, by field."""
    return {problem.pointer: problem.message for problem in settled(given, kept)[1]}


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("+8613800000000", "CN", "+8613800000000"),
        ("138 0000 0000", "CN", "+8613800000000"),
        ("0086 199 0000 1111", "CN", "+8619900001111"),
        ("+86 162 1234 5678", "CN", "+8616212345678"),
        ("+77011234567", "KZ", "+77011234567"),
        ("8 (747) 123-45-67", "KZ", "+77471234567"),
        ("771 123 45 67", "KZ", "+77711234567"),
        ("+7 778 123 45 67", "KZ", "+77781234567"),
    ],
)
def test_a_mobile_number_is_kept_in_one_form(text: str, country: str, kept: str) -> None:
    assert mobile(text, country) == kept


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("+85291234567", "CN", "belongs to Hong Kong"),
        ("+85366123456", "CN", "belongs to Macao"),
        ("+886912345678", "CN", "belongs to Taiwan"),
        ("+79161234567", "CN", "belongs to Russia"),
        ("010-65529988", "CN", "is a landline"),
        ("0518 8541 2345", "CN", "is a landline"),
        ("+86 128 0000 0000", "CN", "is a number that nobody has"),
        ("138000000", "CN", "is a number that nobody has"),
        ("+8613800000000", "KZ", "belongs to China"),
        ("+79161234567", "KZ", "belongs to Russia"),
        ("8 916 123 45 67", "KZ", "belongs to Russia"),
        ("+7 727 250 12 34", "KZ", "is a landline"),
        ("+7 751 123 45 67", "KZ", "is no mobile number"),
        ("+7 709 123 45 67", "KZ", "is a number that nobody has"),
        ("------", "KZ", "is no telephone number"),
        ("+86 138 0000 0000 ext. 5", "CN", "has an extension"),
        ("+998901234567", "KZ", "belongs to another country (+998)"),
    ],
)
def test_a_number_that_no_courier_can_text_says_what_it_is_instead(
    text: str, country: str, reason: str
) -> None:
    with pytest.raises(BadPhone, match="; send a ") as refusal:
        mobile(text, country)
    assert str(refusal.value).startswith(reason)


def test_the_district_fills_in_what_it_implies() -> None:
    texts, wrong = settled(CHINESE)
    assert wrong == []
    assert (texts["province"], texts["city"], texts["district"]) == ("CN-JS", "连云港市", "海州区")
    texts, wrong = settled(KAZAKH)
    assert wrong == []
    assert (texts["province"], texts["city"], texts["district"]) == ("KZ-75", "Алматы", "Алмалы ауданы")


@pytest.mark.parametrize(
    ("base", "written"),
    [
        (CHINESE, {"province": "CN-JS", "city": "连云港", "district": "海州"}),
        (CHINESE, {"city": "Lianyungang", "district": "HAIZHOU"}),
        (CHINESE, {"city": "lian yun gang shi"}),
        ({**CHINESE, "district_code": "441900", "postcode": "523000"}, {"district": "虎门镇"}),
        (KAZAKH, {"city": "г. Алматы", "district": "Алмалинский р-н"}),
        (KAZAKH, {"city": "Almaty qalasy", "district": "Almaly"}),
        ({**KAZAKH, "district_code": "631010000", "postcode": "070004"}, {"city": "Усть-Каменогорск"}),
        ({**KAZAKH, "district_code": "631010000", "postcode": "F00A1B2"}, {"city": "Öskemen"}),
    ],
)
def test_place_names_stay_as_they_are_written_in_either_script(
    base: dict[str, str], written: dict[str, str]
) -> None:
    texts, wrong = settled({**base, **written})
    assert wrong == []
    assert {name: texts[name] for name in written} == written


@pytest.mark.parametrize(
    ("base", "changed", "pointer", "words"),
    [
        (CHINESE, {"province": "CN-GD"}, "/province", "lies in 江苏省 (Jiangsu, 320000)"),
        (CHINESE, {"city": "上海"}, "/city", "lies in 连云港市 (Lianyungang Shi, 320700)"),
        (CHINESE, {"district": "浦东新区"}, "/district", "lies in 海州区"),
        (CHINESE, {"district_code": "320700"}, "/district_code", "has divisions of its own"),
        (CHINESE, {"district_code": "110000"}, "/district_code", "has divisions of its own"),
        (CHINESE, {"district_code": "500105"}, "/district_code", "no current GB/T 2260 code"),
        (CHINESE, {"district_code": "810000"}, "/district_code", "no current GB/T 2260 code"),
        (CHINESE, {"district_code": ""}, "/province", "a district_code, which implies it"),
        (CHINESE, {"recipient": "Li Wei"}, "/real_name", "as in the passport"),
        (CHINESE, {"real_name": "13800"}, "/real_name", "is no name"),
        (CHINESE, {"postcode": "22200"}, "/postcode", "is not six digits"),
        (CHINESE, {"postcode": "２２２０００"}, "/postcode", "is not six digits"),
        (CHINESE, {"postcode": "510000"}, "/postcode", "begin 21 or 22"),
        (KAZAKH, {"district_code": "320706"}, "/district_code", "no current KATO code"),
        (KAZAKH, {"city": "Шымкент"}, "/city", "lies in Алматы"),
        (KAZAKH, {"district": "Медеуский район"}, "/district", "lies in Алмалы ауданы"),
        (KAZAKH, {"postcode": "05001"}, "/postcode", "A05E5T1"),
        (KAZAKH, {"postcode": "110000"}, "/postcode", "postcodes of KZ-75 begin 05 or 04 or A or B"),
        (KAZAKH, {"postcode": "999999"}, "/postcode", "no postcode of Kazakhstan begins 99"),
        (KAZAKH, {"postcode": "170001"}, "/postcode", "no postcode of Kazakhstan begins 17"),
        (KAZAKH, {"postcode": "Z05E5T1"}, "/postcode", "postcodes of KZ-75 begin 05"),
        (KAZAKH, {"district_code": "391010000"}, "/postcode", "postcodes of KZ-39 begin 11 or P"),
        (KAZAKH, {"district_code": "", "province": "KZ-19", "city": "Шелек"}, "/postcode", "begin 04 or B"),
        (KAZAKH, {"postcode": "A05E5T"}, "/postcode", "A05E5T1"),
        (KAZAKH, {"district_code": "", "province": "KZ-ALA", "city": "Есік"}, "/province", "KZ-ALA"),
        (KAZAKH, {"district_code": "", "province": "KZ-19"}, "/city", "send city"),
    ],
)
def test_what_a_courier_or_customs_cannot_use_names_its_field_and_reason(
    base: dict[str, str], changed: dict[str, str], pointer: str, words: str
) -> None:
    assert words in blamed({**base, **changed})[pointer]


@pytest.mark.parametrize(
    ("base", "changed"),
    [
        (CHINESE, {"recipient": "John Smith", "real_name": "John Smith"}),
        (CHINESE, {"recipient": "阿不都热西提·买买提"}),
        (CHINESE, {"district_code": "330922", "postcode": "202450"}),  # Shengsi gets its mail from Shanghai
        (CHINESE, {"district_code": "152201", "postcode": "137400"}),  # Ulanhot from Jilin
        (CHINESE, {"postcode": ""}),
        (KAZAKH, {"postcode": "050010"}),
        (KAZAKH, {"postcode": ""}),
        (KAZAKH, {"recipient": "Иванов Иван", "street": "ул. Абая, д. 10"}),
        (KAZAKH, {"recipient": "Äsel Nūrlanqyzy", "street": "Abai dañğyly 10"}),
        (KAZAKH, {"district_code": "", "province": "KZ-19", "city": "Шелек ауылы", "postcode": "040417"}),
        (KAZAKH, {"district_code": "101010000", "postcode": "071400"}),  # Semey has the mail of the East
        (KAZAKH, {"postcode": "040700"}),  # a village that Almaty took in
        (KAZAKH, {"postcode": "K05E5T1"}),  # a letter of which nothing is known
    ],
)
def test_what_they_can_use_is_taken(base: dict[str, str], changed: dict[str, str]) -> None:
    assert blamed({**base, **changed}) == {}


def test_an_index_typed_on_a_cyrillic_keyboard_is_the_same_index() -> None:
    assert settled({**KAZAKH, "postcode": "а05е5т1"})[0]["postcode"] == "A05E5T1"


@pytest.mark.parametrize("changed", [{"street": "2 Haitang North Road"}, {"city": "Nanjing"}, {}])
def test_an_old_address_is_judged_only_by_what_is_changed_of_it(changed: dict[str, str]) -> None:
    texts, wrong = settled(changed, {**OLD, "postcode": "222000"} if "city" in changed else OLD)
    assert wrong == []
    assert texts["phone"] == OLD["phone"]


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"phone": "010-65529988"}, {"/phone"}),
        ({"postcode": "100000"}, {"/postcode"}),
        ({"district_code": "320706"}, {"/real_name", "/postcode"}),
        ({"country": "KZ"}, {"/phone", "/province", "/postcode"}),
    ],
)
def test_what_is_changed_of_an_old_address_is_judged(changed: dict[str, str], pointers: set[str]) -> None:
    assert set(blamed(changed, OLD)) == pointers


def test_another_district_brings_its_own_city() -> None:
    kept, _ = settled(CHINESE)
    texts, wrong = settled({"district_code": "330106", "postcode": "310000"}, kept)
    assert wrong == []
    assert (texts["province"], texts["city"], texts["district"]) == ("CN-ZJ", "杭州市", "西湖区")
    assert set(blamed({"city": "杭州市"}, kept)) == {"/city"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ә Ғ Қ Ң Ө Ұ Ү Һ І", "Ä Ğ Q Ñ Ö Ū Ü H I"),
        ("ә ғ қ ң ө ұ ү һ і", "ä ğ q ñ ö ū ü h ı"),
        ("Қарағанды, Бұқар жырау даңғылы", "Qarağandy, Būqar jyrau dañğyly"),
        ("Шығыс Қазақстан, Өскемен", "Şyğys Qazaqstan, Öskemen"),
        ("Щорса ЩОРСА щорса", "Shchorsa SHCHORSA shchorsa"),
        ("И\u0306", "İ"),
        ("Abai dañğyly 10", "Abai dañğyly 10"),
        ("海棠北路 1 号", "海棠北路 1 号"),
        ("", ""),
    ],
)
def test_cyrillic_is_read_in_latin_letters_and_the_rest_stays(text: str, read: str) -> None:
    assert latin(text) == read
    assert latin(read) == read


@pytest.mark.parametrize(
    ("text", "han"), [("李伟", True), ("Li 伟", True), ("Ли Вэй", False), ("かな", False)]
)
def test_chinese_characters_are_told_from_others(text: str, han: bool) -> None:
    assert has_han(text) is han


def test_a_label_reads_in_latin_letters_what_can_be_read_so() -> None:
    assert latin_lines(settled(KAZAKH)[0]) == {
        "recipient": "Äsel Nūrlanqyzy",
        "city": "Almaty",
        "district": "Almaly audany",
        "street": "Abai dañğyly, 10-üi",
    }
    assert one_line(latin_lines(settled(CHINESE)[0])) == "李伟, Lianyungang Shi, Haizhou Qu, 海棠北路 1 号"
    assert one_line(latin_lines({"city": "Lianyungang"})) == "Lianyungang"


IN_WORDS = {**CHINESE, "district_code": ""}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"province": "CN-JS", "city": "连云港市", "district": "海州区"}, "320706"),
        ({"province": "江苏省", "city": "江苏省连云港市", "district": "海州"}, "320706"),
        ({"province": "江苏", "city": "连云港", "district": "连云港市海州区"}, "320706"),
        ({"province": "Jiangsu", "city": "Lianyungang City", "district": "HAIZHOU"}, "320706"),
        ({"province": "Цзянсу", "city": "lian yun gang shi", "district": "Haizhou District"}, "320706"),
        ({"province": "CN-JS", "city": "Kunshan"}, "320583"),
        ({"province": "CN-JS", "city": "昆山", "district": "玉山镇"}, "320583"),
        ({"province": "CN-GD", "city": "Dongguan", "district": "虎门镇", "postcode": "523000"}, "441900"),
        ({"province": "CN-BJ", "city": "Beijing", "district": "Chaoyang", "postcode": "100020"}, "110105"),
        ({"province": "CN-JL", "city": "延边", "district": "延吉", "postcode": "133000"}, "222401"),
        ({"province": "CN-JS", "city": "Nanjing", "postcode": "210000"}, ""),
    ],
)
def test_a_chinese_address_in_words_is_coded_by_what_its_names_tell(words: dict[str, str], code: str) -> None:
    texts, wrong = settled({**IN_WORDS, **words})
    assert wrong == []
    assert texts["district_code"] == code
    assert texts["province"].startswith("CN-")
    assert texts["city"] == words["city"] or texts["district"].startswith(words["city"])
    # What is kept is good when it is sent again.
    assert blamed(texts) == {}


@pytest.mark.parametrize(
    ("words", "pointer", "reason"),
    [
        ({"province": "Jiangsoo", "city": "Nanjing"}, "/province", "no code or name of a province of China"),
        ({"province": "CN-JS", "city": "Hangzhou"}, "/city", "江苏省 (Jiangsu, 320000) has no Hangzhou"),
        ({"province": "CN-JS", "city": "Nanjing", "district": "浦东新区"}, "/district", "has no 浦东新区"),
        ({"province": "CN-SC", "city": "Chengdu", "district": "X"}, "/district", "send its district_code"),
        ({"province": "CN-HE", "city": "Qiaoxi"}, "/city", "Qiaoxi may be 桥西区"),
        ({"province": "江苏", "city": "连云港", "postcode": "510000"}, "/postcode", "begin 21 or 22"),
        ({"province": "CN-JS", "city": "连云港", "phone": "0518 8541 2345"}, "/phone", "is a landline"),
        (
            {"province": "CN-JS", "city": "连云港", "district": "海州", "recipient": "Li Wei"},
            "/real_name",
            "as in the passport",
        ),
    ],
)
def test_names_that_tell_no_place_in_china_are_refused_by_their_field(
    words: dict[str, str], pointer: str, reason: str
) -> None:
    assert reason in blamed({**IN_WORDS, **words})[pointer]
