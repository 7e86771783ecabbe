"""How does the table of known terms follow the catalogue?"""

from collections.abc import Collection

from django.db import connection

from kit.database import array_literal
from kit.transactions import inside_transaction
from storefront.policy import COUNTED_LISTINGS, WINDOWS
from storefront.words.documents import Spoken, Texts, spoken_in
from storefront.words.expressions import lexemes_of
from storefront.words.stems import KAZAKH_STOPS
from storefront.words.terms import keys_of

LONGEST_TERM = 60

_MISSING = """
    SELECT text, language FROM unnest(%s::text[], %s::text[]) AS spoken (text, language)
    WHERE NOT EXISTS (
        SELECT FROM storefront_term AS term
        WHERE term.market = %s AND term.text = spoken.text AND term.language = spoken.language
    )
    -- What PostgreSQL's dictionaries leave out of documents is no word to look for.
    AND NOT (language IN ('en', 'ru') AND ts_lexize(
        (CASE language WHEN 'en' THEN 'english_stem' ELSE 'russian_stem' END)::regdictionary, text
    ) = '{}')
"""
_LEARN = """
    WITH learnt AS (
        INSERT INTO storefront_term (market, text, language, listings, lexemes)
        SELECT %s, text, language, 1, string_to_array(lexemes, ' ')
        FROM unnest(%s::text[], %s::text[], %s::text[]) AS spoken (text, language, lexemes)
        ON CONFLICT (market, text, language) DO NOTHING
        RETURNING id, market, text, language
    )
    INSERT INTO storefront_termkey (market, key, term_id)
    SELECT learnt.market, key, learnt.id
    FROM learnt
    JOIN unnest(%s::text[], %s::text[], %s::text[]) AS spoken (text, language, keys) USING (text, language)
    CROSS JOIN LATERAL unnest(string_to_array(spoken.keys, ' ')) AS key
"""
# Of each lexeme the documents that have it, among the newest so many; the weight of codes isn't asked for.
_RECOUNT = """
    WITH counted AS MATERIALIZED (
        SELECT word, ndoc FROM ts_stat(
            format(
                'SELECT document FROM storefront_wordindex'
                ' WHERE market = %%L ORDER BY listing_id DESC LIMIT %%s',
                %s::text, %s::int
            ),
            'abc'
        )
    ), fresh AS (
        SELECT term.id, min(coalesce(counted.ndoc, 0)) AS listings
        FROM storefront_term AS term
        CROSS JOIN LATERAL unnest(term.lexemes) AS lexeme
        LEFT JOIN counted ON counted.word = lexeme
        WHERE term.market = %s
        GROUP BY term.id
    )
    UPDATE storefront_term AS term SET listings = fresh.listings
    FROM fresh WHERE fresh.id = term.id AND term.listings <> fresh.listings
"""
_FORGET = """
    WITH gone AS (
        DELETE FROM storefront_termkey USING storefront_term AS term
        WHERE term.id = storefront_termkey.term_id AND term.market = %s
            AND (term.listings = 0 AND %s OR term.language = 'kk' AND term.text = ANY(%s))
    )
    DELETE FROM storefront_term AS term
    WHERE term.market = %s AND (term.listings = 0 AND %s OR term.language = 'kk' AND term.text = ANY(%s))
"""


@inside_transaction
def learn(*, market: str, texts: Collection[Texts]) -> int:
    """Keep the words of some listings as known terms of their market; how many were new."""
    # The same text gives the very same words: most of a batch is told apart by that alone.
    spoken = {id(words): words for each in texts for words in spoken_in(each)}
    words = [word for word in set().union(*spoken.values()) if len(word.text) <= LONGEST_TERM]
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [*_columns(words), market])
        # In one order, so that nobody who learns the same words waits for us and we for them.
        missing = sorted(Spoken(*row) for row in cursor.fetchall())
        if missing:
            lexemes = [" ".join(lexemes_of(word.text, word.language)) for word in missing]
            keys = [" ".join(keys_of(word.text, word.language)) for word in missing]
            cursor.execute(_LEARN, [market, *_columns(missing), lexemes, *_columns(missing), keys])
    return len(missing)


@inside_transaction
def recount() -> int:
    """
    Count anew how many listings have each known term, and forget those that none has; how many changed.

    Above `COUNTED_LISTINGS` it is counted among the newest, and none of those is forgotten. What was
    kept before it was known to mean nothing always is.
    """
    changed = 0
    with connection.cursor() as cursor:
        for market in WINDOWS:
            cursor.execute(_RECOUNT, [market, COUNTED_LISTINGS, market])
            changed += cursor.rowcount
            cursor.execute(
                "SELECT count(*) FROM (SELECT FROM storefront_wordindex WHERE market = %s LIMIT %s) AS few",
                [market, COUNTED_LISTINGS + 1],
            )
            which = [market, cursor.fetchone()[0] <= COUNTED_LISTINGS, [*KAZAKH_STOPS]]
            cursor.execute(_FORGET, [*which, *which])
    return changed


def _columns(words: Collection[Spoken]) -> tuple[str, str]:
    return array_literal(word.text for word in words), array_literal(word.language for word in words)
