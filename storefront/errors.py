"""For which reasons does the shop window say no?"""

from kit.errors import Conflict, Refused


class NoticeThere(Conflict):
    code = "storefront.notice_there"
    title = "You are waiting for this already."


class TooManyNotices(Refused):
    code = "storefront.too_many_notices"
    title = "You are waiting for as many things as anybody may."


class NothingToWaitFor(Refused):
    code = "storefront.nothing_to_wait_for"
    title = "What you would wait for is there now."
