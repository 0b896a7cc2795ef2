"""Which addresses a stranger's link may lead to: public unicast ones only.

``ipaddress.is_global`` follows the IANA special-purpose registries but lets through three ways to an inner IPv4 host
(NAT64, 6to4, mapped addresses), the deprecated site-local block and multicast; they are refused here by name.
"""

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # RFC 1122 3.2.1.3, "this host"
        "192.88.99.0/24",  # RFC 7526, 6to4 relays
        "64:ff9b::/96",  # RFC 6052, NAT64: an IPv4 address inside
        "64:ff9b:1::/48",  # RFC 8215, local-use NAT64
        "2001::/32",  # RFC 4380, Teredo
        "2002::/16",  # RFC 3056, 6to4
        "fec0::/10",  # RFC 3879, site-local
        "::/96",  # RFC 4291 2.5.5.1, IPv4-compatible
    )
)


def is_public(address: str) -> bool:
    """Whether ``address``, in numbers, is a public unicast address.

    Addresses with a zone (``fe80::1%eth0``) and text that is no address are not.
    """
    try:
        found: IPAddress = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
    if found.is_multicast or not found.is_global:
        return False
    return not any(found.version == block.version and found in block for block in _REFUSED)
