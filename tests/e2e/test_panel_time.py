"""test_panel_time: the simulator's time, led from its panel, and the history of what it brought.

SPDX-License-Identifier: Apache-2.0
"""
import pytest


def test_time_stands_still_and_goes_on(panel):
    before = panel.state()['world']
    assert (before['paused'], before['speed']) == (True, 0)
    assert panel.state()['world']['now_ms'] == before['now_ms']
    assert panel.time(speed=3600) == {'speed': 3600}
    panel.events().until(lambda name, data: name == 'state' and data['world']['now_ms'] > before['now_ms'] + 60000)
    assert panel.time(speed=0) == {'speed': 0}
    world = panel.state()['world']
    assert panel.state()['world'] == world


def test_a_jump(panel):
    before = panel.state()['world']['now_ms']
    assert panel.time(jump_ms=86400000) == {'jumped_ms': 86400000}
    assert panel.state()['world']['now_ms'] == before + 86400000
    assert panel.state()['clock'].startswith('26/01/06,12:00:')


def test_a_jump_to_what_happens_next(panel):
    panel.post('/api/v1/command', text='SCHEDULER+18:00,*,ON')
    told = panel.time(jump='next')
    assert told['next'] == 'outlet'
    state = panel.state()
    assert state['clock'] == '26/01/05,18:00:00' and state['outlet']
    assert 5.9 * 3600000 < told['jumped_ms'] < 6 * 3600000
    # Nothing more comes that day but the lamp of what has just been.
    assert panel.time(jump='next')['next'] in ('led', None)
    panel.post('/api/v1/command', text='SCHEDULER-ALL')
    assert panel.time(jump='next') == {'jumped_ms': 86400000, 'next': None}


@pytest.mark.parametrize('body', [
    {}, {'speed': -1}, {'speed': 1.5}, {'speed': 1e9}, {'speed': '1'}, {'jump': 'last'}, {'jump_ms': -1}, {'jump_ms': 1e300},
    {'jump_ms': 8 * 86400000}, {'speed': None},
])
def test_no_time(panel, body):
    assert 'expected {"speed"' in panel.time(400, **body)['error']


def test_the_history_of_a_warm_room(panel):
    panel.post('/api/v1/command', text='ON')
    panel.time(jump_ms=3600000)
    panel.post('/api/v1/command', text='OFF')
    panel.time(jump_ms=3600000)
    history = panel.get('/api/v1/history')
    warmth, outlet = history['temperature_dc'], history['outlet']
    now = panel.state()['world']['now_ms']
    assert history['step_s'] == 60 and len(warmth) == len(outlet)
    assert now - 60000 < history['from_ms'] + (len(outlet) - 1) * 60000 <= now
    assert warmth[0] is None and outlet[0] == 0, 'no reading in the first ten minutes'
    assert 59 <= sum(outlet) <= 61
    assert warmth[60] > warmth[15] + 10 and warmth[-1] < warmth[61]
    some = panel.get(f'/api/v1/history?from_ms={now - 600000}')
    assert some['outlet'] == outlet[-10:] and some['from_ms'] == history['from_ms'] + (len(outlet) - 10) * 60000
    assert panel.get('/api/v1/history?from_ms=99999999999999')['outlet'] == []


def test_the_history_is_of_a_week(panel):
    panel.time(jump_ms=7 * 86400000)
    panel.time(jump_ms=2 * 86400000)
    history = panel.get('/api/v1/history')
    assert len(history['outlet']) == 7 * 24 * 60 and None not in history['temperature_dc']
