"""The regulation as data: clauses, dated values, holidays, glossary."""

from mktkit.rules.clauses import EVERYONE, REGULATION, Clause, Clauses, anchor, read_clauses
from mktkit.rules.editions import Origin
from mktkit.rules.in_force import SAMPLE_LABEL, Rules
from mktkit.rules.loader import load_rules
from mktkit.rules.revisions import Revision
from mktkit.rules.subjects import DEPARTMENTS, MARKETING, SUBJECTS

__all__ = [
    "DEPARTMENTS",
    "EVERYONE",
    "MARKETING",
    "REGULATION",
    "SAMPLE_LABEL",
    "SUBJECTS",
    "Clause",
    "Clauses",
    "Origin",
    "Revision",
    "Rules",
    "anchor",
    "load_rules",
    "read_clauses",
]
