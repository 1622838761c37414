"""The front door of measures: all that can be asked of a network, by name. ``kg.network.catalogue`` lists them with what they mean."""

from __future__ import annotations

from kg.network.caveats import FEW_SESSIONS, caveats, twins
from kg.network.centrality import betweenness, betweenness_error, closeness, clustering, constraint, core, degree, effective_size, eigenvector, pagerank, strength
from kg.network.cohesion import articulation, bridges, bridging, components, separate_cliques
from kg.network.partition import SEED, communities
from kg.network.table import TOO_LARGE, table
from kg.network.two_mode import two_mode_betweenness, two_mode_closeness, two_mode_degree

__all__ = ["FEW_SESSIONS", "SEED", "TOO_LARGE", "articulation", "betweenness", "betweenness_error", "bridges", "bridging", "caveats", "closeness", "clustering", "communities", "components",
           "constraint", "core", "degree", "effective_size", "eigenvector", "pagerank", "separate_cliques", "strength", "table", "twins", "two_mode_betweenness", "two_mode_closeness",
           "two_mode_degree"]
