"""In which formats do other places fetch goods, and who writes each?"""

from collections.abc import Mapping

from channels.writers.google import GoogleWriter
from channels.writers.kaspi import KaspiWriter
from channels.writers.port import Writer
from channels.writers.tables import TableWriter
from channels.writers.yml import YmlWriter

WRITERS: Mapping[str, Writer] = {
    each.format: each for each in (KaspiWriter(), YmlWriter(), GoogleWriter(), TableWriter())
}
