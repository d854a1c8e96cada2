"""test_run: the daemon on a tty, with a virtual modem or with something worse behind it.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import itertools
import os
import pathlib
import pty
import random
import re
import select
import signal
import subprocess
import tty

import pytest

from conftest import Daemon, Deadline, VirtualModem, content, wait_file

ANNA, BERT = '+33600000001', '+33600000002'
IDLE_S = 10
IDLE_CPU_MS = 10
IDLE_WAKES = 20  # room for one round of questions to the modem, none for a tick
GARBAGE_BYTES = 300_000


def refused(process, status=1):
    """The one line with which it ended."""
    assert process.wait() == status
    lines = [line for line in process.text('stderr').splitlines() if line.startswith('smsocket')]
    assert len(lines) == 1, process.text()
    return lines[0]


def options(modem, board, state):
    return ['--modem', str(modem), '--board', f'dir:{board}', '--state', str(state)]


def switched(daemon, modem, phone, command, pin):
    modem.sms(phone, command)
    wait_file(daemon.pin('outlet'), pin)
    modem.gets(phone, f'Power socket {command}')


PINGS = itertools.count(1)


def settled(modem, phone=BERT):
    """Waits for an answer, and so until all that came before is done with: replies are kept in order."""
    ping = f'PING{next(PINGS)}'  # an equal text within the same second would be the same message once more
    modem.sms(phone, ping)
    modem.gets(phone, f'{ping} - Error!')


def test_a_message_switches_the_outlet_and_is_answered(daemon, virtual_modem):
    assert content(daemon.pin('outlet')) == '0'
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    wait_file(daemon.pin('led_out'), 'on')
    switched(daemon, virtual_modem, BERT, 'OFF', '0')
    virtual_modem.sms(ANNA, 'STATUS')
    virtual_modem.gets(ANNA, 'Power socket OFF')
    virtual_modem.process.line('^ +Signal: Good')
    assert daemon.process.end() == 0


def test_every_pin_is_there_from_the_start(daemon):
    pins = ['led_gsm', 'led_mic', 'led_out', 'led_power', 'microrelay', 'outlet']
    assert sorted(os.listdir(daemon.board)) == pins
    for pin in pins:
        assert content(daemon.pin(pin)), pin


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_a_clean_end_leaves_the_pins(daemon, virtual_modem, number):
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    assert daemon.process.end(number) == 0
    assert content(daemon.pin('outlet')) == '1'


def test_a_hangup_signal_ends_nothing(daemon, virtual_modem):
    daemon.process.child.send_signal(signal.SIGHUP)
    switched(daemon, virtual_modem, ANNA, 'ON', '1')


def comes_back_on(daemon, modem):
    """It was switched on; it is killed and started again: it is on, and nobody is told twice."""
    settled(modem)
    daemon.process.end(signal.SIGKILL)
    os.unlink(daemon.pin('outlet'))
    daemon.begin()
    wait_file(daemon.pin('outlet'), '1')
    settled(modem)
    assert modem.arrived(ANNA) == ['Power socket ON']


@pytest.mark.slow
def test_on_survives_a_kill_and_is_not_executed_again(daemon, virtual_modem):
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    comes_back_on(daemon, virtual_modem)


@pytest.mark.slow
def test_an_older_on_does_not_come_back_after_an_off(daemon, virtual_modem):
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    switched(daemon, virtual_modem, ANNA, 'OFF', '0')
    # That it was sent is written down by now: a reply whose fate is not known goes out once more.
    settled(virtual_modem)
    daemon.process.end(signal.SIGKILL)
    daemon.begin()
    settled(virtual_modem)
    assert content(daemon.pin('outlet')) == '0'
    assert virtual_modem.arrived(ANNA) == ['Power socket ON', 'Power socket OFF']


def test_a_reply_survives_a_kill_between_the_switch_and_the_reply(daemon, virtual_modem):
    virtual_modem.sms(ANNA, 'ON')
    wait_file(daemon.pin('outlet'), '1')
    daemon.process.end(signal.SIGKILL)
    daemon.begin()
    virtual_modem.gets(ANNA, 'Power socket ON')
    assert content(daemon.pin('outlet')) == '1'


def cpu_ms(pid):
    """What the process has used so far; the scheduler's nanoseconds where there are any, else clock ticks."""
    with contextlib.suppress(FileNotFoundError):
        return int(pathlib.Path(f'/proc/{pid}/schedstat').read_text().split()[0]) / 1e6
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf('SC_CLK_TCK')


def wakes(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'^voluntary_ctxt_switches:\s*(\d+)', status, re.MULTILINE)[1])


@pytest.mark.slow
def test_an_idle_daemon_sleeps(daemon, virtual_modem):
    pid = daemon.process.pid
    settled(virtual_modem)
    deadline, cpu_before, wakes_before = Deadline(IDLE_S), cpu_ms(pid), wakes(pid)
    # An end of the daemon would end the wait, and fail the test.
    while select.select([daemon.process.child.stderr], [], [], deadline.left())[0]:
        assert os.read(daemon.process.child.stderr.fileno(), 65536)
    assert deadline.over()
    assert cpu_ms(pid) - cpu_before < IDLE_CPU_MS
    assert wakes(pid) - wakes_before < IDLE_WAKES


def test_a_modem_that_goes_and_comes_back_works_again(daemon, virtual_modem):
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    virtual_modem.unplug()
    daemon.process.line('lost .*; trying again until it is back')
    virtual_modem.plug_in()
    virtual_modem.ready()
    daemon.process.line('is back')
    virtual_modem.sms(ANNA, 'OFF')
    wait_file(daemon.pin('outlet'), '0', 120)
    virtual_modem.gets(ANNA, 'Power socket OFF', 120)
    assert daemon.process.end() == 0


class Line:
    """A pty whose other side is the test itself."""

    def __init__(self):
        self.master, slave = pty.openpty()
        self.path = os.ttyname(slave)
        tty.setraw(slave)
        os.close(slave)
        os.set_blocking(self.master, False)

    def close(self):
        os.close(self.master)

    def read(self, deadline):
        """What the daemon sends next. A master without a slave fails to be read, which is not the end here."""
        while select.select([self.master], [], [], deadline.left())[0]:
            with contextlib.suppress(OSError):
                return os.read(self.master, 4096)
        raise AssertionError('the daemon sent nothing')

    def pour(self, data, process, deadline):
        """Writes all of it, however slowly it is taken, and lets the daemon talk."""
        while data:
            readable, writable, _ = select.select([self.master], [self.master], [], deadline.left())
            if readable:
                self.read(deadline)
            if writable:
                data = data[os.write(self.master, data[:1024]):]
            assert not deadline.over() and process.running(), process.text()


@pytest.fixture
def line():
    it = Line()
    yield it
    it.close()


def half_sense(chance):
    """What looks like a modem's words, and is not."""
    words = [b'\r\nOK\r\n', b'\r\nERROR\r\n', b'+CMTI: "SM",', b'+CMGL: ', b'+CMT: ,', b'+CREG: 1', b'RING\r\n', b'> ',
             b'\r\n', b'0791', b'FF' * 200, b'+CMS ERROR: 9999999999\r\n', b'"', b'\x00', b'AT\r',
             b'-99999999999999999999', b'+CPMS: 99,1\r\n']
    return b''.join(chance.choice(words) for _ in range(GARBAGE_BYTES // 10))


@pytest.mark.parametrize('kind', ['bytes', 'half sense', 'one endless line'])
def test_garbage_never_stops_the_daemon(start, tmp_path, line, kind):
    chance = random.Random(1)
    data = {
        'bytes': chance.randbytes(GARBAGE_BYTES),
        'half sense': half_sense(chance),
        'one endless line': b'A' * GARBAGE_BYTES,
    }[kind]
    daemon = Daemon(start, tmp_path, line.path, '--wait', '0')
    deadline = Deadline(60)
    daemon.process.line('model 706')
    line.read(deadline)
    line.pour(data, daemon.process, deadline)
    # It still asks for a modem, and still ends when told to.
    while b'AT' not in line.read(deadline):
        pass
    assert daemon.process.end() == 0


def test_a_missing_tty(start, tmp_path):
    daemon = Daemon(start, tmp_path, tmp_path / 'ttyUSB9')
    assert refused(daemon.process) == (f'smsocket: cannot open {tmp_path}/ttyUSB9: No such file or directory; '
                                       'is the modem plugged in? (ls -l /dev/serial/by-id)')


@pytest.mark.parametrize('path', ['/dev/null', '/tmp', __file__])
def test_what_is_no_tty(start, tmp_path, path):
    before = os.stat(path).st_size
    assert f'{path} is no tty' in refused(Daemon(start, tmp_path, path).process)
    assert os.stat(path).st_size == before


def test_a_tty_where_no_modem_answers(start, tmp_path, line):
    daemon = Daemon(start, tmp_path, line.path, '--wait', '1')
    assert f'the modem on {line.path} has not answered AT in 1 s' in refused(daemon.process)


def test_a_second_daemon_on_the_same_modem(daemon, virtual_modem, start, tmp_path):
    second = start('run', *options(virtual_modem.link, tmp_path / 'other', tmp_path / 'other'))
    assert f'{virtual_modem.link} is in use by another program' in refused(second)
    switched(daemon, virtual_modem, ANNA, 'ON', '1')


def test_a_second_daemon_on_the_same_state(daemon, virtual_modem, start, tmp_path, line):
    second = start('run', *options(line.path, tmp_path / 'other', daemon.state))
    assert refused(second) == f'smsocket: {daemon.state}/flash is in use by another smsocket'
    switched(daemon, virtual_modem, ANNA, 'ON', '1')


def test_a_state_of_the_wrong_size_is_left_alone(start, tmp_path, line):
    (tmp_path / 'state').mkdir()
    (tmp_path / 'state' / 'flash').write_text('precious')
    assert 'has 8 bytes, expected 65536' in refused(Daemon(start, tmp_path, line.path).process)
    assert (tmp_path / 'state' / 'flash').read_text() == 'precious'


@pytest.mark.parametrize('option', ['--state', '--board'])
def test_a_directory_without_a_parent(start, tmp_path, line, option):
    where = {'--state': tmp_path / 'state', '--board': tmp_path / 'board', option: tmp_path / 'no' / 'where'}
    process = start('run', *options(line.path, where['--board'], where['--state']))
    assert f'{tmp_path}/no/where: No such file or directory' in refused(process)


@pytest.fixture
def small_disk(tmp_path):
    """Makes file systems of so many KiB, mounted for the test."""
    made = []

    def make(kib):
        where = tmp_path / f'disk{len(made)}'
        where.mkdir()
        done = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={kib}k', 'none', where], capture_output=True,
                              check=False)
        if done.returncode != 0:
            pytest.skip(f'cannot mount a small file system here: {done.stderr.decode().strip()}')
        made.append(where)
        return where

    yield make
    for where in made:
        subprocess.run(['umount', '--lazy', where], check=True)


def test_a_full_disk_under_the_state(start, tmp_path, line, small_disk):
    state = small_disk(32) / 'state'
    process = start('run', *options(line.path, tmp_path / 'board', state))
    assert refused(process) == f'smsocket: cannot make {state}/flash: No space left on device; 64 KiB are needed there'
    assert os.listdir(state) == []


@pytest.mark.slow
def test_a_disk_that_fills_up_later_changes_nothing(start, tmp_path, virtual_modem, small_disk):
    disk = small_disk(256)
    daemon = Daemon(start, tmp_path, virtual_modem.link, state=disk / 'state')
    daemon.process.line('answers')
    wait_file(daemon.pin('led_gsm'), 'flash3s')
    with open(disk / 'filler', 'wb', buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(b'x' * 4096):
            pass
    switched(daemon, virtual_modem, ANNA, 'ON', '1')
    # That it was sent is written down by now: a reply whose fate is not known goes out once more.
    comes_back_on(daemon, virtual_modem)


def test_the_log_hides_what_is_private(start, tmp_path, virtual_modem):
    process = start('run', *options(virtual_modem.link, tmp_path / 'board', tmp_path / 'state'), '--verbose')
    process.line('answers')
    virtual_modem.sms(ANNA, 'SECRETS')
    virtual_modem.gets(ANNA, 'SECRETS - Error!')
    assert process.end() == 0
    assert ANNA not in process.text()
    assert 'SECRETS' not in process.text()


def test_lines_for_the_journal_have_priorities(start, tmp_path, virtual_modem, program):
    """Standard error is a pipe that the journal says is its own."""
    reader, writer = os.pipe()
    is_ = os.fstat(writer)
    environment = {**os.environ, 'JOURNAL_STREAM': f'{is_.st_dev}:{is_.st_ino}'}
    command = [program, 'run', *options(virtual_modem.link, tmp_path / 'board', tmp_path / 'state')]
    with subprocess.Popen(command, stderr=writer, env=environment) as child:
        os.close(writer)
        printed = b''
        deadline = Deadline()
        while b'answers' not in printed and select.select([reader], [], [], deadline.left())[0]:
            printed += os.read(reader, 4096)
        child.terminate()
        while data := os.read(reader, 4096):
            printed += data
    os.close(reader)
    assert b'answers' in printed
    assert all(re.match(rb'<[3467]>', line) for line in printed.splitlines())


@pytest.fixture
def locked_modem(program, tmp_path):
    """A modem whose card wants its PIN, 1234."""
    modem = VirtualModem(program, tmp_path / 'modem', '--card', 'pin')
    modem.ready()
    yield modem
    modem.process.close()


def with_pin(start, tmp_path, modem, pin, mode=0o600):
    path = tmp_path / 'pin'
    path.write_text(f'{pin}\n')
    path.chmod(mode)
    daemon = Daemon(start, tmp_path, modem.link, '--pin-file', str(path))
    daemon.process.line('answers')
    return daemon


def test_the_card_gets_its_pin_from_a_file(start, tmp_path, locked_modem):
    daemon = with_pin(start, tmp_path, locked_modem, '1234')
    wait_file(daemon.pin('led_gsm'), 'flash3s')
    switched(daemon, locked_modem, ANNA, 'ON', '1')
    daemon.process.end()
    assert '1234' not in daemon.process.text('stderr')
    assert 'other users can read' not in daemon.process.text('stderr')


@pytest.mark.slow
def test_a_wrong_pin_is_entered_once_however_often_the_daemon_starts(start, tmp_path, locked_modem):
    daemon = with_pin(start, tmp_path, locked_modem, '4321')
    for _ in range(4):
        wait_file(daemon.pin('led_power'), 'simfault')
        daemon.process.line('PIN')
        daemon.process.end()
        daemon.begin()
    daemon.process.end()
    # The card has not locked itself: with the right one it serves.
    daemon = with_pin(start, tmp_path, locked_modem, '1234', mode=0o644)
    assert 'other users can read' in daemon.process.text('stderr')
    wait_file(daemon.pin('led_gsm'), 'flash3s')


@pytest.mark.parametrize('content_of', ['', 'abcd\n', '123\n', '123456789\n', '12 34\n'])
def test_a_file_that_holds_no_pin_is_refused_and_not_shown(start, tmp_path, content_of):
    path = tmp_path / 'pin'
    path.write_text(content_of)
    line = refused(start('run', *options(tmp_path / 'modem', tmp_path / 'board', tmp_path / 'state'),
                         '--pin-file', str(path)))
    assert str(path) in line and 'expected 4 to 8 digits' in line
    assert content_of == '' or content_of.strip() not in line.replace(str(path), '')


def test_a_file_that_is_not_there_is_named(start, tmp_path):
    path = tmp_path / 'nowhere'
    line = refused(start('run', *options(tmp_path / 'modem', tmp_path / 'board', tmp_path / 'state'),
                         '--pin-file', str(path)))
    assert f'cannot read the PIN from {path}: No such file' in line
