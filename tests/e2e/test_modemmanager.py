"""ModemManager, which serves most Linux desktops, takes the virtual modem for a real one.

It gets a D-Bus of its own and no udev: a socket, bridged to the terminal, stands for the port.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import re
import select
import socket
import subprocess
import threading

import pytest

from conftest import PATIENCE_S, Deadline, Process, VirtualModem, Watch, content, foreign
from test_virtual_modem import Terminal

MANAGER, manager_there = foreign('ModemManager', 'modemmanager')
MMCLI, mmcli_there = foreign('mmcli', 'modemmanager')
DBUS_DAEMON, dbus_daemon_there = foreign('dbus-daemon', 'dbus')
DBUS_SEND, dbus_send_there = foreign('dbus-send', 'dbus')
DBUS_MONITOR, dbus_monitor_there = foreign('dbus-monitor', 'dbus')
pytestmark = [manager_there, mmcli_there, dbus_daemon_there, dbus_send_there, dbus_monitor_there]

PHONE = '+33600000001'
NAME = 'org.freedesktop.ModemManager1'
PATH = '/org/freedesktop/ModemManager1'


class Bridge(threading.Thread):
    """Between a modem's terminal and a socket that serves one client after the other."""

    def __init__(self, modem, path):
        super().__init__(daemon=True)
        self.modem = os.open(modem, os.O_RDWR | os.O_NOCTTY)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.client = None
        self.ended, self.end = os.pipe()
        self.start()

    def to_client(self):
        data = os.read(self.modem, 4096)
        # While the port is closed nobody hears it.
        if self.client:
            with contextlib.suppress(OSError):
                self.client.sendall(data)

    def to_modem(self):
        data = self.client.recv(4096)
        if data:
            os.write(self.modem, data)
        else:
            self.client.close()
            self.client = None

    def run(self):
        while True:
            # Whoever comes next waits until the one before has gone.
            ready, _, _ = select.select([self.ended, self.modem, self.client or self.listener], [], [])
            if self.ended in ready:
                return
            if self.modem in ready:
                self.to_client()
            if self.client in ready:
                self.to_modem()
            elif self.listener in ready:
                self.client, _ = self.listener.accept()

    def close(self):
        os.close(self.end)
        self.join()
        for fd in (self.ended, self.modem):
            os.close(fd)
        for each in (self.listener, self.client):
            if each:
                each.close()


class Manager:
    """ModemManager on a modem, with all that it needs."""

    def __init__(self, stack, top, modem):
        bus = f'unix:path={top / "bus"}'
        self.env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'DBUS_SESSION_BUS_ADDRESS': bus, 'DBUS_SYSTEM_BUS_ADDRESS': bus}

        def start(*command):
            process = Process(command, env=self.env)
            stack.callback(process.close)
            return process

        start(DBUS_DAEMON, '--session', '--nofork', '--nopidfile', '--print-address', f'--address={bus}').line('^unix:')
        self.events = start(DBUS_MONITOR, '--session', '--profile', f"type='signal',path_namespace='{PATH}'")
        self.events.line('NameAcquired')
        log = top / 'log'
        with Watch(top) as watch:
            start(MANAGER, '--test-session', '--test-no-udev', '--test-no-suspend-resume', '--test-enable', '--debug',
                  f'--log-file={log}')
            deadline = Deadline()
            while 'was acquired' not in (content(log) or ''):
                assert watch.wait(deadline), f'ModemManager has not come up: {content(log)}'
        stack.callback(Bridge(modem, top / 'port').close)
        self.call('Test.SetProfile', 'string:test', 'string:generic', f'array:string:{top / "port"}')

    def run(self, *command):
        done = subprocess.run(command, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, encoding='utf-8',
                              timeout=PATIENCE_S)
        assert done.returncode == 0, f'{command}: {done.stdout}{done.stderr}'
        return done.stdout

    def call(self, method, *arguments):
        self.run(DBUS_SEND, '--session', '--print-reply', f'--dest={NAME}', PATH, f'{NAME}.{method}', *arguments)

    def ask(self, *arguments):
        """What mmcli tells, by its own keys."""
        return json.loads(self.run(MMCLI, '--output-json', *arguments))

    def until(self, ask):
        """Asks again after each event on the bus, until there is an answer; the answer."""
        deadline = Deadline()
        while True:
            self.events.unread.clear()
            answer = ask()
            if answer:
                return answer
            self.events.line('', deadline.left())

    def modem(self):
        return self.ask('--modem', 'any')['modem']

    def reaches(self, state):
        self.until(lambda: self.modem()['generic']['state'] == state)

    def messages(self):
        """By what mmcli tells of them: number and text of those that are whole, and the path."""
        paths = self.ask('--modem', 'any', '--messaging-list-sms')['modem.messaging.sms']
        each = [self.ask('--sms', path)['sms'] for path in paths]
        return {(sms['content']['number'], sms['content']['text']): path for path, sms in zip(paths, each)
                if sms['properties']['state'] == 'received'}

    def calls(self):
        return self.ask('--modem', 'any', '--voice-list-calls')['modem.voice.call']

    def call_state(self, path):
        return self.ask('--call', path)['call']['properties']['state']

    def create(self, what):
        return re.search(rf'{PATH}\S+', self.run(MMCLI, '--modem', 'any', what))[0]


@contextlib.contextmanager
def managing(modem, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        it = Manager(stack, tmp_path_factory.mktemp('mm'), modem.link)
        it.until(lambda: it.ask('--list-modems')['modem-list'])
        it.reaches('disabled')
        it.run(MMCLI, '--modem', 'any', '--enable')
        it.reaches('registered')
        yield it


@pytest.fixture
def manager(virtual_modem, tmp_path_factory):
    with managing(virtual_modem, tmp_path_factory) as it:
        yield it


def test_it_is_found_and_enabled(manager):
    modem = manager.until(lambda: int((told := manager.modem())['generic']['signal-quality']['value']) and told)
    general, network = modem['generic'], modem['3gpp']
    assert (general['manufacturer'], general['model']) == ('smsocket', 'Virtual')
    assert general['own-numbers'] == ['+33600000000']
    assert general['signal-quality']['value'] == '74'  # CSQ 23 of 31
    assert general['unlock-required'] in ('--', 'sim-pin2')
    assert re.fullmatch(r'\d{15}', network['imei'])
    assert (network['operator-code'], network['operator-name']) == ('00101', 'Simulated')
    assert network['registration-state'] == 'home'
    card = manager.ask('--sim', general['sim'])['sim']['properties']
    assert re.fullmatch(r'001010\d{9}', card['imsi'])
    assert re.fullmatch(r'89\d{18}', card['iccid'])
    assert card['operator-name'] == 'Simulated'
    assert card['emergency-numbers'] == ['112']
    assert 'failed' not in manager.run(MMCLI, '--modem', 'any', '--time')


def test_messages(virtual_modem, tmp_path_factory):
    before, after = 'long ' * 60 + 'end', 'Включи, 5 €'
    virtual_modem.sms(PHONE, before)
    with Terminal(virtual_modem.link) as terminal:
        terminal.until(b'+CMTI: "SM",2')  # it takes two places
    with managing(virtual_modem, tmp_path_factory) as manager:
        virtual_modem.sms(PHONE, after)
        wanted = {(PHONE, before), (PHONE, after)}
        there = manager.until(lambda: wanted == set(told := manager.messages()) and told)
        for path in there.values():
            manager.run(MMCLI, '--modem', 'any', f'--messaging-delete-sms={path}')
        assert not manager.messages()
    with Terminal(virtual_modem.link) as terminal:
        assert b'"SM",0,20,"ME",0,100' in terminal.ask(b'AT+CPMS="SM","ME";+CPMS?')


@pytest.mark.parametrize('text', ['price 5 € {each}', 'Розетка включена, ' * 5 + 'всё'], ids=['plain', 'wide-parts'])
def test_a_phone_gets_what_is_sent(manager, virtual_modem, text):
    path = manager.create(f"--messaging-create-sms=number='{PHONE}',text='{text}'")
    manager.run(MMCLI, '--sms', path, '--send')
    virtual_modem.gets(PHONE, text)
    assert manager.ask('--sms', path)['sms']['properties']['state'] == 'sent'


@pytest.mark.slow
def test_calls(manager, virtual_modem):
    out = manager.create(f'--voice-create-call=number={PHONE}')
    manager.run(MMCLI, '--call', out, '--start')
    virtual_modem.process.line(re.escape(f'{PHONE} rings'))
    manager.until(lambda: manager.call_state(out) == 'ringing-out')
    virtual_modem.process.say(f'{PHONE} picks up')
    manager.until(lambda: manager.call_state(out) == 'active')
    manager.run(MMCLI, '--call', out, '--hangup')
    virtual_modem.process.line(re.escape(f'{PHONE} disconnected'))

    virtual_modem.process.say('+33600000002 calls')
    come = manager.until(lambda: set(manager.calls()) - {out}).pop()
    manager.until(lambda: manager.ask('--call', come)['call']['properties']['number'] == '+33600000002')
    assert manager.call_state(come) == 'ringing-in'
    manager.run(MMCLI, '--call', come, '--accept')
    virtual_modem.process.line(re.escape('+33600000002 connected'))
    manager.until(lambda: manager.call_state(come) == 'active')
    virtual_modem.process.say('+33600000002 hangs up')
    manager.until(lambda: manager.call_state(come) == 'terminated')


def test_codes(virtual_modem, tmp_path_factory):
    virtual_modem.process.say('ussd "*100#" answers "Crédit 5,00 €"')
    with managing(virtual_modem, tmp_path_factory) as manager:
        told = manager.run(MMCLI, '--modem', 'any', '--3gpp-ussd-initiate=*100#')
    assert "'Crédit 5,00 €'" in told


def test_a_maker_s_family(program, tmp_path, tmp_path_factory):
    modem = VirtualModem(program, tmp_path / 'modem', '--profile', 'ec25')
    with contextlib.closing(modem.process):
        modem.ready()
        modem.process.say('ussd "*100#" answers "Credit 5.00"')
        with managing(modem, tmp_path_factory) as manager:
            modem.sms(PHONE, 'ON')
            manager.until(manager.messages)
            assert list(manager.messages()) == [(PHONE, 'ON')]
            assert "'Credit 5.00'" in manager.run(MMCLI, '--modem', 'any', '--3gpp-ussd-initiate=*100#')
