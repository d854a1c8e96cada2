"""tap: runs pytest and prints a line a test (TAP), so that every case is counted; pytest's own words go to
standard error.

Usage: tap.py [pytest's arguments]      the program under test is $SMSOCKET
SPDX-License-Identifier: Apache-2.0
"""
import os
import sys

import pytest


def pytest_collection_modifyitems(items):
    """Each process is handed some tests in a row: one slow one among them, and no process gets two before all have one."""
    processes = int(os.environ.get('PYTEST_XDIST_WORKER_COUNT', 1))
    in_a_row = max(len(items) // (4 * processes), 2)
    slow = [item for item in items if item.get_closest_marker('slow')]
    quick = [item for item in items if item not in slow]
    items[:] = []
    while slow or quick:
        count = in_a_row - 1 if slow else in_a_row
        items += slow[:1] + quick[:count]
        del slow[:1], quick[:count]


class Tap:
    """A plugin beside pytest's own report, which goes to standard error."""

    def __init__(self, out):
        self.out, self.count, self.unread = out, 0, set()

    def line(self, verdict, name, remark=''):
        self.count += 1
        print(f'{verdict} {self.count} {name.replace("#", "_")}{remark}', file=self.out, flush=True)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.line('not ok', report.nodeid, '' if report.when == 'call' else f' ({report.when})')
        elif report.skipped:
            self.line('ok', report.nodeid, f' # SKIP {report.longrepr[2]}')
        elif report.when == 'call':
            self.line('ok', report.nodeid)

    def pytest_collectreport(self, report):
        # Each of several processes collects.
        if report.failed and report.nodeid not in self.unread:
            self.unread.add(report.nodeid)
            self.line('not ok', report.nodeid, ' (collection)')

    def pytest_unconfigure(self):
        print(f'1..{self.count}', file=self.out)


if __name__ == '__main__':
    tap = Tap(sys.stdout)
    sys.stdout = sys.stderr
    # Without a cache the tree stays as it is.
    sys.exit(pytest.main(['-q', '-p', 'tap', '-p', 'no:cacheprovider', *sys.argv[1:]], plugins=[tap]))
