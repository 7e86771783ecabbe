"""
How are days and hours written on pages of staff? In every language alike, and as nobody misreads them.

The same as in `accounts.desk.when`, exports and sheets: year, month, day by ISO 8601, and hours of a clock
that has 24 of them, as railways'.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
# The first is how forms show a day; the others are what people are used to type.
DATE_INPUT_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")
DATETIME_INPUT_FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"),
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
)
