"""From a file to a Document: one reader a format, told apart by content; offsets lead back to the original characters."""
