"""tap: runs pytest's tests in many processes at a time, for they mostly wait; prints a line a test (TAP), so that every
case is counted; pytest's own words go to standard error.

Usage: tap.py [pytest's arguments]      the program under test is $SMSOCKET
SPDX-License-Identifier: Apache-2.0
"""
import gc
import json
import os
import pathlib
import selectors
import sys
import tempfile

import pytest
from _pytest.runner import runtestprotocol

AT_ONCE = 24  # processes: most of those that wait long fit, and begin first
IN_A_ROW = 4  # quick tests in one process; a slow one has it for itself, those that share something have it together


def shares(item):
    """It looks at what its module's tests have made once for all of them: in one process, then."""
    return any(made[-1].scope == 'module' for made in item._fixtureinfo.name2fixturedefs.values())


class Forks:
    """A plugin that runs the tests in forks: what is imported and collected once serves all."""

    def __init__(self):
        self.running = selectors.DefaultSelector()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if session.testsfailed or session.config.option.collectonly:
            return None  # pytest knows what to do without running any
        slow, quick, sharing = [], [], {}
        for item in session.items:
            if item.get_closest_marker('slow'):
                slow.append([item])
            elif shares(item):
                sharing.setdefault(item.module, []).append(item)
            else:
                quick.append(item)
        rows = -(-len(quick) // IN_A_ROW)
        # Neighbours take alike long: each row has some from all over.
        waiting = [*slow, *sharing.values(), *(quick[row::rows] for row in range(rows))]
        gc.freeze()
        with tempfile.TemporaryDirectory(prefix='e2e-') as top:
            while waiting or self.running.get_map():
                while waiting and len(self.running.get_map()) < AT_ONCE:
                    self.begin(waiting.pop(0), pathlib.Path(top) / str(len(waiting)))
                for key, _ in self.running.select():
                    self.end(key.fileobj, *key.data)
        return True

    def begin(self, items, top):
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            try:
                self.run(items, top, writer)
            finally:
                os._exit(1)
        os.close(writer)
        self.running.register(reader, selectors.EVENT_READ, (process, items))

    @staticmethod
    def run(items, top, writer):
        top.mkdir()
        os.environ['PYTEST_DEBUG_TEMPROOT'] = str(top)  # where tmp_path is made
        reports = []
        for item, following in zip(items, [*items[1:], None]):
            reports += runtestprotocol(item, log=False, nextitem=following)
        config = items[0].config
        with open(writer, 'w', encoding='utf-8') as pipe:
            json.dump([config.hook.pytest_report_to_serializable(config=config, report=each) for each in reports], pipe)

    def end(self, reader, process, items):
        self.running.unregister(reader)
        with open(reader, encoding='utf-8') as pipe:
            told = pipe.read()
        os.waitpid(process, 0)
        config = items[0].config
        reports = [config.hook.pytest_report_from_serializable(config=config, data=each) for each in json.loads(told or '[]')]
        broken = [pytest.TestReport(item.nodeid, item.location, {}, 'failed', 'its process ended', 'call') for item in items]
        for report in reports or broken:
            config.hook.pytest_runtest_logreport(report=report)


class Tap:
    """A plugin beside pytest's own report."""

    def __init__(self, out):
        self.out, self.count = out, 0

    def line(self, verdict, name, remark=''):
        self.count += 1
        print(f'{verdict} {self.count} {name.replace("#", "_")}{remark}', file=self.out, flush=True)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.line('not ok', report.nodeid, '' if report.when == 'call' else f' ({report.when})')
        elif report.skipped:
            self.line('ok', report.nodeid, f' # SKIP {report.longrepr[2].removeprefix("Skipped: ")}')
        elif report.when == 'call':
            self.line('ok', report.nodeid)

    def pytest_collectreport(self, report):
        if report.failed:
            self.line('not ok', report.nodeid, ' (collection)')

    def pytest_unconfigure(self):
        print(f'1..{self.count}', file=self.out, flush=True)


if __name__ == '__main__':
    tap = Tap(os.fdopen(os.dup(1), 'w'))
    os.dup2(2, 1)
    # Without a cache the tree stays as it is. Of what is printed, pytest keeps apart only what its own process prints.
    sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '--capture=sys', *sys.argv[1:]], plugins=[tap, Forks()]))
