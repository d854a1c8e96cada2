"""test_house: what an owner does with a socket, and what it does for him: the daemon from its configuration file, between a
virtual modem's phones and a board of files. Hours pass at once: the clock is the test's (machine.c).

SPDX-License-Identifier: Apache-2.0
"""
import re

import pytest

from conftest import content
from house import ANNA, BERT, CARL

STAMP = r'\d\d/\d\d/\d\d,\d\d:\d\d:\d\d'
FIRST_READING_S, READING_S, FAILED_S = 10 * 60, 60, 6 * 60  # of the thermometer
CALL_S, QUIET_S = 20, 60  # of a cycle of notification
MAINS_S, USSD_S = 10, 30


def called(modem, phone, what):
    modem.process.line(f'^{re.escape(phone)} {what}$')


def calls(modem, phone, *events):
    modem.process.say(f'{phone} calls')
    for event in events:
        called(modem, phone, event)


def test_a_text_switches_what_is_plugged_in(home):
    home.texts(ANNA, 'ON', 'Power socket ON')
    assert content(home.pin('outlet')) == '1'
    home.texts(BERT, 'onm', 'Microrelay ON')
    assert content(home.pin('microrelay')) == '1'
    home.texts(ANNA, ' STATUS ', 'Power socket ON', 'Microrelay ON', r'Signal: Good \(-67dBm\)', 'TEMP: N/A',
               'ALARMF: Disabled', 'ALARM status: No activity', f'Time: {STAMP}')
    home.texts(CARL, 'OFFALL', 'All OFF')
    assert content(home.pin('outlet')) == content(home.pin('microrelay')) == '0'
    home.texts(ANNA, 'LAMP', 'LAMP - Error!')
    home.texts(ANNA, 'ON721', 'Incorrect value!')
    assert home.process.end() == 0


def test_a_timer_switches_back(home):
    home.texts(ANNA, 'ON45', 'Power ON for 45 min')
    home.shows('outlet', '1')
    home.pass_time(44 * 60)
    assert home.status()['outlet']['on']
    home.pass_time(60)
    home.shows('outlet', '0')


def test_only_the_listed_command_it(home, virtual_modem):
    home.orders(f'SECNUMBER{ANNA}', 'SECLIST=ON')
    virtual_modem.sms(BERT, 'ON')
    home.process.line(re.escape(BERT))
    home.texts(ANNA, 'STATUS', 'Power socket OFF')
    home.orders('PASSWORD=Key42')
    home.texts(ANNA, 'ON', 'Invalid access password!')
    home.texts(ANNA, 'Key42ON', 'Power socket ON')
    assert virtual_modem.arrived(BERT) == []


def test_a_call_switches(home, virtual_modem):
    home.orders(f'SECNUMBER{ANNA}', 'SECLIST=ON', 'RING=SWITCH')
    for outlet, told in (('1', 'Power socket ON'), ('0', 'Power socket OFF')):
        calls(virtual_modem, ANNA, 'hears ringing', 'disconnected')
        home.shows('outlet', outlet)
        home.hears(ANNA, told)


def test_a_call_restarts(home, virtual_modem):
    home.orders('ON', f'SECNUMBER{ANNA}', 'SECLIST=ON', 'RING=RESTART', 'RESTARTTIME=600')
    calls(virtual_modem, ANNA, 'hears ringing', 'disconnected')
    home.shows('outlet', '0')
    home.hears(ANNA, 'Power socket restarted')
    home.pass_time(600)
    home.shows('outlet', '1')


@pytest.mark.parametrize('ring, who', [('NOACTION', ANNA), ('SWITCH', BERT), ('SWITCH', f'{ANNA} hidden'), ('MIC', BERT)])
def test_a_call_that_is_left_ringing(home, virtual_modem, ring, who):
    """Of one that is not on the list, or that withholds its number, or where no action is chosen."""
    phone, _, hidden = who.partition(' ')
    home.orders(f'SECNUMBER{ANNA}', 'SECLIST=ON', f'RING={ring}')
    virtual_modem.process.say(f'{phone} calls {hidden}'.rstrip())
    called(virtual_modem, phone, 'hears ringing')
    # Replies wait for the end of the ringing. What it makes of the call is known by the time when it takes a text.
    virtual_modem.sms(ANNA, 'STATUS')
    home.process.line('STATUS')
    assert ' connected' not in virtual_modem.process.text() and ' disconnected' not in virtual_modem.process.text()
    virtual_modem.process.say(f'{phone} hangs up')
    home.hears(ANNA, 'Power socket OFF')
    assert content(home.pin('outlet')) == '0'


@pytest.mark.slow
def test_a_call_is_confirmed_by_a_call(home, virtual_modem):
    home.orders(f'SECNUMBER{ANNA}', 'SECLIST=ON', 'RING=SWITCH', 'RINGCONFIRMTYPE=CALL')
    calls(virtual_modem, ANNA, 'hears ringing', 'disconnected', 'rings')
    home.shows('led_mic', '1hz')
    virtual_modem.process.say(f'{ANNA} picks up')
    called(virtual_modem, ANNA, 'connected')
    home.shows('led_mic', 'on')
    virtual_modem.process.say(f'{ANNA} hangs up')
    home.shows('led_mic', 'off')
    assert content(home.pin('outlet')) == '1'
    assert virtual_modem.arrived(ANNA) == []


def test_a_call_listens_in(home, virtual_modem):
    home.orders(f'SECNUMBER{ANNA}', 'SECLIST=ON', 'RING=MIC')
    calls(virtual_modem, ANNA, 'hears ringing', 'connected')
    home.shows('led_mic', 'on')
    virtual_modem.process.say(f'{ANNA} hangs up')
    home.shows('led_mic', 'off')
    assert content(home.pin('outlet')) == '0'


def test_the_alarm_texts_everybody(home):
    home.orders(f'ALERTNUMBER{ANNA}', f'ALERTNUMBER{BERT}', 'MICRORELAYTIME=900')
    home.texts(CARL, 'ALARMON', 'ALARMON - OK', 'ALARM function: Enabled')
    home.senses('sensor', 1)
    # Still active a minute after the cycle: the next one.
    for cycle in (1, 2):
        for phone in (ANNA, BERT):
            home.hears(phone, 'ALARM! Sensor activated', f'Time: {STAMP}')
        home.shows('microrelay', '1')
        assert home.status()['alarm']['logged'] == cycle
        if cycle == 2:
            home.senses('sensor', 0)
            home.shows('led_power', '1hz')
        home.pass_time(QUIET_S)
    home.pass_time(900)
    home.shows('microrelay', '0')


def test_the_alarm_tells_each_change(home):
    home.orders(f'ALERTNUMBER{ANNA}', 'ALERT=SMSCHANGE', 'SENSORTYPE=NC')
    home.senses('sensor', 1)
    home.orders('ALARMON')
    home.shows('led_power', '1hz')
    for sensor, state in ((0, 'active'), (1, 'inactive')):
        home.senses('sensor', sensor)
        home.hears(ANNA, f'ALARM! Sensor {state}', f'Time: {STAMP}')
        home.pass_time(QUIET_S)


ALARM_TO_CALL = ('ALERT=CALL', 'MICRORELAYTIME=900', f'ALERTNUMBER{ANNA}', f'ALERTNUMBER{BERT}', 'ALARMON')


def test_the_alarm_calls_until_somebody_picks_up(home, virtual_modem):
    home.orders(*ALARM_TO_CALL)
    home.senses('sensor', 1)
    called(virtual_modem, ANNA, 'rings')
    home.shows('microrelay', '1')
    home.pass_time(CALL_S)
    called(virtual_modem, BERT, 'rings')
    virtual_modem.process.say(f'{BERT} picks up')
    called(virtual_modem, BERT, 'connected')
    home.shows('led_mic', 'on')
    home.shows('microrelay', '0')
    home.senses('sensor', 0)
    virtual_modem.process.say(f'{BERT} hangs up')
    home.shows('led_mic', 'off')
    [entry] = [line for line in home.ask({'do': 'log'}) if line['kind'] == 'alarm']
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d', entry['at'])
    home.texts(CARL, 'SHOWALARMLOG', entry['at'][2:].replace('-', '/').replace('T', ','))
    assert virtual_modem.arrived(ANNA) == virtual_modem.arrived(BERT) == []


def test_who_rejects_the_alarm_has_seen_it(home, virtual_modem):
    home.orders(*ALARM_TO_CALL)
    home.senses('sensor', 1)
    called(virtual_modem, ANNA, 'rings')
    home.senses('sensor', 0)
    virtual_modem.process.say(f'{ANNA} rejects')
    home.shows('led_mic', 'off')
    home.pass_time(2 * CALL_S)
    home.texts(CARL, 'STATUS', 'Power socket OFF')
    assert virtual_modem.arrived(ANNA) == virtual_modem.arrived(BERT) == []
    assert f'{BERT} rings' not in virtual_modem.process.text()


@pytest.mark.slow
def test_nobody_takes_the_alarms_calls(home, virtual_modem):
    home.orders(*ALARM_TO_CALL)
    home.senses('sensor', 1)
    for phone in (ANNA, BERT):
        called(virtual_modem, phone, 'rings')
        home.pass_time(CALL_S)
    for phone in (ANNA, BERT):
        home.hears(phone, 'ALARM! Sensor activated', f'Time: {STAMP}')


def test_the_mains_goes_and_comes(home, virtual_modem):
    home.orders('ON', f'ALERTNUMBER{ANNA}', f'ALERTNUMBER{BERT}')
    # A flicker is nothing.
    home.senses('mains', 0)
    home.shows('led_power', 'off')
    home.senses('mains', 1)
    home.shows('led_power', 'on')
    home.pass_time(MAINS_S)
    home.texts(CARL, 'STATUS', 'Power socket ON')
    assert virtual_modem.arrived(ANNA) == []
    for mains, outlet, told in ((0, '0', 'Power failure!'), (1, '1', 'Power restored!')):
        home.senses('mains', mains)
        home.shows('led_power', ('off', 'on')[mains])
        home.pass_time(MAINS_S)
        for phone in (ANNA, BERT):
            home.hears(phone, told, f'Time: {STAMP}')
        home.shows('outlet', outlet)


def test_the_thermostat_heats(home):
    home.orders('TEMPOFF=20', f'ALERTNUMBER{ANNA}', 'THERMALERT=ON')
    home.texts(ANNA, 'THERMOSTATON', 'THERMOSTATON - OK', 'THERMOSTAT=HEATING', 'TEMPOFF=20',
               'Attention! Thermostat is working now!')
    home.warms(17.3)
    home.texts(BERT, 'TEMPERATURE', 'TEMPERATURE: N/A')
    home.pass_time(FIRST_READING_S)
    home.shows('outlet', '1')
    home.texts(CARL, 'TEMPERATURE', 'TEMPERATURE: 12C')
    home.warms(25.1)
    home.pass_time(READING_S)
    home.hears(ANNA, 'THERMOSTAT ALERT! TEMP: 20C', 'Power socket OFF')
    assert content(home.pin('outlet')) == '0'
    # Within the dead band of half a degree nothing is switched; below, it is.
    home.warms(24.6)
    home.pass_time(READING_S)
    home.texts(BERT, 'STATUS', 'Power socket OFF')
    home.warms(24.4)
    home.pass_time(READING_S)
    home.shows('outlet', '1')


def test_a_thermometer_that_fails_ends_the_heating(home):
    home.orders('TEMPOFF=20', f'ALERTNUMBER{ANNA}', 'THERMOSTATON')
    home.warms(17)
    home.pass_time(FIRST_READING_S)
    home.shows('outlet', '1')
    home.warms(None)
    home.pass_time(FAILED_S)
    home.hears(ANNA, 'TEMP ALERT! Sensor failed')
    home.shows('outlet', '0')
    home.warms(17)
    home.pass_time(READING_S)
    home.shows('outlet', '1')


def test_frost_is_told(home):
    home.orders(f'ALERTNUMBER{ANNA}', 'TFALLALERT=5', 'TRISEALERT=30', 'TEMPCAL=1')
    for raw, passing_s, told in ((5, FIRST_READING_S, 'Fall: 4C'), (37, READING_S, 'Rise: 36C')):
        home.warms(raw)
        home.pass_time(passing_s)
        home.hears(ANNA, f'TEMP ALERT! {told}')
    assert content(home.pin('outlet')) == '0'


def test_the_schedule_switches(home):
    home.texts(ANNA, 'SCHEDULER+08:00,*,ON', 'SCHEDULER+08:00,*,ON - OK')
    home.texts(ANNA, 'SCHEDULER+08:01,1,OFF', 'SCHEDULER+08:01,1,OFF - OK')
    home.texts(ANNA, 'DATE=26/01/05,07:59:00+01', 'DATE 26/01/05,07:59:00+01 - OK')
    for outlet in ('1', '0'):
        home.pass_time(60)
        home.shows('outlet', outlet)


@pytest.fixture
def saldo(house):
    """A 706, which asks the operator; its code is *100#."""
    house.configure('device', model='706')
    house.begin()
    house.registered().orders('SALDOUMS=*100#')
    return house


def test_the_balance_comes_from_the_operator(saldo, virtual_modem):
    virtual_modem.process.say('ussd "*100#" answers "Credit 5.00"')
    virtual_modem.process.say('ussd "*123#" answers "Your number is 0600000000"')
    saldo.texts(ANNA, 'SALDO', 'Credit 5.00')
    saldo.texts(BERT, 'SIMCARD*123#', 'Your number is 0600000000')
    virtual_modem.process.say('ussd "*100#" fails')
    saldo.texts(CARL, 'SALDO', 'Execute error!')


def test_a_long_answer_of_the_operator_comes_whole(saldo, virtual_modem):
    """In Cyrillic, of which one message holds 70 letters."""
    answer = 'Ваш баланс 5.00. ' * 4 + 'Спасибо.'
    virtual_modem.process.say(f'ussd "*100#" answers "{answer}"')
    saldo.texts(ANNA, 'SALDO', answer)


def test_a_silent_operator(saldo, virtual_modem):
    virtual_modem.process.say('ussd "*100#" silent')
    virtual_modem.sms(ANNA, 'SALDO')
    # What comes later waits for nothing: the code was sent before it was taken.
    virtual_modem.sms(BERT, 'SERIALNUM')
    saldo.process.line('SERIALNUM')
    saldo.pass_time(USSD_S)
    saldo.hears(ANNA, 'Execute error!')
