"""Which addresses a stranger's link may lead to: public unicast ones only.

``ipaddress.is_global`` follows the IANA special-purpose registries as they were when Python came out, and lets through
three ways to an inner IPv4 host (NAT64, 6to4, mapped addresses), the deprecated site-local block and multicast. Refused
here by name is what it lets through; of IPv6 nothing is reached but the one block that IANA gives out.
"""

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # RFC 1122 3.2.1.3, "this host"
        "192.0.0.0/24",  # RFC 6890, protocol assignments
        "192.88.99.0/24",  # RFC 7526, 6to4 relays
        "2001::/23",  # RFC 2928, protocol assignments, with Teredo (RFC 4380)
        "2002::/16",  # RFC 3056, 6to4: an IPv4 address inside
        "3fff::/20",  # RFC 9637, documentation
    )
)
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # RFC 3513 4; NAT64, IPv4-compatible, site-local and more lie outside


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
    if isinstance(found, ipaddress.IPv6Address) and found not in _GIVEN_OUT:
        return False
    if found.is_multicast or not found.is_global:
        return False
    return not any(found.version == block.version and found in block for block in _REFUSED)
