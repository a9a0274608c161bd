"""A reference in the log that is none of the vault's, or of another file, shows in the audit."""

import pytest

from monitor.adapters.memory_log import MemoryLog
from monitor.core import codec
from monitor.core.events import PhotoStored
from monitor.flows.photo_audit import audit_photos

SHA256 = "ab" * 32


class Vault:
    """Has every file whose reference is in order."""

    def could_be(self, reference):
        return ".." not in reference

    async def exists(self, reference):
        return True

    async def attached(self):
        return True


@pytest.mark.parametrize(
    ("store_ref", "sealed", "lost"),
    [
        (f"p/ab/{SHA256}.age", "", []),
        (f"p/cd/{'cd' * 32}.age", "cd" * 32, []),
        (f"p/ab/{SHA256}.age", "cd" * 32, ["misnamed"]),
        (f"p/cd/{'cd' * 32}.age", "", ["misnamed"]),
        (f"../{SHA256}.age", "", ["misnamed"]),
    ],
    ids=["as received", "without metadata", "the file of another seal", "another file", "out of the vault"],
)
async def test_a_reference_must_be_the_vaults_and_of_this_photo(store_ref, sealed, lost):
    log = MemoryLog()
    fact = PhotoStored(nonce="nonce-0001", sha256=SHA256, store_ref=store_ref, sealed_sha256=sealed)
    await log.append("s", 1, "server", codec.encode_fact(fact))

    audit = await audit_photos(log, Vault())
    assert (audit.photos, [loss.why for loss in audit.lost]) == (1, lost)
