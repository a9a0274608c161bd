"""What every event log must do.  A store joins by one subclass with one factory, at the end of this file."""

import asyncio
import itertools

import pytest

from monitor.adapters.memory_log import MemoryLog
from monitor.adapters.postgres_log import PostgresLog
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core.codec import GENESIS, first_broken
from monitor.ports import EventLogError, Overtaken


class EventLogContract:
    """The behaviour of the port; `log` is a new, empty log of the store under test."""

    async def make(self, tmp_path):
        raise NotImplementedError

    @pytest.fixture
    async def log(self, tmp_path):
        log = await self.make(tmp_path)
        yield log
        await log.close()

    # ------------------------------------------------------------ numbers and chain

    async def test_entries_of_a_stream_are_numbered_from_zero(self, log):
        entries = [await log.append("s", 1000 + n, "client", b"{}") for n in range(3)]

        assert [entry.n for entry in entries] == [0, 1, 2]

    async def test_the_first_entry_follows_the_genesis_value(self, log):
        entry = await log.append("s", 1, "server", b"{}")

        assert entry.prev == GENESIS

    async def test_each_entry_carries_the_digest_of_the_one_before_it(self, log):
        first = await log.append("s", 1, "server", b"a")
        second = await log.append("s", 2, "client", b"b")

        assert second.prev == first.digest
        assert first_broken([first, second]) is None

    async def test_streams_are_numbered_and_chained_apart_from_each_other(self, log):
        await log.append("a", 1, "server", b"1")
        await log.append("b", 1, "server", b"1")
        await log.append("a", 2, "server", b"2")

        assert [(entry.stream, entry.n) for entry in await log.read("a")] == [("a", 0), ("a", 1)]
        assert first_broken(await log.read("b")) is None

    async def test_an_entry_says_what_was_appended(self, log):
        entry = await log.append("课时", 1_700_000_000_123, "client", b"\x00\xff raw")

        said = (entry.stream, entry.received, entry.source, entry.payload)
        assert said == ("课时", 1_700_000_000_123, "client", b"\x00\xff raw")

    # ------------------------------------------------------------ under a number that the caller names

    async def test_an_entry_is_stored_under_the_number_that_comes_next(self, log):
        for n in range(3):
            assert (await log.append("s", 1, "client", b"x", n)).n == n

    @pytest.mark.parametrize("n", [-1, 0, 1, 3])
    async def test_under_another_number_than_the_next_nothing_is_stored(self, log, n):
        written = [await log.append("s", 1, "client", b"x") for _ in range(2)]

        with pytest.raises(Overtaken):
            await log.append("s", 1, "client", b"late", n)

        assert await log.read("s") == written

    async def test_nothing_begins_a_stream_under_another_number_than_zero(self, log):
        with pytest.raises(Overtaken):
            await log.append("s", 1, "client", b"x", 1)

        assert await log.streams() == []

    async def test_of_many_at_once_under_one_number_one_is_stored(self, log):
        calls = (log.append("s", 1, "client", b"%d" % writer, 0) for writer in range(20))
        outcomes = await asyncio.gather(*calls, return_exceptions=True)

        stored = [outcome for outcome in outcomes if not isinstance(outcome, Overtaken)]
        assert stored == await log.read("s")
        assert len(stored) == 1

    async def test_one_who_was_overtaken_takes_nothing_from_the_others(self, log):
        await log.append("s", 1, "client", b"x")
        calls = (log.append(stream, 1, "client", b"y", 0) for stream in ("a", "s", "b"))
        outcomes = await asyncio.gather(*calls, return_exceptions=True)

        assert [isinstance(outcome, Overtaken) for outcome in outcomes] == [False, True, False]
        assert await log.streams() == ["s", "a", "b"]
        assert first_broken(await log.read("b")) is None

    # ------------------------------------------------------------ for who cannot wait

    async def test_who_hands_an_entry_in_is_told_of_it_once_and_later(self, log):
        told = []
        for n in range(3):
            log.hand_in("s", 1000 + n, "client", b"%d" % n, n, told.append)
        assert told == []

        await log.append("s", 1003, "client", b"3", 3)
        assert told == (await log.read("s"))[:3]

    async def test_who_hands_in_what_another_has_overtaken_is_told_so(self, log):
        await log.append("s", 1, "client", b"x")
        told = []
        log.hand_in("s", 1, "client", b"late", 0, told.append)
        await log.append("other", 1, "client", b"x")

        [outcome] = told
        assert isinstance(outcome, Overtaken)
        assert len(await log.read("s")) == 1

    async def test_one_who_fails_at_what_he_is_told_keeps_it_from_nobody(self, log, caplog):
        def broken(_):
            raise RuntimeError("broken")

        told = []
        log.hand_in("a", 1, "client", b"x", 0, broken)
        log.hand_in("b", 1, "client", b"x", 0, told.append)
        await log.append("c", 1, "client", b"x")

        assert told == await log.read("b")
        assert "broken" in caplog.text

    async def test_a_closed_log_takes_nothing_in_hand(self, log):
        await log.close()

        with pytest.raises(EventLogError):
            log.hand_in("s", 1, "client", b"x", 0, [].append)

    # ------------------------------------------------------------ reading

    @pytest.mark.parametrize(("after", "found"), [(-1, [0, 2]), (0, [2]), (2, [])])
    async def test_the_entries_of_one_source_are_read_alone(self, log, after, found):
        for n, source in enumerate(("server", "client", "server", "client")):
            await log.append("s", n, source, b"{}")
        read = await log.read("s", after, source="server")

        assert [entry.n for entry in read] == found
        assert read == [entry for entry in await log.read("s", after) if entry.source == "server"]
        assert await log.read("unknown", source="server") == []

    async def test_what_was_returned_can_be_read(self, log):
        returned = [await log.append("s", n, "client", b"%d" % n) for n in range(5)]

        assert await log.read("s") == returned

    async def test_reading_gives_the_whole_long_stream_in_order(self, log):
        await asyncio.gather(*(log.append("s", n, "client", b"x") for n in range(1500)))

        entries = await log.read("s")
        assert [entry.n for entry in entries] == list(range(1500))
        assert first_broken(entries) is None

    @pytest.mark.parametrize(
        ("after", "expected"), [(-2, [0, 1, 2]), (-1, [0, 1, 2]), (0, [1, 2]), (1, [2]), (2, []), (3, [])]
    )
    async def test_reading_after_a_number_leaves_out_that_number_and_those_before(self, log, after, expected):
        for n in range(3):
            await log.append("s", n, "client", b"x")

        assert [entry.n for entry in await log.read("s", after=after)] == expected

    async def test_an_unknown_stream_is_empty(self, log):
        await log.append("known", 1, "client", b"x")

        assert await log.read("unknown") == []

    async def test_streams_come_in_the_order_of_their_first_entries(self, log):
        for stream in ["c", "a", "b", "a", "c"]:
            await log.append(stream, 1, "client", b"x")

        assert await log.streams() == ["c", "a", "b"]

    async def test_a_new_log_has_no_streams(self, log):
        assert await log.streams() == []

    async def test_what_was_read_stays_as_it_was_when_more_is_appended(self, log):
        await log.append("s", 1, "client", b"x")
        before = await log.read("s")

        await log.append("s", 2, "client", b"y")

        assert len(before) == 1

    # ------------------------------------------------------------ many at once

    async def test_concurrent_appends_to_one_stream_keep_the_order_of_the_calls(self, log):
        entries = await asyncio.gather(*(log.append("s", n, "client", b"%d" % n) for n in range(300)))

        assert [entry.n for entry in entries] == list(range(300))
        assert [entry.payload for entry in await log.read("s")] == [b"%d" % n for n in range(300)]

    async def test_concurrent_appends_to_many_streams_never_collide(self, log):
        names = [f"s{n % 50}" for n in range(1000)]
        await asyncio.gather(*(log.append(name, n, "client", b"%d" % n) for n, name in enumerate(names)))

        assert await log.streams() == names[:50]
        for name in names[:50]:
            entries = await log.read(name)
            assert len(entries) == 20
            assert first_broken(entries) is None

    async def test_every_append_that_has_returned_is_seen_by_a_reader_at_once(self, log):
        async def append_and_look(name):
            entry = await log.append(name, 1, "client", b"x")
            assert (await log.read(name))[-1] == entry

        await asyncio.gather(*(append_and_look(f"s{n}") for n in range(50)))

    async def test_a_caller_who_gives_up_takes_nothing_from_the_others(self, log):
        calls = [asyncio.ensure_future(log.append("s", n, "client", b"x")) for n in range(10)]
        await asyncio.sleep(0)
        calls[3].cancel()

        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        answered = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        assert len(answered) >= 9
        assert first_broken(await log.read("s")) is None

    # ------------------------------------------------------------ errors and the end

    async def test_a_name_that_has_no_bytes_is_refused_with_its_cause(self, log):
        with pytest.raises(EventLogError) as refused:
            await log.append("\ud800", 1, "client", b"x")

        assert isinstance(refused.value.__cause__, UnicodeEncodeError)
        assert await log.streams() == []

    @pytest.mark.parametrize(
        "call",
        [
            lambda log: log.append("s", 1, "client", b"x"),
            lambda log: log.read("s"),
            lambda log: log.streams(),
        ],
        ids=["append", "read", "streams"],
    )
    async def test_a_closed_log_refuses_everything(self, log, call):
        await log.append("s", 1, "client", b"x")
        await log.close()

        with pytest.raises(EventLogError, match="closed"):
            await call(log)

    async def test_closing_twice_is_allowed(self, log):
        await log.close()
        await log.close()

    async def test_closing_finishes_what_was_accepted(self, log):
        calls = [asyncio.ensure_future(log.append("s", n, "client", b"x")) for n in range(200)]
        await asyncio.sleep(0)
        await log.close()

        entries = await asyncio.gather(*calls)
        assert [entry.n for entry in entries] == list(range(200))


class DurableLogContract(EventLogContract):
    """What a log on disk must do on top; `reopen` opens the same store again."""

    async def test_reopening_finds_everything(self, log, tmp_path):
        written = [await log.append(f"s{n % 3}", n, "client", b"%d" % n) for n in range(9)]
        await log.close()

        again = await self.make(tmp_path)
        found = [await again.read(stream) for stream in await again.streams()]
        await again.close()
        assert sorted(itertools.chain(*found), key=lambda entry: entry.received) == written

    async def test_reopening_continues_numbers_and_chain(self, log, tmp_path):
        for n in range(3):
            await log.append("s", n, "client", b"x")
        await log.close()

        again = await self.make(tmp_path)
        entry = await again.append("s", 4, "server", b"y")
        entries = await again.read("s")
        await again.close()
        assert entry.n == 3
        assert first_broken(entries) is None


class TestMemoryLog(EventLogContract):
    """In memory first: what it cannot do, nobody has to do."""

    async def make(self, tmp_path):
        return MemoryLog()


class TestSqliteLog(DurableLogContract):
    """The log of embedded mode."""

    async def make(self, tmp_path):
        return SqliteLog(tmp_path / "events.db")


class TestPostgresLog(DurableLogContract):
    """The log of grown mode."""

    @pytest.fixture(autouse=True)
    def _database(self, log_database):
        self.url = log_database

    async def make(self, tmp_path):
        return PostgresLog(self.url)
