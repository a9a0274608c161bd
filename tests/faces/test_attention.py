"""Where each landmark float comes from in the concatenated outputs of the attention model."""

from __future__ import annotations

import numpy as np

from monitor.faces.attention import ALL_POINTS, OUTPUT_SIZES, gather_order


def test_every_landmark_has_a_source_inside_the_outputs():
    order = gather_order()
    assert order.shape == (3 * ALL_POINTS,)
    assert order.dtype == np.int32
    assert 0 <= order.min() <= order.max() < sum(OUTPUT_SIZES)


def test_depth_stays_that_of_the_mesh():
    depth = gather_order().reshape(-1, 3)[:468, 2]
    assert (depth == 3 * np.arange(468) + 2).all()


def test_refined_points_replace_the_meshs_in_x_and_y():
    order = gather_order().reshape(-1, 3)
    refined = order[:, 0] >= OUTPUT_SIZES[0]
    assert refined.sum() == 80 + 2 * 71 + 2 * 5
    assert (order[:, 1] == order[:, 0] + 1).all()
    assert not refined[1], "the nose tip is not refined"
    assert refined[[13, 14, 159, 386, 468, 477]].all()


def test_irises_take_the_depth_of_the_lid_before_them():
    order = gather_order().reshape(-1, 3)
    assert set(order[468:473, 2]) == {159 * 3 + 2}
    assert set(order[473:478, 2]) == {386 * 3 + 2}
