"""Keys for the API: issued once, known by their hash, ended by a date or by hand."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from monitor.adapters.registry.api_models import IssuedKey
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Institution, Platform
from monitor.adapters.registry.tables import Tables, known
from monitor.core.callers import PERSONAL, SCOPES, ApiKey, Caller, OwnerKind, Scope

_USED_TO_MS = 3_600_000  # how exactly it is known when a key was last used
_PREFIX = {"platform": "imp_", "institution": "imi_"}  # so that a key that leaked is known for what it is


class ApiKeys(Tables):
    """Who may speak for a platform or an institution, and about what."""

    def issue_key(
        self,
        owner: str,
        at: int,
        *,
        kind: OwnerKind = "platform",
        scopes: Collection[Scope] = (),
        person: str = "",
        label: str = "",
        expires_at: int | None = None,
    ) -> str:
        """A new key (`at` and `expires_at` in UTC ms); without `scopes` it has all that its kind may hold.

        With a `person` it is given to this one person of an institution, who alone speaks with it; without `scopes` it
        is then good for reading and vouching.

        Only its hash is kept, so this is the one time it can be read.  Earlier keys go on, so that a vendor can change
        over without a gap.
        """
        text = _PREFIX[kind] + secrets.token_urlsafe(32)
        wanted = scopes or (PERSONAL if person else ())
        return self.register_key(
            text, owner, at, kind=kind, scopes=wanted, person=person, label=label, expires_at=expires_at
        )

    def register_key(
        self,
        text: str,
        owner: str,
        at: int,
        *,
        kind: OwnerKind = "platform",
        scopes: Collection[Scope] = (),
        person: str = "",
        label: str = "",
        expires_at: int | None = None,
    ) -> str:
        """The same for a key that was made elsewhere; a key that is registered already stays as it is."""
        _refuse_person(kind, person)
        _refuse_scopes(kind, scopes)
        with self._writing() as session:
            known(session, _table(kind), owner, kind)
            if session.exec(select(IssuedKey).where(col(IssuedKey.key_hash) == _hash(text))).first() is None:
                row = IssuedKey(
                    key=f"k-{secrets.token_hex(6)}",
                    key_hash=_hash(text),
                    scopes=[scope for scope in SCOPES[kind] if scope in scopes or not scopes],
                    person=person,
                    label=label,
                    issued_at=at,
                    expires_at=expires_at,
                    platform=owner if kind == "platform" else None,
                    institution=owner if kind == "institution" else None,
                )
                session.add(row)
        return text

    def rotate_key(self, key: str, at: int, *, old_until: int) -> str:
        """A key in the place of this one, which ends at `old_until` (UTC ms) or before, whatever comes first."""
        with self._writing() as session:
            old = known(session, IssuedKey, key, "key")
            ends = old_until if old.expires_at is None else min(old.expires_at, old_until)
            text = _PREFIX[_kind(old)] + secrets.token_urlsafe(32)
            facts = old.model_dump(exclude={"key", "key_hash", "issued_at", "revoked_at", "used_at"})
            session.add(IssuedKey(key=f"k-{secrets.token_hex(6)}", key_hash=_hash(text), issued_at=at, **facts))
            old.expires_at = ends
            return text

    def revoke_key(self, key: str, at: int) -> None:
        """End one key by its name; the first end stands."""
        with self._writing() as session:
            row = known(session, IssuedKey, key, "key")
            row.revoked_at = row.revoked_at if row.revoked_at is not None else at

    def revoke_keys(self, platform: str, at: int, *, issued_before: int | None = None) -> int:
        """End the platform's keys, all or those issued before a moment (UTC ms); returns how many."""
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            live = select(IssuedKey).where(
                col(IssuedKey.platform) == platform,
                col(IssuedKey.revoked_at).is_(None),
            )
            if issued_before is not None:
                live = live.where(col(IssuedKey.issued_at) < issued_before)
            rows = session.exec(live).all()
            for row in rows:
                row.revoked_at = at
            return len(rows)

    def key_is_revoked(self, key: str) -> bool:
        """Whether a key of this name was ended by hand, as after a leak; one that ran out or is unknown was not."""
        with self._reading() as session:
            row = session.get(IssuedKey, key)
            return row is not None and row.revoked_at is not None

    def caller_by_key(self, text: str, now: int) -> Caller:
        """Whose key this is; raises `RegistryError` for one that is unknown, expired or revoked, not saying which.

        Notes that the key is in use, to the hour.
        """
        with self._reading() as session:
            row = session.exec(select(IssuedKey).where(col(IssuedKey.key_hash) == _hash(text))).first()
            if row is None or not _good(row, now):
                raise RegistryError("key", "is not valid", "ask the office for a new key")
            record = _record(row)
        if record.used_at is None or now - record.used_at >= _USED_TO_MS:
            self._note_use(record.key, now)
        return Caller(
            kind=record.kind,
            owner=record.owner,
            key=record.key,
            scopes=frozenset(record.scopes),
            person=record.person,
        )

    def _note_use(self, key: str, now: int) -> None:
        with self._noting(f"key {key}") as session:
            row = known(session, IssuedKey, key, "key")
            row.used_at = max(now, row.used_at or now)

    def key_lines(self, *, owner: str = "", live_at: int | None = None, after: str = "", limit: int) -> list[ApiKey]:
        """Keys by name after a given one: everybody's or an owner's; `live_at` (UTC ms) leaves out those that ended."""
        wanted = select(IssuedKey).where(col(IssuedKey.key) > after)
        if owner:
            wanted = wanted.where(or_(col(IssuedKey.platform) == owner, col(IssuedKey.institution) == owner))
        if live_at is not None:
            ends = col(IssuedKey.expires_at)
            wanted = wanted.where(col(IssuedKey.revoked_at).is_(None), or_(ends.is_(None), ends >= live_at))
        with self._reading() as session:
            return [_record(row) for row in session.exec(wanted.order_by(col(IssuedKey.key)).limit(limit))]

    def keys_of(self, owner: str | None = None, kind: OwnerKind = "platform") -> list[ApiKey]:
        """One owner's keys, or everybody's, ended ones too, in the order of issue."""
        wanted = select(IssuedKey).order_by(col(IssuedKey.issued_at), col(IssuedKey.key))
        with self._reading() as session:
            rows = session.exec(wanted.where(_owned(owner, kind)) if owner is not None else wanted)
            return [_record(row) for row in rows]


def _hash(key: str) -> str:
    """A plain hash is enough: the key has 256 random bits, nobody can try them all."""
    return hashlib.sha256(key.encode()).hexdigest()


def _table(kind: OwnerKind) -> type[Platform | Institution]:
    return Platform if kind == "platform" else Institution


def _kind(row: IssuedKey) -> OwnerKind:
    return "platform" if row.platform is not None else "institution"


def _owned(owner: str, kind: OwnerKind) -> ColumnElement[bool]:
    return (col(IssuedKey.platform) if kind == "platform" else col(IssuedKey.institution)) == owner


def _good(row: IssuedKey, now: int) -> bool:
    """Good until the moment at which it expires, that moment included (rules: thresholds)."""
    return row.revoked_at is None and (row.expires_at is None or now <= row.expires_at)


def _refuse_scopes(kind: OwnerKind, scopes: Collection[Scope]) -> None:
    strange = sorted(set(scopes) - set(SCOPES[kind]))
    if strange:
        raise RegistryError(
            "scopes", f"{', '.join(strange)} is nothing for a key of this kind", f"choose of {', '.join(SCOPES[kind])}"
        )


def _refuse_person(kind: OwnerKind, person: str) -> None:
    if person and kind != "institution":
        raise RegistryError("person", "is for keys of an institution's people", "leave it out")


def _record(row: IssuedKey) -> ApiKey:
    kind = _kind(row)
    return ApiKey(
        key=row.key,
        kind=kind,
        owner=(row.platform if kind == "platform" else row.institution) or "",
        scopes=tuple(row.scopes),  # type: ignore[arg-type]  # only scopes were ever stored
        label=row.label,
        person=row.person,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
