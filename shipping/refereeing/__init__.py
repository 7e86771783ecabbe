"""Is a plan allowed, and what does it cost, judged by nobody who had a part in making it?"""

from shipping.refereeing.judging import Referee
from shipping.refereeing.verdict import Verdict

__all__ = ["Referee", "Verdict"]
