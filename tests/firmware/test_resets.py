"""test_resets: a firmware that hangs, or does what the processor refuses, begins anew: the outlet is at rest at once, and as
the owner wants it when the device runs again; nothing that was set is lost.

Waits for the chip's watchdog, which runs in real time: for PATIENCE_S at most; it takes two seconds. After a fault the firmware
itself waits for three.
SPDX-License-Identifier: Apache-2.0
"""
import pathlib
import re
import shutil
import struct
import subprocess
import time

import pytest

from lines import PC, SP, Deadline
from machine import BUILD, FAULT, HOLD, INTERRUPTS, MICRORELAY, OUTLET, TICK_CONTROL, WATCHDOG

WITHIN_S = 2.5  # a socket must not hang longer
PATIENCE_S = 10  # for that, where QEMU itself is kept waiting
WATCHDOG_RELOAD = 0x7E785004  # us
SPARE = 0x9F000  # memory that the image does not use
NOWHERE = 0x60000000
COMPLAINT = r'Invalid .* at addr 0x(60|5F)......, .*'  # of QEMU's, and rightly so
NMI = 1 << 31
RELAYS = 1 << OUTLET | 1 << MICRORELAY

REFUSED = 0xDE00                             # udf #0: with a line's lowest byte, what an assertion is
FOR_EVER = bytes.fromhex('fee7')             # b .
FOR_EVER_SERVED = bytes.fromhex('62b6fee7')  # cpsie i; b .
READ = bytes.fromhex('0068')                 # ldr r0, [r0]

BEFORE = [('ON', 'Power socket ON'), ('ONM', 'Microrelay ON'), ('RESTARTTIME=77', 'RESTARTTIME=77 - OK'),
          ('ALERTNUMBER+33600000001', 'ALERTNUMBER+33600000001 - OK')]
KEPT = [('RESTARTTIME?', 'RESTARTTIME=77 seconds'), ('ALERTNUMBER?', 'ALERTNUMBERs: 33600000001')]


def answers(chip, pairs):
    return [(command, *chip.ask(command)) for command, _ in pairs]


@pytest.fixture
def chip(begin):
    """A socket that is on, and halted."""
    chip = begin(watchdog='reset')
    assert answers(chip, BEFORE) == BEFORE
    assert (chip.out(OUTLET), chip.out(MICRORELAY)) == (True, True)
    chip.gdb.halt()
    chip.gdb.stop_at(chip.symbols['_start'])
    chip.gdb.stop_at(chip.symbols['loop_begin'])
    return chip


def plant(chip, code):
    """Has it run the code, which is where nothing else is."""
    chip.gdb.write(SPARE, code)
    chip.gdb.set(PC, SPARE)
    return SPARE


def until_reset(chip):
    """From where it is to the first instruction after the reset: seconds of the chip's time."""
    began = time.time()
    chip.gdb.go()
    assert chip.gdb.stopped(PATIENCE_S) == chip.symbols['_start']
    at = chip.qmp.event('RESET')['timestamp']
    return at['seconds'] + at['microseconds'] / 1e6 - began


def begins_anew(chip, cause, why):
    """From that instruction to a device that runs, as it was."""
    assert (chip.out(OUTLET), chip.out(MICRORELAY)) == (None, None)
    chip.gdb.go()
    assert chip.gdb.stopped() == chip.symbols['loop_begin']
    assert (chip.out(OUTLET), chip.out(MICRORELAY), chip.out(HOLD)) == (False, False, True)
    chip.gdb.go()
    assert chip.line(' started ').endswith(f'started ({why})')
    assert answers(chip, KEPT) == KEPT
    # It comes with POWERSTATE=REMEMBER: as it was. The microrelay is off after any start.
    assert (chip.out(OUTLET), chip.out(MICRORELAY)) == (True, False)
    assert (chip.view()['cause'], chip.view()['running']) == (cause, 1)


def the_loop_stands(chip):
    plant(chip, FOR_EVER_SERVED)


def the_loop_stands_masked(chip):
    # It sleeps with interrupts masked, so that none is slept over.
    chip.gdb.write(chip.gdb.register(PC), FOR_EVER)


def an_interrupt_never_ends(chip):
    chip.gdb.write(chip.symbols['loop_tick'], FOR_EVER)


def no_tick_comes(chip):
    chip.qtest.write(TICK_CONTROL, 0)


@pytest.mark.parametrize('hang', (the_loop_stands, the_loop_stands_masked, an_interrupt_never_ends, no_tick_comes))
def test_a_hang(chip, hang):
    assert chip.qtest.read(WATCHDOG_RELOAD) / 1e6 < WITHIN_S
    hang(chip)
    print(f'{hang.__name__}: reset after {until_reset(chip):.3f} s')
    begins_anew(chip, WATCHDOG, 'watchdog')


def test_bytes_do_not_feed_the_watchdog(chip):
    """Without a tick nothing is ever due, however often something wakes the processor."""
    no_tick_comes(chip)
    chip.gdb.go()
    deadline = Deadline(PATIENCE_S)
    while b'"WATCHDOG"' not in chip.qmp.got:
        assert deadline.left() > 0
        chip.modem.send(b'.')
        chip.console.send(b'.')
        chip.qmp.fill(Deadline(0.02))
    assert chip.gdb.stopped() == chip.symbols['_start']


def assertion():
    """Where the image has one of its own, and the line of source that it is, as the image's symbols tell of where."""
    addr2line = shutil.which('arm-none-eabi-addr2line')
    if addr2line is None:
        pytest.skip('there is no arm-none-eabi-addr2line: apt install binutils-arm-none-eabi')
    image = (BUILD / 'smsocket-ast1030.bin').read_bytes()
    words = struct.unpack(f'<{len(image) // 2}H', image[:len(image) // 2 * 2])
    traps = [(2 * index, word & 255) for index, word in enumerate(words) if word & 0xFF00 == REFUSED]
    places = subprocess.run([addr2line, '-e', BUILD / 'smsocket-ast1030.elf', *[hex(at) for at, _ in traps]],
                            stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    for (at, low), place in zip(traps, places):
        file, line = re.match(r'(.*):(\d+|\?)', place).groups()
        # What merely looks like one, a constant or half an instruction, does not hold its own line.
        if line != '?' and int(line) & 255 == low:
            return at, pathlib.Path(file).resolve().read_text(encoding='utf-8').splitlines()[int(line) - 1]
    return pytest.fail('not one assertion in the image')


def outputs(chip):
    """What the image has written to its outputs while that was traced."""
    return [int(value, 16) for value in re.findall(r'^aspeed_gpio_write offset: 0x0 value 0x([0-9a-f]+)$', chip.log.read_text(),
                                                   re.MULTILINE)]


def faults(chip, pc):
    """From where it is: the relays are let go before anything else, and where it was is kept."""
    chip.qmp.trace('aspeed_gpio_write', True)
    before = len(outputs(chip))
    until_reset(chip)
    chip.qmp.trace('aspeed_gpio_write', False)
    written = outputs(chip)[before:]
    assert written and all(levels & RELAYS == 0 for levels in written)
    begins_anew(chip, FAULT, f'fault at {pc:08X}')


def test_an_assertion_that_fails(chip):
    at, line = assertion()
    print(f'{at:#x}: {line.strip()}')
    assert 'ASSERT(' in line
    chip.gdb.set(PC, at)
    faults(chip, at)


def test_a_jump_to_nowhere(chip):
    chip.forgiven = COMPLAINT
    chip.gdb.set(PC, NOWHERE)
    faults(chip, NOWHERE)


def test_a_read_of_nowhere(chip):
    chip.forgiven = COMPLAINT
    chip.gdb.set(0, NOWHERE)
    faults(chip, plant(chip, READ))


def test_a_stack_that_is_no_memory(chip):
    """Nothing can be put there, so nobody knows where it was."""
    chip.forgiven = COMPLAINT
    chip.gdb.set(SP, NOWHERE)
    plant(chip, struct.pack('<H', REFUSED))
    faults(chip, 0)


def test_an_exception_that_nobody_serves(chip):
    chip.qtest.write(INTERRUPTS, NMI)
    faults(chip, chip.gdb.register(PC))


def test_a_fault_in_an_interrupt(chip):
    chip.gdb.write(chip.symbols['loop_tick'], struct.pack('<H', REFUSED))
    faults(chip, chip.symbols['loop_tick'])


@pytest.mark.parametrize('commands, outlet', (
    ('ON', True), ('ON OFF', False), ('ON30', False), ('ON OFF30', True), ('ON RESTART', True), ('RESTART', False),
    ('ON POWERSTATE=OFF', False), ('POWERSTATE=ON', True), ('ONALL', True)))
def test_the_outlet_returns_to_its_resting_state(begin, commands, outlet):
    """As after a power cut, a timed state never becomes one that stays."""
    chip = begin()
    chip.ask(*commands.split())
    chip.qmp('system_reset')
    chip.line(' started ')
    chip.ask()
    assert (chip.out(OUTLET), chip.out(MICRORELAY)) == (outlet, False)
