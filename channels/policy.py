"""Which numbers of the reading of strangers' files may an operator argue about?"""

# What the process that reads a file gets: MB of address space, seconds of a processor, and of silence while
# it makes no row. All of it stays below the time that a task may take.
READER_MEMORY_MB = 700
READER_CPU_S = 60
READER_SILENCE_S = 20.0
READER_WALL_S = 75.0
# A row is never longer: what is, is no row.
LONGEST_LINE = 4_000_000
# Rows that are stored in one transaction.
ROWS_AT_ONCE = 500
# Files that one sweep asks for.
SWEPT = 5
