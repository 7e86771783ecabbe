"""A listing's words are prepared so that PostgreSQL's three configurations index four languages."""

from storefront.words.documents import Part, Texts, document_parts, spoken_words

TEXTS = Texts(
    names={
        "en": ["Wheat flour", "2 kg"],
        "ru": ["Мука пшеничная", "2 кг"],
        "kk": ["Бидай ұны", "2 кг"],
        "zh-Hans": ["小麦粉", "2千克"],
    },
    labels={"en": ["Bakery"]},
    facts={"ru": ["ГОСТ 26574-2017"]},
    proper=["ТОО «Ақдала ұн зауыты»", "深圳灯塔"],
    codes=["KZ01-FLR-2KG", "9521000000018"],
)


def test_each_configuration_gets_its_languages_words_by_weight() -> None:
    assert document_parts(TEXTS) == [
        Part("english", "A", "wheat flour 2000g 2 kg"),
        Part("russian", "A", "мука пшеничная 2000g 2 kg"),
        Part("simple", "A", "бидай ұн 2000g 2 kg 小麦 麦粉 小 麦 粉 2000g 2 kg"),
        Part("english", "B", "bakery"),
        Part("russian", "C", "гост 26574 2017"),
        Part("simple", "B", "тоо ақдала ұн зауыт 深圳 圳灯 灯塔 深 圳 灯 塔"),
        Part("russian", "B", "тоо ақдала ұн зауыты"),
        Part("simple", "D", "kz01flr2kg kz01 flr 2kg 9521000000018"),
    ]


def test_what_is_empty_makes_no_part() -> None:
    assert document_parts(Texts(names={"en": ["", "Flour"]})) == [Part("english", "A", "flour")]


def test_the_table_of_terms_keeps_words_parts_of_chinese_runs_and_sizes_but_no_codes() -> None:
    words = [(word.text, word.language) for word in spoken_words("Ұны KZ01-FLR 小麦粉 LED 2 kg", "kk")]
    assert words == [
        ("ұны", "kk"),
        ("小麦粉", "zh-Hans"),
        ("小", "zh"),
        ("麦", "zh"),
        ("粉", "zh"),
        ("小麦", "zh"),
        ("麦粉", "zh"),
        ("led", "en"),
        ("2000g", ""),
        ("kg", "en"),
    ]
