"""Words, whatever they name: tokens, regular form, sentences, name lists, cues tried by their first letters."""
