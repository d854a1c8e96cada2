"""test_config: the daemon as a service: its configuration file, its signals, what it tells systemd, how little it takes.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import pty
import re
import signal
import socket
import stat

import pytest

from conftest import ROOT, Deadline, VirtualModem, Watch, content, wait_file

ANNA = '+33600000001'
RSS_MAX_KB = 4096
START_MAX_S = 1  # 0.1 s on a machine with nothing else to do
END_MAX_S = 5


class Service:
    """`smsocket run --config FILE`, with systemd's end of the notify socket."""

    def __init__(self, start, tmp_path, **settings):
        self.start, self.path = start, tmp_path / 'smsocket.conf'
        self.board = tmp_path / 'board'
        self.settings = {'modem device': tmp_path / 'modem', 'board kind': f'dir:{self.board}',
                         'state directory': tmp_path / 'state'}
        self.process = None
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(tmp_path / 'notify'))
        self.told = []
        self.write(**settings)

    def write(self, extra='', **settings):
        """Writes the file; a setting is SECTION_KEY, with _ for - too; None leaves it out."""
        for name, value in settings.items():
            section, key = name.split('_', 1)
            self.settings[f'{section} {key.replace("_", "-")}'] = value
        lines = []
        for section in sorted({name.split()[0] for name in self.settings}):
            lines.append(f'[{section}]')
            lines += [f'{name.split()[1]} = {value}' for name, value in self.settings.items()
                      if name.split()[0] == section and value is not None]
        self.path.write_text('\n'.join(lines) + '\n' + extra)
        return len(lines)

    def begin(self, *arguments, **environment):
        self.process = self.start('run', '--config', self.path, *arguments,
                                  env={**os.environ, 'NOTIFY_SOCKET': self.socket.getsockname(), **environment})
        return self.process

    def tells(self, expected, seconds=30):
        """Waits for a datagram that matches; those before it are passed over, and stand in `told`."""
        deadline = Deadline(seconds)
        while True:
            self.socket.settimeout(max(0.001, deadline.left()))
            try:
                said = self.socket.recv(4096).decode()
            except TimeoutError:
                raise AssertionError(f'systemd was not told {expected!r} within {seconds} s, but {self.told}; the log:\n'
                                     f'{self.process.text()}') from None
            self.told.append(said)
            if re.fullmatch(expected, said):
                return said

    def pin(self, name):
        return self.board / name

    def signal(self, number):
        self.process.child.send_signal(number)


@pytest.fixture
def service(start, tmp_path):
    it = Service(start, tmp_path)
    yield it
    it.socket.close()


@pytest.fixture
def running(service, virtual_modem):
    """A service on the virtual modem (whose link is where the file says), registered."""
    assert virtual_modem.link == service.settings['modem device']
    service.begin()
    service.tells('STATUS=registered.*')
    return service


def test_a_file_is_all_it_needs(service, virtual_modem):
    service.write(device_model='707', device_product='Boathouse', device_serial='B-17')
    service.begin()
    service.tells('READY=1')
    for command, answer in (('HARDWARE', 'Boathouse GSM 707, Hardware v1.1'), ('SERIALNUM', 'S/N: B-17')):
        virtual_modem.sms(ANNA, command)
        virtual_modem.gets(ANNA, answer)
    virtual_modem.sms(ANNA, 'FIRMWARE')
    assert re.search('< Boathouse v[0-9.]+$', virtual_modem.process.line(f'^{re.escape(ANNA)} < Boathouse v'))
    virtual_modem.sms(ANNA, 'ON')
    wait_file(service.pin('outlet'), '1')
    assert service.process.end() == 0


def test_without_a_serial_number_the_modem_has_one(running, virtual_modem):
    virtual_modem.sms(ANNA, 'SERIALNUM')
    assert re.search(r'S/N: \d{15}$', virtual_modem.process.line(f'^{re.escape(ANNA)} < S/N: '))


def test_the_command_line_wins(service, tmp_path, virtual_modem):
    service.write(modem_device='/nowhere', device_model='707-light')
    service.begin('--modem', str(virtual_modem.link), '--board', f'dir:{tmp_path / "other"}')
    service.tells('READY=1')
    wait_file(tmp_path / 'other' / 'led_gsm', 'flash3s')
    assert not service.board.exists()
    assert 'model 707-light' in service.process.text('stderr') or service.process.line('model 707-light')


@pytest.mark.parametrize('line, expected', [
    ('[modem]\nbaud = 12x', '[modem] baud "12x": expected one of 1200, '),
    ('[modem]\ndevice = /dev/other', '[modem] device is said twice, first in line '),
    ('[device]\nmodel = 708', '[device] model "708": expected 706, 707, 706-light or 707-light'),
    ('[log]\nprivate = perhaps', '[log] private "perhaps": expected yes or no'),
    ('[control]\nmode = rw', '[control] mode "rw": expected permissions in octal'),
    ('[gpio]\noutlet = 3 sideways', '[gpio] outlet "3 sideways": '),
    ('[log]\ncolour = yes', '[log] has no key "colour"'),
    ('[logging]\nprivate = yes', '[logging] is no section'),
    ('\nprivate', 'expected [section] or key = value'),
    ('[log]\nprivate = \x1b[31m', 'the line holds a control character'),
])
def test_an_error_names_file_and_line(service, line, expected):
    number = service.write(extra=line + '\n') + 2
    for arguments in ([], ['--check']):
        process = service.begin(*arguments)
        assert process.wait() == 2
        assert process.text('stderr').startswith(f'smsocket: {service.path}:{number}: {expected}')
        assert len(process.text('stderr').splitlines()) == 1
    assert not service.board.exists()


@pytest.mark.parametrize('name', ['modem device', 'board kind', 'state directory'])
def test_what_the_file_lacks_is_named(service, name):
    service.settings[name] = None
    service.write()
    process = service.begin()
    assert process.wait() == 2
    section, key = name.split()
    assert process.text('stderr') == f'smsocket: {service.path}: [{section}] {key} is missing'


def test_a_file_that_is_not_there(service):
    service.path.unlink()
    process = service.begin()
    assert process.wait() == 2
    assert process.text('stderr') == f'smsocket: cannot read {service.path}: No such file or directory'


def test_a_check_does_nothing_else(service):
    process = service.begin('--check')
    assert process.wait() == 0
    assert process.text() == f'{service.path}: no fault found'
    assert not service.board.exists() and not pathlib.Path(service.settings['state directory']).exists()


def test_the_example_is_right(service):
    service.path = ROOT / 'dist' / 'smsocket.conf'
    assert service.begin('--check').wait() == 0


def test_the_guide_names_every_key_and_option(start):
    """As the example does; what is right there is known."""
    section, keys = '', set()
    for line in (ROOT / 'dist' / 'smsocket.conf').read_text(encoding='utf-8').splitlines():
        if line.startswith('['):
            section = line.strip('[]')
        elif section != 'gpio' and re.match('#?[a-z-]+ =', line):
            keys.add(line.lstrip('#').split()[0])
    guide = (ROOT / 'doc' / 'daemon.md').read_text(encoding='utf-8')
    assert {'device', 'pin-file', 'wait', 'product', 'mode', 'configure', 'sysfs-root', 'verbose'} <= keys
    assert sorted(keys) == sorted(set(re.findall(r'^\| (?:`[a-z]+`)? ?\| `([a-z-]+)` \|', guide, re.MULTILINE)))
    helped = start('run', '--help')
    assert helped.wait() == 0
    options = set(re.findall('^  -[a-zA-Z], --([a-z-]+)', helped.text(), re.MULTILINE)) - {'help', 'config', 'check', 'hash-password'}
    assert sorted(options) == sorted(set(re.findall(r'\| `--([a-z-]+)` \|', guide)))


def test_a_reload_takes_what_can_change(running, virtual_modem):
    virtual_modem.sms(ANNA, 'ON')
    virtual_modem.gets(ANNA, 'Power socket ON')
    running.write(log_private='yes', log_verbose='yes', modem_baud='9600', device_product='Other')
    running.signal(signal.SIGHUP)
    for expected in ('modem. baud differs .* restart', 'device. product differs .* restart', 'log. private has changed',
                     'log. verbose has changed'):
        running.process.line(expected)
    virtual_modem.sms(ANNA, 'FIRMWARE')
    # The older product, the newer log.
    virtual_modem.process.line(f'^{re.escape(ANNA)} < smsocket v')
    running.process.line(re.escape(ANNA))
    before = running.process.text().split('has changed')[0]
    assert ANNA not in before and '+336..01' in before
    assert content(running.pin('outlet')) == '1'


def test_a_reload_of_the_same_changes_nothing(service, virtual_modem):
    gpio = '[gpio]\noutlet = RELAY1 active-low\nled-gsm = sysfs:ACT\nmodem-key = 4 1500\ntemperature = w1:\n'
    service.write(extra=gpio)
    service.begin('--verbose')
    service.tells('READY=1')
    service.signal(signal.SIGHUP)
    service.process.line('the configuration is as it was')
    virtual_modem.sms(ANNA, 'ON')
    virtual_modem.gets(ANNA, 'Power socket ON')
    service.write(extra=gpio.replace('active-low', ''))
    service.signal(signal.SIGHUP)
    service.process.line('.gpio. differs in the configuration: that takes a restart')


def test_a_bad_file_changes_nothing(running, virtual_modem):
    number = running.write(log_private='yes', extra='[device]\nmodel = 708\n') + 2
    running.signal(signal.SIGHUP)
    line = running.process.line('older configuration')
    assert f'{running.path}:{number}: [device] model "708": expected 706,' in line
    assert line.endswith('; the older configuration stays')
    running.tells('RELOADING=1\nMONOTONIC_USEC=[0-9]+')
    running.tells('READY=1')
    virtual_modem.sms(ANNA, 'ON')
    virtual_modem.gets(ANNA, 'Power socket ON')
    running.path.unlink()
    running.signal(signal.SIGHUP)
    running.process.line(f'cannot read {running.path}: No such file or directory; the older configuration stays')
    assert running.process.end() == 0
    assert ANNA not in running.process.text()


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_a_reload_changes_who_may_control(service, tmp_path, virtual_modem):
    path = tmp_path / 'control'
    service.write(control_socket=path)
    service.begin()
    service.tells('READY=1')
    assert mode(path) == 0o660
    service.write(control_mode='0600')
    service.signal(signal.SIGHUP)
    service.process.line('control. mode has changed')
    assert mode(path) == 0o600
    # All of it or nothing: the log stays as it was, too.
    service.write(control_mode='0666', control_group='no-such-group', log_verbose='yes')
    service.signal(signal.SIGHUP)
    assert 'no-such-group' in service.process.line('older configuration stays')
    service.write(control_mode='0600', control_group=None, log_verbose='no')
    service.signal(signal.SIGHUP)
    service.process.line('the configuration is as it was')
    assert mode(path) == 0o600
    assert service.process.end() == 0
    assert not path.exists()


def test_systemd_is_told_how_it_goes(service, virtual_modem):
    service.begin()
    service.tells('READY=1')
    service.tells(r'STATUS=registered, signal -\d+ dBm, outlet off')
    virtual_modem.sms(ANNA, 'ON')
    service.tells(r'STATUS=registered, signal -\d+ dBm, outlet on')
    service.signal(signal.SIGHUP)
    service.tells('RELOADING=1\nMONOTONIC_USEC=[0-9]+')
    service.tells('READY=1')
    service.signal(signal.SIGTERM)
    service.tells('STOPPING=1')
    assert service.process.wait() == 0
    assert 'WATCHDOG=1' not in service.told


def test_the_watchdog_is_fed_while_the_loop_turns(service, virtual_modem):
    service.begin(WATCHDOG_USEC='400000')
    service.tells('READY=1')
    for _ in range(4):
        service.tells('WATCHDOG=1', 5)
    service.signal(signal.SIGSTOP)
    # What was under way when it stopped.
    service.socket.settimeout(1)
    late = 0
    with pytest.raises(TimeoutError):
        while True:
            late += service.socket.recv(4096) == b'WATCHDOG=1'
    assert late <= 1
    service.signal(signal.SIGCONT)
    service.tells('WATCHDOG=1', 5)


def test_a_signal_writes_the_state_to_the_log(running):
    running.tells('STATUS=registered, signal.*')
    running.signal(signal.SIGUSR1)
    line = running.process.line('state: registered')
    assert re.search(r'signal -\d+ dBm, outlet off, microrelay off, temperature N/A, thermostat off, alarm off$', line)
    running.process.line('state: 0 messages wait to be sent')
    running.process.line('state: since the start: starts of the modem ')
    running.process.line(f'state: board dir:{re.escape(str(running.board))}, 12 parts, ')
    assert running.process.running()


def test_the_state_tells_what_the_model_has(service, virtual_modem):
    service.write(device_model='707-light')
    service.board.mkdir()
    service.pin('battery').write_text('57\n')
    service.begin()
    service.tells('STATUS=registered, signal.*')
    service.signal(signal.SIGUSR1)
    assert re.search(r'dBm, outlet off, mains on, battery 57%$', service.process.line('state: registered'))


def test_the_pin_may_be_a_credential(service, program, tmp_path):
    modem = VirtualModem(program, tmp_path / 'modem', '--card', 'pin')
    try:
        modem.ready()
        credentials = tmp_path / 'credentials'
        credentials.mkdir()
        (credentials / 'sim-pin').write_text('1234\n')
        service.begin(CREDENTIALS_DIRECTORY=str(credentials))
        service.tells('STATUS=registered.*')
        # systemd's own: how others might read it is its business.
        assert 'other users' not in service.process.text()
    finally:
        modem.process.close()


def test_a_file_for_the_pin_goes_before_a_credential(service, tmp_path):
    (tmp_path / 'sim-pin').write_text('1234\n')
    service.write(modem_pin_file=tmp_path / 'nowhere')
    process = service.begin(CREDENTIALS_DIRECTORY=str(tmp_path))
    assert process.wait() == 1
    assert f'cannot read the PIN from {tmp_path / "nowhere"}' in process.text('stderr')


@pytest.mark.slow
def test_it_waits_for_a_tty_that_is_not_there_yet(service, program, tmp_path):
    """And serves without it meanwhile: the button switches the outlet."""
    service.write(modem_wait='0')
    service.begin()
    service.tells('READY=1')
    service.process.line('modem is not there; waiting for it')
    # Pressed for longer than contacts bounce.
    service.pin('button').write_text('1\n')
    held = Deadline(0.2)
    with Watch(service.board) as watch:
        while not held.over():
            watch.wait(held)
    service.pin('button').write_text('0\n')
    wait_file(service.pin('outlet'), '1')
    modem = VirtualModem(program, tmp_path / 'modem')
    try:
        modem.ready()
        service.tells('STATUS=registered.*', 120)
        modem.sms(ANNA, 'OFF')
        wait_file(service.pin('outlet'), '0')
    finally:
        modem.process.close()


def test_it_ends_in_time_though_the_line_takes_nothing(service):
    """Nobody reads the other side of the line: what was sent there still waits."""
    master, slave = pty.openpty()
    try:
        service.write(modem_device=os.ttyname(slave), modem_wait='0')
        service.begin()
        service.tells('READY=1')
        service.signal(signal.SIGTERM)
        assert service.process.wait(END_MAX_S) == 0
    finally:
        os.close(master)
        os.close(slave)


def rss_kb(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'^VmRSS:\s*(\d+)', status, re.MULTILINE)[1])


def test_it_stays_small_and_starts_at_once(program, service, virtual_modem):
    if b'__asan_init' in pathlib.Path(program).read_bytes():
        pytest.skip('the sanitizers take what they need')
    deadline = Deadline(START_MAX_S)
    service.begin()
    service.tells('READY=1', START_MAX_S)
    assert not deadline.over()
    service.tells('STATUS=registered.*')
    virtual_modem.sms(ANNA, 'ON')
    virtual_modem.gets(ANNA, 'Power socket ON')
    assert rss_kb(service.process.pid) < RSS_MAX_KB
