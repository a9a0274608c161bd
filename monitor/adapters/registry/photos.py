"""Which photos were handed in already, among all collectors: of two who hand in one file at once one is the first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlmodel import col, delete, select

from monitor.adapters.registry.photo_models import PhotoDigest, PhotoIndexRead, PhotoLook
from monitor.adapters.registry.tables import Tables
from monitor.core.photos import Origin, Place, Seen

_BOTH = "photos"  # what is changed when the log is read anew


class Photos(Tables):
    """Digests (SHA-256) and looks (base64) of photos."""

    def note_digests(self, origin: Origin, digests: Collection[bytes]) -> Origin:
        """Note a photo by its digests; returns where one of them came from first, which is `origin` for a new one."""
        with self._writing(*(f"photo {digest.hex()}" for digest in digests)) as session:
            known = session.exec(select(PhotoDigest).where(col(PhotoDigest.digest).in_(digests))).first()
            if known is not None:
                return Origin(known.session, known.nonce)
            session.add_all(_digests(origin, digests))
            return origin

    def note_look(self, place: Place, origin: Origin, likeness: str, after: int) -> list[Seen]:
        """Note what a photo looks like, if it is new and looks like anything; returns those of its place.

        Only with higher numbers than `after`, in the order of their numbers, the noted one among them.
        """
        with self._writing(f"looks {place.platform}/{place.training_class}") as session:
            if likeness and not session.exec(select(PhotoLook.number).where(*_is_of(origin))).first():
                session.add(_look(place, origin, likeness))
                session.flush()
            theirs = col(PhotoLook.platform) == place.platform, col(PhotoLook.training_class) == place.training_class
            later = select(PhotoLook).where(*theirs, col(PhotoLook.number) > after).order_by(col(PhotoLook.number))
            return [
                Seen(row.number or 0, Origin(row.session, row.nonce), row.likeness) for row in session.exec(later).all()
            ]

    # ------------------------------------------------------------ made anew from the log

    def has_read_photos(self) -> bool:
        """Whether all photos of the log are in the tables."""
        with self._reading() as session:
            return session.exec(select(PhotoIndexRead)).first() is not None

    def read_photos_anew(self) -> None:
        """What is in the tables is not all: the log has to be read again."""
        with self._writing(_BOTH) as session:
            session.exec(delete(PhotoIndexRead))

    def add_photos(self, digests: Iterable[tuple[bytes, Origin]], seen: Iterable[tuple[Place, Origin, str]]) -> None:
        """Add what one stream tells, in its order; what is there already stands."""
        with self._writing() as session:
            for digest, origin in digests:
                if session.get(PhotoDigest, digest) is None:
                    session.add_all(_digests(origin, [digest]))
            for place, origin, likeness in seen:
                if not session.exec(select(PhotoLook.number).where(*_is_of(origin))).first():
                    session.add(_look(place, origin, likeness))

    def photos_are_read(self, at: int) -> None:
        """The log was read to its end at this moment (UTC ms)."""
        with self._writing(_BOTH) as session:
            if session.exec(select(PhotoIndexRead)).first() is None:
                session.add(PhotoIndexRead(read_at=at))


def _digests(origin: Origin, digests: Collection[bytes]) -> list[PhotoDigest]:
    return [PhotoDigest(digest=digest, session=origin.session, nonce=origin.nonce) for digest in sorted(set(digests))]


def _look(place: Place, origin: Origin, likeness: str) -> PhotoLook:
    return PhotoLook(
        platform=place.platform,
        training_class=place.training_class,
        session=origin.session,
        nonce=origin.nonce,
        likeness=likeness,
    )


def _is_of(origin: Origin) -> Sequence[bool]:
    return col(PhotoLook.session) == origin.session, col(PhotoLook.nonce) == origin.nonce  # type: ignore[return-value]
