"""From what somebody typed to what they may have meant; no guess where a guess could harm.

In: words, and a lexicon.
Out: a `Meaning`.
"""

from flows.engine.understanding.lexicon import Keyword, Lexicon
from flows.engine.understanding.meaning import Meaning, understand
from flows.engine.understanding.verdict import Danger

__all__ = ["Danger", "Keyword", "Lexicon", "Meaning", "understand"]
