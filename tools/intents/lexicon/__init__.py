"""The words the rules know, in both languages: each group is one meaning, a list of words.

    выручка     the word in any form: выручке, выручкой; in English its plural and possessive as well
    поднять!    only as an order: подними, поднимите, поднять; in English the word as it stands
    заказ/sing  only in the singular (plur: in the plural; part: a participle, "помеченный";
                supr: the highest degree, "лучший" of "хороший")
    =уже        exactly so

Words in no group are strange to us, and a sentence with a strange word is asked back instead of
being answered by half.
"""

from __future__ import annotations

from tools.intents.lexicon.asked import ASKED
from tools.intents.lexicon.calendar import CALENDAR
from tools.intents.lexicon.ordered import ORDERED
from tools.intents.lexicon.talk import TALK

GROUPS: dict[str, str] = {**TALK, **ASKED, **CALENDAR, **ORDERED}
