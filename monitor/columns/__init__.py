"""What was read from the log, in columns of Parquet files, so that many closed sessions can be judged again quickly.

The log stays the truth and `core` the only place with rules: columns save reading and decoding, and `plain_play` finds
the player states that the fold can do without (docs/decisions/014).
"""
