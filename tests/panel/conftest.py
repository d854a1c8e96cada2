"""What the panel's tests share: a simulated socket that serves its page, and a headless Chromium that looks at it.

Nothing here sleeps: the browser itself waits, frame by frame, for what is expected, with a deadline.
SPDX-License-Identifier: Apache-2.0
"""
import http.client
import importlib.util
import json
import os
import pathlib
import re

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 20
OWNER, STRANGER = '+33612345678', '+33600000066'


def _load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


e2e = _load('e2e_conftest', ROOT / 'tests' / 'e2e' / 'conftest.py')
PROGRAM = os.environ.get('SMSOCKET', str(ROOT / 'build' / 'smsocket'))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """A running smsocket with a panel; `address` without the slash at its end."""

    def __init__(self, *arguments):
        self.process = e2e.Process([PROGRAM, *arguments])
        self.address = re.search(r'http://[^/ ]+', self.process.line(r'panel(:| on) http'))[0]
        self.line = http.client.HTTPConnection(self.address.removeprefix('http://'), timeout=PATIENCE_S)

    @property
    def port(self):
        return int(self.address.rpartition(':')[2])

    def ask(self, path, body=None, method=None, **headers):
        """Any answer, also a refusal. Headers by name with _ for -; None takes one away that is usual."""
        usual = {'Content-Type': 'application/json', 'X-Smsocket': '1'} if body is not None else {}
        usual.update({name.replace('_', '-'): value for name, value in headers.items()})
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = (
            method or ('GET' if data is None else 'POST'),
            path,
            data,
            {name: value for name, value in usual.items() if value is not None},
        )
        try:
            self.line.request(*request)
            answer = self.line.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # The server need not keep a line that says nothing for long.
            self.line.close()
            self.line.request(*request)
            answer = self.line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    @property
    def state(self):
        return self.ask('/api/v1/state').json

    def say(self, line):
        assert self.ask('/api/v1/say', {'line': line}).status == 200, line

    def command(self, text):
        return self.ask('/api/v1/command', {'text': text}).json['answers']

    def settle(self):
        """To when it is on its network and knows the time."""
        for _ in range(20):
            state = self.state
            if state['radio'] == 'registered' and state['clock']:
                return
            self.ask('/api/v1/time', {'jump_ms': 1000})
        raise AssertionError(state)

    def close(self):
        self.line.close()
        self.process.close()


class Page:
    """The page of a server, in a browser that may have shown others before."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, server, path='/'):
        self.server = server
        self.driver.get(server.address + path)
        self.wait("document.documentElement.dataset.ready === 'yes'")

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, expression, seconds=PATIENCE_S):
        """Until the expression is true in the page; its value."""
        value = self.driver.execute_async_script(
            f'''const done = arguments[arguments.length - 1], until = performance.now() + {seconds * 1000};
            const look = () => {{
                let is;
                try {{ is = {expression}; }} catch {{ is = null; }}
                if (is || performance.now() > until) done(is || null); else requestAnimationFrame(look);
            }};
            look();'''
        )
        if not value:
            raise AssertionError(f'never within {seconds} s: {expression}')
        return value

    def wait_text(self, selector, text, seconds=PATIENCE_S):
        """Until what the selector finds says `text` somewhere."""
        try:
            self.wait(
                f'[...document.querySelectorAll({json.dumps(selector)})].some((each) => '
                f'each.textContent.includes({json.dumps(text)}))',
                seconds,
            )
        except AssertionError as error:
            raise AssertionError(f'{selector} says {self.texts(selector)}, expected {text!r}') from error

    def wait_state(self, expression, seconds=PATIENCE_S):
        """Until the socket's state fulfils the expression over `s`; asked again at each of its changes."""
        found = self.driver.execute_async_script(
            f'''const done = arguments[arguments.length - 1], source = new EventSource('/api/v1/events');
            const end = (value) => {{ source.close(); clearTimeout(timer); done(value); }};
            const timer = setTimeout(() => end(null), {seconds * 1000});
            source.addEventListener('state', (event) => {{ 
                const s = JSON.parse(event.data); if ({expression}) end(true); }});'''
        )
        assert found, f'never within {seconds} s: {expression}'

    def texts(self, selector):
        return self.js('return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)', selector)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector):
        self.wait(f'document.querySelector({json.dumps(selector)})?.checkVisibility()')
        element = self.find(selector)
        self.js('arguments[0].scrollIntoView({ block: "center", behavior: "instant" })', element)
        element.click()

    def type(self, selector, text):
        """Over what a field holds, with Enter."""
        field = self.find(selector)
        self.js('arguments[0].scrollIntoView({ block: "center", behavior: "instant" })', field)
        field.send_keys(Keys.CONTROL + 'a' + Keys.NULL, text, Keys.ENTER)

    def text(self, text, phone=OWNER):
        """The phone of that number, which is shown, texts the socket."""
        self.type(f'#phone{phone.lstrip("+")} textarea', text)

    def configure(self, *commands):
        """By the local console, all of which must be fine."""
        for command in commands:
            answers = self.server.command(command)
            assert answers and '- OK' in answers[0], (command, answers)

    def choose_phone(self, name):
        self.js(
            '''[...document.querySelectorAll('[role=tab]')]
            .find((tab) => tab.textContent.includes(arguments[0])).click()''',
            name,
        )

    def complaints(self):
        """What the browser has to say against the page."""
        return [entry['message'] for entry in self.driver.get_log('browser') if entry['level'] in ('SEVERE', 'WARNING')]

    def emulate(self, **features):
        self.driver.execute_cdp_cmd(
            'Emulation.setEmulatedMedia',
            {'features': [{'name': name.replace('_', '-'), 'value': value} for name, value in features.items()]},
        )

    def resize(self, width, height=900):
        self.driver.execute_cdp_cmd(
            'Emulation.setDeviceMetricsOverride',
            {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': False},
        )


def chromium(language='en-GB', *more):
    options = webdriver.ChromeOptions()
    for argument in (
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--window-size=1440,900',
        '--hide-scrollbars',
        f'--lang={language}',
        f'--accept-lang={language}',
        *more,
    ):
        options.add_argument(argument)
    options.binary_location = '/usr/bin/chromium'
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    driver = webdriver.Chrome(service=webdriver.chrome.service.Service('/usr/bin/chromedriver'), options=options)
    driver.set_script_timeout(120)
    return driver


@pytest.fixture(scope='session')
def driver():
    driver = chromium()
    yield driver
    driver.quit()


@pytest.fixture
def page(driver):
    page = Page(driver)
    driver.get('about:blank')
    page.complaints()  # of pages before
    page.emulate()
    driver.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    yield page
    driver.execute_cdp_cmd('Storage.clearDataForOrigin', {'origin': '*', 'storageTypes': 'all'})


@pytest.fixture
def serve():
    """Starts a simulated socket with a panel; more arguments for another model and so on."""
    running = []

    def begin(*arguments, listen='127.0.0.1:0'):
        running.append(Server('sim', '--listen', listen, *arguments))
        return running[-1]

    yield begin
    for server in running:
        server.close()


@pytest.fixture
def sim(serve, page):
    """A simulated socket that is on its network, and shown."""
    server = serve()
    server.settle()
    page.open(server)
    return server
