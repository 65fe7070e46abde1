"""Roads as numbers: network, graph, travel times, routes, reach, map matching."""
