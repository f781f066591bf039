"""What is asked of an insurer for a claim, and what it paid too little, in SQL: ``{c}`` stands for the claim."""

from __future__ import annotations

# As ``domain.insurance.claims`` has it: nothing of a claim that is paid or closed; before an answer what others left of
# it; of any other what was refused and what no answer is about yet.
UNANSWERED = "{c}.paid_cents <= 0 AND {c}.written_cents <= 0 AND {c}.patient_cents <= 0 AND {c}.refused_cents <= 0"
_TOLD = "({c}.paid_cents + {c}.written_cents + {c}.patient_cents + {c}.refused_cents)"
_UNDECIDED = (
    f"(CASE WHEN {{c}}.decided_cents >= {{c}}.charge_cents OR {_TOLD} >= {{c}}.charge_cents "
    "OR {c}.refused_cents >= {c}.charge_cents THEN 0 "
    f"WHEN {{c}}.decided_cents >= {_TOLD} AND {{c}}.decided_cents >= {{c}}.refused_cents "
    "THEN {c}.charge_cents - {c}.decided_cents "
    f"WHEN {_TOLD} >= {{c}}.refused_cents THEN {{c}}.charge_cents - {_TOLD} "
    "ELSE {c}.charge_cents - {c}.refused_cents END)"
)
OUTSTANDING = (
    "(CASE WHEN {c}.status IN ('paid', 'closed') THEN 0 "
    f"WHEN {UNANSWERED} THEN {{c}}.charge_cents - {{c}}.others_cents ELSE {{c}}.refused_cents + {_UNDECIDED} END)"
)
_AGREED = f"({{c}}.paid_cents + {{c}}.patient_cents + {{c}}.refused_cents + {_UNDECIDED})"
UNDERPAID = (
    f"(CASE WHEN {{c}}.expected_cents IS NULL OR ({UNANSWERED}) OR {{c}}.expected_cents <= {_AGREED} THEN 0 "
    f"ELSE {{c}}.expected_cents - {_AGREED} END)"
)
