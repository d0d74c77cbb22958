"""Microsoft's own client library against the simulated cloud, under Microsoft's own host names.

Usage: msal_judge.py PORT CA_FILE < requests
Each line of standard input is a JSON object that says what to do; each line of standard output is the answer.
Names are looked up nowhere: whatever is asked for is found at 127.0.0.1:PORT.
"""
import base64
import json
import os
import socket
import sys
import warnings

import jwt
import msal
import requests
from cryptography import x509

# msal says of the password grant that it is on its way out; the marketplace still has connections that use it.
warnings.simplefilter("ignore", DeprecationWarning)
# requests prefers the first two to the `verify` of a session, and would ask a proxy.
for name in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]:
    os.environ.pop(name, None)
os.environ["NO_PROXY"] = "*"
port, ca_file = int(sys.argv[1]), sys.argv[2]
socket.getaddrinfo = lambda *_, **__: [
    (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))
]


def app_token(order):
    app = msal.ConfidentialClientApplication(
        order["app"], authority=order["authority"], client_credential=order["secret"], verify=ca_file)
    return app.acquire_token_for_client(scopes=[order["scope"]])


def part(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def certificate_token(order):
    """Signs in with a certificate, and tells what was sent: the form, and the assertion taken apart."""
    sent = []

    class Session(requests.Session):
        def request(self, method, url, **arguments):
            if arguments.get("data"):
                sent.append(dict(arguments["data"]))
            return super().request(method, url, **arguments)

    session = Session()
    session.verify = ca_file
    app = msal.ConfidentialClientApplication(
        order["app"], authority=order["authority"], http_client=session,
        client_credential={"private_key": order["key"], "public_certificate": order["certificate"]})
    answer = app.acquire_token_for_client(scopes=[order["scope"]])
    form = sent[-1]
    assertion = form.pop("client_assertion")
    assertion = assertion.decode() if isinstance(assertion, bytes) else assertion
    header, claims, _ = assertion.split(".")
    return answer | {"form": form, "header": part(header), "claims": part(claims)}


def verified(order):
    """Whether PyJWT takes an assertion, by the certificate's key, and what is in it."""
    key = x509.load_pem_x509_certificate(order["certificate"].encode()).public_key()
    return jwt.decode(order["assertion"], key, algorithms=["PS256"], audience=order["audience"])


def user_token(order):
    app = msal.PublicClientApplication(order["app"], authority=order["authority"], verify=ca_file)
    return app.acquire_token_by_username_password(order["user"], order["password"], scopes=[order["scope"]])


def dataverse(order):
    headers = {"Authorization": "Bearer " + order["token"], "OData-Version": "4.0", "OData-MaxVersion": "4.0"}
    answer = requests.request(
        order["method"], order["url"], headers=headers | order.get("headers", {}), json=order.get("json"),
        verify=ca_file, timeout=20)
    body = answer.json() if answer.content else None
    return {"status": answer.status_code, "body": body, "entity": answer.headers.get("OData-EntityId")}


orders = {"app": app_token, "certificate": certificate_token, "verify": verified, "user": user_token, "dataverse": dataverse}
for line in sys.stdin:
    order = json.loads(line)
    try:
        result = orders[order["do"]](order)
    except Exception as error:  # what the library raises is a finding too
        result = {"raised": type(error).__name__, "text": str(error)}
    print(json.dumps(result), flush=True)
