"""test_restarts: what a daemon that is ended, or killed, keeps, and what it does once and not again.

SPDX-License-Identifier: Apache-2.0
"""
import os
import random
import re
import select
import signal

import pytest

from conftest import Deadline, Watch, content
from house import ANNA, BERT, CARL

ENDS = [signal.SIGTERM, signal.SIGKILL]
RESTORED_MAX_S = 90  # ten seconds, and a minute to know the time
SETTINGS = [
    ('SECNUMBER?', f'SECNUMBERs: {CARL[1:]}'),
    ('SECLIST?', 'SECLIST=OFF,(ON)'),
    ('RING?', 'RING=NOACTION,RESTART,(SWITCH),MIC'),
    ('RENEWINTERVAL?', 'Password presented, renew possible'),
    ('ALERTNUMBER?', f'ALERTNUMBERs: {ANNA[1:]},{BERT[1:]}'),
    ('TRISEALERT?', 'TRISEALERT=30'),
    ('THERMOSTAT?', 'THERMOSTAT: Enabled\nTHERMOSTAT=COOLING\nTEMPOFF=22'),
    ('SCHEDULER?', '06:30,7,AON\n08:00,*,ON'),
    ('MICRORELAYTIME?', 'MICRORELAYTIME=7 seconds'),
    ('POWERSTATE?', 'POWERSTATE=REMEMBER,(ON),OFF'),
    ('RESTARTTIME?', 'RESTARTTIME=123 seconds'),
]


@pytest.mark.parametrize('number', ENDS)
def test_what_was_set_stays_set(home, virtual_modem, number):
    home.orders(f'SECNUMBER{CARL}', 'SECLIST=ON', 'RING=SWITCH', 'PASSWORD=Key42', 'RENEWINTERVALPW=Renew1234',
                f'ALERTNUMBER{ANNA}', f'ALERTNUMBER{BERT}', 'TRISEALERT=30', 'THERMOSTAT=COOLING', 'TEMPOFF=22', 'THERMOSTATON',
                'SCHEDULER+08:00,*,ON', 'SCHEDULER+06:30,7,AON', 'MICRORELAYTIME=7', 'POWERSTATE=ON', 'RESTARTTIME=123')
    home.again(number)
    assert [(query, home.orders(query)) for query, _ in SETTINGS] == SETTINGS
    home.registered()
    home.texts(CARL, 'STATUS', 'Invalid access password!')
    home.texts(CARL, 'Key42OFF', 'Power socket OFF')


@pytest.mark.parametrize('number', ENDS)
def test_the_list_of_alarms_and_the_alarm_itself_stay(home, virtual_modem, number):
    home.orders('ALERT=OFF', 'ALARMON')
    home.shows('led_power', '1hz')
    for _ in range(2):
        home.senses('sensor', 1)
        home.shows('led_power', '4hz')
        home.senses('sensor', 0)
        home.shows('led_power', '1hz')
        home.pass_time(60)
    log = home.orders('SHOWALARMLOG')
    home.again(number)
    assert home.orders('SHOWALARMLOG') == log
    assert len(log.splitlines()) == 2 and re.fullmatch(r'(\d\d/\d\d/\d\d,\d\d:\d\d:\d\d\n?){2}', log)
    assert home.status()['alarm']['on']


@pytest.mark.parametrize('number', ENDS)
@pytest.mark.parametrize('commands, outlet', [
    ('ON', '1'),
    ('ON OFF', '0'),
    ('ON30', '0'),
    ('ON OFF30', '1'),
    ('ON RESTART', '1'),
    ('RESTART', '0'),
    ('ON POWERSTATE=OFF', '0'),
    ('POWERSTATE=ON', '1'),
    ('POWERSTATE=ON ON POWERSTATE=REMEMBER OFF', '0'),
    ('ONALL', '1'),
])
def test_the_outlet_returns_to_its_resting_state(house, number, commands, outlet):
    """Without a modem that has come up: nothing of this needs one. The microrelay is off in any case."""
    house.begin()
    house.orders(*commands.split())
    house.again(number)
    house.shows('outlet', outlet)
    assert house.status()['outlet']['on'] == (outlet == '1')
    assert content(house.pin('microrelay')) == '0'


def test_killed_at_its_start_again_and_again(house):
    """A supply that does not hold: most of these kills come before it has its board."""
    house.begin()
    house.orders('ON', 'SCHEDULER+08:00,*,ON')
    for _ in range(12):
        house.again(signal.SIGKILL)
    house.shows('outlet', '1')
    assert house.orders('SCHEDULER?') == '08:00,*,ON'


def test_a_rule_that_was_missed_is_not_made_up(home):
    home.orders('SCHEDULER+08:00,*,ON', 'SCHEDULER+08:02,*,OFF', 'DATE=26/01/05,07:59:00+01')
    home.again(signal.SIGKILL)
    home.orders('ON', 'DATE=26/01/05,08:01:00+01', 'OFF')
    home.pass_time(30)
    assert not home.status()['outlet']['on']
    home.orders('ON')
    home.pass_time(30)
    home.shows('outlet', '0')


@pytest.fixture
def plain_706(house):
    """A 706, which tells of the power's return at its next start."""
    house.configure('device', model='706')
    house.begin()
    house.registered().orders(f'ALERTNUMBER{ANNA}')
    return house


@pytest.mark.slow
@pytest.mark.parametrize('number', ENDS)
def test_a_program_that_is_started_again_has_lost_no_power(plain_706, virtual_modem, number):
    plain_706.again(number)
    plain_706.registered()
    plain_706.pass_time(RESTORED_MAX_S)
    plain_706.texts(BERT, 'STATUS', 'Power socket OFF')
    assert virtual_modem.arrived(ANNA) == []


@pytest.mark.slow
def test_a_machine_that_has_booted_has_lost_it(plain_706):
    plain_706.boot = 'second-boot'
    plain_706.again(signal.SIGKILL)
    plain_706.registered()
    plain_706.pass_time(RESTORED_MAX_S)
    plain_706.hears(ANNA, 'Power restored!', r'Time: \d\d/\d\d/\d\d,\d\d:\d\d:\d\d')


def phone(number):
    return f'{ANNA[:-2]}{number}'


class Burst:
    """Twenty commands from four phones, none of which succeeds a second time: each takes away what is there once."""

    PHONES = [phone(number) for number in range(11, 15)]
    ALERTED = [phone(number) for number in range(40, 47)]
    LISTED = [phone(number) for number in range(50, 57)]
    RULES = [f'0{hour}:00' for hour in range(8)]
    BEFORE = ([f'SCHEDULER+{rule},*,INF' for rule in RULES] + [f'ALERTNUMBER{number}' for number in ALERTED] +
              [f'SECNUMBER{number}' for number in LISTED])
    COMMANDS = ([f'SCHEDULER-{rule}' for rule in RULES] + [f'ALERTNUMBER-{number[1:]}' for number in ALERTED[:6]] +
                [f'SECNUMBER-{number[1:]}' for number in LISTED[:6]])
    AFTER = [('SCHEDULER?', 'No rules!'), ('ALERTNUMBER?', f'ALERTNUMBERs: {ALERTED[6][1:]}'),
             ('SECNUMBER?', f'SECNUMBERs: {LISTED[6][1:]}')]

    def __init__(self, house, modem, chance):
        self.house, self.modem, self.chance = house, modem, chance
        commands = self.COMMANDS[:]
        chance.shuffle(commands)
        self.texts = [(self.PHONES[number % 4], command) for number, command in enumerate(commands)]

    def send(self):
        for phone, command in self.texts:
            self.modem.sms(phone, command)

    def answers(self):
        return [(phone, line) for phone in self.PHONES for line in self.modem.arrived(phone)]

    def all_answered(self):
        return {(phone, f'{command} - OK') for phone, command in self.texts} <= set(self.answers())

    def until(self, count):
        """Until so many messages are taken, answers arrived, or changes of the memory seen, as chance has it; or all is
        over."""
        kind = self.chance.choice(['taken', 'arrived', 'written'])
        daemon, modem = self.house.process, self.modem.process
        goal = count + len(self.answers())
        written, deadline = 0, Deadline()
        with Watch(self.house.state) as watch:
            while not self.all_answered():
                ready = select.select([daemon.selector, modem.selector, watch.fd], [], [], deadline.left())[0]
                assert ready, f'{self.house.process.text()}\n{self.modem.process.text()}'
                daemon.drain()
                modem.drain()
                if watch.fd in ready:
                    written += 1
                    os.read(watch.fd, 65536)
                if count <= {'taken': daemon.text().count(' message who='), 'written': written}.get(kind, 0):
                    return
                if kind == 'arrived' and goal <= len(self.answers()):
                    return


@pytest.mark.slow
@pytest.mark.parametrize('seed', range(8))
def test_a_burst_with_kills_in_it(home, virtual_modem, seed):
    chance = random.Random(seed)
    home.orders(*Burst.BEFORE)
    burst = Burst(home, virtual_modem, chance)
    burst.send()
    kills = 2
    for _ in range(kills):
        burst.until(chance.randint(1, 5))
        home.again(signal.SIGKILL)
    burst.until(1000)
    # What is answered now comes after all that waited.
    home.texts(CARL, 'STATUS', 'Power socket OFF')
    answers = burst.answers()
    # Executed once: what is taken away twice is an error. None is lost. In doubt is the one that was being sent.
    assert set(answers) == {(phone, f'{command} - OK') for phone, command in burst.texts}
    assert len(answers) <= len(burst.texts) + kills
    assert [(query, home.orders(query)) for query, _ in Burst.AFTER] == Burst.AFTER
    assert home.status()['messages_waiting'] == 0
