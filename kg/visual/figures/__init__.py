"""Figures for print: SVG, PNG and PDF by matplotlib (extra ``figures``), legible in grey, with what must be known before concluding anything under each."""
