"""HTTP: local pages that write (review), and what is served to others to read (SPARQL, linked data, reconciliation). Loopback unless told otherwise."""
