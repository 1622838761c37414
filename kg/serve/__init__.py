"""HTTP: local pages that write (review), later SPARQL and dereferencing. Loopback unless told otherwise."""
