"""test_play_qemu: scenarios on the firmware's image in QEMU: some play as in the simulator, to the millisecond; what goes wrong
with image or emulator is told, and nothing is left behind.

`make firmware-play` plays all of them. The image is in the directory that FIRMWARE names, build-firmware by default.
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import signal
import subprocess

import pytest
from conftest import PATIENCE_S, ROOT, Deadline

QEMU = 'qemu-system-arm'
IMAGE = pathlib.Path(os.environ.get('FIRMWARE', ROOT / 'build-firmware')) / 'smsocket-ast1030.elf'
COMPILER = shutil.which('arm-none-eabi-gcc')

needs_qemu = pytest.mark.skipif(shutil.which(QEMU) is None, reason=f'{QEMU} is not installed: tools/setup firmware')
needs_image = pytest.mark.skipif(not IMAGE.exists(), reason=f'there is no {IMAGE}: make firmware')
needs_compiler = pytest.mark.skipif(COMPILER is None, reason='arm-none-eabi-gcc is not installed: tools/setup firmware')

# Texts, calls, ussd; a PIN; lamps; a battery that ends it; cuts in the middle of writes; a factory reset.
SAMPLE = ['switch-outlet', 'calls-plain', 'sim-pin', 'leds-socket', 'power-battery-empty', 'persistence-cut', 'factory-reset']


def play(program, *words, **options):
    return subprocess.run([program, 'play', *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=4 * PATIENCE_S, check=False, **options)


@needs_qemu
@needs_image
@pytest.mark.slow
@pytest.mark.parametrize('name', SAMPLE)
def test_phones_get_the_same_as_from_the_simulator(program, name):
    scenario = f'tests/scenarios/{name}.scn'
    simulated = play(program, '--phones', scenario, cwd=ROOT)
    emulated = play(program, '--phones', '--target', 'qemu', '--image', IMAGE, scenario, cwd=ROOT)
    assert simulated.stdout.endswith(f'ok 1 {scenario}\n1 passed, 0 failed\n')
    assert (emulated.stdout, emulated.returncode) == (simulated.stdout, 0)


@needs_qemu
@needs_image
def test_the_firmwares_console_is_told_as_notes(program, tmp_path):
    scenario = tmp_path / 'on.scn'
    scenario.write_text('mains on\n')
    done = play(program, '-v', '--target', 'qemu', '--image', IMAGE, scenario)
    assert '0:00:00.000 note    smsocket ' in done.stdout


@needs_qemu
@needs_image
def test_a_statement_that_fails_is_told_as_ever(program, tmp_path):
    scenario = tmp_path / 'wrong.scn'
    scenario.write_text('mains on\nexpect outlet on\n')
    done = play(program, '--target', 'qemu', '--image', IMAGE, scenario)
    assert done.stdout == f'not ok 1 {scenario}:2: outlet is off, expected on\n0 passed, 1 failed\n'
    assert done.returncode == 1


# --- What is missing. ---


def test_without_an_image_it_says_how_to_build_one(program, tmp_path):
    done = play(program, '--target', 'qemu', 'x.scn', cwd=tmp_path, env={'PATH': fake_qemu(tmp_path)})
    assert (done.returncode, done.stdout) == (1, '')
    assert 'build-firmware/smsocket-ast1030.elf: No such file or directory; make firmware' in done.stderr


def test_without_qemu_it_says_how_to_install_it(program, tmp_path):
    done = play(program, '--target', 'qemu', 'x.scn', env={'PATH': str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, '')
    assert f'{QEMU} is not installed; tools/setup firmware' in done.stderr


def test_there_are_two_targets(program):
    done = play(program, '--target', 'moon', 'x.scn')
    assert (done.returncode, done.stdout) == (2, '')
    assert '--target "moon": expected sim or qemu' in done.stderr


def fake_qemu(folder):
    (folder / QEMU).write_text('#!/bin/sh\necho "no such machine" >&2\nexit 1\n')
    (folder / QEMU).chmod(0o755)
    return f'{folder}:/usr/bin:/bin'


def empty_image(folder):
    names = ['loop_view', 'reset_record', 'loop_begin', 'board_flash_program', 'board_flash_erase']
    (folder / 'x.elf').write_text('')
    (folder / 'x.sym').write_text(''.join(f'{address:08x} {name}\n' for address, name in enumerate(names)))
    (folder / 'on.scn').write_text('mains on\nwait 30d\n')
    return folder / 'x.elf'


def test_what_the_emulator_says_when_it_cannot_start_is_told(program, tmp_path):
    image = empty_image(tmp_path)
    done = play(program, '--target', 'qemu', '--image', image, 'on.scn', cwd=tmp_path, env={'PATH': fake_qemu(tmp_path)})
    assert done.returncode == 1
    assert done.stdout.startswith('not ok 1 on.scn:1: ')
    assert 'it has ended with status 1: no such machine' in done.stdout


# --- What it leaves behind. ---


def children(process):
    path = pathlib.Path(f'/proc/{process.pid}/task/{process.pid}/children')
    return [int(pid) for pid in path.read_text().split()]


def emulator_of(process):
    """Its emulator, once there is one that runs."""
    deadline = Deadline()
    while not deadline.over():
        for pid in children(process):
            if QEMU in pathlib.Path(f'/proc/{pid}/cmdline').read_text():
                return pid
    raise AssertionError('it has no emulator')


def gone(pid):
    deadline = Deadline()
    while pathlib.Path(f'/proc/{pid}').exists():
        # Its next parent may not have gathered it yet.
        if ') Z ' in pathlib.Path(f'/proc/{pid}/stat').read_text():
            return True
        if deadline.over():
            return False
    return True


@pytest.fixture
def long_one(start, tmp_path):
    """Is at playing something that takes long."""
    scenario = tmp_path / 'long.scn'
    scenario.write_text('mains on\nwait 300d\n')
    process = start('play', '-vv', '--target', 'qemu', '--image', str(IMAGE), str(scenario))
    process.line('note    smsocket')
    return process


@needs_qemu
@needs_image
@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_emulator_ends_with_the_program(long_one, number):
    pid = emulator_of(long_one)
    long_one.child.send_signal(number)
    assert long_one.wait() == -number
    assert gone(pid)


@needs_qemu
@needs_image
def test_an_emulator_that_dies_fails_the_scenario(long_one):
    os.kill(emulator_of(long_one), signal.SIGKILL)
    long_one.line(r'^not ok 1 .*long.scn:2: .*; it was ended by signal 9: without a word')
    assert long_one.wait() == 1


# --- Images that are ill. ---


@needs_qemu
@needs_compiler
@pytest.mark.parametrize('illness, said', [
    ('SICK_RESET=3', 'the firmware has failed at 00001234, called from 00005678'),
    ('SICK_RESET=1', 'the firmware was reset by its watchdog'),
    ('SICK_LAMP=1', 'the lamp GSM is dark, expected otherwise 0 ms into the pattern on'),
    ('SICK_EMPTY', 'the firmware runs without its device: its flash fails'),
    ('SICK_RULES', 'the emulator complains of the firmware: aspeed_i2c_bus_old_write: Bad offset 0x7c'),
])
def test_an_illness_fails_the_scenario(program, tmp_path, illness, said):
    assert said in ill(program, tmp_path, illness)


@needs_qemu
@needs_compiler
@pytest.mark.slow
def test_one_that_is_stuck_fails_the_scenario(program, tmp_path):
    told = ill(program, tmp_path, 'SICK_STUCK')
    assert 'the firmware does not go back to sleep; it last slept at 1000 ms of its clock, expected 2000; ' \
           'the processor is at 000' in told


def ill(program, folder, illness):
    elf = folder / 'sick.elf'
    subprocess.run([COMPILER, '-mcpu=cortex-m4', '-mthumb', '-O1', '-ffreestanding', '-nostdlib', '-I', ROOT, f'-D{illness}',
                    '-Wl,--section-start=.vectors=0', '-Wl,-Ttext=0x100', '-Wl,-Tdata=0x80000', '-Wl,-Tbss=0x81000',
                    '-Wl,-estart', ROOT / 'tests/e2e/sick.c', '-o', elf], check=True, timeout=PATIENCE_S)
    symbols = subprocess.run([COMPILER.removesuffix('gcc') + 'nm', elf], check=True, capture_output=True, text=True,
                             timeout=PATIENCE_S).stdout
    (folder / 'sick.sym').write_text(''.join(f'{line.split()[0]} {line.split()[-1]}\n' for line in symbols.splitlines()))
    scenario = folder / 'ill.scn'
    scenario.write_text('mains on\nwait 2s\n')
    done = play(program, '--target', 'qemu', '--image', elf, scenario)
    assert (done.returncode, done.stderr) == (1, '')
    assert done.stdout.startswith(f'not ok 1 {scenario}:2: ' if 'EMPTY' not in illness else f'not ok 1 {scenario}:1: ')
    return done.stdout
