"""Words on a plane: PCA against the singular value decomposition, t-SNE by its properties, quality against brute force."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from playground.errors import Refusal
from playground.settings import Settings
from playground.vectors.clusters import clusters
from playground.vectors.map_study import TsneSettings, packed, read_start, tsne_study, unpacked, written
from playground.vectors.projection import along, nearest, pca, quality, unit
from playground.vectors.tsne import Descent, affinities, beginning, descend, jolted

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def groups():
    """Four bundles of 30 directions in ten dimensions."""
    draw = np.random.default_rng(3)
    return unit(np.concatenate([draw.normal(size=(30, 10)) * 0.2 + draw.normal(size=10) for _ in range(4)]))


def test_pca_is_the_singular_value_decomposition_up_to_signs():
    vectors = np.random.default_rng(1).normal(size=(40, 7)) * np.arange(1, 8)
    centred = vectors - vectors.mean(0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    plane = pca(vectors, 3)
    np.testing.assert_allclose(np.abs(plane.points), np.abs(left[:, :3] * values[:3]), rtol=1e-8)
    np.testing.assert_allclose(plane.shares, values[:3] ** 2 / (values**2).sum(), rtol=1e-8)
    np.testing.assert_array_equal(pca(vectors, 3).points, plane.points)


def test_pca_of_fewer_dimensions_than_are_asked_for_fills_up_with_nothing():
    plane = pca(np.array([[1.0], [2.0], [4.0]]), 2)
    assert plane.points[:, 1].tolist() == [0, 0, 0] and plane.shares.tolist() == [1, 0]


def test_the_nearest_are_those_of_brute_force(groups):
    cosines = groups @ groups.T
    np.fill_diagonal(cosines, -2)
    others, values = nearest(groups, 5, [3, 70])
    np.testing.assert_array_equal(others, np.argsort(-cosines[[3, 70]], axis=1)[:, :5])
    np.testing.assert_allclose(values, -np.sort(-cosines[[3, 70]], axis=1)[:, :5], rtol=1e-5)


def test_quality_is_that_of_a_count_by_hand(groups):
    points = np.random.default_rng(0).normal(size=(len(groups), 2))
    total, count = len(groups), 10
    far = 1 - groups.astype(np.float64) @ groups.T.astype(np.float64)
    near = np.linalg.norm(points[:, None] - points, axis=2)
    kept = penalty = 0
    for row in range(total):
        true = [other for other in np.argsort(far[row]) if other != row]
        shown = [other for other in np.argsort(near[row]) if other != row][:count]
        kept += len(set(true[:count]) & set(shown))
        penalty += sum(max(0, true.index(other) + 1 - count) for other in shown)
    found = quality(groups, points)
    assert found.kept == pytest.approx(kept / (total * count)) and found.asked == total
    assert found.trust == pytest.approx(1 - 2 * penalty / (total * count * (2 * total - 3 * count - 1)))
    perfect = quality(groups[:, :2] / np.linalg.norm(groups[:, :2], axis=1, keepdims=True), groups[:, :2])
    assert perfect.trust > found.trust


def test_tsne_keeps_bundles_together_lowers_its_divergence_and_repeats(groups):
    near = affinities(groups, 10)
    assert near.P.sum() == pytest.approx(1) and (abs(near.P - near.P.T)).max() < 1e-12
    steps = list(descend(near, beginning(groups, 2), Descent(perplexity=10, steps=150), 25))
    assert [step.step for step in steps] == list(range(25, 276, 25))
    assert steps[-1].divergence < steps[5].divergence < steps[4].divergence + 1
    others, _ = nearest(unit(steps[-1].points - steps[-1].points.mean(0)), 5)
    assert (others // 30 == (np.arange(120) // 30)[:, None]).mean() > 0.95
    again = list(descend(affinities(groups, 10), beginning(groups, 2), Descent(perplexity=10, steps=150), 25))
    np.testing.assert_array_equal(again[-1].points, steps[-1].points)


def test_the_divergence_is_that_of_the_formula_one_step_before(groups):
    near = affinities(groups, 10)
    *_, last = descend(near, beginning(groups, 2), Descent(perplexity=10, steps=100), 25)
    near_each = 1 / (1 + ((last.points[:, None] - last.points) ** 2).sum(2))
    np.fill_diagonal(near_each, 0)
    table, shares = near.P.toarray(), near_each / near_each.sum()
    there = table > 0
    assert last.divergence == pytest.approx((table[there] * np.log(table[there] / shares[there])).sum(), rel=0.04)


def test_what_is_thrown_about_is_elsewhere_and_three_dimensions_work(groups):
    points = beginning(groups, 3)
    assert points.shape == (120, 3) and np.abs(jolted(points, 1) - points).max() > 0
    *_, last = descend(affinities(groups, 1000), points, Descent(dimensions=3, steps=50), 50)
    assert np.isfinite(last.points).all() and np.isfinite(last.divergence)


def test_axes_are_cosines_with_the_way_from_one_word_to_another():
    vectors = np.array([[1.0, 0], [0, 1], [-1, 0]], np.float32)
    np.testing.assert_allclose(along(vectors, vectors[0], vectors[1]), [-(0.5**0.5), 0.5**0.5, 0.5**0.5], rtol=1e-6)
    with pytest.raises(Refusal, match="differ"):
        along(vectors, vectors[0], 2 * vectors[0])


def test_clusters_find_bundles_and_repeat(groups):
    found = clusters(groups, 4, seed=1)
    assert all(len(set(found[start : start + 30])) == 1 for start in range(0, 120, 30)) and len(set(found)) == 4
    np.testing.assert_array_equal(clusters(groups, 4, seed=1), found)
    assert np.bincount(clusters(groups[:100], 9)).argmax() == 0


def study(**changes):
    settings = TsneSettings(**{"vectors": "teaching", "words": 60, "steps": 50, "perplexity": 5.0, **changes})
    return settings, list(tsne_study(settings, SimpleNamespace(host=Settings(), visitor="")))


def test_the_study_tells_a_picture_in_one_slot_and_goes_on_from_another():
    settings, events = study()
    pictures = [event for event in events if "points" in event]
    assert {event["slot"] for event in pictures} == {"map"} and events[-1]["progress"] == 1.0
    assert unpacked(events[-1], 2).shape == (60, 2) and 0 < events[-1]["kept"] <= 1 and events[-1]["step"] == 175
    start = written(unpacked(events[-1], 2))
    _, more = study(start=start, done=125)
    np.testing.assert_allclose(unpacked(more[1], 2), unpacked(events[-1], 2), atol=0.05)
    assert more[1]["step"] == 125 and settings.expected_seconds > 2


def test_points_survive_their_packing_and_a_foreign_picture_is_refused():
    points = np.random.default_rng(0).normal(size=(50, 3)) * 40
    np.testing.assert_allclose(unpacked(packed(points), 3), points, atol=0.01)
    np.testing.assert_allclose(read_start(written(points), 50, 3), points, rtol=1e-3)
    for wrong in ("", "????", written(points[:10]), written(points * np.nan)):
        with pytest.raises(Refusal, match="start anew"):
            read_start(wrong, 50, 3)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        (dict(choose="list", listed="king"), "at least 3"),
        (dict(choose="around", around="kng"), "king"),
        (dict(choose="around", around=" "), "none is there"),
        (dict(words=10**9), "from 10 to 20,000"),
        (dict(choose="magic"), "frequent"),
        (dict(vectors="nowhere"), "nowhere"),
        (dict(start="x" * 300_000), "start anew"),
        (dict(done=175), "All 175 steps are done"),
    ],
    ids=str,
)
def test_what_cannot_be_mapped_is_refused_in_a_sentence(changes, word):
    with pytest.raises(Refusal, match=word):
        study(**changes)


def test_a_list_and_a_neighbourhood_are_what_they_say():
    _, events = study(choose="list", listed="king queen, Man;woman\nboy girl prince princess xyzzy", perplexity=2.0)
    assert unpacked(events[-1], 2).shape == (8, 2)
    _, events = study(choose="around", around="France", words=12, perplexity=2.0)
    assert unpacked(events[-1], 2).shape == (12, 2)
