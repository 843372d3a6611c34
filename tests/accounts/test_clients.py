"""What counts as one client: an IPv4 address however it is written, the network of an IPv6 client."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import get_ip

from accounts.clients import counted_address, reader_address


@pytest.mark.parametrize(
    ("sent", "shown", "counted"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:4711", "192.0.2.7", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::6", "2001:db8:1:3::6", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        ("::1", "::1", "::/64"),
        ("64:ff9b:1::192.0.2.7", "64:ff9b:1::c000:207", "64:ff9b:1::/64"),  # a network of somebody's own
        ("", None, ""),
        ("nothing", None, ""),
        ("/run/tracker.sock", None, ""),
    ],
)
def test_address(rf, sent, shown, counted):
    request = rf.get("/", REMOTE_ADDR=sent)
    assert (reader_address(request), counted_address(request)) == (shown, counted)


@pytest.mark.parametrize(
    ("sent", "counted"),
    [("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("fe80::1%eth0", "fe80::")],
)
def test_what_allauth_counts_is_the_same_client(rf, sent, counted):
    request = rf.get("/", REMOTE_ADDR=sent)
    assert get_ip(request) == counted
    assert get_adapter(request).get_client_ip(request) == reader_address(request)
