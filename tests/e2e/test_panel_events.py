"""test_panel_events: the stream of events of the simulator's panel.

SPDX-License-Identifier: Apache-2.0
"""
import pytest

from panelclient import PHONE


def test_events_as_they_happen(panel):
    events = panel.events()
    assert events.response.headers['Content-Type'] == 'text/event-stream'
    assert events.response.headers['Cache-Control'] == 'no-store'
    _, state = events.until(lambda name, data: True)
    assert state == panel.state(), 'the first is the whole state'
    panel.say(f'{PHONE} ON')
    sent, _ = events.news('sent', phone=PHONE, text='ON')
    panel.time(jump_ms=10000)
    switched, _ = events.news('outlet', on=True)
    arrived, news = events.news('arrived', phone=PHONE, text='Power socket ON')
    assert sent < switched < arrived == news['id']
    assert news['local'].startswith('2026-01-05T12:00:')
    events.until(lambda name, data: name == 'state' and data['outlet'])


def test_lines_on_demand(panel):
    with_lines, without = panel.events('?at=1'), panel.events()
    panel.say(f'{PHONE} ON')
    panel.time(jump_ms=10000)
    number, line = with_lines.until(lambda name, data: name == 'news' and 'AT+CMGS=' in data.get('text', ''))
    assert (number, line['kind'], line['to_modem']) == (None, 'at', True)
    without.news('arrived')
    assert not [event for event in without.passed if event[2].get('kind') == 'at']


def test_a_locked_card_shows_and_no_pin_does(sim):
    # The simulator's socket is told no PIN; what the filter leaves of one is for the unit tests.
    panel = sim()
    panel.time(speed=0)
    events = panel.events('?at=1')
    panel.say('sim pin')
    panel.say('cut')
    panel.say('mains on')
    panel.time(jump_ms=60000)
    events.until(lambda name, data: name == 'news' and 'CPIN' in data.get('text', ''))
    assert panel.state()['sim'] == 'locked'
    assert '1234' not in [event[2].get('text') for event in events.passed]


def test_who_comes_back_is_told_what_was_missed(panel):
    first = panel.events()
    panel.say(f'{PHONE} ON')
    seen, _ = first.news('sent')
    first.close()
    panel.time(jump_ms=10000)
    panel.say(f'{PHONE} OFF')
    again = panel.events(**{'Last-Event-ID': str(seen)})
    again.news('sent', text='OFF')
    ids = [number for name, number, _ in again.passed if name == 'news']
    assert ids[0] == seen + 1 and ids == list(range(ids[0], ids[0] + len(ids)))
    assert [data['kind'] for name, _, data in again.passed if name == 'news'].count('arrived') == 1


def test_an_id_of_an_earlier_run_is_followed_by_all(panel):
    panel.say(f'{PHONE} ON')
    for query, headers in (('?since=0', {}), ('', {'Last-Event-ID': '5'}), ('', {'Last-Event-ID': '9007199254740991'})):
        events = panel.events(query, **headers)
        events.news('sent')
        assert [data['kind'] for name, _, data in events.passed if name == 'news'][0] == 'power'
    later = panel.events(**{'Last-Event-ID': 'x'})
    panel.say(f'{PHONE} OFF')
    later.news('sent')
    assert not [data for name, _, data in later.passed if name == 'news'], 'no id: only what comes'


@pytest.mark.slow
def test_five_hundred_are_kept(panel):
    for number in range(600):
        panel.say(f'+33600000002 t{number}')
    events = panel.events('?since=0')
    events.news('sent', text='t599')
    texts = [data['text'] for name, _, data in events.passed if name == 'news' and data['kind'] == 'sent']
    assert 490 <= len(texts) < 500 and texts[0] == f't{599 - len(texts)}'


def test_what_is_typed_shows_in_the_panel(panel):
    events = panel.events()
    panel.process.say('sensor on')
    events.until(lambda name, data: name == 'state' and data['sensor'])
