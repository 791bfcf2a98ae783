"""The advisory locks of the whole program: one number each, in one place, so that no two mean the same.

This is the lowest layer, which every other may import. An effect's key that a shop of ours holds while it
writes (tools/reference/writes.py) is a random number of 64 bits and stands for itself; so does the one by
which a start finds out whether a pooler hands its sessions around (telegram_bot/pooling.py).
"""

from __future__ import annotations

from typing import Final

#: Taken by the trigger of audit/migrations/0001_initial.py before a new event gets its id.
AUDIT_CHAIN: Final = 7_210_001
#: Denied attempts are added to the hour's buckets by one at a time.
DENIED_ATTEMPTS: Final = 7_210_002
#: Which shop answers is switched by one at a time.
DATA_SOURCE: Final = 7_210_004
#: Failed sign-ins are counted by one at a time.
FAILED_SIGN_INS: Final = 7_210_005
#: The demo shop is filled by one at a time.
DEMO_SHOP: Final = 7_210_006

#: With the bot's id as a second number: one process works for a bot.
BOT_PROCESS: Final = 7_210_003
#: With the key's id as a second number: the proposals of an API key are counted by one at a time.
AGENT_PROPOSALS: Final = 7_210_007

#: Plus the chat's id: a simulated chat is written to by one at a time.
SIMULATED_CHATS: Final = 2**60
