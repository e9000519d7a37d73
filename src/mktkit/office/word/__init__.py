"""Word files from :class:`mktkit.office.document.Document`, on a template that a company can replace."""

from mktkit.office.word.template import company_template, own_template
from mktkit.office.word.writer import write_word

__all__ = ["company_template", "own_template", "write_word"]
