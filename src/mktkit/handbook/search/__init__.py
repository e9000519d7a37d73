"""Search of our own for any built Chinese site: an index made of the finished pages, and its reader in the browser."""

from mktkit.handbook.search.build import Indexed, index_site
from mktkit.handbook.search.words import Word, glossary_words, read_words

__all__ = ["Indexed", "Word", "glossary_words", "index_site", "read_words"]
