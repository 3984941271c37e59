"""Between the network and the app: the proxy in front, waitress, connections, and
urgent pages that cannot wait."""
