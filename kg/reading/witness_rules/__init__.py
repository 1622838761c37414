"""Rules of the consistency witness: what a report says against itself. One small function a rule; the table is :mod:`kg.reading.witness`."""
