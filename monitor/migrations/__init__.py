"""The registry's tables in versions; run from code, so that the installed package needs no alembic.ini."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from monitor.adapters.registry.locks import take_locks, writing

_FOLDER = Path(__file__).parent


def alembic_config() -> Config:
    """Alembic's configuration, made from where this package lies; also for `alembic` commands in scripts."""
    config = Config()
    # A per cent sign would be read as an interpolation.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to `revision` in one transaction; what is up to date already stays as it is."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to `revision` in one transaction; the data of newer tables are lost."""
    _run(engine, command.downgrade, revision)


def _run(engine: Engine, step: Callable[[Config, str], None], revision: str) -> None:
    config = alembic_config()
    with writing(engine).begin() as connection:
        take_locks(connection)
        config.attributes["connection"] = connection  # env.py runs inside this transaction
        step(config, revision)
