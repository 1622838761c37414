"""Findings: sentences about collaboration that one may print, each number with the claims behind it."""
