"""lines: the ways into an emulated chip: its serial lines, QEMU's own control, the chip's buses, its processor.

Nothing here sleeps: each wait is for an event, with a deadline in real time. All sockets are there before QEMU is, and none has
a name.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import re
import select
import socket
import struct
import time

PATIENCE_S = 30  # for what takes far less, where the machine is busy
PC, SP = 15, 13  # registers


class Deadline:
    """A moment by which something must have happened."""

    def __init__(self, seconds=PATIENCE_S):
        self.at = time.monotonic() + seconds

    def left(self):
        return max(0.0, self.at - time.monotonic())


class Line:
    """This side of a socket whose other side QEMU is given."""

    def __init__(self):
        self.socket, self.other = socket.socketpair()
        self.got = b''

    def fileno(self):
        return self.socket.fileno()

    def send(self, data):
        self.socket.sendall(data)

    def fill(self, deadline):
        """Takes in what has come, once something has. False: nothing came, or nothing will."""
        if not select.select([self.socket], [], [], deadline.left())[0]:
            return False
        data = self.socket.recv(65536)
        self.got += data
        return data != b''

    def until(self, pattern, seconds=PATIENCE_S):
        """What comes until the pattern has, as a match; it, and what was before it, are taken."""
        deadline = Deadline(seconds)
        while (found := re.search(pattern, self.got)) is None:
            if not self.fill(deadline):
                raise AssertionError(f'nothing like {pattern!r} within {seconds} s, but {self.got[-2000:]!r}')
        self.got = self.got[found.end():]
        return found

    def waiting(self):
        """What has come so far and was not taken."""
        with contextlib.suppress(ConnectionError):
            while self.fill(Deadline(0)):
                pass
        return self.got

    def close(self):
        self.socket.close()
        self.other.close()


class Qmp(Line):
    """QEMU's own control: commands and their answers, and events between."""

    def begin(self):
        self.events = []
        self.next()
        self('qmp_capabilities')

    def next(self, seconds=PATIENCE_S):
        return json.loads(self.until(rb'[^\n]*\n', seconds)[0])

    def __call__(self, command, **arguments):
        self.send(json.dumps({'execute': command, 'arguments': arguments}).encode())
        while 'return' not in (said := self.next()):
            assert 'error' not in said, f'{command}: {said}'
            self.events.append(said)
        return said['return']

    def monitor(self, line):
        """A command of those that are for people."""
        said = self('human-monitor-command', **{'command-line': line})
        assert said == '', said

    def trace(self, name, on):
        """Whether QEMU's log tells of each such event."""
        self('trace-event-set-state', name=name, enable=on)

    def event(self, name, seconds=PATIENCE_S):
        """The next of that name; those before it are passed over."""
        deadline = Deadline(seconds)
        while True:
            while self.events:
                if (event := self.events.pop(0))['event'] == name:
                    return event
            self.events.append(self.next(deadline.left()))


class Qtest(Line):
    """The chip's buses as its processor sees them, whether that runs or not."""

    def order(self, *words):
        self.send(' '.join(word if isinstance(word, str) else hex(word) for word in words).encode() + b'\n')
        return self.until(rb'OK ?([^\n]*)\n')[1].decode()

    def read(self, address):
        return int(self.order('readl', address), 16)

    def write(self, address, value):
        self.order('writel', address, value)

    def bytes(self, address, size):
        return bytes.fromhex(self.order('read', address, size)[2:])

    def write_bytes(self, address, data):
        self.order('write', address, len(data), f'0x{data.hex()}')


class Gdb(Line):
    """The processor: registers, memory, breakpoints. All but `halt` want it halted."""

    def begin(self):
        self.stops = set()
        # Only whoever has asked for the description of the registers may ask for one of them.
        self.ask('qXfer:features:read:target.xml:0,1000')

    def packet(self, text):
        self.send(b'$%s#%02x' % (text.encode(), sum(text.encode()) & 255))

    def heard(self, seconds=PATIENCE_S):
        found = self.until(rb'\$([^#]*)#..', seconds)
        self.send(b'+')
        return found[1].decode()

    def ask(self, text):
        self.packet(text)
        # Stops that are none of ours, QMP's for instance, are told as well.
        while (answer := self.heard()).startswith('T'):
            continue
        assert not answer.startswith('E'), f'{text}: {answer}'
        return answer

    def forget(self):
        """What was said of stops before; until it is acknowledged, nobody listens."""
        self.waiting()
        self.got = b''
        self.send(b'+')

    def halt(self):
        """Wherever it is just now."""
        self.forget()
        self.send(b'\x03')
        self.stopped()

    def go(self):
        """On, until it comes to a breakpoint again."""
        here = self.register(PC)
        if here in self.stops:
            self.leave(here)
            self.packet('s')
            self.stopped()
            self.stop_at(here)
        self.forget()
        self.packet('c')

    def stopped(self, seconds=PATIENCE_S):
        """It has come to a breakpoint, or was halted: where."""
        while not re.match('[TS]0', self.heard(seconds)):
            continue
        return self.register(PC)

    def has_stopped(self):
        """As `stopped`, but only what has come so far."""
        if not re.search(rb'\$[TS]0[^#]*#..', self.waiting()):
            return False
        self.stopped()
        return True

    def register(self, number):
        return struct.unpack('<I', bytes.fromhex(self.ask(f'p{number:x}')))[0]

    def set(self, number, value):
        assert self.ask(f'P{number:x}={struct.pack("<I", value).hex()}') == 'OK'

    def write(self, address, data):
        assert self.ask(f'M{address:x},{len(data):x}:{data.hex()}') == 'OK'

    def stop_at(self, address):
        assert self.ask(f'Z1,{address:x},2') == 'OK'
        self.stops.add(address)

    def leave(self, address):
        assert self.ask(f'z1,{address:x},2') == 'OK'
        self.stops.remove(address)
