"""Seeing: pages that open offline from ``file://`` and run no script that is not ours or vis-network's."""
