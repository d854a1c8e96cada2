"""test_panel_api: what scripts ask the simulator's panel and have it do: its state, texts, commands, calls.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re

import pytest

from panelclient import PHONE, POST, refusal


# --- What it tells. ---

def test_the_state(sim):
    panel = sim('--model', '707')
    panel.time(speed=0)
    panel.time(jump_ms=20000)
    state = panel.state()
    assert state['world'] == {'simulated': True, 'now_ms': state['world']['now_ms'], 'speed': 0, 'paused': True,
                              'local': state['world']['local'], 'network': 'registered', 'signal': 23, 'sim_card': 'ready',
                              'thermometer': 'room'}
    assert state['world']['local'].startswith('2026-01-05T12:00:2')
    assert (state['model'], state['features'], state['battery']) == ('707', ['room', 'battery'], 100)
    assert state['leds'] == {'power': 'on', 'gsm': 'flash3s', 'mic': 'off', 'out': 'off'}
    assert state['alive'] and state['mains'] and state['jack'] and not state['outlet'] and not state['sensor']
    assert (state['radio'], state['sim'], state['signal_dbm']) == ('registered', 'ok', -67)
    assert re.fullmatch(r'26/01/05,12:00:(19|2\d)', state['clock'])
    assert 1700 < state['window_s'] <= 1800
    assert (state['temperature_dc'], state['raw_dc'], state['room_dc']) == (None, 250, 200)
    assert state['thermostat'] == {'on': False, 'mode': 'HEATING', 'tempoff': 10}
    assert state['settings']['RESTARTTIME'] == '10' and 'SALDOUMS' not in state['settings']
    assert {'what': 'messages given up', 'count': 0} in state['counts']


def test_a_light_model_has_no_room(sim):
    state = sim('--model', '706-light').state()
    assert state['features'] == ['ussd'] and state['battery'] is None
    assert not {'temperature_dc', 'thermostat', 'alarm', 'schedule', 'alarmlog'} & state.keys()
    assert 'TEMPCAL' not in state['settings'] and state['settings']['RING'] == 'NOACTION'


def test_the_state_tells_what_was_set_and_no_secret(panel):
    for line in ('PASSWORD=abcde', 'SALDOUMS=*100#', 'SECNUMBER+33612345678', 'SCHEDULER+08:00,*,ON', 'SCHEDULER+22:30,5,OFF',
                 'TRISEALERT=30', 'THERMOSTATON', 'ONM', 'ON30'):
        panel.post('/api/v1/command', text=line)
    text = panel.ask('GET', '/api/v1/state')[2].decode()
    state = json.loads(text)
    assert 'abcde' not in text
    assert state['settings']['PASSWORD'] == '*****'
    assert state['settings']['SALDOUMS'] == '*100#'
    assert state['secnumbers'] == ['33612345678']
    assert state['schedule'] == ['08:00,*,ON', '22:30,5,OFF']
    assert state['microrelay'] and state['outlet'] and state['thermostat']['on']
    assert 0 < state['timers']['outlet_s'] <= 1800 and state['timers']['restart_s'] is None


def test_a_socket_without_power(panel):
    panel.say('mains off')
    state = panel.state()
    assert (state['alive'], state['mains'], 'settings' in state) == (False, False, False)
    assert state['leds'] == {'power': 'off', 'gsm': 'off', 'mic': 'off', 'out': 'off'}
    assert panel.post('/api/v1/command', 503, text='ON') == {'error': 'the socket has no power'}
    panel.say('mains on')
    assert panel.state()['alive']


def test_the_reference(panel, program, start):
    told = start('commands', '--json')
    told.wait()
    assert panel.get('/api/v1/commands') == json.loads(told.text('stdout'))


def test_faults(panel):
    faults = panel.get('/api/v1/faults')
    assert len(faults) == len(set(faults)) > 50
    panel.say(f'modem fault {faults[0]}')
    panel.say('modem mended')


# --- What can be done. ---

def test_a_text_is_answered_in_the_chat(panel):
    panel.say(f'{PHONE} ON')
    panel.time(jump_ms=10000)
    assert panel.state()['outlet']
    chat, = panel.get('/api/v1/chats')
    assert (chat['phone'], chat['is']) == (PHONE, 'disconnected')
    assert [(m['from'], m['text']) for m in chat['messages']] == [('me', 'ON'), ('socket', 'Power socket ON')]
    assert chat['messages'][0]['at_ms'] < chat['messages'][1]['at_ms']


def test_a_text_with_line_feeds_and_quotes_and_beyond_gsm(panel):
    panel.say(r'+33600000001 sms "a\"b\nç日"')
    panel.say('"Orange" hello')
    chats = {chat['phone']: chat['messages'][0]['text'] for chat in panel.get('/api/v1/chats')}
    assert chats == {'+33600000001': 'a"b\nç日', 'Orange': 'hello'}


def test_the_console_answers_at_once_and_may_configure(panel):
    assert panel.post('/api/v1/command', text='TEMPOFF=20') == {
        'answers': ['TEMPOFF=20 - OK\nTHERMOSTAT=HEATING\nTHERMOSTAT: Disabled']}
    assert panel.state()['settings']['TEMPOFF'] == '20'
    assert panel.post('/api/v1/command', text='NONSENSE') == {'answers': ['NONSENSE - Error!']}
    panel.time(jump_ms=2 * 3600000)
    assert panel.post('/api/v1/command', text='TEMPCAL=3') == {'answers': ['TEMPCAL=3 - OK']}, 'long after the window'


def test_the_operators_answer_comes_as_news(panel):
    panel.say('ussd "*100#" answers "Credit 5.00"')
    panel.post('/api/v1/command', text='SALDOUMS=*100#')
    events = panel.events()
    assert panel.post('/api/v1/command', text='SALDO') == {'answers': []}
    panel.time(jump_ms=30000)
    events.news('answer', text='Credit 5.00')


def test_calls(panel):
    assert refusal(panel.ask('POST', '/api/v1/say', json.dumps({'line': f'{PHONE} picks up'}), **POST)) == (
        400, f'{PHONE}: nothing rings there')
    for line in (f'SECNUMBER+{PHONE[1:]}', 'SECLIST=ON', 'RING=MIC'):
        panel.post('/api/v1/command', text=line)
    events = panel.events()
    panel.say(f'{PHONE} calls')
    panel.time(jump_ms=20000)
    events.news('phone', phone=PHONE, **{'is': 'hearing ringing'})
    events.news('mic', on=True)
    assert panel.state()['mic']
    panel.say(f'{PHONE} hangs up')
    panel.time(jump_ms=5000)
    assert not panel.state()['mic']
    # The other way round: it calls back, and is rejected.
    panel.say(f'{PHONE} CALLBACK')
    while panel.get('/api/v1/chats')[0]['is'] != 'ringing':
        assert panel.time(jump='next')['next'] is not None
    panel.say(f'{PHONE} rejects')
    panel.time(jump_ms=1000)
    assert panel.get('/api/v1/chats')[0]['is'] == 'disconnected'


@pytest.mark.parametrize('line', [
    f'{PHONE} gets "x"', f'{PHONE} gets nothing for 1h', f'{PHONE} rings within 1h', 'expect outlet on', 'wait 1h',
    f'{PHONE} silent for 1h', 'expect within 1h outlet never on',
])
def test_what_waits_is_refused(panel, line):
    before = panel.state()['world']['now_ms']
    assert 'wait' in panel.say(line, 400)['error']
    assert panel.state()['world']['now_ms'] == before


@pytest.mark.parametrize('line, why', [
    ('flubber', '"flubber" is no statement; expected '), ('model 707', 'too late'), ('a\nb', 'one line'),
    (f'{PHONE} ' + 'x' * 2000, 'at most 10 SMS'), (f'{PHONE}123456789012 ON', 'no sender'),
])
def test_what_is_not_understood_is_refused(panel, line, why):
    assert why in panel.say(line, 400)['error']


def test_a_factory_reset_by_the_button(panel):
    panel.post('/api/v1/command', text='TEMPOFF=20')
    for line, moment_ms in (('button down', 6000), ('button up', 3000), ('button down', 200), ('button up', 5000)):
        panel.say(line)
        assert panel.state()['button'] == (line == 'button down')
        panel.time(jump_ms=moment_ms)
    assert panel.state()['settings']['TEMPOFF'] == '10'


def test_a_quick_press_switches(panel):
    panel.say('button down')
    panel.say('button up')
    panel.time(jump_ms=200)
    assert panel.state()['outlet']
