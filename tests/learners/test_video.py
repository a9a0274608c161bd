"""The lesson videos are real files that a browser can play, seek and measure."""

from pathlib import Path

import av
import pytest

from monitor.learners.video import FPS, lesson_video

TITLE = {"zh-CN": "认识电路", "en": "Circuits"}


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lesson_video(tmp_path_factory.mktemp("videos"), "circuits", TITLE, 6)


def test_it_lasts_as_long_as_asked(video: Path) -> None:
    with av.open(str(video)) as container:
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(6.0, abs=0.05)


def test_every_frame_decodes_and_the_picture_moves(video: Path) -> None:
    with av.open(str(video)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 6 * FPS
    assert (frames[0] != frames[FPS]).any()


def test_it_has_sound(video: Path) -> None:
    with av.open(str(video)) as container:
        assert [stream.codec_context.name for stream in container.streams.audio] == ["opus"]


def test_a_seek_lands_near(video: Path) -> None:
    with av.open(str(video)) as container:
        container.seek(4_500_000)
        frame = next(container.decode(video=0))
        assert frame.time is not None
        assert 2.0 <= frame.time <= 4.5


def test_it_is_made_only_once(video: Path) -> None:
    before = video.stat().st_mtime_ns
    assert lesson_video(video.parent, "circuits", TITLE, 6) == video
    assert video.stat().st_mtime_ns == before
    assert [path.name for path in video.parent.iterdir()] == [video.name]
