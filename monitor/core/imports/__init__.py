"""Tables that offices hand in: their columns, how cells are read, and what can be wrong with them.

Start at `kinds.py`; `reading.py` turns rows of cells into rows of a kind, or into faults that name the cell.
"""
