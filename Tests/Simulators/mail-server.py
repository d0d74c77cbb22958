"""A mail server on loopback: aiosmtpd, with STARTTLS or TLS, a login, and scripted refusals for single recipients.

Prints its port as the first line, then one JSON line a transaction: {"from", "to", "stage", "reply", "file", "tls", "user"},
where "file" names the stored mail in DIRECTORY, or is null. The same lines stand in DIRECTORY/transactions.jsonl.
Ends when its standard input does.

The file of replies is read anew for each recipient: a JSON object, address (or "*") to {"rcpt": REPLY} or {"data": REPLY},
and the user's name (or "*") to {"auth": REPLY}.
The reply "drop" to data stores the mail and then loses the connection without a word.
"""

import argparse
import asyncio
import base64
import json
import logging
import os
import pathlib
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, MISSING

# A login without TLS is meant here, and the deprecated call that aiosmtpd warns of is its own. Errors are still told.
warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
logging.getLogger("mail.log").setLevel(logging.ERROR)


# RFC 4954, 4: a line of AUTH may be that long, as one with a token is.
SMTP.line_length_limit = 12288


class Store:
    def __init__(self, settings):
        self.settings = settings
        self.count = 0

    def scripted(self, address, stage):
        try:
            replies = json.loads(pathlib.Path(self.settings.replies).read_text())
        except (OSError, TypeError):
            return None
        return replies.get(address, replies.get("*", {})).get(stage)

    def record(self, session, envelope, recipient, stage, reply, file=None):
        user = session.auth_data.decode() if isinstance(session.auth_data, bytes) else None
        line = json.dumps(
            {
                "from": envelope.mail_from, "to": recipient, "stage": stage, "reply": reply, "file": file,
                "tls": session.ssl is not None or self.settings.implicit_tls, "user": user, "helo": session.host_name,
            }
        )
        with open(self.settings.directory / "transactions.jsonl", "a", encoding="utf-8") as journal:
            print(line, file=journal)
        print(line, flush=True)

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.scripted(address, "rcpt")
        if reply is None:
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 OK"
        self.record(session, envelope, address, "rcpt", reply)
        return reply

    async def handle_DATA(self, server, session, envelope):
        recipient = ",".join(envelope.rcpt_tos)
        reply = self.scripted(recipient, "data") or "250 2.0.0 OK: queued"
        file = None
        if reply.startswith("2") or reply == "drop":
            self.count += 1
            file = f"{self.count:04}.eml"
            partial = self.settings.directory / f".{file}"
            partial.write_bytes(envelope.original_content)
            partial.rename(self.settings.directory / file)
        self.record(session, envelope, recipient, "data", reply, file)
        if reply == "drop":
            server.transport.abort()
        return reply

    def refusal_of_login(self, name):
        reply = self.scripted(name, "auth")
        return reply and AuthResult(success=False, handled=False, message=reply)

    def was_issued(self, token):
        """Whether the simulated cloud has given out such a token for this server, and has not ended it since."""
        try:
            payload = token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            notes = pathlib.Path(self.settings.token_notes).read_text().splitlines()
        except (IndexError, KeyError, ValueError, OSError):
            return False
        return claims["aud"] == self.settings.audience and f"{claims['uti']} {claims['aud']}" in notes

    async def auth_XOAUTH2(self, server, arguments):
        answer = base64.b64decode(arguments[1]) if len(arguments) > 1 else await server.challenge_auth("")
        if answer is MISSING:
            return AuthResult(success=False)
        refusal = self.refusal_of_login(self.settings.user)
        if refusal:
            return refusal
        front, behind = f"user={self.settings.user}\x01auth=Bearer ".encode(), b"\x01\x01"
        token = answer.decode("ascii", "replace")[len(front):-len(behind)]
        is_known = token == self.settings.bearer if self.settings.bearer else self.was_issued(token)
        if not (answer.startswith(front) and answer.endswith(behind) and is_known):
            # Exchange Online's words.
            return AuthResult(success=False, handled=False, message="535 5.7.3 Authentication unsuccessful")
        return AuthResult(success=True, auth_data=self.settings.user.encode())

    def authenticate(self, server, session, envelope, mechanism, data):
        refusal = self.refusal_of_login(self.settings.user)
        if refusal:
            return refusal
        expected = (self.settings.user.encode(), (self.settings.password or "").encode())
        if self.settings.password is None or (data.login, data.password) != expected:
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=data.login)


async def main(settings):
    store = Store(settings)
    context = None
    if settings.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.certificate, settings.key)
    starttls = context if not settings.implicit_tls else None

    def session():
        return SMTP(
            store, hostname="mail.localhost", tls_context=starttls, require_starttls=settings.require_starttls,
            auth_required=settings.user is not None,
            # Whoever may send without a login is offered none: others would name their own users to it (RFC 4954, 5).
            auth_require_tls=starttls is not None or settings.user is None,
            authenticator=store.authenticate if settings.user is not None else None,
            auth_exclude_mechanism=["XOAUTH2"] if not (settings.bearer or settings.token_notes) else [],
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", settings.port, ssl=context if settings.implicit_tls else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
    await server.serve_forever()


parser = argparse.ArgumentParser(description="A mail server for tests, on loopback.")
parser.add_argument("--directory", type=pathlib.Path, required=True)
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--implicit-tls", action="store_true")
parser.add_argument("--require-starttls", action="store_true")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--bearer")
parser.add_argument("--token-notes", help="a file with a line for each token that is good: its uti and aud")
parser.add_argument("--audience", default="https://outlook.office365.com")
parser.add_argument("--replies")
asyncio.run(main(parser.parse_args()))
