"""test_life: a busy life of the very image with the virtual modem: texts short and long, calls, the alarm, the operator's
code, a factory reset; and how deep its stack ever was.

Waits for texts that arrive at phones, each for PATIENCE_S at most; they take some hundred milliseconds, in which the modem is
asked and answers.
SPDX-License-Identifier: Apache-2.0
"""
import re

import pytest

from lines import SP
from machine import ASKED, OUTLET, Machine
from phones import ANNA, BERT, CARL, DORA

PAINT = 0xA5
FRAME = 64  # at least
BUTTON, SENSOR, JACK = 'gpioB0', 'gpioB1', 'gpioB2'
QUIET_MS, HELD_MS, BOUNCES_MS, RESTORED_MS = 60000, 5000, 50, 70000


class Socket:
    """The chip, its phones, and the people who text it."""

    def __init__(self, chip, modem):
        self.chip, self.modem = chip, modem
        self.bottom = chip.symbols['__stack'] - chip.symbols['__stack_size']
        self.size = chip.symbols['__stack_size']

    def paint(self):
        """All of it that is not in use now: below it an interrupt puts what it interrupts."""
        self.chip.gdb.halt()
        self.fill(self.chip.gdb.register(SP) - FRAME)
        self.chip.gdb.go()

    def fill(self, to):
        self.chip.qtest.order('memset', self.bottom, to - self.bottom, PAINT)

    def deep(self):
        """Bytes of it that were used since."""
        return len(self.chip.qtest.bytes(self.bottom, self.size).lstrip(bytes([PAINT])))

    def texts(self, phone, command, answer, *further):
        self.modem.sms(phone, command)
        self.modem.gets(phone, answer)
        for line in further:
            self.modem.process.line(f'^ +{line}$')

    def orders(self, *commands):
        """At the console, where no budget holds answers back."""
        for command in commands:
            answer = self.chip.ask(command)[0]
            assert answer.endswith(' - OK') and answer[:7] == command[:7], f'{command}: {answer}'

    def called(self, phone, what):
        self.modem.process.line(f'^{re.escape(phone)} {what}$')

    def calls(self, phone, *events):
        self.modem.process.say(f'{phone} calls')
        for event in events:
            self.called(phone, event)

    def pass_time(self, ms):
        """What was sensed is known before, and what is due has happened after it: an answer takes a pass of the loop."""
        self.chip.ask()
        self.chip.pass_time(ms)
        for _ in range(2):
            self.chip.ask()


@pytest.fixture
def socket(tmp_path, modem):
    with Machine(tmp_path, modem=modem.link) as chip:
        yield Socket(chip, modem)


def texts(socket):
    socket.texts(ANNA, 'ON', 'Power socket ON')
    assert socket.chip.out(OUTLET)
    socket.texts(BERT, 'STATUS', 'Power socket ON', 'Microrelay OFF', r'Signal: Good \(-67dBm\)')
    socket.texts(CARL, 'ON721', 'Incorrect value!')
    socket.texts(DORA, 'Чайник включи', 'Чайник включи - Error!')
    # Longer than a command may be, in three parts: joined, and dropped.
    socket.modem.sms(ANNA, 'Ё' * 150)
    socket.modem.sms(ANNA, 'x' * 400)
    socket.texts(ANNA, 'OFF', 'Power socket OFF')


def lists(socket):
    numbers = [f'3360000{number:08}' for number in range(1, 10)]
    socket.orders(*[f'SECNUMBER+{number}' for number in numbers], f'SECNUMBER+{ANNA[1:]}', 'SECLIST=ON',
                  *[f'SCHEDULER+{hour:02}:30,{day},AON' for hour, day in enumerate('1234567*')], 'PASSWORD=Key42')
    socket.texts(ANNA, 'Key42SECNUMBER?', f'SECNUMBERs: {",".join(numbers)},{ANNA[1:]}')
    socket.texts(ANNA, 'Key42SCHEDULER?', '00:30,1,AON', '01:30,2,AON')
    socket.modem.sms(BERT, 'Key42ON')  # who is not listed
    socket.orders('PASSWORD=NO', 'SCHEDULER-ALL')


def calls(socket):
    socket.orders('RING=SWITCH')
    socket.calls(ANNA, 'hears ringing', 'disconnected')
    socket.modem.gets(ANNA, 'Power socket ON')
    socket.orders('RINGCONFIRMTYPE=CALL')
    socket.calls(ANNA, 'hears ringing', 'disconnected', 'rings')
    socket.modem.process.say(f'{ANNA} picks up')
    socket.called(ANNA, 'connected')
    socket.modem.process.say(f'{ANNA} hangs up')
    socket.orders('RING=MIC')
    socket.calls(ANNA, 'hears ringing', 'connected')
    socket.modem.process.say(f'{ANNA} hangs up')
    socket.orders('SECNUMBER-ALL')


def operators_code(socket):
    socket.orders('SALDOUMS=*100#')
    words = 'Баланс 5,00 р. ' * 5  # two parts
    socket.modem.process.say(f'ussd "*100#" answers "{words}"')
    socket.texts(BERT, 'SALDO', words.rstrip())


def alarms(socket):
    """Ten of them, so that the list of them is longer than one text."""
    socket.orders('ALARMON', f'ALERTNUMBER+{CARL[1:]}', f'ALERTNUMBER+{DORA[1:]}', 'MICRORELAYTIME=5')
    for _ in range(10):
        socket.chip.sense(SENSOR, True)
        for phone in (CARL, DORA):
            socket.modem.gets(phone, 'ALARM! Sensor activated')
        socket.chip.sense(SENSOR, False)
        socket.pass_time(QUIET_MS)
    socket.modem.sms(ANNA, 'SHOWALARMLOG')
    for before in (f'{re.escape(ANNA)} <', *[' +'] * 9):
        socket.modem.process.line(rf'^{before} \d\d/\d\d/\d\d,\d\d:\d\d:\d\d$')
    socket.orders('ALARMOFF')


def factory_reset(socket):
    socket.orders('RESTARTTIME=77')
    socket.chip.sense(BUTTON, True)
    socket.pass_time(BOUNCES_MS)
    socket.pass_time(HELD_MS)
    socket.chip.sense(BUTTON, False)
    socket.pass_time(BOUNCES_MS)
    socket.chip.sense(BUTTON, True)
    socket.chip.line('registered')
    assert 'warning: factory reset by the button' in socket.chip.printed
    assert socket.chip.view()['cause'] == ASKED
    assert socket.chip.ask('RESTARTTIME?') == ['RESTARTTIME=10 seconds']
    socket.texts(ANNA, 'ON', 'Power socket ON')


def test_only_a_loss_of_power_is_told(tmp_path, modem):
    with Machine(tmp_path, modem=modem.link).run() as chip:
        socket = Socket(chip, modem)
        chip.line('registered')
        socket.orders(f'ALERTNUMBER+{ANNA[1:]}')
        chip.qmp('system_reset')
        chip.line('registered')
        socket.pass_time(RESTORED_MS)
        socket.texts(BERT, 'STATUS', 'Power socket OFF')
        assert modem.arrived(ANNA) == []
        chip.kill()
    with Machine(tmp_path, modem=modem.link).run() as chip:
        chip.line('registered')
        Socket(chip, modem).pass_time(RESTORED_MS)
        modem.gets(ANNA, 'Power restored!')


def start(socket):
    socket.fill(socket.bottom + socket.size)
    socket.chip.run()
    socket.chip.sense(JACK, True)
    socket.chip.line('registered')


def test_the_stack_holds_a_busy_life(socket):
    depths = {}
    for part in (start, texts, lists, calls, operators_code, alarms, factory_reset):
        if part != start:
            socket.paint()
        part(socket)
        depths[part.__name__] = socket.deep()
        print(f'{part.__name__}: {socket.deep()} bytes of the stack')
    print(f'the deepest: {max(depths.values())} bytes, of {socket.size}')
    # Where paint is left at the bottom, nothing went below.
    assert max(depths.values()) < socket.size
