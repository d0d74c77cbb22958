"""What people use today: msal for the token, as its documentation shows it, and one requests session for Dynamics.

Each connection is an application of its own, so msal, which keeps tokens by application, has none in its cache, and it asks for
the directory's OpenID configuration first. Probes COUNT connections one after another and prints the processor time that they took, without the start of the interpreter,
the imports and a first probe. Usage: probe.py PORT CAFILE COUNT one-host|host-each
"""

import datetime
import json
import socket
import sys
import time
import uuid

import msal
import requests

port, ca_file, count, shape = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
directory = "12345678-8af1-4a5f-1234-12234d01db47"

# *.localhost is loopback, as for libcurl and browsers (RFC 6761); glibc would ask the name server.
look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **named: look_up("127.0.0.1", *rest, **named)

session = requests.Session()
session.verify = ca_file


def probe(number):
    host = "contoso" if shape == "one-host" else f"contoso{number:05}"
    environment = f"https://{host}.dynamics.localhost:{port}"
    api = environment + "/api/data/v9.2/"

    challenge = session.get(api)
    assert challenge.status_code == 401 and directory in challenge.headers["WWW-Authenticate"]

    application = msal.ConfidentialClientApplication(
        str(uuid.UUID(int=number)),
        authority=f"https://login.localhost:{port}/{directory}",
        client_credential="kV8~Q.9-zT_benchmark",
        instance_discovery=False,
        verify=ca_file,
    )
    answer = application.acquire_token_for_client([environment + "/.default"])
    headers = {
        "Authorization": "Bearer " + answer["access_token"],
        "Accept": "application/json",
        "OData-MaxVersion": "4.0",
        "OData-Version": "4.0",
    }
    assert session.get(api + "WhoAmI", headers=headers).json()["UserId"]

    sources = (
        "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='leadsourcecode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)"
    )
    choices = session.get(api + sources, headers=headers).json()["OptionSet"]["Options"]
    assert any(choice["Value"] == 8 for choice in choices)

    lead = f"{api}leads({uuid.uuid4()})"
    body = {
        "subject": "validation lead: safe to delete",
        "lastname": "validation",
        "companyname": "validation",
        "donotemail": True,
        "donotbulkemail": True,
        "donotphone": True,
        "donotsendmm": True,
        "leadsourcecode": 8,
        "description": f"Written at {datetime.datetime.now(datetime.timezone.utc).isoformat()} to prove that leads can be written.",
    }
    assert session.patch(lead, headers={**headers, "If-None-Match": "*"}, json=body).status_code == 204
    assert session.get(lead + "?$select=leadid,subject", headers=headers).json()["leadid"] in lead
    assert session.delete(lead, headers=headers).status_code == 204


probe(count)
began = time.process_time()
for number in range(count):
    probe(number)
seconds = time.process_time() - began
print(json.dumps({"seconds": seconds, "msal": msal.__version__, "requests": requests.__version__}))
