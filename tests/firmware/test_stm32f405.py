"""test_stm32f405: the other board, of whose chip QEMU has lines and timers, and neither pins nor a flash: what its console says,
and what it would do to its pins, as QEMU logs each access to what it does not have.

Waits for lines of the console and for texts that arrive at phones, each for PATIENCE_S at most. Where its memory does not
answer, and after a fault, the firmware itself waits for three seconds.
SPDX-License-Identifier: Apache-2.0
"""
import re

from lines import PC
from phones import ANNA

PARTS = r'(RCC|GPIO[ABC]|I2C1|Flash Int|I2S2ext): unimplemented device (read|write) .*'  # the last: where the watchdog is
OUTLET, MICRORELAY = 1, 2  # of port C
NOWHERE = 0x60000000


def relays(chip):
    """What was done to them: pins set and pins cleared, in each write that did something."""
    writes = re.findall(r'GPIOC: unimplemented device write \(size 4, offset 0x018, value 0x(\w{4})(\w{4})\)', chip.log.read_text())
    deeds = [(int(set_, 16) & 3, int(cleared, 16) & 3) for cleared, set_ in writes]
    return [deed for deed in deeds if deed != (0, 0)]


def outlet(chip):
    return [deed for deed in relays(chip) if OUTLET in deed][-1] == (OUTLET, 0)


def test_without_a_flash_it_says_so_and_does_nothing(begin):
    chip = begin(board='stm32f405')
    chip.forgiven = PARTS
    for _ in range(2):
        chip.line('^error: no memory for the settings .the flash chip says 000000, expected ')
    assert chip.view()['running'] == 0
    assert relays(chip) == []


def test_with_a_memory_in_ram_a_text_switches_it(begin, modem):
    chip = begin(board='stm32f405-ram', modem=modem.link)
    chip.forgiven = f'{PARTS}|Invalid .* at addr 0x{NOWHERE:X}, .*'
    chip.line('registered')
    modem.sms(ANNA, 'ON')
    modem.gets(ANNA, 'Power socket ON')
    assert outlet(chip)
    assert chip.ask('RESTARTTIME=77') == ['RESTARTTIME=77 - OK']
    # Its memory outlives a reset. A fault lets go of both relays first.
    chip.gdb.halt()
    before = len(relays(chip))
    chip.gdb.set(PC, NOWHERE)
    chip.gdb.go()
    assert chip.line(' started ').endswith(f'(fault at {NOWHERE:08X})')
    assert set(relays(chip)[before:]) == {(0, OUTLET), (0, MICRORELAY)}
    assert chip.ask('RESTARTTIME?') == ['RESTARTTIME=77 seconds']
    assert outlet(chip)
