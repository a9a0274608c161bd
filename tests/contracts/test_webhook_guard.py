"""Webhooks go where a stranger may send us, and nowhere else."""

from ipaddress import ip_address

import pytest

from monitor.adapters.webhook_http import Guard, WebhookHttp
from monitor.ports import NotDelivered, UrlRefused

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_ones_own_network_is_allowed(address):
    assert not Guard().allows(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_addresses_are_allowed(address):
    assert Guard().allows(ip_address(address))


def test_loopback_is_for_sandboxes_and_private_networks_for_those_who_name_them():
    assert Guard(loopback=True).allows(ip_address("127.0.0.1"))
    assert not Guard(loopback=True).allows(ip_address("10.0.0.1"))
    assert Guard(["10.1.0.0/16"]).allows(ip_address("10.1.2.3"))
    assert not Guard(["10.1.0.0/16"]).allows(ip_address("10.2.2.3"))


@pytest.mark.parametrize(
    "url",
    [
        "http://vendor.example/hook",
        "ftp://vendor.example/hook",
        "https://user@vendor.example/",
        "https:///hook",
        "https://vendor.example:port/",
        "https://vendor.example/#part",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "hook",
        "",
    ],
)
def test_an_address_that_cannot_be_an_endpoint_is_refused_at_once(url):
    with pytest.raises(UrlRefused):
        WebhookHttp(Guard()).check(url)


def test_public_https_addresses_may_be_registered():
    WebhookHttp(Guard()).check("https://vendor.example:8443/hook?a=b")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost/", "https://localhost/"])
def test_a_sandbox_sends_to_its_own_machine_without_tls(url):
    WebhookHttp(Guard(loopback=True)).check(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://vendor.example/", "https://10.0.0.1/"])
def test_a_sandbox_sends_nowhere_else_without_tls_or_inside(url):
    with pytest.raises(UrlRefused):
        WebhookHttp(Guard(loopback=True)).check(url)


async def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(monkeypatch):
    """Whatever a name meant when it was registered: the address is looked at, and connected to, in one step."""
    import asyncio

    async def inside(*_args, **_options):
        return [(2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    with pytest.raises(NotDelivered, match="private network"):
        await WebhookHttp(Guard()).post("https://vendor.example/", {}, b"{}")
