"""The address of a client, as text that a proxy or the system wrote."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def read_address(text: str) -> IPv4Address | IPv6Address:
    """Return the address that a text names. An IPv4 address that came in an IPv6 one (`::ffff:192.0.2.1`), as sockets
    for both report it, is the IPv4 address. Raises ValueError where the text is no address."""
    found = ip_address(text)
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
