"""test_board: the board's inputs and outputs as files; the test is the hardware.

SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import signal

import pytest

from conftest import content, wait_file

ANNA, BERT = '+33600000001', '+33600000002'
MAINS_S = 10  # it is out only after so long
HOLD_S = 6  # a button held so long is meant to be


def sense(daemon, name, value):
    daemon.pin(name).write_text(f'{value}\n', encoding='utf-8')


def awake(daemon):
    """It is registered, and the lamps' first blinking is over; OUT is the last that is written."""
    wait_file(daemon.pin('led_gsm'), 'flash3s')
    wait_file(daemon.pin('led_power'), 'on')
    wait_file(daemon.pin('led_out'), 'off')


def asks(modem, command, answer, phone=ANNA):
    modem.sms(phone, command)
    modem.gets(phone, answer)


def press(house, seconds=1):
    """The button is down, its contacts are at rest, and it stays so for that time."""
    house.senses('button', 1)
    house.taken()
    house.pass_time(1)
    house.pass_time(seconds)


@pytest.mark.slow
def test_the_sensor_raises_the_alarm(daemon, virtual_modem):
    asks(virtual_modem, f'ALERTNUMBER+{BERT[1:]}', f'ALERTNUMBER+{BERT[1:]} - OK')
    asks(virtual_modem, 'MICRORELAYTIME=2', 'MICRORELAYTIME=2 - OK')
    asks(virtual_modem, 'ALARMON', 'ALARMON - OK')
    wait_file(daemon.pin('led_power'), '1hz')
    sense(daemon, 'sensor', 1)
    virtual_modem.gets(BERT, 'ALARM! Sensor activated')
    assert content(daemon.pin('microrelay')) == '1'
    wait_file(daemon.pin('led_power'), '4hz')
    wait_file(daemon.pin('microrelay'), '0')
    os.unlink(daemon.pin('sensor'))
    wait_file(daemon.pin('led_power'), '1hz')


def test_what_is_sensed_at_the_start_counts(daemon, virtual_modem):
    assert daemon.process.end() == 0
    sense(daemon, 'sensor', 1)
    sense(daemon, 'jack', 0)
    daemon.begin()
    asks(virtual_modem, 'ALARM?', 'ALARM function: Disabled')
    virtual_modem.process.line('^ +Sensor.s.: Not connected')
    virtual_modem.process.line('^ +ALARM status: Sensor active')


def test_the_button_switches_the_outlet(home):
    awake(home)
    for outlet, lamp in (('1', 'on'), ('0', 'off')):
        press(home)
        home.senses('button', 0)
        home.shows('outlet', outlet)
        home.shows('led_out', lamp)


def test_a_command_switches_the_microrelay(daemon, virtual_modem):
    assert content(daemon.pin('microrelay')) == '0'
    asks(virtual_modem, 'ONM', 'Microrelay ON')
    assert content(daemon.pin('microrelay')) == '1'
    asks(virtual_modem, 'OFFM', 'Microrelay OFF')
    assert content(daemon.pin('microrelay')) == '0'


def test_the_temperature_is_unknown_at_first(daemon, virtual_modem):
    sense(daemon, 'temperature', 21.5)
    asks(virtual_modem, 'TEMPERATURE', 'TEMPERATURE: N/A')


def test_bad_content_is_noted_and_changes_nothing(daemon, virtual_modem):
    assert re.search('no reading of the temperature why=".*/temperature: No such file', daemon.process.text())
    sense(daemon, 'temperature', 'warm')
    daemon.process.line("no reading of the temperature why=\".*/temperature holds 'warm', expected degrees Celsius")
    sense(daemon, 'button', 'pressed')
    daemon.process.line("input not understood: it stays as it was why=\".*/button holds 'pressed', expected 0 or 1\"")
    asks(virtual_modem, 'STATUS', 'Power socket OFF')


def test_a_button_that_is_held_at_the_start_is_no_press(house):
    house.senses('button', 1)
    house.begin()
    awake(house.registered())
    house.senses('button', 0)
    house.taken()
    house.pass_time(1)
    house.texts(ANNA, 'STATUS', 'Power socket OFF')
    assert content(house.pin('outlet')) == '0'


def test_the_button_resets_to_the_factory_state(home):
    home.orders(f'ALERTNUMBER{BERT}')
    awake(home)
    press(home, HOLD_S)
    home.senses('button', 0)
    home.shows('led_out', '4hz')
    home.senses('button', 1)
    home.process.line('factory reset by the button')
    home.process.line(' model 707, ')
    home.registered()
    home.senses('button', 0)
    home.texts(ANNA, 'ALERTNUMBER?', 'No ALERTNUMBERs!')
    assert content(home.pin('outlet')) == '0'
    assert home.process.end() == 0


def test_without_mains_the_outlet_waits(home):
    home.orders(f'ALERTNUMBER{BERT}')
    awake(home)
    home.senses('mains', 0)
    home.shows('led_power', 'off')
    home.texts(ANNA, 'ON', 'Power socket ON', 'No mains!')
    assert content(home.pin('outlet')) == '0'
    home.pass_time(MAINS_S)
    home.hears(BERT, 'Power failure!')
    home.senses('mains', 1)
    home.shows('outlet', '1')


@pytest.fixture
def empty(home):
    """Its battery is: it has ended what a device without power ends."""
    home.orders('ONALL')
    home.senses('mains', 0)
    home.shows('led_power', 'off')
    home.senses('battery', 3)
    home.process.line('the device is without power until the mains are back$')
    return home


def test_an_empty_battery_ends_the_device_until_the_mains_are_back(empty, virtual_modem):
    for pin in ('outlet', 'microrelay'):
        assert content(empty.pin(pin)) == '0'
    for led in ('gsm', 'mic', 'out', 'power'):
        empty.shows(f'led_{led}', 'off')
    virtual_modem.sms(ANNA, 'OFF')
    empty.senses('battery', 50)
    empty.senses('mains', 1)
    empty.process.line(' model 707, ')
    empty.shows('outlet', '1')
    # What was sent meanwhile has its turn.
    empty.hears(ANNA, 'Power socket OFF')
    empty.shows('outlet', '0')
    empty.pass_time(MAINS_S)
    assert empty.process.end() == 0


def test_one_that_starts_on_an_empty_battery_waits(house, virtual_modem):
    house.senses('mains', 0)
    house.senses('battery', 3)
    house.begin()
    house.process.line('the device is without power until the mains are back$')
    house.senses('mains', 1)
    house.process.line(' model 707, ')
    house.registered().texts(ANNA, 'ON', 'Power socket ON')


def test_a_daemon_without_power_is_told_to_end(empty):
    assert empty.process.end() == 0


def test_a_daemon_without_power_is_asked(start, empty):
    empty.process.child.send_signal(signal.SIGUSR1)
    empty.process.child.send_signal(signal.SIGHUP)
    empty.process.line('the configuration is as it was')
    asked = start('ctl', '--socket', empty.control, 'status')
    asked.line('the device is starting, or without power')
    assert asked.wait() == 1
    empty.senses('mains', 1)
    empty.registered()
    empty.texts(ANNA, 'OFF', 'Power socket OFF')
