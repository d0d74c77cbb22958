"""An HTTPS server below HTTP's rules: each path misbehaves in its own way.

Started by the tests with a JSON object of listeners, name to {"certificate", "key", "handshake"}; prints one line of JSON,
name to port, serves on loopback, and ends when its standard input does. `handshake` is "" (TLS 1.2 and up), "tls1.0",
"reset" (RST in answer to the first byte), "silent" (never answers) or "plain" (no TLS: HTTP at once).
GET /history answers every request read so far, over all listeners, as a JSON list.
"""

import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
import warnings
from urllib.parse import parse_qs, urlsplit

# TLS 1.0 is offered on purpose.
warnings.filterwarnings("ignore", "ssl.TLSVersion.TLSv1 is deprecated", DeprecationWarning)

history = []
lock = threading.Lock()
connections = 0


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(connection, ssl.SSLSocket):
        os.close(connection.detach())
    else:
        connection.close()


def read_request(connection, buffered):
    data = buffered
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None, b""
        data += piece
    head, data = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = [line.split(":", 1) for line in lines[1:]]
    headers = [[name, value.strip()] for name, value in headers]
    length = next((int(v) for n, v in headers if n.lower() == "content-length"), 0)
    while len(data) < length:
        piece = connection.recv(65536)
        if not piece:
            return None, b""
        data += piece
    body, data = data[:length], data[length:]
    return {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1")}, data


def answer(connection, status=200, headers=(), body=b"", keep=True):
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in headers]
    if not keep:
        head.append("Connection: close")
    connection.sendall("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
    return keep


def endless(connection, first, pieces, pause=0.0):
    connection.sendall(first)
    for piece in pieces:
        connection.sendall(piece)
        if pause:
            time.sleep(pause)
    return False


def forever(piece):
    while True:
        yield piece


def respond(connection, request):
    url = urlsplit(request["target"])
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    head = b"HTTP/1.1 200 OK\r\n"
    # Alertmanager's clients ask for a place under the address that they were given.
    match url.path.removesuffix("/api/v2/alerts"):
        case "/history":
            with lock:
                return answer(connection, body=json.dumps(history).encode())
        case "/echo":
            return answer(connection, headers=[("X-Connection", request["connection"])], body=json.dumps(request).encode())
        case "/status":
            headers = [("Retry-After", query["retry-after"])] if "retry-after" in query else []
            return answer(connection, int(query["code"]), headers, b"{}")
        case "/bytes":
            return answer(connection, body=b"x" * int(query["count"]))
        case "/late":
            time.sleep(float(query["seconds"]))
            return answer(connection, headers=[("X-Connection", request["connection"])], body=b"late")
        case "/headers":
            return answer(connection, headers=[("X-Twice", "one"), ("x-twice", " two "), ("X-Empty", "")], body=b"{}")
        case "/redirect":
            return answer(connection, 302, [("Location", query["to"])])
        case "/portal":
            return answer(connection, headers=[("Content-Type", "text/html")], body=b"<html>Please sign in</html>")
        case "/slow-header":
            return endless(connection, head, forever(b"X: y\r\n"), 0.05)
        case "/slow-body":
            return endless(connection, head + b"Content-Length: 100000\r\n\r\n", forever(b"x"), 0.05)
        case "/endless-body":
            return endless(connection, head + b"Transfer-Encoding: chunked\r\n\r\n", forever(b"4000\r\n" + b"x" * 0x4000 + b"\r\n"))
        case "/big-header":
            return endless(connection, head, [b"X-Big: " + b"x" * 320_000 + b"\r\n", b"Content-Length: 0\r\n\r\n"])
        case "/many-headers":
            return endless(connection, head, [b"a: b\r\n" * 10_000, b"Content-Length: 0\r\n\r\n"])
        case "/endless-trailers":
            return endless(connection, head + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", forever(b"a: b\r\n" * 1000))
        case "/garbage":
            return endless(connection, b"\x00\x01\x02 this is not HTTP\r\n\r\n" * 4, [])
        case "/drop":
            return False
        case "/reset":
            reset(connection)
            return False
        case "/half":
            return endless(connection, head + b"Content-Length: 1000\r\n\r\n" + b"x" * 10, [])
        case "/bad-chunk":
            return endless(connection, head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", [])
        case "/then-close":
            # Says that it keeps the connection, and closes it.
            answer(connection, body=b"kept?")
            return False
    return answer(connection, 404)


def serve(name, connection, context, handshake):
    global connections
    with lock:
        connections += 1
        number = connections
    try:
        if handshake == "reset":
            connection.recv(1)
            return reset(connection)
        if handshake == "silent":
            while connection.recv(4096):
                pass
            return None
        if handshake != "plain":
            connection = context.wrap_socket(connection, server_side=True)
        buffered = b""
        while True:
            request, buffered = read_request(connection, buffered)
            if request is None:
                break
            request.update(listener=name, connection=number)
            with lock:
                if request["target"] != "/history":
                    history.append(request)
            if not respond(connection, request):
                break
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


def listen(name, settings):
    handshake = settings["handshake"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings["certificate"], settings["key"])
    if handshake == "tls1.0":
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(name, connection, context, handshake), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


ports = {name: listen(name, settings) for name, settings in json.loads(sys.argv[1]).items()}
print(json.dumps(ports), flush=True)
sys.stdin.read()
