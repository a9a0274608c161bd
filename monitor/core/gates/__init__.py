"""Conditions that stand beside the six disqualifiers: one small pure function per clause of the plan.

`hour` judges an attempt from the log and decides whether it counts.  All others look at what the registry knows about
a platform, an institution, a class or a person; they decide about subsidy and never change an hour (rules: order of
evaluation).  `clauses` lists every clause, whom it binds, who decides it, and the test that proves it.
"""
