#!/usr/bin/env python3
"""firmware: how much the processor of the firmware has to do, in instructions, which QEMU counts one by one.

Usage: firmware.py BUILD_DIR [--json]
BUILD_DIR is where smsocket-ast1030.elf and .sym are. QEMU runs an instruction at a time and logs each; those of the tick's
interrupt are left out, and the time stands still but for the ticks that this gives. So a number is the same in each run: all
is measured twice, and it fails when the two differ.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
import os
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / 'tests' / 'firmware'))
import machine  # noqa: E402
from lines import Deadline  # noqa: E402
from machine import INTERRUPTS, OUTLET, TICK_CONTROL, TICK_NOT_PENDING, TICK_PENDING, Machine, used_up  # noqa: E402

PROCESSOR_HZ = 200e6
FIRST_BYTE = rb'write addr 0x00 val 0x1b\n'  # to the modem, which may still wait for a text: ESC
EXECUTED, NOT_AFTER_ALL = b'Trace ', b'Stopped execution of TB chain before '
TICK = b' loop_tick\n'
MODEM_STATUS, MODEM_RECEIVED = 0x7E783014, 1
PEND_MODEM, MODEM_PENDING = 0xE000E204, 1 << 47 - 32
LOGGED = 'Trace .*|Stopped execution .*|serial_write .*'
OUTLET_ON = rb'aspeed_gpio_write offset: 0x0 value 0x[0-9a-f]*[13579bdf]\n'
START_MS, QUIET_MS = 1000, 60000  # by then the modem is up, and asked no more than it is now and then

OK = '\r\nOK\r\n'
ANSWERS = {  # of a modem that is up at once; to all else it says OK
    'AT+CPIN?': '\r\n+CPIN: READY\r\n' + OK,
    'AT+CREG?': '\r\n+CREG: 1,1\r\n' + OK,
    'AT+CGREG?': '\r\n+CGREG: 1,1\r\n' + OK,
    'AT+CEREG?': '\r\nERROR\r\n',
    'AT+CSQ': '\r\n+CSQ: 23,99\r\n' + OK,
    'AT+CCLK?': '\r\n+CCLK: "26/02/12,12:05:00+08"\r\n' + OK,
    'AT+CGMI': '\r\nSMSOCKET\r\n' + OK,
    'AT+CGMM': '\r\nSCRIPTED\r\n' + OK,
    'AT+CGSN': '\r\n001010123456780\r\n' + OK,
}
# "ON" from +33600000001, 26/02/12 12:05:00 +02
ON = '\r\n+CMGR: 0,,21\r\n00040B913306000000F1000062202121500080024F27\r\n' + OK


class Log:
    """What QEMU writes of each instruction, from a moment on."""

    def __init__(self, chip):
        self.chip, self.from_byte = chip, os.path.getsize(chip.log)

    def instructions(self, until):
        """So many were executed before the line in which the pattern is found."""
        count = 0
        with open(self.chip.log, 'rb') as lines:
            lines.seek(self.from_byte)
            for line in lines:
                if line.startswith(EXECUTED):
                    count += not line.endswith(TICK)
                elif line.startswith(NOT_AFTER_ALL):
                    count -= not line.endswith(TICK)
                elif re.search(until, line):
                    return count
        raise SystemExit(f'firmware: nothing like {until!r} in what QEMU logged')


class Stepped:
    """The chip, whose time is ours, and its modem."""

    def __init__(self, chip):
        self.chip, self.sent = chip, 0
        chip.gdb.stop_at(chip.symbols['loop_begin'])
        chip.qmp('cont')
        chip.gdb.stopped()
        chip.gdb.leave(chip.symbols['loop_begin'])
        chip.qtest.write(TICK_CONTROL, 0)
        chip.qtest.write(INTERRUPTS, TICK_NOT_PENDING)
        self.chip.set_clock(START_MS)
        chip.gdb.go()
        self.wait(lambda view: view['running'] and view['sleeps'] > 0)

    def wait(self, ready):
        deadline = Deadline()
        while not ready(view := self.chip.view()):
            if deadline.left() == 0:
                raise SystemExit(f'firmware: it does not come to rest: {view}')
        return view

    def feed(self, text):
        self.sent += len(text)
        self.chip.modem.send(text.encode())
        self.wait(lambda view: view['received'] == self.sent)

    def tick(self, at_ms):
        """What is due at that time is done."""
        sleeps = self.chip.view()['sleeps']
        self.chip.set_clock(at_ms - 1)
        self.chip.qtest.write(INTERRUPTS, TICK_PENDING)
        return self.wait(lambda view: view['sleeps'] != sleeps and view['slept_ms'] == at_ms and view['taken'] == self.sent)

    def tick_with(self, byte, at_ms):
        """A byte comes and a tick does. Both wait for the processor, so that it is told of them as one."""
        self.chip.gdb.halt()
        sleeps = self.chip.view()['sleeps']
        self.sent += len(byte)
        self.chip.modem.send(byte.encode())
        self.wait(lambda _: self.chip.qtest.read(MODEM_STATUS) & MODEM_RECEIVED)
        self.chip.set_clock(at_ms - 1)
        self.chip.qtest.write(PEND_MODEM, MODEM_PENDING)
        self.chip.qtest.write(INTERRUPTS, TICK_PENDING)
        self.chip.gdb.go()
        self.wait(lambda view: view['sleeps'] != sleeps and view['taken'] == self.sent)

    def asked(self):
        """What the device has asked the modem since it was asked last."""
        *commands, rest = self.chip.modem.waiting().decode().replace('\x1b', '').split('\r')
        self.chip.modem.got = rest.encode()
        return [command for command in commands if command]

    def answers(self, until_ms=1 << 63, but=None):
        """Answers, and lets the time pass, until then, or until it asks that one, which stays without an answer: when it was."""
        view = self.chip.view()
        while view['slept_ms'] < until_ms:
            for command in self.asked():
                if command == but:
                    return view['slept_ms']
                self.feed(ANSWERS.get(command, OK))
                view = self.tick(view['slept_ms'] + 1)
            view = self.tick(min(view['wake_ms'], view['slept_ms'] + 1000))
        return view['slept_ms']


def logged(chip):
    """From now on QEMU logs each instruction."""
    chip.forgiven = LOGGED
    chip.qmp.monitor('log exec,nochain,guest_errors,unimp')
    return Log(chip)


def to_first_byte(chip):
    """From the reset to the first byte for the modem."""
    log = logged(chip)
    chip.qmp.trace('serial_write', True)
    chip.run()
    chip.modem.until(b'\x1b')
    chip.qmp('stop')
    return log.instructions(FIRST_BYTE)


def full_log(folder):
    """The flash of a socket whose log has gone round."""
    with Machine(folder) as chip:
        chip.run()
        while not used_up(flash := chip.flash_now()):
            chip.ask(*[f'RESTARTTIME={seconds}' for seconds in range(1, 301)])
        return flash


def to_outlet(chip):
    """From the byte that ends the answer with a text, ON, which is the CR of its OK, to the outlet's pin."""
    stepped = Stepped(chip)
    stepped.answers(until_ms=QUIET_MS)
    chip.line('registered')
    stepped.feed('\r\n+CMTI: "ME",1\r\n')
    at_ms = stepped.answers(but='AT+CMGR=1')
    stepped.feed(ON[:-2])
    stepped.tick(at_ms + 1)
    log = logged(chip)
    chip.qmp.trace('aspeed_gpio_write', True)
    stepped.tick_with(ON[-2], at_ms + 2)
    assert chip.out(OUTLET)
    chip.qmp('stop')
    return log.instructions(OUTLET_ON)


def twice(measure, flash=None):
    counts = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder, Machine(pathlib.Path(folder), flash, options=['-singlestep']) as chip:
            counts.append(measure(chip))
    if counts[0] != counts[1]:
        raise SystemExit(f'firmware: {measure.__name__}: {counts[0]} instructions, then {counts[1]}; expected the same')
    return counts[0]


def measured():
    with tempfile.TemporaryDirectory() as folder:
        full = full_log(pathlib.Path(folder))
    return {
        'reset to first AT byte': twice(to_first_byte),
        'the same, with a full log': twice(to_first_byte, full),
        'SMS to outlet': twice(to_outlet),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('build', type=pathlib.Path, help='where smsocket-ast1030.elf is')
    parser.add_argument('--json', action='store_true', help='names and numbers alone')
    options = parser.parse_args()
    machine.BUILD = options.build
    if why := machine.missing():
        raise SystemExit(f'firmware: {why}')
    counts = measured()
    if options.json:
        print(json.dumps(counts))
        return
    for name, count in counts.items():
        print(f'{name:28}{f"{count:,}".replace(",", " "):>10} instructions, {count / PROCESSOR_HZ * 1e3:.2f} ms of one a cycle')


if __name__ == '__main__':
    main()
