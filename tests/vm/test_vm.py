"""test_vm: the daemon on board gpio with a real kernel below it, in a virtual machine; the modem is on this side.

Usage: make test-vm      the kernel's parts are in $VM_DIRECTORY, the program under test is $SMSOCKET
Waits for events, with deadlines; the guest has no events for a line's level, so it looks each 10 ms.
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / 'e2e'))
from conftest import PROGRAM, Process, VirtualModem  # noqa: E402

QEMU = shutil.which('qemu-system-x86_64')
DIRECTORY = pathlib.Path(os.environ.get('VM_DIRECTORY', HERE.parents[1] / 'build-vm'))
ANNA, BERT = '+33600000001', '+33600000002'
RELAY1, RELAY2, SENSOR, BUTTON, LED_POWER, LED_OUT, MODEM, JACK = range(8)
PATIENCE_S = 120  # the guest is slow where the machine is busy

CONFIG = """
[modem]
device = /dev/ttyS1
[board]
kind = gpio
[state]
directory = /var/state
[log]
private = yes
verbose = yes
[gpio]
outlet = RELAY1
microrelay = gpiochip0:1 active-low
modem-power = board:MODEM
led-power = LED_POWER
led-out = line LED_OUT active-low
led-gsm = sysfs:%s
button = BUTTON active-low pull-up
sensor = SENSOR active-low pull-up
jack = JACK pull-up
temperature = hwmon:lm75
"""


def told(what, began):
    print(f'{what:52} {time.monotonic() - began:6.1f} s', flush=True)


def libraries(program):
    """The files that a program is loaded with."""
    listed = subprocess.run(['ldd', program], stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.findall(r'(/\S+) \(0x', listed)


def pack(root, archive):
    """The folder as an initramfs."""
    names = subprocess.run(['find', '.'], cwd=root, stdout=subprocess.PIPE, check=True).stdout
    with open(archive, 'wb') as out:
        subprocess.run([DIRECTORY / 'busybox', 'cpio', '-o', '-H', 'newc'], cwd=root, input=names, stdout=out,
                       stderr=subprocess.DEVNULL, check=True)


def make_image(folder):
    root = folder / 'root'
    for name in ('bin', 'dev', 'proc', 'sys', 'modules'):
        (root / name).mkdir(parents=True)
    shutil.copy(HERE / 'init', root / 'init')
    shutil.copy(DIRECTORY / 'busybox', root / 'bin')
    for module in (DIRECTORY / 'modules').iterdir():
        shutil.copy(module, root / 'modules')
    shutil.copy(PROGRAM, root / 'bin' / 'smsocket')
    for path in libraries(PROGRAM):
        (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / path[1:])
    pack(root, folder / 'image')
    return folder / 'image'


class Guest:
    """The machine: a console that takes commands, and the daemon on it."""

    def __init__(self, image, modem):
        self.console = Process([
            QEMU, '-M', 'pc', '-accel', 'tcg', '-m', '256', '-nic', 'none', '-kernel', DIRECTORY / 'vmlinuz', '-initrd', image,
            '-append', 'console=ttyS0 quiet loglevel=3 panic=-1', '-display', 'none', '-monitor', 'none', '-serial', 'stdio',
            '-chardev', f'serial,id=modem,path={modem}', '-serial', 'chardev:modem', '-no-reboot'])
        self.console.line('^guest ready', PATIENCE_S)

    def run(self, command):
        """What a command printed, once it has ended; it must have ended well."""
        before = len(self.console.printed)
        self.console.say(command)
        answer = self.console.line(r'^# \d+$', PATIENCE_S)
        printed = [line for _, line in self.console.printed[before:]]
        printed = printed[:printed.index(answer)]
        assert answer == '# 0', f'{command} gave {answer}: {printed}'
        return printed

    def level(self, line):
        return int(self.run(f'level {line}')[0])

    def await_level(self, line, level):
        self.run(f'await {line} {level}')

    def begin(self):
        """Starts the daemon, and waits until it serves."""
        self.run('smsocket run --config /etc/smsocket.conf >/var/log 2>&1 & PID=$!')
        self.logs('answers')

    def logs(self, what):
        self.run(f"await_file '{what}' /var/log")

    def end(self, signal='TERM'):
        self.run(f'kill -{signal} $PID; wait $PID 2>/dev/null; true')


@pytest.fixture(scope='module')
def modem(tmp_path_factory):
    modem = VirtualModem(PROGRAM, tmp_path_factory.mktemp('modem') / 'modem')
    modem.ready()
    yield modem
    modem.process.close()


@pytest.fixture(scope='module')
def guest(modem, tmp_path_factory):
    if not QEMU:
        pytest.skip('there is no qemu-system-x86_64: apt install qemu-system-x86')
    began = time.monotonic()
    made = subprocess.run([HERE / 'kernel', DIRECTORY], stdout=subprocess.PIPE, text=True, check=False)
    if made.returncode == 77:
        pytest.skip(made.stdout.strip())
    assert made.returncode == 0
    told('\nthe kernel and its modules are there', began)
    began = time.monotonic()
    guest = Guest(make_image(tmp_path_factory.mktemp('guest')), modem.link)
    told('the guest has started', began)
    light = guest.run('echo $LIGHT')[0]
    for line in (CONFIG % light).strip().splitlines():
        guest.run(f"echo '{line}' >>/etc/smsocket.conf")
    began = time.monotonic()
    guest.begin()
    told('the daemon serves', began)
    yield guest
    guest.console.close()


@pytest.fixture(autouse=True)
def clocked(request, guest):
    began = time.monotonic()
    yield
    told(request.node.name[5:].replace('_', ' '), began)
    assert guest.console.running()


def asks(modem, command, answer, phone=ANNA):
    modem.sms(phone, command)
    modem.gets(phone, answer, PATIENCE_S)


def test_every_part_answers(guest):
    guest.run('kill -USR1 $PID')
    guest.logs('state: board gpio, 10 parts, 0 of them do not answer')


def test_lines_begin_as_they_should(guest):
    assert guest.level(RELAY1) == 0
    assert guest.level(RELAY2) == 1
    assert guest.level(MODEM) == 1


def test_an_sms_switches_the_relay(guest, modem):
    began = time.monotonic()
    asks(modem, 'ON', 'Power socket ON')
    guest.await_level(RELAY1, 1)
    told('  from the SMS to the answer', began)
    asks(modem, 'ONM', 'Microrelay ON')
    guest.await_level(RELAY2, 0)
    asks(modem, 'OFFM', 'Microrelay OFF')
    guest.await_level(RELAY2, 1)


def test_lights_show_the_state(guest, modem):
    guest.await_level(LED_POWER, 1)
    guest.await_level(LED_OUT, 0)
    asks(modem, 'OFF', 'Power socket OFF')
    guest.await_level(LED_OUT, 1)
    asks(modem, 'ON', 'Power socket ON')
    guest.await_level(LED_OUT, 0)


def test_the_kernel_blinks_the_light_of_its_own(guest):
    light = '/sys/class/leds/$LIGHT'
    guest.run(f'await_file "2900" {light}/delay_off')
    assert guest.run(f'cat {light}/delay_on') == ['100']
    guest.run(f'await_file "[[]timer[]]" {light}/trigger')


def test_the_sensor_raises_the_alarm(guest, modem):
    asks(modem, f'ALERTNUMBER+{BERT[1:]}', f'ALERTNUMBER+{BERT[1:]} - OK')
    asks(modem, 'MICRORELAYTIME=2', 'MICRORELAYTIME=2 - OK')
    asks(modem, 'ALARMON', 'ALARMON - OK')
    began = time.monotonic()
    guest.run(f'drive {SENSOR} down')
    modem.gets(BERT, 'ALARM! Sensor activated', PATIENCE_S)
    told('  from the edge to the alarm', began)
    guest.await_level(RELAY2, 1)
    # While the sensor is active the light blinks, in the guest by timers of the daemon's.
    for level in (0, 1, 0, 1):
        guest.await_level(LED_POWER, level)
    guest.run(f'drive {SENSOR} up')
    asks(modem, 'ALARMOFF', 'ALARMOFF - OK')


def test_the_jack_tells_whether_a_sensor_is_there(guest, modem):
    asks(modem, 'ALARM?', 'ALARM function: Disabled')
    modem.process.line('^ +Sensor.s.: Connected', PATIENCE_S)
    guest.run(f'drive {JACK} down')
    # Who asks before it is debounced asks again; each time another, whose words are another message.
    for phone in range(10, 60):
        asks(modem, 'ALARM?', 'ALARM function: Disabled', f'{ANNA[:-2]}{phone}')
        if 'Not connected' in modem.process.line('^ +Sensor.s.: ', PATIENCE_S):
            break
    else:
        pytest.fail('the jack is out, and nobody is told')
    guest.run(f'drive {JACK} up')


def press(guest, seconds):
    guest.run(f'drive {BUTTON} down; sleep {seconds}; drive {BUTTON} up')


def test_the_button_switches_the_outlet(guest):
    press(guest, 0.2)
    guest.await_level(RELAY1, 0)
    press(guest, 0.2)
    guest.await_level(RELAY1, 1)


@pytest.mark.parametrize('signal', ('TERM', 'KILL'))
def test_a_restart_keeps_the_outlet_on(guest, signal):
    """Held high from outside too, where gpio-sim would let it fall between the two; looked at all the while."""
    guest.run(f'drive {RELAY1} up')
    guest.run(f'(while read -r on <"$LINES/sim_gpio{RELAY1}/value"; do echo $on; done) >/tmp/levels & WATCH=$!')
    guest.run('await_file 1 /tmp/levels')
    guest.end(signal)
    began = time.monotonic()
    guest.begin()
    told('  from the start until it serves again', began)
    guest.run('kill $WATCH; wait $WATCH 2>/dev/null; true')
    looks = int(guest.run('grep -c 1 /tmp/levels')[0])
    assert guest.run('grep -c 0 /tmp/levels; true') == ['0'], 'the relay let go'
    print(f'  {looks} looks at the relay, on in each')
    guest.run(f'drive {RELAY1} down; rm /tmp/levels')
    assert guest.level(RELAY1) == 1


def test_a_restart_keeps_the_outlet_off(guest, modem):
    asks(modem, 'OFF', 'Power socket OFF')
    guest.end()
    guest.begin()
    guest.await_level(LED_POWER, 1)
    assert guest.level(RELAY1) == 0
    asks(modem, 'ON', 'Power socket ON')
    guest.await_level(RELAY1, 1)


def test_nobody_else_can_have_the_lines(guest):
    """A second daemon, which would wait for a modem of its own, ends at the first line."""
    guest.run('smsocket run --config /etc/smsocket.conf --modem /dev/none --wait 0 --state /tmp/other >/tmp/other.log 2>&1; true')
    assert guest.run('cat /tmp/other.log')[-1] == \
        'smsocket: outlet: cannot have line 0 of gpiochip0: it is in use; gpioinfo tells by whom'


def test_an_unplugged_chip_comes_back(guest, modem):
    """An output is missed when it is set, an input within half a minute."""
    asks(modem, 'OFF', 'Power socket OFF', '+33600000061')
    guest.run('unplug_chip')
    asks(modem, 'ON', 'Power socket ON', '+33600000061')
    guest.logs('lost outlet')
    guest.logs('lost sensor')
    guest.logs('lost button')
    guest.run('plug_chip')
    guest.logs('outlet is back')
    guest.await_level(RELAY1, 1)
    guest.logs('button is back')
    press(guest, 0.2)
    guest.await_level(RELAY1, 0)


def test_the_button_held_long_resets_to_the_factorys(guest, modem):
    asks(modem, 'ALERTNUMBER?', f'ALERTNUMBERs: {BERT[1:]}')
    press(guest, 5.3)
    # Now the lights blink together, and one more press means it.
    for level in (0, 1, 0, 1):
        guest.await_level(LED_POWER, level)
    press(guest, 0.2)
    guest.logs('factory')
    asks(modem, 'ALERTNUMBER?', 'No ALERTNUMBERs!')


def test_the_end_is_clean(guest):
    guest.run('kill -TERM $PID')
    guest.run('wait $PID')
    assert guest.level(RELAY1) == 0 and guest.level(LED_OUT) == 0
    assert guest.run('cat /sys/class/leds/$LIGHT/brightness') == ['0']
