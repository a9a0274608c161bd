"""Tickets and tokens: whose they are, what they are for, and for how long."""

import pytest

from monitor.flows.tokens import TICKET_LIFE_MS, Tokens


class Keys:
    """Derives by writing label and context down."""

    def derive(self, label, context="", length=32):
        return (label + context).encode().ljust(length, b"0")[:length]


class OtherKeys:
    """Another master key."""

    def derive(self, label, context="", length=32):
        return bytes(length)


@pytest.fixture
def tokens():
    return Tokens(Keys())


def test_a_token_says_whose_it_is(tokens):
    assert tokens.read("resume", tokens.resume("s-1", 3)) == ("s-1", 3)


def test_a_ticket_says_until_when_it_is_good(tokens):
    assert tokens.read("ticket", tokens.ticket("s-1", 1000)) == ("s-1", 1000 + TICKET_LIFE_MS)


def test_a_token_is_the_same_after_a_restart():
    assert Tokens(Keys()).resume("s-1", 3) == Tokens(Keys()).resume("s-1", 3)


@pytest.mark.parametrize("kind", ["ticket", "upload"])
def test_a_token_is_good_for_its_own_purpose_only(tokens, kind):
    assert tokens.read(kind, tokens.resume("s-1", 3)) is None


def test_a_token_of_another_installation_is_none(tokens):
    assert tokens.read("resume", Tokens(OtherKeys()).resume("s-1", 3)) is None


@pytest.mark.parametrize("text", ["", ".", "..", "s-1.3.", "s-1.-3.x", "s-1.³.x", "s-1." + "9" * 16 + ".x"])
def test_what_is_no_token_is_none(tokens, text):
    assert tokens.read("resume", text) is None


def test_an_edited_epoch_is_noticed(tokens):
    assert tokens.read("resume", tokens.resume("s-1", 3).replace(".3.", ".4.")) is None
