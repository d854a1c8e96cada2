"""What the panel's server refuses: orders that another page could have sent, names that are not its own.

SPDX-License-Identifier: Apache-2.0
"""
import pytest
from conftest import Page

ORDER = '/api/v1/command', {'text': 'ON'}


@pytest.fixture
def server(serve):
    server = serve()
    server.settle()
    return server


def refused(server, status, **headers):
    answer = server.ask(*ORDER, **headers)
    assert answer.status == status, (answer.status, answer.body)
    assert answer.json['error']
    assert server.state['outlet'] is False


def test_a_post_without_the_header_is_refused(server):
    refused(server, 403, X_Smsocket=None)


def test_a_form_is_refused(server):
    refused(server, 403, Content_Type='application/x-www-form-urlencoded')


def test_a_foreign_origin_is_refused(server):
    refused(server, 403, Origin='http://example.org')
    refused(server, 403, Origin='null')
    refused(server, 403, Origin=f'http://127.0.0.1:{server.port + 1}')
    assert server.ask(*ORDER, Origin=server.address).status == 200


def test_a_foreign_host_is_refused(server):
    refused(server, 403, Host='example.org')
    for path in ('/', '/api/v1/state', '/api/v1/events'):
        assert server.ask(path, Host='rebind.example.org').status == 403, path
    assert server.ask('/api/v1/state', Host=f'localhost:{server.port}').status == 200


def test_what_is_too_long_or_no_json_is_refused(server):
    assert server.ask('/api/v1/command', {'text': 'x' * 9000}).status == 413
    assert server.ask('/api/v1/command', b'{"text":').status == 400
    assert server.ask('/api/v1/command', {'text': 7}).status == 400
    assert server.ask('/api/v1/nothing').status == 404
    assert server.ask('/api/v1/command').status == 405


def test_statements_that_wait_are_refused(server):
    for line in ('wait 5m', 'expect outlet on', '+33612345678 gets nothing', 'nonsense'):
        answer = server.ask('/api/v1/say', {'line': line})
        assert answer.status == 400 and answer.json['error'], line


def test_each_answer_guards_the_page(server):
    for path in ('/', '/main.js', '/base.css', '/favicon.svg', '/api/v1/state'):
        headers = server.ask(path).headers
        assert "default-src 'self'" in headers['Content-Security-Policy'], path
        assert "frame-ancestors 'none'" in headers['Content-Security-Policy']
        assert headers['X-Content-Type-Options'] == 'nosniff'
        assert headers['Referrer-Policy'] == 'no-referrer'


def test_files_are_gzipped_and_known_again(server):
    answer = server.ask('/main.js')
    assert answer.headers['Content-Encoding'] == 'gzip' and answer.headers['Content-Type'].startswith('text/javascript')
    assert server.ask('/main.js', If_None_Match=answer.headers['ETag']).status == 304
    assert server.ask('/../meson.build').status in (400, 404)


def test_another_page_cannot_switch(server, serve, page):
    """A page of another origin, in the same browser, by all means that a page has."""
    other = serve()
    page.open(other)
    tried = page.driver.execute_async_script(
        '''const done = arguments[1], to = arguments[0] + '/api/v1/command', body = JSON.stringify({ text: 'ON' });
        const json = { 'Content-Type': 'application/json', 'X-Smsocket': '1' };
        const tries = [{ mode: 'cors', headers: json }, 
            { mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } }, { mode: 'no-cors' }];
        Promise.all(tries.map((each) => fetch(to, { method: 'POST', body, credentials: 'include', ...each })
            .then((answer) => answer.status, () => 'failed'))).then(done)''',
        server.address,
    )
    assert all(each in ('failed', 0) for each in tried), tried
    assert server.state['outlet'] is False
    page.complaints()  # of course there are some
