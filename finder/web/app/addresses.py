"""Client addresses, read from text that a proxy or the system wrote."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def read_address(text: str) -> IPv4Address | IPv6Address:
    """Return the IP address in a text. An IPv4 address that is mapped to IPv6
    (`::ffff:192.0.2.1`), as dual-stack sockets report it, becomes the IPv4 address.
    Raises ValueError if the text is no address."""
    found = ip_address(text)
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
