"""house: a daemon as an owner has it, from a configuration file, and what stands around it: its machine's clock and disk
(machine.c), its control socket, the phones of its modem.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import re
import socket
import struct

import pytest

from conftest import PATIENCE_S, PROGRAM, wait_file

MACHINE = pathlib.Path(PROGRAM).parent / 'tests' / 'machine.so'
ANNA, BERT, CARL = '+33600000001', '+33600000002', '+33600000003'


class House:
    """`smsocket run --config FILE` with the board dir:DIR. The modem is its device until `configure` says otherwise."""

    def __init__(self, start, tmp_path, modem=None):
        if not MACHINE.exists():
            pytest.skip(f'there is no {MACHINE}: build with -Dtests=enabled')
        self.start, self.modem, self.directory = start, modem, tmp_path
        self.path, self.board, self.state = tmp_path / 'smsocket.conf', tmp_path / 'board', tmp_path / 'state'
        self.control = tmp_path / 'control'
        self.board.mkdir(exist_ok=True)
        self.settings = {'modem': {'device': modem.link if modem else tmp_path / 'modem', 'wait': 0},
                         'board': {'kind': f'dir:{self.board}'}, 'state': {'directory': self.state},
                         'control': {'socket': self.control}, 'log': {'private': 'yes', 'verbose': 'yes'}}
        self.preload = self.directory / 'machine.so'  # the loader splits paths at spaces
        if not self.preload.exists():
            self.preload.symlink_to(MACHINE)
        self.ahead_s = self.refusal = 0
        self.boot = 'first-boot'
        self.spare = ['battery', 'mains', 'jack', 'sensor']
        self.process = None
        self.govern()

    def configure(self, section, **values):
        self.settings.setdefault(section, {}).update(values)

    def write(self):
        self.path.write_text(''.join(f'[{section}]\n' + ''.join(f'{key} = {value}\n' for key, value in values.items())
                                     for section, values in self.settings.items()), encoding='utf-8')

    def govern(self):
        """Writes what machine.c has mapped: in place."""
        file = os.open(self.directory / 'machine', os.O_WRONLY | os.O_CREAT)
        os.write(file, struct.pack('=qq', self.ahead_s, self.refusal))
        os.close(file)

    def begin(self):
        """Starts it anew: its first line, by which it has its state, its board and its modem's path."""
        self.write()
        sanitizers = f'{os.environ.get("ASAN_OPTIONS", "")}:verify_asan_link_order=0'
        self.process = self.start('run', '--config', self.path,
                                  env={**os.environ, 'LD_PRELOAD': str(self.preload), 'ASAN_OPTIONS': sanitizers,
                                       'SMSOCKET_BOOT_ID': self.boot,
                                       'SMSOCKET_MACHINE': str(self.directory / 'machine')})
        self.process.line(' model ')

    def registered(self):
        self.process.line(' registered$')
        return self

    def show(self):
        """Prints its log, which pytest shows when the test has failed."""
        if self.process:
            self.process.drain()
            print(self.process.text())

    def again(self, number):
        """Ends it by a signal, and starts it on the same state; its board has lost what it held meanwhile, if it was there
        long enough to hold anything."""
        self.process.end(number)
        self.pin('outlet').unlink(missing_ok=True)
        self.begin()

    def pass_time(self, seconds):
        """The clocks go on by so much, and what is due has happened. Nothing should be under way with the modem."""
        self.ahead_s += seconds
        self.govern()
        self.senses('wake', self.ahead_s)
        # Between two answers the loop has turned.
        for _ in range(2):
            self.status()

    def pin(self, name):
        return self.board / name

    def senses(self, name, value):
        self.pin(name).write_text(f'{value}\n', encoding='utf-8')

    def taken(self):
        """Waits until the daemon has taken what its inputs hold: what is wrong with one is told when all are read. Of each
        input it is told once, so this can be had four times in a test, and leaves the input as it was."""
        spare = self.spare.pop()
        self.senses(spare, 'a mark')
        self.process.line(f"/{spare} holds 'a mark', expected")

    def warms(self, degrees):
        """The thermometer's reading, once it is taken; None: it fails."""
        if degrees is None:
            self.pin('temperature').unlink()
        else:
            self.senses('temperature', degrees)
        self.taken()

    def shows(self, name, value):
        wait_file(self.pin(name), value)

    def ask(self, request):
        """The lines that the control socket answers, without the last."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(PATIENCE_S)
            client.connect(str(self.control))
            client.sendall(json.dumps(request).encode() + b'\n')
            lines = []
            with client.makefile() as answer:
                for line in map(json.loads, answer):
                    if line['kind'] == 'done':
                        return lines
                    assert line['kind'] != 'error', line
                    lines.append(line)
        raise AssertionError(f'the control socket closed at {request}, after {lines}')

    def orders(self, *commands):
        """Commands of somebody on the machine; each must be done. The last one's answer."""
        for command in commands:
            [answer] = self.ask({'do': 'sms', 'text': command})
            assert answer['result'] == 'done', answer
        return answer['text']

    def status(self):
        [status] = self.ask({'do': 'status'})
        return status

    def texts(self, phone, command, *lines):
        """A phone's command, and the lines of the answer to it. Twice the same in one second would be one message."""
        self.modem.sms(phone, command)
        self.hears(phone, *lines)

    def hears(self, phone, first, *further):
        """A text arrives at the phone, and the daemon knows; of further lines, each a regular expression."""
        self.modem.gets(phone, first)
        self.process.line(f'message sent who={re.escape(phone)} text="{re.escape(first)}')
        for line in further:
            self.modem.process.line(f'^ +{line}$')
