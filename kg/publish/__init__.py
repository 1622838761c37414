"""Publishing: what an IRI says as page and as RDF, and the folder or server that holds it. No starlette here."""
