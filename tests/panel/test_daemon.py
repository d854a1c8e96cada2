"""The daemon's panel: the same page without phones, time and faults, behind a password.

SPDX-License-Identifier: Apache-2.0
"""
import subprocess

import pytest
from conftest import OWNER, PROGRAM, Server, e2e

PASSWORD = 'correct horse'


@pytest.fixture
def modem(tmp_path):
    modem = e2e.VirtualModem(PROGRAM, tmp_path / 'modem')
    modem.ready()
    yield modem
    modem.process.close()


@pytest.fixture
def daemon(modem, tmp_path):
    """Starts one; keys of [panel]."""
    running = []

    def begin(**keys):
        config = tmp_path / 'panel.conf'
        config.write_text('[panel]\n' + ''.join(f'{key.replace("_", "-")} = {value}\n' for key, value in keys.items()))
        running.append(
            Server(
                'run',
                '--modem',
                modem.link,
                '--board',
                f'dir:{tmp_path / "board"}',
                '--state',
                tmp_path / 'state',
                '--config',
                config,
            )
        )
        e2e.wait_file(tmp_path / 'board' / 'led_gsm', 'flash3s')
        return running[-1]

    yield begin
    for server in running:
        server.close()


@pytest.fixture
def locked(daemon, tmp_path):
    secret = tmp_path / 'password'
    secret.write_text(
        subprocess.run(
            [PROGRAM, 'run', '--hash-password'], input=PASSWORD + '\n', capture_output=True, text=True, check=True
        ).stdout
    )
    secret.chmod(0o600)
    return daemon(listen='127.0.0.1:0', password_file=secret)


def test_a_real_socket_is_shown_and_commanded(daemon, modem, page, tmp_path):
    page.open(daemon(listen='127.0.0.1:0'))
    assert page.js('return document.documentElement.dataset.mode') == 'daemon'
    for hidden in (
        '#time',
        '#faults',
        '#button',
        '#plug',
        '#contact',
        '#phone33612345678',
        '.add-phone',
        '#logout',
        'nav [href="#faults"]',
    ):
        assert not page.find(hidden).is_displayed(), hidden
    page.click('#switch')
    e2e.wait_file(tmp_path / 'board' / 'outlet', '1')
    page.wait("document.querySelector('#scene').dataset.outlet === 'on'")
    modem.sms(OWNER, 'OFF')
    page.wait("document.querySelector('#scene').dataset.outlet === 'off'")
    page.type('#phoneconsole textarea', 'TEMPCAL=3')
    page.wait_text('#phoneconsole .bubble.socket .said', 'TEMPCAL=3 - OK')
    page.wait("document.querySelector('#set-TEMPCAL').value === '3'")
    page.click('#schedule .rule-form button')
    page.wait("document.querySelector('#rules .rule')")
    page.wait_text('#log-lines', 'command')
    assert page.complaints() == []


def test_the_password_is_asked_for(locked, page):
    page.driver.get(locked.address)
    page.wait("document.querySelector('#login')?.open && document.activeElement.id === 'password'")
    page.type('#password', 'wrong horse')
    page.wait_text('#login-note', 'That is not the password.')
    page.type('#password', PASSWORD)
    page.wait("document.documentElement.dataset.ready === 'yes' && !document.querySelector('#login').open")
    page.wait_text('[data-fact=network] dd', 'registered')
    page.click('#switch')
    page.wait("document.querySelector('#scene').dataset.outlet === 'on'")
    # The cookie is out of the page's own reach.
    assert page.js('return document.cookie') == ''
    page.open(locked)
    page.click('#logout')
    page.wait("document.querySelector('#login')?.open")
    assert page.js("return document.querySelector('#scene').dataset.outlet ?? null") is None


def test_who_guesses_must_wait(locked, page):
    page.driver.get(locked.address)
    page.wait("document.querySelector('#login')?.open && document.activeElement.id === 'password'")
    for _ in range(6):
        page.js("document.querySelector('#login-note').textContent = ''")
        page.type('#password', 'wrong')
        page.wait("document.querySelector('#login-note').textContent")
    page.wait_text('#login-note', 'Too many tries. Again in')
    assert page.find('#login button').get_attribute('disabled')
