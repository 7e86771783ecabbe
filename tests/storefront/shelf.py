"""A few known terms and synonyms, looked up as the tables would."""

from storefront.words.asking import Asked, ask
from storefront.words.documents import spoken_words
from storefront.words.spelling import Known
from storefront.words.synonyms import Group, Saying, saying_keys
from storefront.words.terms import keys_of
from storefront.words.understanding import Found, Understood, understand

NAMES = (
    ("en", "Wheat baking flour, premium grade, 2 kg"),
    ("ru", "Мука пшеничная хлебопекарная, высший сорт, 2 кг"),
    ("kk", "Нан пісіретін бидай ұны, жоғары сорт, 2 кг"),
    ("zh-Hans", "烘焙用小麦粉（特等），2千克"),
    ("en", "Camel milk powder, whole, 200 g"),
    ("ru", "Верблюжье молоко сухое цельное, 200 г"),
    ("kk", "Құрғақ түйе сүті, 200 г"),
    ("zh-Hans", "全脂骆驼奶粉，200克"),
    ("kk", "Тұзды құрт, 200 г"),
)
FLOUR: Group = (
    Saying("flour", "en"),
    Saying("мука", "ru"),
    Saying("ұн", "kk"),
    Saying("面粉", "zh-Hans"),
    Saying("小麦粉", "zh-Hans"),
)
CAMEL_MILK: Group = (
    Saying("camel milk", "en"),
    Saying("верблюжье молоко", "ru"),
    Saying("骆驼奶", "zh-Hans"),
    Saying("шұбат", "kk", is_found=False),
)
GROUPS = (FLOUR, CAMEL_MILK)


def found_for(asked: Asked) -> Found:
    """What tables with these few rows would answer."""
    keys = set(asked.keys)
    words = {word for language, name in NAMES for word in spoken_words(name, language)}
    known = [Known(word.text, word.language, 1) for word in words]
    return Found(
        known=[term for term in sorted(known) if keys & set(keys_of(term.text, term.language))],
        groups=[
            group
            for group in GROUPS
            if any(keys & set(saying_keys(saying.text, saying.language)) for saying in group)
        ],
        completions={
            word: [term for term in sorted(known) if term.text.startswith(word) and term.text != word]
            for word in asked.beginnings
        },
    )


def understood(text: str, *, exact: bool = False) -> Understood:
    """A query, read by the light of these few rows."""
    asked = ask(text, exact=exact)
    return understand(asked, found_for(asked))
