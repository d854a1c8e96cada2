"""The simulator's panel, as somebody uses it: phones, lamps, alarm, thermostat, schedule, settings, log, faults.

SPDX-License-Identifier: Apache-2.0
"""
import json
import re

from conftest import OWNER, STRANGER
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

OWNERS_SOCKET = '#phone33612345678 .bubble.socket'


def test_a_text_lights_the_lamp(sim, page):
    page.text('ON')
    page.wait_text('#phone33612345678 .bubble.me .said', 'ON')
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
    page.wait("document.querySelector('#scene').dataset.outlet === 'on'")
    page.wait("getComputedStyle(document.querySelector('.glow')).opacity === '1'")
    page.wait_text('#leds [data-led=out]', 'outlet on')
    page.wait("document.querySelector('.lens[data-led=out]').dataset.pattern === 'on'")
    page.wait_text('[data-fact=outlet] dd', 'on')
    assert 'Outlet on' in page.texts('#announce')[0]
    page.text('OFF')
    page.wait("document.querySelector('#scene').dataset.outlet === 'off'")
    page.wait("getComputedStyle(document.querySelector('.glow')).opacity === '0'")
    assert page.complaints() == []


def test_what_was_said_outlives_a_reload_and_is_not_doubled(sim, page):
    page.text('ON')
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
    page.open(sim)
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
    page.wait_text('#log-lines', 'Power socket ON')
    assert page.texts('#phone33612345678 .said') == ['ON', 'Power socket ON']


def test_leds_blink_as_the_manual_says(sim, page):
    """Section 5: a flash each 3 s when registered; quicker patterns come from the alarm."""
    style = (
        "(() => { const s = getComputedStyle(document.querySelector('#leds [data-led=%s] .led'));"
        " return `${s.animationName} ${s.animationDuration} ${s.animationIterationCount}`; })()"
    )
    page.wait("document.querySelector('#leds [data-led=gsm]').dataset.pattern === 'flash3s'")
    assert page.js('return ' + style % 'gsm') == 'flash 3s infinite'
    page.wait_text('#leds [data-led=gsm]', 'on the network')
    page.configure('ALARMON')
    page.wait("document.querySelector('#leds [data-led=power]').dataset.pattern === '1hz'")
    assert page.js('return ' + style % 'power') == 'half 1s infinite'
    page.click('#contact')
    page.wait("document.querySelector('#leds [data-led=power]').dataset.pattern === '4hz'")
    assert page.js('return ' + style % 'power') == 'half 0.25s infinite'
    page.wait_text('#leds [data-led=power]', 'sensor active')
    page.emulate(prefers_reduced_motion='reduce')
    assert page.js('return ' + style % 'power').startswith('none')


def test_a_call_switches(sim, page):
    page.configure(f'SECNUMBER+{OWNER[1:]}', 'SECLIST=ON', 'RING=SWITCH')
    page.click('#phone33612345678 .call.call')
    page.wait("document.querySelector('#scene').dataset.outlet === 'on'")
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'disconnected'")
    page.wait_text('#log-lines', f'{OWNER} calls')


def test_a_call_that_nobody_takes_rings_until_hung_up(sim, page):
    page.click('#phone33612345678 .call.call')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'hearing-ringing'")
    page.wait_text('#phone33612345678 .call-state', 'it rings there')
    page.click('#phone33612345678 .call.hangUp')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'disconnected'")


def test_an_alarm_calls_and_whoever_picks_up_hears_the_room(sim, page):
    page.configure(f'ALERTNUMBER+{OWNER[1:]}', 'ALERT=CALL', 'MICRORELAYTIME=60')
    page.choose_phone('Stranger')
    page.click('#arm')
    page.wait_text('#alarm-status', 'Watching')
    page.click('#contact')
    page.wait_text('#alarm-status', 'Alarm!')
    page.wait("document.querySelector('#scene').dataset.microrelay === 'on'")
    page.wait("document.querySelector('#leds [data-led=mic]').dataset.pattern === '1hz'")
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'ringing'", 40)
    page.click('#phone33612345678 .call.pickUp')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'connected'")
    page.wait_text('#leds [data-led=mic]', 'somebody listens')
    page.wait("document.querySelector('#scene').dataset.microrelay === 'off'")
    page.click('#phone33612345678 .call.hangUp')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'disconnected'")
    page.wait_text('#leds [data-led=mic]', 'nobody listens')
    assert len(page.texts('#alarm-log li')) == 1
    assert re.fullmatch(r'26/01/05 12:\d\d:\d\d', page.texts('#alarm-log li')[0])


def test_a_call_can_be_rejected(sim, page):
    page.configure(f'ALERTNUMBER+{OWNER[1:]}', 'ALERT=CALL')
    page.configure('ALARMON')
    page.click('#contact')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'ringing'", 40)
    page.click('#phone33612345678 .call.reject')
    page.wait("document.querySelector('#phone33612345678').dataset.call === 'disconnected'")


def test_the_thermostat_over_a_day_in_the_plot(sim, page):
    page.type('#tempoff', '21')
    page.wait_state('s.thermostat.tempoff === 21')
    page.click('#thermostat')
    page.wait("document.querySelector('#thermostat').getAttribute('aria-pressed') === 'true'")
    page.click('[data-jump=jumpDay]')
    page.wait("Number(document.querySelector('#plot').dataset.points) > 1400")
    page.wait_text('#world-date', '6 January 2026')
    assert page.js("return document.querySelectorAll('#plot .plot-on').length") > 3
    page.wait_text('#plot .plot-limit-name', 'TEMPOFF 21 °C')
    summary = page.texts('#plot-summary')[0]
    low, high, now = (float(value) for value in re.findall(r'(-?[\d.]+) °C', summary))
    # Heating switches off at 21 and on again half a degree below; the room begins at 20.
    assert 19 <= low <= 20.5 and 21 <= high <= 21.5 and 20.3 <= now <= 21.3, summary
    # The cursor tells a moment, by keys too.
    page.find('#plot').send_keys(Keys.END, Keys.LEFT)
    page.wait_text('#heat .readout', '°C')
    page.click('[data-span=week]')
    page.wait_text('#plot .plot-tick', 'Tue')


def test_a_schedule_edited_by_keyboard_outlives_a_reload(sim, page):
    cell = page.find('[data-cell="1-0"]')
    page.js("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' }); arguments[0].focus()", cell)
    ActionChains(page.driver).send_keys(Keys.ARROW_DOWN, *[Keys.ARROW_RIGHT] * 7, Keys.ENTER).perform()
    page.wait("document.querySelector('#cell-dialog').open")
    assert page.js('const f = document.querySelector("#cell-dialog form"); return [f.time.value, f.day.value]') == [
        '07:00',
        '2',
    ]
    page.click('#cell-dialog button[type=submit]')
    page.wait_text('#rules', 'Tuesday')
    page.find('#cell-dialog').send_keys(Keys.ESCAPE)
    page.open(sim)
    page.wait("document.querySelector('#rules [data-rule=\"07:00,2,ON\"]')")
    assert page.find('[data-cell="2-7"]').get_attribute('aria-label') == 'Tuesday 07:00, 07:00 ON'
    assert page.find('[data-cell="3-7"]').get_attribute('aria-label') == 'Wednesday 07:00, no rule'
    assert sim.command('SCHEDULER?') == ['07:00,2,ON']
    page.click('#rules [data-rule="07:00,2,ON"] button')
    page.wait_text('#rules', 'No rules.')
    page.open(sim)
    page.wait_text('#rules', 'No rules.')
    assert sim.command('SCHEDULER?') == ['No rules!']


def test_one_rule_of_a_time_goes_and_the_others_stay(sim, page):
    page.configure('SCHEDULER+07:00,1,ON', 'SCHEDULER+07:00,2,ON', 'SCHEDULER+08:00,*,OFF')
    page.wait("document.querySelectorAll('#rules .rule').length === 3")
    page.click('#rules [data-rule="07:00,1,ON"] button')
    page.wait("document.querySelectorAll('#rules .rule').length === 2")
    page.wait("document.querySelector('#rules [data-rule=\"07:00,2,ON\"]')")
    assert sorted(sim.state['schedule']) == ['07:00,2,ON', '08:00,*,OFF']


def test_a_ninth_rule_is_refused_in_words(sim, page):
    page.configure(*(f'SCHEDULER+0{hour}:00,*,ON' for hour in range(8)))
    page.wait_text('#schedule .card-tools', '8 of 8 rules')
    page.click('#schedule .rule-form button')
    page.wait("document.querySelectorAll('#rules .rule').length === 8")
    page.configure('SCHEDULER-ALL')
    page.configure(*(f'SCHEDULER+1{hour}:00,*,ON' for hour in range(8)))
    page.wait("document.querySelector('#rules [data-rule=\"17:00,*,ON\"]')")
    page.click('#schedule .rule-form button')
    page.wait_text('.toast.bad', 'room for 8 rules')


def test_the_button_resets_to_factory(sim, page):
    page.configure('TEMPOFF=33')
    page.wait_state('s.settings.TEMPOFF === "33"')
    button = page.find('#button')
    page.js("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", button)
    ActionChains(page.driver).click_and_hold(button).perform()
    page.wait_state('s.button')
    page.wait("document.querySelector('#button').dataset.held === 'long'")
    ActionChains(page.driver).release(button).perform()
    page.wait_text('#leds [data-led=out]', 'press again to erase all')
    page.click('#button')
    page.wait_state('s.settings.TEMPOFF === "10"')
    page.wait_text('#log-lines', 'factory reset by the button')


def test_a_short_press_switches(sim, page):
    page.js("document.querySelector('#button').focus()")
    ActionChains(page.driver).send_keys(' ').perform()
    page.wait("document.querySelector('#scene').dataset.outlet === 'on'")


def test_a_stranger_gets_less_than_the_owner(sim, page):
    page.configure(f'SECNUMBER+{OWNER[1:]}', 'SECLIST=ON', 'SMSCONFIRMUNAUTH=ON')
    page.click('#phones .phones-bar > button')
    page.wait(
        "document.querySelectorAll('.phone:not(.console)').length === 2 &&"
        "[...document.querySelectorAll('.phone:not(.console)')].every((phone) => phone.checkVisibility())"
    )
    page.text('ON', STRANGER)
    page.wait_text('#phone33600000066 .bubble.socket .said', 'Access deny!')
    assert page.find('#scene').get_attribute('data-outlet') == 'off'
    page.text('ON', OWNER)
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')


def test_another_phone_is_remembered(sim, page):
    page.type('.add-phone input', '+33600000012')
    page.wait("document.querySelector('#phone33600000012').dataset.chosen === 'yes'")
    page.text('STATUS', '+33600000012')
    page.wait_text('#phone33600000012 .bubble.socket', 'Power socket OFF')
    page.open(sim)
    page.wait("document.querySelector('#phone33600000012')")


def test_a_text_with_quotes_and_lines_arrives_as_written(sim, page):
    field = page.find('#phone33612345678 textarea')
    page.js("arguments[0].value = 'say \"a\\\\b\"\\nc'; arguments[0].dispatchEvent(new Event('input'))", field)
    page.click('#phone33612345678 button[type=submit]')
    page.wait_text('#phone33612345678 .bubble.me .said', 'say "a\\b"\nc')
    page.wait_text(f'{OWNERS_SOCKET} .said', 'say "a\\b"\nc - Error!')


def test_segments_are_counted(sim, page):
    """23.038: 160 septets, 153 in each of several, two for the extension table; 70 and 67 units of UCS-2."""
    counts = page.driver.execute_async_script(
        '''const done = arguments[1];
        import('/segments.js')
            .then(({ countSegments }) => done(arguments[0].map((text) => Object.values(countSegments(text)))))''',
        [
            '',
            'a' * 160,
            'a' * 161,
            'a' * 306,
            'a' * 307,
            '€' * 80,
            '€' * 81,
            '€' * 153,
            'я' * 70,
            'я' * 71,
            'я' * 135,
            '😀' * 35,
            '😀' * 36,
            'é',
            'ê',
        ],
    )
    assert counts == [
        ['GSM-7', 0, 0, 160],
        ['GSM-7', 160, 1, 0],
        ['GSM-7', 161, 2, 145],
        ['GSM-7', 306, 2, 0],
        ['GSM-7', 307, 3, 152],
        # 76 of the two-septet ones fit into 153: none is torn apart.
        ['GSM-7', 160, 1, 0],
        ['GSM-7', 162, 2, 143],
        ['GSM-7', 306, 3, 151],
        ['UCS-2', 70, 1, 0],
        ['UCS-2', 71, 2, 63],
        ['UCS-2', 135, 3, 66],
        ['UCS-2', 70, 1, 0],
        ['UCS-2', 72, 2, 61],
        ['GSM-7', 1, 1, 159],
        ['UCS-2', 1, 1, 69],
    ]
    page.find('#phone33612345678 textarea').send_keys('TEMPOFF=20')
    page.wait_text('#phone33612345678 .counter', 'GSM-7 · 10 units · 1 SMS · 150 left')
    page.wait_text('#phone33612345678 .tip', 'TEMPOFF=<0..50> – Sets the temperature')


def test_the_palette_finds_and_writes_a_command(sim, page):
    page.click('#phone33612345678 .composer > button')
    page.wait("document.querySelector('#palette').open && document.activeElement.type === 'search'")
    assert len(page.texts('#palette .palette-row')) == len(sim.ask('/api/v1/commands').json)
    ActionChains(page.driver).send_keys('what a call does').perform()
    page.wait("document.querySelectorAll('#palette .palette-row').length === 1")
    page.find('#palette input').send_keys(Keys.CONTROL + 'a' + Keys.NULL, 'SENSORTYPE=')
    page.wait("document.querySelector('#palette .palette-row code').textContent === 'SENSORTYPE=NO|NC'")
    assert page.texts('#palette .chip') == ['SENSORTYPE=NO', 'SENSORTYPE=NC']
    ActionChains(page.driver).send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER).perform()
    page.wait("document.querySelector('#phone33612345678 textarea').value === 'SENSORTYPE=NC'")
    page.wait("document.activeElement === document.querySelector('#phone33612345678 textarea')")


def test_each_setting_has_a_form_of_its_kind(sim, page):
    rows = [row for row in sim.ask('/api/v1/commands').json if row['type'] == 'configuration' and row['setting']]
    kinds = {
        'flag': 'input[role=switch]',
        'choice': 'select',
        'number': 'input[type=number]',
        'option': 'input[type=number]',
        'text': 'input',
    }
    assert len(rows) > 20
    assert len(page.texts('.setting')) == len(rows)
    for row in rows:
        setting = row['setting']
        field = page.find(f'[data-setting={setting["name"]}] {kinds[setting["kind"]]}')
        assert field.get_attribute('id') == f'set-{setting["name"]}'
        if 'low' in setting:
            assert (field.get_attribute('min'), field.get_attribute('max')) == (
                str(setting['low']),
                str(setting['high']),
            )
        if setting['kind'] == 'choice':
            assert page.texts(f'#set-{setting["name"]} option') == setting['values']


def test_settings_are_set_and_shown(sim, page):
    page.click('[data-chapter=Alarm] summary')
    page.type('#set-MICRORELAYTIME', '12')
    page.wait_text('[data-setting=MICRORELAYTIME] .answer.good', 'MICRORELAYTIME=12 - OK')
    page.js(
        "const field = document.querySelector('#set-SENSORTYPE');"
        " field.value = 'NC'; field.dispatchEvent(new Event('change'))"
    )
    page.wait_text('[data-setting=SENSORTYPE] .answer.good', 'SENSORTYPE=NC - OK')
    page.click('[data-chapter=Calls] summary')
    page.js(
        "const field = document.querySelector('#set-RING');"
        " field.value = 'SWITCH'; field.dispatchEvent(new Event('change'))"
    )
    # Refused without a list: in the socket's words, and the field goes back.
    page.wait_text('[data-setting=RING] .answer.bad', 'SECLIST is not active!')
    page.wait("document.querySelector('#set-RING').value === 'NOACTION'")
    page.click('#set-RINGCONFIRM')
    page.wait_state("s.settings.RINGCONFIRM === 'OFF'")
    page.click('[data-chapter=Temperature] summary')
    page.type('#set-TRISEALERT', '99')
    page.wait("document.querySelector('#set-TRISEALERT').matches(':invalid')")
    assert sim.state['settings']['TRISEALERT'] == 'OFF'
    # What a phone sets shows here.
    page.text('TEMPCAL=7')
    page.wait("document.querySelector('#set-TEMPCAL').value === '7'")
    page.wait("document.querySelector('[data-setting=TEMPCAL]').dataset.changed === 'yes'")


def test_numbers_and_secrets(sim, page):
    page.click('[data-chapter=Security] summary')
    page.type('[data-list=SECNUMBER] input', '+33600000077')
    page.wait_text('[data-list=SECNUMBER] li', '33600000077')
    page.click('[data-list=SECNUMBER] li button')
    page.wait("!document.querySelector('[data-list=SECNUMBER] li')")
    page.type('#set-PASSWORD', '12abc')
    page.wait_text('[data-setting=PASSWORD] .answer', 'PASSWORD=***** - OK')
    page.wait_state("s.settings.PASSWORD !== 'NO'")
    page.wait_text('#log-lines', 'PASSWORD=*****')
    assert '12abc' not in json.dumps(sim.state)
    assert '12abc' not in page.js('return document.documentElement.outerHTML')


def test_the_log_filters_and_tells_at_lines_when_asked(sim, page):
    page.text('ON')
    page.wait_text('#log-lines [data-group=switching]', 'Outlet on')
    assert page.texts('#log-lines [data-group=at]') == []
    page.click('#log .chip[data-group=switching]')
    page.wait("!document.querySelector('#log-lines [data-group=switching]')")
    page.click('#log .chip[data-group=at]')
    page.wait("document.querySelector('#log .chip[data-group=at]').getAttribute('aria-pressed') === 'true'")
    page.wait("document.querySelector('#link').dataset.is === 'live'")
    page.text('STATUS')
    page.wait_text('#log-lines [data-group=at]', 'AT+CMG')
    page.find('#log input').send_keys('stat')
    page.wait("[...document.querySelectorAll('#log-lines li')].every((line) => /stat/i.test(line.textContent))")


def test_faults_show(sim, page):
    page.click('#faults [data-say="network lost"]')
    page.wait_text('[data-fact=network] dd', 'searching')
    page.wait_text('#leds [data-led=gsm]', 'looks for its network')
    page.click('#faults [data-say="network back"]')
    page.wait_text('[data-fact=network] dd', 'registered', 60)
    page.click('#faults [data-say="sim missing"]')
    page.wait("document.querySelector('#faults [data-say=\"sim missing\"]').getAttribute('aria-pressed') === 'true'")
    page.click('#faults [data-say=cut]')
    page.wait("document.querySelector('#scene').dataset.alive === 'no'")
    page.wait_text('#leds [data-led=power]', 'without power')
    page.click('#plug')
    page.wait("document.querySelector('#scene').dataset.alive === 'yes'")
    page.wait_text('#leds [data-led=power]', 'SIM missing', 60)
    page.click('#faults form button')
    page.wait_text('[data-fact=sim] dd', 'missing')


def test_plugs(sim, page):
    page.click('#plug')
    page.wait("document.querySelector('#scene').dataset.mains === 'out'")
    page.wait_text('#plug', 'Plug in')
    page.click('#plug')
    page.wait("document.querySelector('#scene').dataset.mains === 'in'")
    page.click('#jack')
    page.wait_text('[data-fact=jack] dd', 'pulled out')


def test_time_pauses_runs_and_jumps(sim, page):
    page.click('[data-speed="0"]')
    page.wait("document.querySelector('[data-speed=\"0\"]').getAttribute('aria-pressed') === 'true'")
    assert sim.state['world']['now_ms'] == sim.state['world']['now_ms']
    before = sim.state['world']['local']
    page.click('[data-jump=jumpHour]')
    page.wait_state(f"Date.parse(s.world.local + 'Z') - Date.parse('{before}Z') >= 3600000")
    page.wait("document.querySelector('#world-time').textContent.startsWith('13:')")
    page.click('[data-speed="3600"]')
    page.wait("document.querySelector('#world-time').textContent.startsWith('15:')")
    page.click('[data-speed="1"]')
    page.wait("document.querySelector('[data-speed=\"1\"]').getAttribute('aria-pressed') === 'true'")


def test_the_console_commands_in_the_same_words(sim, page):
    page.choose_phone('Local console')
    page.type('#phoneconsole textarea', 'TEMPOFF=25')
    page.wait_text('#phoneconsole .bubble.socket .said', 'TEMPOFF=25 - OK')


def test_a_light_model_has_no_room(serve, page):
    page.open(serve('--model', '706-light'))
    page.wait_text('#model', '706-light')
    for hidden in (
        '#heat',
        '#alarm',
        '#schedule',
        '#relay',
        '.lens[data-led=mic]',
        '#leds [data-led=mic]',
        '[data-fact=sensor]',
        'nav [href="#heat"]',
    ):
        assert not page.find(hidden).is_displayed(), hidden
    assert page.texts('.chapter [data-t]').count('Microphone') == 0
    assert page.complaints() == []


def test_a_707_has_a_battery(serve, page):
    page.open(serve('--model', '707'))
    page.wait_text('[data-fact=battery] dd', '100 %')


def test_the_stream_comes_back_after_a_restart_of_the_server(serve, page):
    server = serve()
    server.settle()
    page.open(server)
    page.text('ON')
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
    server.close()
    page.wait_text('#link', 'connection lost')
    page.click('#switch')
    page.wait_text('.toast.bad', 'does not answer')
    again = serve(listen=server.address.removeprefix('http://'))
    page.wait_text('#link', 'live')
    page.wait("document.querySelector('#scene').dataset.outlet === 'off'")
    # Another world: its phones have said nothing yet.
    page.wait("document.querySelectorAll('#phone33612345678 .bubble').length === 0")
    again.settle()
    page.server = again
    page.text('ON')
    page.wait_text(f'{OWNERS_SOCKET} .said', 'Power socket ON')
