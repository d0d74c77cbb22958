"""A mail server below SMTP's rules: each listener misbehaves in its own way.

Prints one line of JSON, behaviour to port, then one JSON line for each connection that has ended, and for each in which a
listener has fallen silent: {"behaviour", "lines"}, with every line that the client sent. Serves on loopback and ends when its standard input does.
"""

import base64
import json
import socket
import struct
import sys
import threading

OFFERS = {"starttls-refused": b"250-rude\r\n250 STARTTLS\r\n", "echo-password": b"250-rude\r\n250 AUTH PLAIN\r\n"}
GREETINGS = {"greeting-421": b"421 4.3.2 closing\r\n", "greeting-554": b"554 5.7.1 no service\r\n", "garbage": b"\0\1\2\r\nhello\r\n"}


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def converse(behaviour, connection, lines):
    stream = connection.makefile("rb")
    if behaviour == "silent-greeting":
        stream.read()
        return
    if behaviour == "tarpit":
        # One byte at a time of a greeting that never ends.
        done = threading.Event()

        def await_end():
            try:
                stream.read()
            except OSError:
                pass  # a reset is an end as well
            done.set()

        threading.Thread(target=await_end, daemon=True).start()
        connection.sendall(b"220-")
        while not done.wait(0.02):
            connection.sendall(b"x")
        return
    connection.sendall(GREETINGS.get(behaviour, b"220 rude ESMTP\r\n"))
    if behaviour == "greeting-421":
        return
    in_data = False

    def fall_silent():
        # Told at once: whoever looks at the clock has to know what is waited for.
        print(json.dumps({"behaviour": behaviour, "lines": lines}), flush=True)
        stream.read()

    for raw in stream:
        line = raw.rstrip(b"\r\n").decode("latin-1")
        lines.append(line)
        if in_data:
            if line != ".":
                continue
            in_data = False
            match behaviour:
                case "drop-after-dot":
                    return
                case "reset-after-dot":
                    return reset(connection)
                case "silent-after-dot":
                    return fall_silent()
                case "421-after-dot":
                    connection.sendall(b"421 4.3.2 closing\r\n")
                    return
            connection.sendall(b"250 2.0.0 taken\r\n")
            continue
        match line.split(" ")[0].upper():
            case "EHLO":
                connection.sendall(OFFERS.get(behaviour, b"250 rude\r\n"))
            case "STARTTLS":
                connection.sendall(b"454 4.7.0 not now\r\n")
            case "AUTH":
                connection.sendall(b"334 \r\n")
                password = base64.b64decode(stream.readline()).split(b"\0")[-1]
                connection.sendall(b"535 5.7.8 wrong: " + password + b"\r\n")
            case "MAIL" if behaviour == "basic-auth-ended":
                connection.sendall(b"550 5.7.30 Basic authentication is not supported\r\n")
            case "MAIL" if behaviour == "sender-refused":
                connection.sendall(b"550 5.7.60 not your address\r\n")
            case "MAIL" if behaviour == "silent-mail":
                return fall_silent()
            case "RCPT" if behaviour == "silent-rcpt":
                return fall_silent()
            case "DATA" if behaviour == "silent-data":
                return fall_silent()
            case "DATA" if behaviour == "deaf-in-data":
                connection.sendall(b"354 go on\r\n")
                print(json.dumps({"behaviour": behaviour, "lines": lines}), flush=True)
                threading.Event().wait(60)
                return
            case "RCPT" if behaviour == "drop-at-rcpt":
                return
            case "DATA":
                in_data = True
                connection.sendall(b"354 go on\r\n")
                if behaviour == "drop-in-data":
                    return reset(connection)
            case "QUIT" if behaviour == "silent-quit":
                stream.read()
                return
            case "QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            case _:
                connection.sendall(b"250 2.0.0 ok\r\n")


def serve(behaviour, connection):
    lines = []
    try:
        converse(behaviour, connection, lines)
    except OSError:
        pass
    finally:
        connection.close()
        print(json.dumps({"behaviour": behaviour, "lines": lines}), flush=True)


def listen(behaviour):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(behaviour, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


print(json.dumps({behaviour: listen(behaviour) for behaviour in sys.argv[1:]}), flush=True)
sys.stdin.read()
