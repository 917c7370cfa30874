"""Every sentence that more than one report says, in the register of official reports (domain §5, §6).

A sentence is a pure function of the measures: its numbers come from :mod:`sanzi_lib.report.formats`, as in the tables,
so the two can never disagree. Each holds for every case: no target, ties, one unit, none reported, a negative month,
the first month, a restatement. ``say_`` functions give text; one that has nothing to say gives ``""``.

- ``progress``: how far a row has come — benefit, attainment against time, treasury.
- ``places``: who leads, who moved, who lags, who needs attention.
- ``reporting``: who reported, who is missing, late or sent back; what was restated.
- ``city``: the whole city, and who of it reported.
- ``notes``: what a report's figures mean, at its end.
- ``openings``: what first accepted projects brought from earlier months.
- ``funds``: what is due of idle funds, what came back, what is open, how each figure was reached.
- ``quotes``: how a passage of the policy is quoted.
- ``risks``: what the checks of level 风险 ask, and what is to be done; for internal reports alone.
- ``attention``: who needs attention in the city, and why.
- ``comparison``: what changed since the last published month.
- ``outlook``: the pace that is needed and so far, and where the year ends at it.
- ``rule``: how a ranking rule and its value are said.
"""
