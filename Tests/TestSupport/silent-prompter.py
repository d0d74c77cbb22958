#!/usr/bin/python3
"""Takes the name of the keyring's prompter on a D-Bus socket, and answers nothing: silent-prompter.py SOCKET

It says when it has the name, and what it was asked. It ends when its standard input does.
https://dbus.freedesktop.org/doc/dbus-specification.html
"""

import os
import select
import socket
import struct
import sys

NAME = "org.gnome.keyring.SystemPrompter"


def padded(data, size):
    return data + bytes(-len(data) % size)


def text(value):
    return struct.pack("<I", len(value)) + value.encode() + b"\0"


def call(serial, member, signature="", body=b""):
    fields = b""
    bus = [(1, "o", "/org/freedesktop/DBus"), (2, "s", "org.freedesktop.DBus"), (3, "s", member), (6, "s", "org.freedesktop.DBus")]
    for code, kind, value in bus:
        fields = padded(fields, 8) + bytes([code, 1]) + kind.encode() + b"\0" + text(value)
    if signature:
        fields = padded(fields, 8) + bytes([8, 1]) + b"g\0" + bytes([len(signature)]) + signature.encode() + b"\0"
    header = struct.pack("<4BIII", ord("l"), 1, 0, 1, len(body), serial, len(fields)) + fields
    return padded(header, 8) + body


def messages(bus):
    """The type and the bytes of each message that arrives."""
    data = b""
    while True:
        ready, _, _ = select.select([bus, sys.stdin], [], [])
        if sys.stdin in ready and not sys.stdin.buffer.read1(1):
            return
        if bus not in ready:
            continue
        received = bus.recv(65536)
        if not received:
            return
        data += received
        while len(data) >= 16:
            body, _, fields = struct.unpack("<III", data[4:16])
            length = 16 + fields + (-fields % 8) + body
            if len(data) < length:
                break
            yield data[1], data[:length]
            data = data[length:]


bus = socket.socket(socket.AF_UNIX)
bus.connect(sys.argv[1])
bus.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
assert bus.recv(1024).startswith(b"OK")
bus.sendall(b"BEGIN\r\n" + call(1, "Hello") + call(2, "RequestName", "su", padded(text(NAME), 4) + struct.pack("<I", 0)))
answers = 0
for kind, message in messages(bus):
    if kind == 2:
        answers += 1
        if answers == 2:
            print("is the prompter" if message[-4:] == struct.pack("<I", 1) else f"is not the prompter: {message}", flush=True)
    elif kind == 1:
        print(f"was asked {message}", flush=True)
