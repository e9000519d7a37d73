"""A field, declared once: for a register's column and for a form's entry alike."""

from mktkit.fields.choice import ClauseRef, OneOf, Person, YesNo
from mktkit.fields.days import Day, Moment, Month
from mktkit.fields.declare import entry
from mktkit.fields.money import Money
from mktkit.fields.number import Count, Score, Whole, Year
from mktkit.fields.percent import BasisPoints, Percent
from mktkit.fields.text import Code, LongText, Text

__all__ = [
    "BasisPoints",
    "ClauseRef",
    "Code",
    "Count",
    "Day",
    "LongText",
    "Moment",
    "Money",
    "Month",
    "OneOf",
    "Percent",
    "Person",
    "Score",
    "Text",
    "Whole",
    "Year",
    "YesNo",
    "entry",
]
