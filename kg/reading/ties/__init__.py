"""Who belongs to what, and who took part as what: stated, listed, or told by the context."""
