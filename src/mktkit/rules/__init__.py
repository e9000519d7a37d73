"""The regulation as data: clauses, dated values, holidays, glossary."""

from mktkit.rules.clauses import REGULATION, Clause, Clauses, anchor, read_clauses
from mktkit.rules.loader import SAMPLE_LABEL, Rules, Source, company_folder, load_rules
from mktkit.rules.subjects import DEPARTMENTS, SUBJECTS

__all__ = [
    "DEPARTMENTS",
    "REGULATION",
    "SAMPLE_LABEL",
    "SUBJECTS",
    "Clause",
    "Clauses",
    "Rules",
    "Source",
    "anchor",
    "company_folder",
    "load_rules",
    "read_clauses",
]
