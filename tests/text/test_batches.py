"""Batches of a stream in which token number i is i, so that every place can be told from its number."""

import pytest
import torch

from playground.text.batches import Batches

STREAM = torch.arange(1003)


def batches(stateful: bool, seed: int = 0, stream=STREAM) -> Batches:
    return Batches(stream, batch_size=4, sequence_length=8, stateful=stateful, seed=seed)


@pytest.mark.parametrize("stateful", [True, False])
def test_targets_are_inputs_shifted_by_one(stateful):
    for number in range(100):
        batch = batches(stateful).batch(number)
        assert torch.equal(batch.targets, batch.inputs + 1) and batch.inputs.shape[0] == 4


def test_stateful_rows_continue_and_start_afresh_with_each_epoch():
    cut = batches(True)
    for number in range(2 * cut.per_epoch - 1):
        before, after = cut.batch(number), cut.batch(number + 1)
        assert after.fresh.all() == ((number + 1) % cut.per_epoch == 0)
        if not after.fresh.all():
            assert torch.equal(after.inputs[:, 0], before.targets[:, -1])


@pytest.mark.parametrize("stateful", [True, False])
def test_an_epoch_reads_every_token_of_every_row_once(stateful):
    cut = batches(stateful)
    read = torch.cat([cut.batch(number).targets.flatten() for number in range(cut.per_epoch)]).sort().values
    rows = torch.arange(4 * 250).view(4, 250)[:, 1:]
    assert torch.equal(read, rows.flatten())


def test_stateless_batches_are_shuffled_by_the_seed_and_anew_each_epoch():
    def order(seed, epoch):
        cut = batches(False, seed)
        return [int(cut.batch(epoch * cut.per_epoch + number).inputs[0, 0]) for number in range(cut.per_epoch)]

    assert order(1, 0) == order(1, 0) and order(1, 0) != order(2, 0) and order(1, 0) != order(1, 1)
    assert sorted(order(1, 0)) == sorted(order(1, 1)) == list(range(0, 249, 8))
    assert all(batches(False).batch(number).fresh.all() for number in range(40))


@pytest.mark.parametrize("stateful", [True, False])
def test_any_batch_can_be_made_again_from_its_number(stateful):
    for number in (0, 17, 31, 32, 1234):
        batches(stateful).batch(3)
        assert torch.equal(batches(stateful).batch(number).inputs, batches(stateful).batch(number).inputs)


@pytest.mark.parametrize("length", range(2, 24))
def test_a_short_stream_still_gives_batches(length):
    cut = batches(True, stream=torch.arange(length))
    for number in range(cut.per_epoch):
        batch = cut.batch(number)
        assert batch.inputs.numel() >= 1 and torch.equal(batch.targets, batch.inputs + 1)
