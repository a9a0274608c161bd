"""Keys of platforms and institutions: scoped, known by a hash, and ended without a gap."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.callers import SCOPES, Caller
from tests.registry.databases import dump

SCHOOL = "school"


def owner(registry, key: str, now: int = 5) -> str:
    return registry.caller_by_key(key, now).owner


def refusal(registry, key: str, now: int = 5) -> str:
    with pytest.raises(RegistryError) as refused:
        registry.caller_by_key(key, now)
    assert refused.value.field == "key"
    return str(refused.value)


def test_a_key_leads_to_its_platform(registry):
    keys = {platform: registry.issue_key(platform, at=1) for platform in ("vendor-a", "vendor-b")}

    assert {platform: owner(registry, key) for platform, key in keys.items()} == {
        "vendor-a": "vendor-a",
        "vendor-b": "vendor-b",
    }


def test_an_institution_has_keys_of_its_own_kind(registry):
    caller = registry.caller_by_key(registry.issue_key(SCHOOL, 1, kind="institution"), 2)

    assert (caller.kind, caller.owner, caller.name) == ("institution", "school", "institution/school")
    assert caller.scopes == frozenset(SCOPES["institution"])


def test_a_platform_confirms_no_faces_and_an_institution_opens_no_sessions(registry):
    """Whoever teaches must not vouch for who learns, and the other way round (K5)."""
    for name, kind, scope in (("vendor-a", "platform", "confirm"), (SCHOOL, "institution", "learn")):
        with pytest.raises(RegistryError) as refused:
            registry.issue_key(name, 1, kind=kind, scopes=[scope])
        assert refused.value.field == "scopes"


def test_a_key_may_be_narrower_than_its_owner(registry):
    key = registry.issue_key("vendor-a", 1, scopes=["read"])
    caller = registry.caller_by_key(key, 2)

    assert caller == Caller(kind="platform", owner="vendor-a", key=caller.key, scopes=frozenset({"read"}))


def test_only_somebody_who_is_registered_gets_a_key(registry):
    with pytest.raises(RegistryError) as refused:
        registry.issue_key("nobody", 1, kind="institution")
    assert refused.value.field == "institution"


@pytest.mark.parametrize(("now", "good"), [(9, True), (10, True), (11, False)])
def test_a_key_is_good_until_the_moment_it_expires(registry, now, good):
    key = registry.issue_key("vendor-a", 1, expires_at=10)

    if good:
        assert owner(registry, key, now) == "vendor-a"
    else:
        refusal(registry, key, now)


def test_a_revoked_key_is_refused_in_the_same_words_as_an_unknown_one(registry):
    key = registry.issue_key("vendor-a", at=1)
    registry.revoke_keys("vendor-a", at=2)

    assert refusal(registry, key) == refusal(registry, "guess")


def test_one_key_can_be_revoked_by_its_name(registry):
    lost, kept = registry.issue_key("vendor-a", at=1), registry.issue_key("vendor-a", at=1)
    registry.revoke_key(registry.caller_by_key(lost, 1).key, at=2)

    refusal(registry, lost)
    assert owner(registry, kept) == "vendor-a"


def test_the_old_key_goes_on_for_the_overlap_and_no_longer(registry):
    old = registry.issue_key("vendor-a", at=1, scopes=["read"], label="billing")
    before = registry.caller_by_key(old, 1)
    new = registry.rotate_key(before.key, at=10, old_until=20)

    assert owner(registry, old, 20) == owner(registry, new, 20) == "vendor-a"
    refusal(registry, old, 21)
    assert registry.caller_by_key(new, 10**15).scopes == before.scopes
    assert [key.label for key in registry.keys_of("vendor-a")] == ["billing", "billing"]


def test_rotating_prolongs_nothing(registry):
    old = registry.issue_key("vendor-a", at=1, expires_at=15)
    new = registry.rotate_key(registry.caller_by_key(old, 1).key, at=10, old_until=20)

    for key in (old, new):
        refusal(registry, key, 16)


@pytest.mark.parametrize(("issued_before", "revoked"), [(10, 0), (11, 1)])
def test_old_keys_can_be_revoked_and_newer_ones_stay(registry, issued_before, revoked):
    registry.issue_key("vendor-a", at=10)
    new = registry.issue_key("vendor-a", at=11)

    assert registry.revoke_keys("vendor-a", at=12, issued_before=issued_before) == revoked
    assert owner(registry, new, 12) == "vendor-a"


def test_revoking_one_platforms_keys_leaves_the_others(registry):
    other = registry.issue_key("vendor-b", at=1)
    registry.revoke_keys("vendor-a", at=2)

    assert owner(registry, other) == "vendor-b"


def test_no_key_lies_in_the_database(registry, engine):
    key = registry.issue_key("vendor-a", at=1)

    stored = dump(engine)
    assert "api_keys" in stored
    assert key not in stored


def test_keys_of_version_0_1_go_on(engine, registry):
    """The migration takes their hashes over."""
    from monitor.migrations import downgrade, upgrade

    key = registry.issue_key("vendor-a", at=1)
    downgrade(engine, "0005")
    upgrade(engine)

    assert registry.caller_by_key(key, 2).scopes == frozenset(SCOPES["platform"])
