"""SPARQL 1.1 over HTTP: the protocol at ``/sparql``, the graphs to read at ``/graph``, in workers that can be killed."""
