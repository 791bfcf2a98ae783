"""`make chaos`: everything is killed, frozen, cut and flooded at length, and what was ordered is counted.

The program is the assembled one; Telegram is a local Bot API; all of it is on loopback. Every process
is started here and ended here.
"""
