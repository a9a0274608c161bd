"""Of all who hand in one file, at whichever collector, one is the first."""

from concurrent.futures import ThreadPoolExecutor

from monitor.core.photos import Origin, Place

HERE, THERE = Origin("s-1", "nonce-1"), Origin("s-2", "nonce-2")
SENT, SEALED, OTHER = b"a" * 32, b"b" * 32, b"c" * 32
PLACE = Place("vendor-a", "class-1")


def test_a_file_is_known_by_either_of_its_digests(registry):
    assert registry.note_digests(HERE, [SENT, SEALED]) == HERE
    assert registry.note_digests(THERE, [OTHER, SEALED]) == HERE
    assert registry.note_digests(THERE, [OTHER]) == THERE


def test_the_same_answer_sent_again_is_no_copy(registry):
    registry.note_digests(HERE, [SENT, SENT])

    assert registry.note_digests(HERE, [SENT]) == HERE


def test_of_many_who_hand_it_in_at_once_one_is_the_first(registry):
    everybody = [Origin(f"s-{number}", "nonce") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        first = set(threads.map(lambda origin: registry.note_digests(origin, [SEALED, SENT]), everybody))

    assert len(first) == 1


def test_what_photos_look_like_is_told_once_and_in_one_order(registry):
    [mine] = registry.note_look(PLACE, HERE, "one", 0)
    [theirs] = registry.note_look(PLACE, THERE, "two", mine.number)

    assert (mine.origin, mine.likeness, theirs.origin, theirs.likeness) == (HERE, "one", THERE, "two")
    assert registry.note_look(PLACE, THERE, "two", 0) == [mine, theirs]
    assert registry.note_look(PLACE, Origin("s-3", "nonce"), "", theirs.number) == []


def test_looks_are_compared_within_a_class_on_one_platform(registry):
    registry.note_look(PLACE, HERE, "one", 0)

    assert registry.note_look(PLACE._replace(platform="vendor-b"), THERE, "", 0) == []
    assert registry.note_look(PLACE._replace(training_class="class-2"), THERE, "", 0) == []


def test_what_the_log_tells_stands_beside_what_was_noted_meanwhile(registry):
    registry.note_digests(HERE, [SENT])
    registry.note_look(PLACE, HERE, "one", 0)
    for _ in range(2):
        registry.add_photos([(SENT, THERE), (OTHER, THERE)], [(PLACE, HERE, "other"), (PLACE, THERE, "two")])

    assert [registry.note_digests(Origin("s-3", "nonce"), [digest]) for digest in (SENT, OTHER)] == [HERE, THERE]
    assert [seen.likeness for seen in registry.note_look(PLACE, THERE, "", 0)] == ["one", "two"]


def test_a_log_that_was_read_is_read_again_only_when_it_is_told(registry):
    before = registry.has_read_photos()
    registry.photos_are_read(1)
    registry.photos_are_read(2)
    read = registry.has_read_photos()
    registry.read_photos_anew()

    assert (before, read, registry.has_read_photos()) == (False, True, False)
