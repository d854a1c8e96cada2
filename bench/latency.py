#!/usr/bin/env python3
"""latency: how soon a text switches the outlet and is answered: smsocket beside four of its kind, on one modem.

Usage: latency.py BUILD [--parts FILE] [--quick] [--only NAME,...] [--write FILE]
BUILD is the build directory, where bench/bed, bench/floor, bench/handler and bench/liblines.so lie beside smsocket.
FILE of --parts holds what bench/bench has printed. A program that is not installed is left out, and that is said.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import dataclasses
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

PORTS = 13900  # of Kannel's parts, which talk to each other over TCP, on this machine only

AIMS = (  # what is measured, its unit, and the aim: below it
    ('outlet', 'a text to the outlet switched, median', 'ms', 3),
    ('reply', 'a text to its reply handed to the modem, median', 'ms', 8),
    ('acted', '50 texts at once to all acted on', 'ms', 90),
    ('answered', '50 texts at once to all answered', 'ms', 350),
    ('cpu', 'processor time a text', 'ms', 4),
    ('memory', 'resident memory', 'MiB', 4),
    ('idle', 'processor time a minute without a text', 'ms', 10),
)
BURST = 50


@dataclasses.dataclass
class Place:
    """Where a program runs: a directory of its own, its modem and its board."""
    top: pathlib.Path
    tools: pathlib.Path  # handler and its kin
    program: pathlib.Path  # smsocket

    @property
    def tty(self):
        return self.top / 'modem'

    @property
    def board(self):
        return self.top / 'board'

    def handler(self, *words):
        return ' '.join(str(word) for word in (self.tools / 'handler', self.board, *words))

    def directory(self, name):
        path = self.top / name
        path.mkdir(exist_ok=True)
        return path

    def file(self, name, text):
        path = self.top / name
        path.write_text(text, encoding='utf-8')
        return path


def smsocket(place, _resting):
    return [place.program, 'run', '--modem', place.tty, '--board', f'dir:{place.board}', '--state',
            place.directory('state')]


def floor(place, _resting):
    return [place.tools / 'floor', place.tty, place.board]


def gammu(place, resting):
    out = place.directory('out')
    rc = place.file('smsdrc', f'''[gammu]
device = {place.tty}
connection = at115200
[smsd]
service = files
logfile = /dev/null
debuglevel = 0
commtimeout = {int(resting)}
receivefrequency = {int(resting)}
loopsleep = {int(resting)}
statusfrequency = 0
checksecurity = 0
checkbattery = 0
checksignal = 0
checknetwork = 0
inboxpath = {place.directory('in')}/
outboxpath = {out}/
sentsmspath = {place.directory('sent')}/
errorsmspath = {place.directory('failed')}/
runonreceive = {place.handler('gammu', out)}
''')
    return ['gammu-smsd', '-c', rc]


def smstools(place, resting):
    out = place.directory('out')
    conf = place.file('smsd.conf', f'''devices = M
delaytime = {int(resting)}
delaytime_mainprocess = {int(resting)}
notifier = {'yes' if shutil.which('inotifywait') else 'no'}
incoming = {place.directory('in')}
outgoing = {out}
checked = {place.directory('checked')}
failed = {place.directory('failed')}
logfile = {place.top}/log
loglevel = 4
infofile = {place.top}/info
pidfile = {place.top}/pid
spool_directory_order = yes
executable_check = no
eventhandler = {place.handler('smstools', out)}
[M]
device = {place.tty}
baudrate = 115200
rtscts = no
incoming = high
pre_init = no
check_network = 0
check_memory_method = 31
cmgl_value = 4
memory_start = 1
detect_message_routing = no
detect_unexpected_input = no
poll_faster = {5 if resting else 1000}
report = no
''')
    return ['smsd', '-t', f'-c{conf}']


def kannel(place, _resting):
    conf = place.file('kannel.conf', f'''group = core
admin-port = {PORTS}
admin-interface = 127.0.0.1
admin-password = bench
smsbox-port = {PORTS + 1}
smsbox-interface = 127.0.0.1
log-level = 4
dlr-storage = internal
sms-resend-freq = 1

group = smsc
smsc = at
modemtype = quick
device = {place.tty}
speed = 115200
my-number = +33600000000
sim-buffering = false
keepalive = 0

group = modems
id = quick
name = Quick
init-string = "AT+CNMI=1,2,0,0,0"
sendline-sleep = 1
need-sleep = false
enable-hwhs = "AT"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {PORTS + 2}
sendsms-interface = 127.0.0.1
global-sender = +33600000000
log-level = 4

group = sms-service
keyword = default
catch-all = true
max-messages = 1
get-url = "http://127.0.0.1:{PORTS + 3}/?text=%a"
''')
    return ['sh', '-c', f'{place.handler("kannel", PORTS + 3)} & bearerbox {conf} & sleep 1; exec smsbox {conf}']


def gsmsmsd(place, _resting):
    spool = place.directory('spool')
    return ['env', f'LD_PRELOAD={place.tools / "liblines.so"}', 'gsmsmsd', '-d', place.tty, '-b', '115200', '-D',
            '-t', 'SM', '-s', spool, '-a', place.handler('gsmsmsd', spool), 'sms', 'no_cb']


@dataclasses.dataclass
class Client:
    name: str
    command: object  # of a Place, and whether it is to rest rather than to hurry
    settings: str  # how it was tuned
    packages: tuple = ()  # Debian's, that it needs; the first is it
    program: str = ''
    pause_ms: int = 1000
    rounds: int = 1
    singles: int = 200
    seconds: int = 12


CLIENTS = (
    Client('floor', floor, 'bench/floor.c: reads, writes the outlet\'s file, replies, deletes; nothing is kept, nothing '
           'checked. What this machine, its pseudo terminals and its file system take.', pause_ms=20),
    Client('smsocket', smsocket, 'As it is: `smsocket run --board dir:DIR --state DIR`, its journal on a disk. Started '
           'anew for each round, because it answers no more than 100 texts an hour.', pause_ms=20, rounds=5, singles=40),
    Client('gammu-smsd', gammu, '`LoopSleep`, `CommTimeout`, `ReceiveFrequency` 0, all checks off, service `files`; '
           '`RunOnReceive` writes the reply to the outbox. That is a loop without pause; for the figure without '
           'texts these three were 1.', ('gammu-smsd',), 'gammu-smsd'),
    Client('smstools', smstools, '`delaytime`, `delaytime_mainprocess` 0, `poll_faster` 1000, `notifier` yes, '
           '`incoming` high, `check_memory_method` 31, all checks off; the event handler writes the reply to the '
           'outgoing directory. That is nearly a loop without pause; for the figure without texts the delays were 1 and '
           '`poll_faster` as it is.', ('smstools', 'inotify-tools'), 'smsd'),
    Client('Kannel', kannel, '`bearerbox` and `smsbox`, messages handed over by the modem itself (`AT+CNMI=1,2`), '
           '`sendline-sleep` 1, no journal; the service is a `get-url` on this machine, by a server that stays, which '
           'is faster than `exec`.', ('kannel',), 'bearerbox'),
    Client('gsmsmsd', gsmsmsd, '`--direct`: messages handed over by the modem itself; the action writes the reply to the '
           'spool directory. Its action hears nothing of the text, so the handler always switches on. The '
           'terminal\'s missing DTR is hidden from it by bench/lines.c.', ('gsm-utils',), 'gsmsmsd'),
)


@dataclasses.dataclass
class Result:
    singles: list = dataclasses.field(default_factory=list)
    bursts: list = dataclasses.field(default_factory=list)
    spent: dict = dataclasses.field(default_factory=dict)  # {'single': [ms, texts], 'burst': ...}
    memory_kib: int = 0
    idle_ms: float = None  # a minute
    error: str = ''

    def take(self, line):
        what, *words = line.split()
        if what == 'single':
            self.singles.append(tuple(map(float, words)))
        elif what == 'burst':
            self.bursts.append((int(words[0]), float(words[1]), int(words[2]), float(words[3])))
        elif what in ('cpu_single', 'cpu_burst'):
            spent = self.spent.setdefault(what[4:], [0.0, 0])
            spent[0] += float(words[0])
            spent[1] += int(words[1])
        elif what == 'memory':
            self.memory_kib = max(self.memory_kib, int(words[2]))
        elif what == 'idle':
            self.idle_ms = float(words[0]) * 60000 / float(words[1])
        elif what == 'missed':
            self.error = 'a text without an answer'

    def share(self, column, part):
        """The value below which that part of the singles lies."""
        values = sorted(single[column] for single in self.singles)
        return values[min(len(values) - 1, int(part * len(values)))] if values else None

    def burst(self, column):
        """The middle one of the bursts; None: one was not dealt with in time."""
        if not self.bursts or any(burst[column] < BURST for burst in self.bursts):
            return None
        times = sorted(burst[column + 1] for burst in self.bursts)
        return times[len(times) // 2]

    def burst_count(self, column):
        return min((burst[column] for burst in self.bursts), default=0)

    def cpu(self):
        """Of a text: alone, or in a burst."""
        return {what: ms / texts for what, (ms, texts) in self.spent.items() if texts > 0}

    def figures(self):
        """What the aims are about. Of two figures for one thing smsocket's is the worse, another's the better; what a
        text takes is not told by a burst that was not answered."""
        cpu = [ms for what, ms in self.cpu().items() if what == 'single' or self.burst(2) is not None]
        return {
            'outlet': self.share(0, 0.5), 'reply': self.share(1, 0.5), 'acted': self.burst(0), 'answered': self.burst(2),
            'cpu': max(cpu, default=None), 'cpu_best': min(cpu, default=None),
            'memory': self.memory_kib / 1024 if self.memory_kib else None, 'idle': self.idle_ms,
        }


def begin(client, build, top, name, arguments, resting):
    """Starts the bed with the client in it."""
    place = Place(top / name, build / 'bench', build / 'smsocket')
    place.top.mkdir()
    place.directory('board')
    command = [build / 'bench' / 'bed', '--link', place.tty, '--board', place.board, *arguments,
               *client.command(place, resting)]
    with open(place.top / 'stderr', 'wb') as errors:
        return subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=errors, text=True,
                                cwd=place.top, stdin=subprocess.DEVNULL)


def finish(process, result, top, name):
    printed, _ = process.communicate(timeout=300)
    for line in printed.splitlines():
        result.take(line)
    if process.returncode != 0:
        said = (top / name / 'stderr').read_text(encoding='utf-8', errors='replace').splitlines()
        result.error = next((line for line in said if line.startswith('bed: ')), 'the measurement failed')


def measure(clients, build, top, quick):
    results = {client.name: Result() for client in clients}
    running = []
    try:
        for client in clients:
            print(f'measuring {client.name} ...', file=sys.stderr, flush=True)
            arguments = ['--rounds', min(client.rounds, 2) if quick else client.rounds, '--singles', client.singles,
                         '--burst', BURST, '--seconds', 5 if quick else client.seconds, '--pause', client.pause_ms]
            running = [begin(client, build, top, client.name, arguments, False)]
            finish(running[0], results[client.name], top, client.name)
        # All at once: nobody does much.
        idle_s = 20 if quick else 60
        print(f'nothing for {idle_s} seconds ...', file=sys.stderr, flush=True)
        running = [begin(client, build, top, f'{client.name}-idle', ['--idle', idle_s], True) for client in clients]
        for client, process in zip(clients, running):
            finish(process, results[client.name], top, f'{client.name}-idle')
    finally:
        for process in running:
            process.terminate()  # it ends the client, and all that the client has started
            process.wait()
    return results


# --- What it is printed as ---

def figure(value, unit=''):
    if value is None:
        return '-'
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f'{value:.{digits}f}{unit}'


def burst_cell(result, column):
    done = result.burst(column)
    if done is not None or not result.bursts:
        return figure(done)
    return f'{result.burst_count(column)} of {BURST} in time'


def table(results):
    head = ('', 'texts', 'outlet ms', '99 %', 'reply ms', '99 %', f'{BURST} acted on ms', f'{BURST} answered ms',
            'CPU alone ms', 'CPU burst ms', 'memory MiB', 'idle ms/min')
    rows = [head]
    for name, result in results.items():
        cpu = result.cpu()
        rows.append((name, str(len(result.singles)), figure(result.share(0, 0.5)), figure(result.share(0, 0.99)),
                     figure(result.share(1, 0.5)), figure(result.share(1, 0.99)), burst_cell(result, 0),
                     burst_cell(result, 2), figure(cpu.get('single')), figure(cpu.get('burst')),
                     figure(result.figures()['memory']), figure(result.idle_ms)))
    return rows


def print_rows(rows, markdown):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        lines.append('| ' + ' | '.join(cells) + ' |' if markdown else '  '.join(cells).rstrip())
        if markdown and number == 0:
            rule = ('-' * (width + 1) + ('-' if i == 0 else ':') for i, width in enumerate(widths))
            lines.append('|' + '|'.join(rule) + '|')
    return '\n'.join(lines)


def aims(results):
    """Against the aims, and against the best of the others, each at what it is best at."""
    if 'smsocket' not in results:
        return None
    ours = results['smsocket'].figures()
    rows = [('', 'smsocket', 'aim', '', 'best of the others', '', 'ratio')]
    for key, what, unit, aim in AIMS:
        others = [(result.figures()['cpu_best' if key == 'cpu' else key], name) for name, result in results.items()
                  if name not in ('smsocket', 'floor')]
        others = sorted((value, name) for value, name in others if value is not None)
        mine = ours[key]
        row = [what, figure(mine, f' {unit}'), f'< {aim} {unit}', 'met' if mine is not None and mine < aim else 'MISSED']
        if others and mine is not None:
            best, name = others[0]
            row += [f'{figure(best, f" {unit}")} ({name})', 'better' if mine < best else 'WORSE',
                    figure(best / mine, ' x') if mine > 0 else '-']
        else:
            row += ['-', '', '-']
        rows.append(tuple(row))
    return rows


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return ''
    return done.stdout.splitlines()[0] if done.stdout else ''


def machine():
    cpu = 'a processor without a name'
    for line in pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines():
        if line.startswith('model name'):
            cpu = line.split(':', 1)[1].strip()
            break
    distribution = platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')
    return f'{cpu}, {os.cpu_count()} processors, {platform.system()} {platform.release()}, {distribution}'


def versions(clients):
    rows = []
    for client in clients:
        said = [first_line('dpkg-query', '-W', '-f', '${Package} ${Version}', package) for package in client.packages]
        # Behind a plus stands a packager's date, which reads like a telephone number.
        said = [re.sub(r'\+.*', '', one) for one in said if one]
        if client.name == 'smsocket':
            said = ['this tree']
        rows.append((client, ', '.join(filter(None, said))))
    return rows


def sync_ms(top):
    """What the disk takes to make a few bytes durable, median: (ms, the file system's name)."""
    path = top / 'sync'
    times = []
    with open(path, 'wb', buffering=0) as file:
        file.write(bytes(4096))
        os.fsync(file.fileno())
        for i in range(100):
            began = time.monotonic()
            os.pwrite(file.fileno(), bytes([i]) * 64, 0)
            os.fdatasync(file.fileno())
            times.append((time.monotonic() - began) * 1e3)
    path.unlink()
    return sorted(times)[50], first_line('stat', '-f', '-c', '%T', str(top))


METHOD = f'''A modem of our own on a pseudo terminal (`bench/quickmodem.c`) answers each command at once. It texts `ON` and
`OFF` in turn, from 99 numbers, each text after the one before is answered and after a pause by chance (up to a second for
the others, some of which look around at intervals; the same each run); then {BURST} at once. One process stamps all, with
one clock: when the announcement goes out (or, for who does not want one, when the message lies there), when the board's
file `outlet` is written (inotify), and when the last byte of a reply's PDU has come. For smsocket that file is of its
`dir:` board; for the others the lightest handler there is writes it in the same way: a program of C, linked statically
(`bench/handler.c`). The {BURST} are acted on when the file has been written {BURST} times, answered when {BURST} replies
have come; the middle one of several bursts counts. Boards, journals and spools lie on the file system named above.
Processor time is that of the program and of all it starts, over that number of texts; memory the most that its processes
have had resident together. Nothing rests on the modem's own time: on a radio network a text takes seconds.
'''


def report(results, clients, missing, parts, about_disk):
    aim_rows = aims(results)
    text = ['# Figures', '', '`make bench` writes this file; nothing here is typed by hand.', '',
            f'Machine: {machine()}. {about_disk}', '', '## A text, to outlet and reply', '',
            print_rows(table(results), True), '']
    if aim_rows:
        text += ['Against the aims, all at the same time, and against the best of the others at each:', '',
                 print_rows(aim_rows, True), '']
    text += [f'Not installed, so not measured: {", ".join(missing)}.', ''] if missing else []
    text += [f'{name}: {result.error}.\n' for name, result in results.items() if result.error]
    text += ['### How', '', METHOD, '### Who, and how tuned', '']
    for client, said in versions(clients):
        text.append(f'- **{client.name}**{f" ({said})" if said else ""}. {client.settings}')
    if parts:
        text += ['', '## The parts', '', '```', parts.rstrip(), '```']
    return '\n'.join(text) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--parts', type=pathlib.Path, help='what bench/bench has printed')
    parser.add_argument('--quick', action='store_true', help='fewer texts, and 20 seconds without; nothing is written')
    parser.add_argument('--only', help='names, separated by commas')
    parser.add_argument('--write', type=pathlib.Path, help='where the report goes')
    options = parser.parse_args()
    build = options.build.resolve()
    os.environ['PATH'] += ':/usr/sbin:/sbin'
    clients = [client for client in CLIENTS if not options.only or client.name in options.only.split(',')]
    missing = [client.name for client in clients if client.program and not shutil.which(client.program)]
    clients = [client for client in clients if client.name not in missing]
    for name in missing:
        print(f'{name} is not installed: left out (tools/setup bench)', file=sys.stderr)
    top = pathlib.Path(tempfile.mkdtemp(prefix='latency-', dir=build))
    try:
        sync, file_system = sync_ms(top)
        about_disk = f'All files on {file_system}, where making 64 bytes durable (fdatasync) takes {figure(sync)} ms.'
        results = measure(clients, build, top, options.quick)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    print(print_rows(table(results), False))
    for name, result in results.items():
        if result.error:
            print(f'{name}: {result.error}')
    aim_rows = aims(results)
    if aim_rows:
        print('\n' + print_rows(aim_rows, False))
    if options.write and not options.quick:
        parts = options.parts.read_text(encoding='utf-8') if options.parts else ''
        options.write.write_text(report(results, clients, missing, parts, about_disk), encoding='utf-8')
    return 1 if results.get('smsocket', Result()).error else 0


if __name__ == '__main__':
    sys.exit(main())
