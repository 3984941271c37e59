"""What stands between the network and the app: the proxy in front, waitress, the log, and pages that cannot wait."""
