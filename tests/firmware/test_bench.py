"""test_bench: what is measured in instructions is the same each time. Waits for the bench, which takes ten seconds.

SPDX-License-Identifier: Apache-2.0
"""
import json
import subprocess
import sys

from machine import BUILD, ROOT

PATIENCE_S = 120


def test_instructions_are_the_same_each_time():
    """The bench measures all twice, and fails when the two differ."""
    done = subprocess.run([sys.executable, ROOT / 'bench' / 'firmware.py', BUILD, '--json'], stdout=subprocess.PIPE,
                          timeout=PATIENCE_S, check=True)
    counts = json.loads(done.stdout)
    print(counts)
    blank, full, text = (counts[name] for name in ('reset to first AT byte', 'the same, with a full log', 'SMS to outlet'))
    assert 0 < text < blank < full
