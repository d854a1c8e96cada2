"""test_cuts: the power fails at a step of the flash, before it, in it or right after it; what was answered stands, what was
under way is there or not, and the device goes on.

The processor is halted where the step's command is about to go to the chip, and QEMU is killed; then the file that is the
flash is given what a step that was broken off leaves. Waits for answers at the console, each for PATIENCE_S at most; they take
a few milliseconds.
SPDX-License-Identifier: Apache-2.0
"""
import dataclasses
import random
import re
import select

import pytest

from lines import Deadline
from machine import ERASED, FLASH_SIZE, OUTLET, SECTOR_SIZE, Machine, used_up
from owner import Owner, outlet_at_start, shown

TORN = ('nothing', 'half', 'garbage', 'all')
CHAINS, PROGRAM_CUTS, ERASE_CUTS = 2, 24, 10  # each cut but the first is on what the one before has left
PROGRAM, ERASE = 'board_flash_program', 'board_flash_erase'


@dataclasses.dataclass
class Step:
    """What the flash was about to do."""
    address: int
    before: bytes
    after: bytes

    def torn(self, how, chance):
        half = len(self.before) // 2
        if how == 'half':
            return self.after[:half] + self.before[half:]
        if how == 'garbage' and len(self.before) == SECTOR_SIZE:  # an erase may leave anything
            return chance.randbytes(SECTOR_SIZE)
        if how == 'garbage':
            return bytes(old & (new | chance.getrandbits(8)) for old, new in zip(self.before, self.after))
        return {'nothing': self.before, 'all': self.after}[how]


class Life:
    """A socket whose owner types, and whose power fails; what it must have kept."""

    def __init__(self, folder, seed):
        self.folder, self.chance = folder, random.Random(seed)
        self.flash, self.owner = ERASED * FLASH_SIZE, Owner(self.chance)

    def chip(self):
        return Machine(self.folder, self.flash)

    def stands(self, chip, *possible):
        """After a start it has one of those settings, and nothing to complain of."""
        queries = shown(possible[0])
        answers = chip.ask(*queries)
        assert not [line for line in chip.printed if re.match('(error|warning): (?!smsocket .* started)', line)]
        fit = [each for each in possible if answers == sum(shown(each).values(), [])]
        assert fit, f'{answers}, expected one of {possible}'
        # Of two that differ by the outlet alone, it shows which.
        fit = [each for each in fit if chip.out(OUTLET) == outlet_at_start(each)]
        assert fit, f'the outlet is {chip.out(OUTLET)}'
        self.owner.settings = {**fit[0], 'outlet': chip.out(OUTLET)}

    def types(self, chip, count=1):
        """So many commands, each answered as it should be."""
        typed = []
        for _ in range(count):
            command, answer, self.owner.settings = self.owner.next()
            typed.append((command, answer))
        assert chip.ask(*[command for command, _ in typed]) == [answer for _, answer in typed]

    def until(self, chip, where, count):
        """Types until the processor is halted at the count-th such step. The settings that are possible from here on."""
        chip.gdb.halt()
        chip.gdb.stop_at(chip.symbols[where])
        chip.gdb.go()
        while True:
            command, answer, after = self.owner.next()
            chip.hear()
            before, deadline = len(chip.printed), Deadline()
            chip.say(command)
            while f'> {answer}' not in chip.printed[before:]:
                assert select.select([chip.console, chip.gdb], [], [], deadline.left())[0], f'{command}: no answer'
                if chip.gdb.has_stopped():
                    count -= 1
                    chip.hear()
                    if count == 0:
                        return [after] if f'> {answer}' in chip.printed[before:] else [self.owner.settings, after]
                    chip.gdb.go()
                chip.hear()
            self.owner.settings = after


def step(chip, where):
    """What the flash is about to do, where the processor is halted."""
    address = chip.gdb.register(0)
    data = chip.qtest.bytes(chip.gdb.register(1), chip.gdb.register(2)) if where == PROGRAM else ERASED * SECTOR_SIZE
    before = chip.flash.read_bytes()[address:address + len(data)]
    return Step(address, before, data if where == ERASE else bytes(old & new for old, new in zip(before, data)))


def cut(life, where, count):
    """One power cut at a step, as it leaves the flash in each of four ways; it goes on with one of them."""
    with life.chip().run() as chip:
        life.stands(chip, life.owner.settings)
        possible = life.until(chip, where, count)
        broken = step(chip, where)
        chip.kill()
    flash, end = chip.flash.read_bytes(), broken.address + len(broken.before)
    assert flash[broken.address:end] == broken.before
    left = []
    for how in TORN:
        life.flash = flash[:broken.address] + broken.torn(how, life.chance) + flash[end:]
        with life.chip().run() as chip:
            life.stands(chip, *possible)
            life.types(chip)
            chip.kill()
        left.append((chip.flash.read_bytes(), life.owner.settings))
    life.flash, life.owner.settings = life.chance.choice(left)


@pytest.fixture(scope='module')
def worn(tmp_path_factory):
    """The flash and the settings of a socket whose log has gone round: each of its sectors holds something."""
    life = Life(tmp_path_factory.mktemp('worn'), 0)
    with life.chip().run() as chip:
        while not used_up(chip.flash_now()):
            life.types(chip, 200)
        chip.kill()
    return chip.flash.read_bytes(), life.owner.settings


@pytest.mark.parametrize('seed', range(CHAINS))
def test_cuts_of_programs(tmp_path, seed):
    life = Life(tmp_path, seed)
    for _ in range(PROGRAM_CUTS // CHAINS):
        cut(life, PROGRAM, life.chance.randint(1, 8))


@pytest.mark.parametrize('seed', range(CHAINS))
def test_cuts_of_erases(tmp_path, worn, seed):
    """Each the next one: some hundred commands lie between."""
    life = Life(tmp_path, seed)
    life.flash, life.owner.settings = worn
    for _ in range(ERASE_CUTS // CHAINS):
        cut(life, ERASE, 1)


@pytest.mark.parametrize('where, count', ((PROGRAM, 12), (ERASE, 4)))
def test_brown_outs(tmp_path, worn, where, count):
    """The processor begins anew at such a step, with its memory as it was; the flash never had the command."""
    life = Life(tmp_path, count)
    life.flash, life.owner.settings = worn
    with life.chip().run() as chip:
        for _ in range(count):
            possible = life.until(chip, where, life.chance.randint(1, 5) if where == PROGRAM else 1)
            chip.qmp('system_reset')
            chip.gdb.leave(chip.symbols[where])
            chip.gdb.go()
            chip.line(' started ')
            life.stands(chip, *possible)
            life.types(chip)
