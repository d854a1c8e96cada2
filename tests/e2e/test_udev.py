"""test_udev: what udev makes of modems by the package's rules: the AT port's name, and what ModemManager is told. The modems
are descriptions, which umockdev shows to the real udevadm; the rules are mounted where it looks, in a namespace.

SPDX-License-Identifier: Apache-2.0
"""
import re
import shutil
import subprocess

import pytest

from conftest import PATIENCE_S, ROOT

RULES = ROOT / 'dist' / '70-smsocket.rules'
# Nothing that udevadm makes of them stays; it reads the other rules of this machine, too.
MOUNTED = 'mount -t tmpfs none /run; mount -t tmpfs none /etc/udev/rules.d; cp "$0" /etc/udev/rules.d; exec "$@"'
# The second is for root in a chroot, where nobody gets a namespace of users.
NAMESPACES = [['--mount', '--map-root-user'], ['--mount']]

# By hand, from what others know of these modems: vendor, product, interface, its protocol, whether that is the AT port.
PORTS = [
    ('1e0e', '9001', '02', '00', True),    # SIM7600
    ('1e0e', '9001', '03', '00', False),   # its port for dialling out
    ('1e0e', '9011', '04', '00', True),    # A7670, SIM7600 with a network card
    ('1e0e', '9011', '02', '00', False),
    ('2c7c', '0125', '02', '00', True),    # EC25
    ('2c7c', '0125', '00', '00', False),   # its diagnostics
    ('2c7c', '6026', '03', '00', True),    # EC200T
    ('12d1', '1506', '01', '12', True),    # Huawei, told by the protocol
    ('12d1', '1506', '00', '10', False),
    ('12d1', '1001', '02', 'ff', True),    # E1550
    ('1546', '1102', '02', '01', True),    # SARA-U2
    ('1bc7', '1201', '04', '00', True),    # LE910
    ('1bc7', '1204', '05', '00', True),
    ('1199', '9071', '03', '00', True),    # MC7455
]
STRANGERS = [
    ('0403', '6001', '00', 'ff', False),   # a serial adapter
    ('1e0e', 'f000', '02', '50', False),   # another device of a known vendor's
]


def alone(flags, *command):
    """The command where the rules are in force and all else is as it was, as words."""
    return ['unshare', *flags, 'sh', '-ec', MOUNTED, RULES, *command]


FLAGS = next((flags for flags in NAMESPACES
              if subprocess.run(alone(flags, 'true'), capture_output=True, check=False).returncode == 0), None)
pytestmark = [
    pytest.mark.skipif(shutil.which('umockdev-run') is None, reason='umockdev is not installed: apt install umockdev'),
    pytest.mark.skipif(shutil.which('udevadm') is None, reason='udevadm is not installed: apt install udev'),
    pytest.mark.skipif(FLAGS is None, reason='nobody may mount here, or there is no /etc/udev/rules.d'),
]


def described(number, vendor, product, interface, protocol, _):
    stick = f'/devices/pci0/usb1/1-{number}'
    port = f'{stick}/1-{number}:1.{int(interface)}'
    return f'''P: {stick}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: DEVNAME=bus/usb/001/{number:03}
E: BUSNUM=001
E: DEVNUM={number:03}
A: idVendor={vendor}
A: idProduct={product}
A: manufacturer=Maker
A: product=Thing
A: bDeviceClass=00

P: {port}
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceNumber={interface}
A: bInterfaceClass=ff
A: bInterfaceSubClass=00
A: bInterfaceProtocol={protocol}

P: {port}/ttyUSB{number}/tty/ttyUSB{number}
N: ttyUSB{number}
E: DEVNAME=/dev/ttyUSB{number}
E: SUBSYSTEM=tty
E: MAJOR=188
E: MINOR={number}

'''


@pytest.fixture(scope='module')
def known(tmp_path_factory):
    """What udev knows of each stick and of each port, as text, after the rules; by their number, from 1."""
    places = [f'/sys/devices/pci0/usb1/1-{number}' for number in range(1, 1 + len(PORTS + STRANGERS))]
    places += [f'{place}/1-{number}:1.{int(port[2])}/ttyUSB{number}/tty/ttyUSB{number}'
               for number, (place, port) in enumerate(zip(places, PORTS + STRANGERS, strict=True), 1)]
    devices = tmp_path_factory.mktemp('udev') / 'devices'
    devices.write_text(''.join(described(number, *port) for number, port in enumerate(PORTS + STRANGERS, 1)),
                       encoding='utf-8')
    done = subprocess.run(alone(FLAGS, 'umockdev-run', '-d', devices, '--', 'sh', '-c',
                                'for place; do udevadm test "$place" 2>&1; echo; echo END; done', 'sh', *places),
                          capture_output=True, text=True, timeout=2 * PATIENCE_S, check=False)
    texts = done.stdout.split('\nEND\n')[:-1]
    assert len(texts) == len(places), done.stdout + done.stderr
    # The group is the package's; what else is said of a line of the rules is that it was obeyed.
    wrong = [line for line in re.findall(rf'{re.escape(RULES.name)}:\d+ (.*)', done.stdout)
             if not re.match('LINK |RUN |GROUP |MODE ', line) and 'Unknown group' not in line]
    assert not wrong
    half = len(texts) // 2
    return list(zip(texts[:half], texts[half:], strict=True))


@pytest.mark.parametrize('number', range(len(PORTS)), ids=lambda n: '-'.join(PORTS[n][:3]))
def test_a_known_modem(known, number):
    stick, port = known[number]
    named = re.search(r'^DEVLINKS=.*/dev/smsocket-modem\b', port, re.MULTILINE) is not None
    assert named == PORTS[number][-1]
    assert '\nID_MM_PORT_IGNORE=1' in port
    assert '\nID_MM_DEVICE_IGNORE=1' in stick


@pytest.mark.parametrize('number', range(len(STRANGERS)), ids=lambda n: '-'.join(STRANGERS[n][:3]))
def test_what_is_no_known_modem_is_left_alone(known, number):
    for text in known[len(PORTS) + number]:
        assert 'smsocket-modem' not in text.replace(RULES.name, '')
        assert 'ID_MM_PORT_IGNORE' not in text and 'ID_MM_DEVICE_IGNORE' not in text
