"""conftest: what the end-to-end tests share: the program, processes with deadlines, files as pins, the virtual modem.

Nothing here sleeps: each wait is for an event, with a deadline.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import ctypes
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get('SMSOCKET', str(ROOT / 'build' / 'smsocket'))
PATIENCE_S = 30  # for what takes far less


def pytest_configure(config):
    config.addinivalue_line('markers', 'slow: takes more than three seconds, in which it mostly waits: it begins first')


def foreign(name, package=None):
    """Where a program of other people's is, and the mark of the tests that cannot do without it."""
    package = package or name
    path = shutil.which(name, path=f'{os.environ.get("PATH", os.defpath)}:/usr/sbin:/sbin')
    return path, pytest.mark.skipif(path is None, reason=f'{package} is not installed: apt install {package}')


class Deadline:
    """A moment by which something must have happened."""

    def __init__(self, seconds=PATIENCE_S):
        self.at = time.monotonic() + seconds

    def left(self):
        return max(0.0, self.at - time.monotonic())

    def over(self):
        return time.monotonic() >= self.at


class Process:
    """A program under test. What it prints is read as lines, on whichever stream, in the order of its arrival."""

    def __init__(self, command, **options):
        self.command = [str(word) for word in command]
        self.child = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, **options)
        self.selector = selectors.DefaultSelector()
        self.partial = {}
        self.unread = []  # whole lines that nobody has asked for yet
        self.printed = []  # all lines there were: (stream, line)
        for name, stream in (('stdout', self.child.stdout), ('stderr', self.child.stderr)):
            self.selector.register(stream, selectors.EVENT_READ, name)
            self.partial[name] = b''

    @property
    def pid(self):
        return self.child.pid

    def text(self, stream=None):
        return '\n'.join(line for name, line in self.printed if stream in (None, name))

    def _take(self, name, line):
        line = line.decode('utf-8', 'replace')
        self.printed.append((name, line))
        self.unread.append(line)

    def _read(self, deadline):
        """Waits for output and takes it in. False: both streams have ended, or the deadline has passed."""
        if not self.selector.get_map():
            return False
        ready = self.selector.select(deadline.left())
        for key, _ in ready:
            data = os.read(key.fd, 65536)
            *lines, rest = (self.partial[key.data] + data).split(b'\n')
            for line in lines:
                self._take(key.data, line)
            self.partial[key.data] = rest
            if not data:
                self.selector.unregister(key.fileobj)
                if rest:
                    self._take(key.data, rest)
        return bool(ready)

    def line(self, pattern, seconds=PATIENCE_S):
        """The next line in which the regular expression is found; those before it are passed over."""
        deadline = Deadline(seconds)
        while True:
            while self.unread:
                line = self.unread.pop(0)
                if re.search(pattern, line):
                    return line
            if not self._read(deadline):
                raise AssertionError(f'no line like {pattern!r} within {seconds} s from {self.command}; '
                                     f'it printed:\n{self.text()}')

    def drain(self):
        """Takes in what it has printed so far, and waits for no more."""
        while self._read(Deadline(0)):
            pass

    def say(self, line):
        self.child.stdin.write(line.encode() + b'\n')
        self.child.stdin.flush()

    def wait(self, seconds=PATIENCE_S):
        """Its exit status, once it has ended by itself and all it printed is read."""
        deadline = Deadline(seconds)
        while self._read(deadline):
            pass
        if self.selector.get_map():
            raise AssertionError(f'{self.command} did not end within {seconds} s; it printed:\n{self.text()}')
        return self.child.wait(deadline.left() + 1)

    def end(self, number=signal.SIGTERM, seconds=PATIENCE_S):
        self.child.send_signal(number)
        return self.wait(seconds)

    def running(self):
        return self.child.poll() is None

    def close(self):
        if self.running():
            self.child.kill()
        self.child.wait()
        self.selector.close()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


class Watch:
    """Waits for changes in directories (inotify, which the standard library lacks)."""

    MASK = 0x2 | 0x8 | 0x80 | 0x100 | 0x200  # modified, written, moved here, made, deleted

    def __init__(self, *directories):
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for directory in directories:
            if libc.inotify_add_watch(self.fd, os.fsencode(directory), self.MASK) < 0:
                raise OSError(ctypes.get_errno(), f'cannot watch {directory}')
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.fd, selectors.EVENT_READ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.selector.close()
        os.close(self.fd)

    def wait(self, deadline):
        """False: nothing has changed by the deadline."""
        if not self.selector.select(deadline.left()):
            return False
        os.read(self.fd, 65536)
        return True


def content(path):
    """What a pin's file says, without its line feed; None when there is no such file."""
    try:
        return pathlib.Path(path).read_text(encoding='utf-8').rstrip('\n')
    except FileNotFoundError:
        return None


def wait_file(path, expected, seconds=PATIENCE_S):
    """Until the file's content is that. None: until there is no such file."""
    deadline = Deadline(seconds)
    with Watch(pathlib.Path(path).parent) as watch:
        while content(path) != expected:
            if not watch.wait(deadline):
                raise AssertionError(f'{path} holds {content(path)!r}, expected {expected!r} within {seconds} s')


@pytest.fixture(scope='session')
def program():
    if not os.access(PROGRAM, os.X_OK):
        pytest.fail(f'there is no program at {PROGRAM}: build it first, or name it in SMSOCKET')
    return PROGRAM


@pytest.fixture
def start(program):
    """Starts `smsocket ARGUMENTS...`; at the test's end it is killed if need be."""
    with contextlib.ExitStack() as stack:
        def begin(*arguments, **options):
            process = Process([program, *arguments], **options)
            stack.callback(process.close)
            return process
        yield begin


class VirtualModem:
    """`smsocket modem` on a link, with its console of phones; it can be killed and started again."""

    def __init__(self, program, link, *arguments):
        self.program, self.link, self.arguments = program, link, arguments
        self.process = None
        self.plug_in()

    def plug_in(self):
        if self.process:
            self.process.close()
        self.process = Process([self.program, 'modem', '--hurry', '--link', self.link, *self.arguments])

    def ready(self):
        self.process.line('^modem on ')

    def unplug(self):
        """As if pulled out: it has no time to tidy up, so the link goes by hand."""
        self.process.end(signal.SIGKILL)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.link)

    def sms(self, phone, text):
        self.process.say(f'{phone} {text}')

    def gets(self, phone, text, seconds=PATIENCE_S):
        """The next line of a text to the phone that reads like this; of a longer text, its first line."""
        return self.process.line(f'^{re.escape(phone)} < {re.escape(text)}$', seconds)

    def arrived(self, phone):
        """The first lines of all texts that have come to the phone."""
        return re.findall(f'^{re.escape(phone)} < (.*)$', self.process.text(), re.MULTILINE)


@pytest.fixture
def virtual_modem(program, tmp_path):
    """A modem of this test alone, with no message in it."""
    modem = VirtualModem(program, tmp_path / 'modem')
    modem.ready()
    yield modem
    modem.process.close()


class Daemon:
    """`smsocket run` on a modem, with a board and a state of its own; it can be started again on the same."""

    def __init__(self, start, tmp_path, modem, *arguments, state=None):
        self.start, self.modem, self.arguments = start, modem, arguments
        self.board, self.state = tmp_path / 'board', state or tmp_path / 'state'
        self.process = None
        self.begin()

    def begin(self):
        self.process = self.start('run', '--modem', self.modem, '--board', f'dir:{self.board}', '--state', self.state,
                                  '--private', *self.arguments)

    def pin(self, name):
        return self.board / name


@pytest.fixture
def daemon(start, tmp_path, virtual_modem):
    """A daemon on the virtual modem, registered."""
    it = Daemon(start, tmp_path, virtual_modem.link)
    it.process.line('answers')
    wait_file(it.pin('led_gsm'), 'flash3s')
    return it


@pytest.fixture
def house(start, tmp_path, virtual_modem):
    """A model 707 from a configuration file, not yet started."""
    from house import House  # which builds on this file
    it = House(start, tmp_path, virtual_modem)
    it.configure('device', model='707')
    yield it
    it.show()


@pytest.fixture
def home(house):
    """It is registered."""
    house.begin()
    return house.registered()


@pytest.fixture
def sim(start):
    """Starts simulators with a panel each."""
    from panelclient import Panel  # which builds on this file
    with contextlib.ExitStack() as stack:
        def begin(*arguments):
            panel = Panel(start('sim', '--listen', '127.0.0.1:0', *arguments))
            stack.callback(panel.streams.close)
            return panel
        yield begin


@pytest.fixture
def panel(sim):
    """A panel whose time stands still, with the socket on its network."""
    it = sim()
    it.time(speed=0)
    it.time(jump_ms=20000)
    assert it.state()['radio'] == 'registered'
    return it
