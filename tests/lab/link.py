"""A network link in user space: two tun devices, and what is read from one is written to the other, later or never.

The kernel's own means for this (`tc netem`, nftables) are missing on many machines. It runs inside the client's network namespace, says
"ready" when both devices exist, and ends when its standard input does. It routes nothing and knows no connection.

    link.py NEAR FAR [--delay-ms N] [--loss PERCENT] [--seed N] [--drop RULE]...

RULE: all, ipv4, ipv6, tcp, udp, tcp/PORT, udp/PORT (either end), host/ADDRESS (either end), payload (TCP segments that carry data),
longer/BYTES (packets above this size, in silence, as a broken path MTU discovery does).
"""

import argparse
import fcntl
import heapq
import ipaddress
import os
import random
import select
import struct
import sys
import time
from collections import namedtuple

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
TCP, UDP = 6, 17
LONGEST = 65536

Packet = namedtuple("Packet", "version protocol ends ports payload length")


def device(name):
    """Makes a tun device in this process's network namespace; it lives as long as the descriptor."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


def read(data):
    """What the rules ask about. IPv6 extension headers don't occur here."""
    version = data[0] >> 4
    if version == 4:
        head = (data[0] & 15) * 4
        protocol, ends = data[9], (data[12:16], data[16:20])
    else:
        head = 40
        protocol, ends = data[6], (data[8:24], data[24:40])
    ports = struct.unpack_from("!HH", data, head) if protocol in (TCP, UDP) else ()
    payload = len(data) - head - (data[head + 12] >> 4) * 4 if protocol == TCP else 0
    return Packet(version, protocol, ends, ports, payload, len(data))


def rule(text):
    """From a rule's text to the question whether it drops a packet."""
    word, _, value = text.partition("/")
    plain = {
        "all": lambda p: True,
        "ipv4": lambda p: p.version == 4,
        "ipv6": lambda p: p.version == 6,
        "tcp": lambda p: p.protocol == TCP,
        "udp": lambda p: p.protocol == UDP,
        "payload": lambda p: p.payload > 0,
    }
    if not value:
        return plain[word]
    if word in ("tcp", "udp"):
        port = int(value)
        return lambda p: plain[word](p) and port in p.ports
    if word == "host":
        address = ipaddress.ip_address(value).packed
        return lambda p: address in p.ends
    if word == "longer":
        most = int(value)
        return lambda p: p.length > most
    raise ValueError(f"no such rule: {text}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("near")
    options.add_argument("far")
    options.add_argument("--delay-ms", type=float, default=0)
    options.add_argument("--loss", type=float, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--drop", type=rule, action="append", default=[])
    options = options.parse_args()

    chance = random.Random(options.seed)
    near, far = device(options.near), device(options.far)
    other = {near: far, far: near}
    under_way = []
    count = 0
    print("ready", flush=True)
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([near, far, sys.stdin], [], [], wait)
        if sys.stdin in readable:
            return
        for side in readable:
            data = os.read(side, LONGEST)
            if any(drops(read(data)) for drops in options.drop) or chance.uniform(0, 100) < options.loss:
                continue
            count += 1
            heapq.heappush(under_way, (time.monotonic() + options.delay_ms / 1000, count, other[side], data))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, side, data = heapq.heappop(under_way)
            try:
                os.write(side, data)
            except OSError:
                pass  # The other end is not up yet, or gone: the packet is lost, as on any link.


main()
