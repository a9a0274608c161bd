"""A session may say much at once and a steady stream for ever, and no more."""

from monitor.flows.rate import Bucket, Places


def test_a_burst_is_let_through_and_the_next_one_is_not():
    bucket = Bucket(per_second=10, burst=5)

    assert [bucket.take(0) for _ in range(6)] == [True] * 5 + [False]


def test_a_steady_stream_is_never_refused():
    bucket = Bucket(per_second=10, burst=5)

    assert all(bucket.take(now) for now in range(0, 100_000, 100))


def test_waiting_fills_the_bucket_up_to_its_burst():
    bucket = Bucket(per_second=10, burst=5)
    for _ in range(5):
        bucket.take(0)

    assert [bucket.take(3_600_000) for _ in range(6)] == [True] * 5 + [False]


def test_a_clock_that_is_set_back_refuses_nobody_for_long():
    bucket = Bucket(per_second=10, burst=5)
    bucket.take(10_000)

    assert bucket.take(0)


def test_so_many_are_under_way_at_once_and_a_place_that_is_left_is_free_again():
    places = Places(1)
    with places.take("a") as first, places.take("a") as second, places.take("b") as other:
        assert (first, second, other) == (True, False, True)

    with places.take("a") as again:
        assert again
