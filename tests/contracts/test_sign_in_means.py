"""Passwords and one-time codes, as the flows need them."""

import pytest

from monitor.adapters.one_time_codes import Totp
from monitor.adapters.passwords import Argon2Passwords

NOW = 1_700_000_010_000
RFC_SECRET = b"12345678901234567890"


def test_a_password_matches_its_own_hash_and_no_other():
    passwords = Argon2Passwords()
    hashed = passwords.hash("四个互不相关的词语")
    assert passwords.matches("四个互不相关的词语", hashed)
    assert not passwords.matches("四个互不相关的词", hashed)
    assert "词" not in hashed


def test_two_people_with_one_password_have_two_hashes():
    passwords = Argon2Passwords()
    assert passwords.hash("a long password") != passwords.hash("a long password")


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standards_examples(seconds, code):
    """RFC 6238, appendix B, the last six digits."""
    assert Totp().code(RFC_SECRET, seconds * 1000) == code


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_off_by_half_a_minute(steps, good):
    codes = Totp()
    code = codes.code(RFC_SECRET, NOW + steps * 30_000)
    assert (codes.step(RFC_SECRET, code, NOW) == NOW // 30_000 + steps) == good


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_a_wrong_code(code):
    assert Totp().step(RFC_SECRET, code, NOW) is None


def test_secrets_differ_and_the_app_gets_account_and_issuer():
    codes = Totp()
    assert codes.new_secret() != codes.new_secret()
    assert codes.link(RFC_SECRET, "chen", "Monitor").startswith("otpauth://totp/Monitor:chen?")
