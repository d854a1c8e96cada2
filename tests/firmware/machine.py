"""machine: the firmware's very image in an emulated chip: its console, its pins, its flash, what it shows of itself.

The chip's time is real time while it runs. QEMU is killed in any case, and what it had to complain of is an error.
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess

from lines import PATIENCE_S, Deadline, Gdb, Line, Qmp, Qtest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get('FIRMWARE', ROOT / 'build-firmware'))
QEMU = shutil.which('qemu-system-arm')

BOARDS = {  # QEMU's name for each, and what it has besides
    'ast1030': ['ast1030-evb,fmc-model=w25q80', '-drive', 'if=mtd,index=0,format=raw,file={flash}'],
    'stm32f405': ['netduinoplus2'],
    'stm32f405-ram': ['netduinoplus2'],
}
AT_ONCE = 4  # lines of the longest kind that the console keeps until they are obeyed
FLASH_SIZE, SECTOR_SIZE, SECTORS = 1 << 20, 4096, 16  # the last two: of the log of settings
ERASED = b'\xFF'
GPIO, DIRECTION = 0x7E780000, 0x7E780004
OUTLET, MICRORELAY, HOLD = 0, 1, 7  # of port A
TICK_CONTROL, INTERRUPTS = 0xE000E010, 0xE000ED04
TICK_PENDING, TICK_NOT_PENDING = 1 << 26, 1 << 25
POWER, WATCHDOG, ASKED, FAULT = range(4)  # causes of a start

# ports/cortexm/view.h
VIEW = '<QQQQIII4sBBB'
VIEW_NAMES = ('clock_ms', 'slept_ms', 'wake_ms', 'reading_ms', 'sleeps', 'received', 'taken', 'pattern', 'mic', 'cause', 'running')
CLOCK_SIZE = 8

# What QEMU's log holds of the ast1030's start and resets whatever the image does, and what a test has it trace.
USUAL = (r"aspeed_timer_ctrl_pulse_enable: Timer does not support pulse mode|"
         r"Invalid read at addr 0x[04], size 4, region '\(null\)', reason: rejected|aspeed_gpio_write .*")


def missing(board='ast1030'):
    """Why the image cannot run; None: it can."""
    if QEMU is None:
        return 'there is no qemu-system-arm: apt install qemu-system-arm'
    for ending in ('elf', 'sym'):
        if not (BUILD / f'smsocket-{board}.{ending}').exists():
            return f'there is no smsocket-{board}.{ending} in {BUILD}: make firmware, or name its directory in FIRMWARE'
    return None


def used_up(flash):
    """Each sector of the log holds something: from here on, one is erased before it is written."""
    return all(flash[at:at + SECTOR_SIZE].strip(ERASED) for at in range(0, SECTORS * SECTOR_SIZE, SECTOR_SIZE))


class Machine:
    """The chip with the image in it. It stands still until `run`."""

    def __init__(self, folder, flash=None, watchdog='none', modem=None, options=(), board='ast1030'):
        """`flash`: what it holds; None: what it held in that folder, or nothing. `watchdog`: what comes of its expiry: a QEMU
        that was kept waiting for two seconds did not hang. `modem`: a terminal, in place of the test. `options`: more of
        QEMU's."""
        self.symbols = {}
        for line in (BUILD / f'smsocket-{board}.sym').read_text(encoding='ascii').splitlines():
            address, _, name = line.partition(' ')
            self.symbols[name] = int(address, 16) if name else 0
        self.flash, self.log = folder / 'flash.bin', folder / 'qemu.log'
        if flash is not None or not self.flash.exists():
            self.flash.write_bytes(flash or ERASED * FLASH_SIZE)
        self.log.unlink(missing_ok=True)
        self.printed, self.passed = [], 0  # lines of the console, and how many of them were looked at
        self.forgiven = r'\b\B'  # what QEMU may complain of besides: nothing
        self.console, self.modem = Line(), Line()
        self.qmp, self.qtest, self.gdb = Qmp(), Qtest(), Gdb()
        self.lines = {'console': self.console, 'modem': self.modem, 'qmp': self.qmp, 'qtest': self.qtest, 'gdb': self.gdb}
        self.child = subprocess.Popen(self.command(board, modem, watchdog, options), stdin=subprocess.DEVNULL,
                                      pass_fds=[line.other.fileno() for line in self.lines.values()])
        for line in self.lines.values():
            line.other.close()
        try:
            self.qmp.begin()
            self.gdb.begin()
        except BaseException:
            self.close()
            raise

    def command(self, board, modem, watchdog, options):
        ends = {name: f'socket,id={name},fd={line.other.fileno()}' for name, line in self.lines.items()}
        if modem is not None:
            ends['modem'] = f'serial,id=modem,path={modem}'
        return [QEMU, '-S', '-kernel', BUILD / f'smsocket-{board}.elf', '-nodefaults', '-display', 'none',
                '-M', *[word.format(flash=self.flash) for word in BOARDS[board]],
                *[word for end in ends.values() for word in ('-chardev', end)],
                '-serial', 'chardev:console', '-serial', 'chardev:modem', '-mon', 'chardev=qmp,mode=control',
                '-qtest', 'chardev:qtest', '-qtest-log', '/dev/null', '-gdb', 'chardev:gdb', '-action', f'watchdog={watchdog}',
                '-d', 'guest_errors,unimp', '-D', self.log, *options]

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        self.close()
        if failed is None:
            assert self.complaints() == []

    def kill(self):
        """A power cut: of what the flash was told to do by now, all is done (QEMU would write it later); of the rest, nothing."""
        self.qmp('stop')
        self.end()
        self.hear()

    def end(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def close(self):
        self.end()
        for line in self.lines.values():
            line.close()

    def complaints(self):
        """What QEMU says that the image did wrong."""
        fine = re.compile(f'{USUAL}|{self.forgiven}')
        return [line for line in self.log.read_text(encoding='utf-8').splitlines() if not fine.fullmatch(line)]

    def run(self):
        """Until it says why it has started; before that, nobody hears what is typed."""
        self.qmp('cont')
        self.line(' started ')
        return self

    # The console.

    def hear(self):
        """Takes in the lines that the console has printed so far."""
        *lines, self.console.got = self.console.waiting().split(b'\r\n')
        self.printed += [line.decode() for line in lines]

    def line(self, pattern, seconds=PATIENCE_S):
        """The next line of the console in which the regular expression is found; those before it are passed over."""
        deadline = Deadline(seconds)
        while True:
            self.hear()
            while self.passed < len(self.printed):
                self.passed += 1
                if re.search(pattern, self.printed[self.passed - 1]):
                    return self.printed[self.passed - 1]
            if not self.console.fill(deadline):
                raise AssertionError(f'no line like {pattern!r} within {seconds} s, but {self.printed[-20:]}')

    def say(self, *lines):
        self.console.send(b''.join(line.encode() + b'\n' for line in lines))

    def ask(self, *commands):
        """The lines with which the device answers the commands, a few of which wait there at a time."""
        answers = []
        for first in range(0, max(1, len(commands)), AT_ONCE):
            self.hear()
            before = self.passed = len(self.printed)
            self.say(*commands[first:first + AT_ONCE], 'FIRMWARE')
            self.line('^> smsocket v')
            answers += [line[2:] for line in self.printed[before:self.passed - 1] if line.startswith('> ')]
        return answers

    # Memory, pins, time.

    def view(self):
        """What the firmware shows of itself."""
        shown = self.qtest.bytes(self.symbols['loop_view'], struct.calcsize(VIEW))
        return dict(zip(VIEW_NAMES, struct.unpack(VIEW, shown)))

    def set_clock(self, ms):
        self.qtest.write_bytes(self.symbols['loop_view'], ms.to_bytes(CLOCK_SIZE, 'little'))

    def pass_time(self, ms):
        """The clock goes on by so much at once; what is due then happens."""
        self.qmp('stop')
        self.set_clock(self.view()['clock_ms'] + ms)
        self.qmp('cont')

    def out(self, pin):
        """How an output stands: True or False; None: nobody drives it, and the board pulls it to rest."""
        driven = self.qtest.read(DIRECTION) >> pin & 1
        return bool(self.qtest.read(GPIO) >> pin & 1) if driven else None

    def sense(self, pin, level):
        """Drives an input: gpioB0 the button, gpioB1 the sensor, gpioB2 the jack, gpioB3 the mains. A reset forgets it."""
        self.qmp('qom-set', path='/machine/soc/gpio', property=pin, value=level)

    def flash_now(self):
        """What the flash holds: while the chip stands still, its file holds all of that."""
        self.qmp('stop')
        flash = self.flash.read_bytes()
        self.qmp('cont')
        return flash
