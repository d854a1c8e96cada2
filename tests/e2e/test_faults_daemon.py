"""test_faults_daemon: what a machine does to a daemon: its modem goes and comes under another name, its disk takes nothing, its
owner makes mistakes.

SPDX-License-Identifier: Apache-2.0
"""
import errno
import os
import re
import signal

import pytest

from conftest import VirtualModem, content
from house import ANNA, BERT, House

REFUSALS = [errno.ENOSPC, errno.EROFS, errno.EIO]
PATIENCE_S = 60


class Ports:
    """Modems on terminals, and the one name by which the daemon knows whichever is plugged in."""

    def __init__(self, program, tmp_path):
        self.program, self.directory, self.modems = program, tmp_path, []
        self.name = tmp_path / 'by-id'

    def plug_in(self):
        modem = VirtualModem(self.program, self.directory / f'ttyUSB{len(self.modems)}')
        self.modems.append(modem)
        modem.ready()
        new = self.directory / 'by-id.new'
        new.symlink_to(modem.link)
        os.replace(new, self.name)
        return modem

    def close(self):
        for modem in self.modems:
            modem.process.close()


@pytest.fixture
def ports(program, tmp_path):
    it = Ports(program, tmp_path)
    yield it
    it.close()


@pytest.fixture
def moving(start, tmp_path, ports):
    """A house on a modem that moves."""
    it = House(start, tmp_path, ports.plug_in())
    it.configure('device', model='707')
    it.configure('modem', device=ports.name)
    it.begin()
    yield it.registered()
    it.show()


def test_a_modem_that_comes_back_under_another_name(moving, ports):
    moving.texts(ANNA, 'ON', 'Power socket ON')
    pid, first = moving.process.pid, moving.modem
    # The newer is there before the older goes, so that it has another terminal.
    moving.modem = ports.plug_in()
    assert os.path.realpath(first.link) != os.path.realpath(moving.modem.link)
    first.unplug()
    moving.process.line(f'lost .*{ports.name}')
    moving.process.line('is back')
    moving.registered()
    moving.texts(ANNA, 'OFF', 'Power socket OFF')
    assert moving.process.running() and moving.process.pid == pid


@pytest.mark.slow
def test_a_modem_that_is_away_for_an_hour(moving, ports):
    """The house goes on, and what it has to tell is told when it can."""
    moving.orders(f'ALERTNUMBER{BERT}', 'ALARMON')
    ports.name.unlink()
    moving.modem.unplug()
    moving.process.line(f'lost .*{ports.name}')
    moving.orders('ON')
    moving.shows('outlet', '1')
    moving.shows('led_power', '1hz')
    moving.senses('sensor', 1)
    moving.shows('led_power', '4hz')
    moving.senses('sensor', 0)
    moving.shows('led_power', '1hz')
    moving.pass_time(3600)
    assert moving.status()['messages_waiting'] == 1
    moving.modem = ports.plug_in()
    # The next attempt is due by then.
    moving.pass_time(PATIENCE_S)
    moving.process.line('is back')
    moving.registered()
    moving.hears(BERT, 'ALARM! Sensor activated', r'Time: \d\d/\d\d/\d\d,\d\d:\d\d:\d\d')
    moving.texts(ANNA, 'OFF', 'Power socket OFF')
    assert moving.status()['messages_waiting'] == 0


@pytest.mark.slow
def test_a_modem_that_is_silent_at_first(house, virtual_modem):
    virtual_modem.process.child.send_signal(signal.SIGSTOP)
    house.begin()
    house.orders('ON')
    house.shows('outlet', '1')
    assert house.status()['modem']['radio'] != 'registered'
    house.pass_time(PATIENCE_S)
    house.shows('led_gsm', 'off')
    virtual_modem.process.child.send_signal(signal.SIGCONT)
    house.pass_time(PATIENCE_S)
    house.registered()
    house.texts(ANNA, 'OFF', 'Power socket OFF')


def refuses(house, code):
    """From now on the disk does that."""
    house.refusal = code
    house.govern()


def refused_writes(house):
    return {each['what']: each['count'] for each in house.status()['counts']}['writes refused by the flash']


def memory(house):
    """What the self-test says of it."""
    [part] = [part for part in house.ask({'do': 'selftest'}) if part['part'] == 'memory']
    return part


@pytest.mark.parametrize('code', REFUSALS, ids=errno.errorcode.get)
def test_a_disk_that_takes_nothing(home, virtual_modem, code):
    """The daemon goes on with what it has in memory, and what was kept before is there at the next start."""
    home.texts(ANNA, 'TEMPOFF=20', 'TEMPOFF=20 - OK')
    home.orders('ON')
    refuses(home, code)
    virtual_modem.sms(ANNA, 'OFF')
    home.process.line(f'cannot write {home.state}/flash: {re.escape(os.strerror(code))}$')
    home.shows('outlet', '0')
    home.hears(ANNA, 'Power socket OFF')
    # The disk still has that text, in the place of this one.
    home.texts(BERT, 'STATUS', 'Power socket OFF')
    assert home.orders('TEMPOFF=30', 'THERMOSTAT?').endswith('TEMPOFF=30')
    assert refused_writes(home) > 0 and not memory(home)['answers']
    home.again(signal.SIGKILL)
    assert home.orders('THERMOSTAT?').endswith('TEMPOFF=20')
    home.shows('outlet', '1')
    refuses(home, 0)
    home.registered()
    home.texts(BERT, 'OFF', 'Power socket OFF')
    home.again(signal.SIGKILL)
    home.shows('outlet', '0')


def test_a_disk_that_has_room_again(home):
    refuses(home, errno.ENOSPC)
    home.orders('TEMPOFF=30')
    assert not memory(home)['answers']
    refuses(home, 0)
    home.texts(ANNA, 'RESTARTTIME=77', 'RESTARTTIME=77 - OK')
    assert memory(home)['answers'] and refused_writes(home) > 0
    home.again(signal.SIGKILL)
    assert home.orders('THERMOSTAT?').endswith('TEMPOFF=30')
    assert home.orders('RESTARTTIME?') == 'RESTARTTIME=77 seconds'


def test_a_bad_file_at_a_hangup(home):
    """Whatever is wrong with it, the log tells, and nothing has changed."""
    home.orders('ON')
    good = home.path.read_bytes()
    for bad, complaint in (
            (good + b'[modem]\nspeed = 9600\n', 'speed'),
            (good + b'[modem', r'expected \[section\]'),
            (good.replace(b'model = 707', b'model = 7070'), '"7070": expected 706,'),
            (good.replace(b'device = ', b'device ='[:-1]), r'expected \[section\] or key = value'),
            (good + b'[log]\n' + b'x' * 300 + b' = 1\n', 'long'),
            (bytes(range(1, 256)), 'control character'),
            (b'', 'is missing'),
    ):
        home.path.write_bytes(bad)
        home.process.child.send_signal(signal.SIGHUP)
        assert re.search(complaint, home.process.line(f'{home.path}.*; the older configuration stays$')), complaint
        assert home.status()['model'] == '707'
    home.path.unlink()
    home.path.mkdir()
    home.process.child.send_signal(signal.SIGHUP)
    home.process.line(f'{home.path}.*; the older configuration stays$')
    home.texts(ANNA, 'STATUS', 'Power socket ON')
    home.path.rmdir()
    home.path.write_bytes(good)
    home.process.child.send_signal(signal.SIGHUP)
    home.process.line('the configuration is as it was')
    assert home.process.end() == 0


@pytest.fixture
def second(start, tmp_path, home):
    """Another house beside the first, not yet started; it shares what it is told to."""
    directory = tmp_path / 'second'
    directory.mkdir()
    it = House(start, directory)
    it.configure('modem', device=home.modem.link)
    yield it
    # Whatever became of it, the first serves.
    home.texts(ANNA, 'ON', 'Power socket ON')
    assert home.status()['outlet']['on']


def refused(house, *complaint):
    """It has not started, and the one line that it says of this holds all of that."""
    house.write()
    process = house.start('run', '--config', house.path)
    assert process.wait() == 1
    [line] = [line for line in process.text().splitlines() if line.startswith('smsocket')]
    for part in complaint:
        assert str(part) in line


def test_a_second_daemon_with_the_same_file(second, home):
    second.path = home.path
    second.write = lambda: None
    refused(second, 'in use by another')


def test_a_second_daemon_on_the_terminal_under_another_name(second, home):
    second.configure('modem', device=os.path.realpath(home.modem.link))
    refused(second, os.path.realpath(home.modem.link), 'is in use by another program')


def test_a_second_daemon_on_the_state_under_another_name(second, home, program, tmp_path):
    other = VirtualModem(program, tmp_path / 'other')
    other.ready()
    second.configure('modem', device=other.link)
    (tmp_path / 'alias').symlink_to(home.state)
    second.configure('state', directory=tmp_path / 'alias')
    refused(second, tmp_path / 'alias', 'in use by another smsocket')
    other.process.close()


def test_a_second_daemon_on_the_control_socket(second, home, program, tmp_path):
    other = VirtualModem(program, tmp_path / 'other')
    other.ready()
    second.configure('modem', device=other.link)
    second.configure('control', socket=home.control)
    refused(second, 'another program serves the control socket', home.control)
    other.process.close()


def test_a_control_socket_that_a_killed_daemon_left(home):
    home.again(signal.SIGKILL)
    home.orders('ON')
    assert content(home.pin('outlet')) == '1'
