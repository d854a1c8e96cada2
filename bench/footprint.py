#!/usr/bin/env python3
"""footprint: what the daemon takes while nothing happens: memory, wake-ups, and the time until it is ready.

Usage: footprint.py PROGRAM [--seconds N]
Against `PROGRAM modem` on a pseudo terminal, with a board of files, a control socket and systemd's end of the notify socket.
Wake-ups are those of all its threads; with a watchdog there are two more in each of its spans.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import contextlib
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

STARTS = 15
PATIENCE_S = 60
AIMS = {'start to READY, median': 100, 'resident memory': 4096}


class Notified:
    """systemd's end of the notify socket."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def wait(self, begin):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            if self.socket.recv(4096).decode().startswith(begin):
                return


def configuration(top):
    path = top / 'smsocket.conf'
    path.write_text(f'[modem]\ndevice = {top}/modem\n[board]\nkind = dir:{top}/board\n[state]\ndirectory = {top}/state\n'
                    f'[control]\nsocket = {top}/control\n', encoding='utf-8')
    return path


@contextlib.contextmanager
def daemon(program, top, notified):
    environment = {**os.environ, 'NOTIFY_SOCKET': notified.path}
    child = subprocess.Popen([program, 'run', '--config', configuration(top)], stderr=subprocess.DEVNULL, env=environment)
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


@contextlib.contextmanager
def modem(program, top):
    child = subprocess.Popen([program, 'modem', '--hurry', '--link', top / 'modem'], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    try:
        for line in child.stdout:
            if line.startswith('modem on '):
                break
        yield
    finally:
        child.kill()
        child.wait()


def field(path, name):
    return int(re.search(rf'^{name}:\s*(\d+)', path.read_text(), re.MULTILINE)[1])


def wakes(pid):
    tasks = pathlib.Path(f'/proc/{pid}/task').iterdir()
    return sum(field(task / 'status', 'voluntary_ctxt_switches') for task in tasks)


def start_ms(program, top, notified):
    took = []
    for _ in range(STARTS):
        began = time.monotonic()
        with daemon(program, top, notified):
            notified.wait('READY=1')
            took.append((time.monotonic() - began) * 1000)
            notified.wait('STATUS=registered')
    return statistics.median(took)


def idle(program, top, notified, seconds):
    """Resident and private memory in KiB, wake-ups a minute."""
    with daemon(program, top, notified) as child:
        notified.wait('STATUS=registered, signal')
        # The first seconds are the modem's: its SIM and its memory are looked through.
        time.sleep(5)
        before, began = wakes(child.pid), time.monotonic()
        time.sleep(seconds)
        count, took = wakes(child.pid) - before, time.monotonic() - began
        rollup = pathlib.Path(f'/proc/{child.pid}/smaps_rollup')
        return (field(rollup, 'Rss'), field(rollup, 'Private_Dirty'), count * 60 / took)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('program', type=pathlib.Path)
    parser.add_argument('--seconds', type=float, default=120, help='how long to look at it idle')
    options = parser.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory(prefix='smsocket-') as name:
        top = pathlib.Path(name)
        notified = Notified(top / 'notify')
        with modem(program, top):
            ready_ms = start_ms(program, top, notified)
            rss_kb, dirty_kb, per_minute = idle(program, top, notified, options.seconds)
    rows = (('start to READY, median', ready_ms, 'ms'), ('resident memory', rss_kb, 'KiB'),
            ('of that its own alone', dirty_kb, 'KiB'), ('wake-ups a minute', per_minute, ''))
    for what, is_, unit in rows:
        aim = f'  (aim: below {AIMS[what]})' if what in AIMS else ''
        print(f'{what:24}{is_:10.1f} {unit:4}{aim}'.rstrip())
    return 0 if all(is_ < AIMS.get(what, is_ + 1) for what, is_, _ in rows) else 1


if __name__ == '__main__':
    sys.exit(main())
