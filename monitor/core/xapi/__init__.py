"""Learning records in the words of xAPI, for learning record stores that other offices run."""
