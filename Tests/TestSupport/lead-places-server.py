#!/usr/bin/python3
"""Where leads go that is no Dynamics 365, on loopback with TLS: a storage account's table, and an HTTPS endpoint.

    lead-places-server.py CERTIFICATE KEY ORDERS

ORDERS is an object in JSON: `account` and `keys` (base64) of the storage account, `tables` that it has, `path` at which the endpoint
takes leads, `leads` that are in each table, and `misbehaviour`, the names of some below, with commas between them, or null: the account shows the first alone. Other
orders may come at any time, at 127.0.0.1. The table is at ACCOUNT.table.localhost, the endpoint at any other name.
Signatures are checked by Python's own hmac and the rule of Microsoft's page, whatever whoever asks may think of it:
https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key.

Prints its port when it is ready, then each request as a line of JSON, and ends when standard input does.
"""

import base64
import email.utils
import hashlib
import hmac
import http.server
import json
import re
import ssl
import sys
import threading
import time
import urllib.parse

orders = json.loads(sys.argv[3])
entities = {}
lock = threading.Lock()
REFUSALS = {
    "disabled": (403, "AccountIsDisabled"), "firewall": (403, "AuthorizationFailure"),
    "no-keys": (403, "KeyBasedAuthenticationNotPermitted"), "busy": (503, "ServerBusy"), "fault": (500, "InternalError"),
    "unknown-code": (409, "SomethingNew"), "read-only": (403, "InsufficientAccountPermissions"),
}


def signatures(path, date):
    """What the request may be signed with: the key is HMAC's, the text is the date, a line end, the account and the path."""
    text = f"{date}\n/{orders['account']}{path}".encode()
    return [
        base64.b64encode(hmac.new(base64.b64decode(key), text, hashlib.sha256).digest()).decode() for key in orders["keys"]
    ]


class Place(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(time.time() + orders.get("ahead", 0), usegmt=True)

    def answer(self, status, body=b"", code=None, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if code:
            self.send_header("x-ms-error-code", code)
            body = json.dumps({"odata.error": {"code": code, "message": {"lang": "en-US", "value": "canary message"}}}).encode()
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with lock:
            if self.headers["Host"].startswith("127.0.0.1"):
                orders.update(json.loads(body))
                entities.clear()
                return self.answer(204)
            print(json.dumps({
                "method": self.command, "path": self.path, "headers": dict(self.headers), "body": body,
            }), flush=True)
            host = self.headers["Host"].split(":")[0]
            (self.table if ".table." in host else self.endpoint)(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_MERGE = handle_request

    def table(self, body):
        misbehaviours = (orders["misbehaviour"] or "").split(",")
        misbehaviour = misbehaviours[0]
        if misbehaviour == "stranger":
            return self.answer(200, b"<html>sign in</html>")
        if misbehaviour == "redirect":
            return self.answer(302, headers=[("Location", "https://portal.localhost/")])
        for name, (status, code) in REFUSALS.items():
            if name in misbehaviours and name != "read-only":
                return self.answer(status, code=code)
        path, _, query = self.path.partition("?")
        component = re.search(r"(?:^|&)comp=([^&]*)", query)
        signed = path + (f"?comp={component.group(1)}" if component else "")
        date = self.headers.get("x-ms-date") or self.headers.get("Date") or ""
        given = self.headers.get("Authorization") or ""
        # The service takes no signature that is older than a quarter of an hour, or younger.
        parsed = email.utils.parsedate_to_datetime(date) if date else None
        age = abs(time.time() + orders.get("ahead", 0) - parsed.timestamp()) if parsed else 10**9
        if age > 900 or given not in [f"SharedKeyLite {orders['account']}:{s}" for s in signatures(signed, date)]:
            return self.answer(403, code="AuthenticationFailed")
        if not self.headers.get("x-ms-version"):
            return self.answer(400, code="MissingRequiredHeader")
        name = re.match(r"/(\w+)", path).group(1)
        if name not in orders["tables"]:
            return self.answer(404, code="TableNotFound")
        if "read-only" in misbehaviours and self.command == "PUT":
            status, code = REFUSALS["read-only"]
            return self.answer(status, code=code)
        keys = re.match(r"/\w+\(PartitionKey='([^']*)',RowKey='([^']*)'\)$", path)
        if not keys and "$filter" in query:
            return self.test_leads(urllib.parse.parse_qs(query))
        if not keys:
            return self.answer(200, json.dumps({"value": []}).encode())
        key = keys.groups()
        if self.command == "PUT":
            entity = json.loads(body)
            if (entity["PartitionKey"], entity["RowKey"]) != key:
                return self.answer(400, code="KeysDoNotMatch")
            if misbehaviour != "forgets":
                entities[key] = entity
            return self.answer(204)
        if key not in entities:
            return self.answer(404, code="ResourceNotFound")
        if self.command == "DELETE":
            if self.headers.get("If-Match") != "*":
                return self.answer(400, code="MissingRequiredHeader")
            del entities[key]
            return self.answer(204)
        return self.answer(200, json.dumps({"RowKey": key[1]}).encode())

    def test_leads(self, query):
        """The leads of the orders one by one, each in an answer of its own, as the service looks through a table bit by bit."""
        rule = re.fullmatch(
            r"\(\(LeadSource ge '(.+)' and LeadSource lt '(.+)'\) or \(Description ge '(.+)' and Description lt '(.+)'\)\)"
            r" and Timestamp gt datetime'(.+)'", query["$filter"][0])
        if not rule:
            return self.answer(400, code="InvalidInput")
        low, high, below, above, earliest = rule.groups()
        index = int(query.get("NextPartitionKey", ["0"])[0].removeprefix("p "))
        leads = orders.get("leads", [])
        found = [
            {"Timestamp": lead["Timestamp"]} for lead in leads[index:index + 1]
            if (low <= lead["LeadSource"] < high or below <= lead["Description"] < above) and lead["Timestamp"] > earliest
        ]
        more = [("x-ms-continuation-NextPartitionKey", f"p {index + 1}"), ("x-ms-continuation-NextRowKey", "r&1")]
        if index and query.get("NextRowKey") != ["r&1"]:
            return self.answer(400, code="InvalidInput")
        self.answer(200, json.dumps({"value": found}).encode(), headers=more if index + 1 < len(leads) else ())

    def endpoint(self, body):
        status = orders.get("status", 202)
        if self.command != "POST":
            return self.answer(404)
        if self.path != orders["path"]:
            return self.answer(401)
        headers = [("Location", "https://elsewhere.localhost/canary")] if 300 <= status < 400 else []
        return self.answer(status, b"canary answer", headers=headers)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Place)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.buffer.read()
