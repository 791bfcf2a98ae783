"""The advisory locks of the whole program: all numbers in one place, so that no two are the same.

They are here because every other layer may import this one, the lowest. Two locks are not listed,
because their numbers are random, of 64 bits: the lock on an effect's key that our own shop holds
while it writes (tools/reference/writes.py), and the one by which a start finds out whether a pooler
hands its sessions around (telegram_bot/pooling.py).
"""

from __future__ import annotations

from typing import Final

#: Held by the trigger of audit/migrations/0001_initial.py from before a new event gets its id.
AUDIT_CHAIN: Final = 7_210_001
#: Held while denied attempts are added to the rows of their hour.
DENIED_ATTEMPTS: Final = 7_210_002
#: Held while another shop is switched to.
DATA_SOURCE: Final = 7_210_004
#: Held while a failed sign-in is counted.
FAILED_SIGN_INS: Final = 7_210_005
#: Held while the demo shop is filled.
DEMO_SHOP: Final = 7_210_006

#: With the bot's id as a second number: held by the one process that works for the bot.
BOT_PROCESS: Final = 7_210_003
#: With the key's id as a second number: held while the proposals of an API key are counted.
AGENT_PROPOSALS: Final = 7_210_007

#: Plus the chat's id: held while a simulated chat is written to.
SIMULATED_CHATS: Final = 2**60
