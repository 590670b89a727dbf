"""Emulated secrets judged by version 2 of Alibaba Cloud's own secret client for Python, which knows nothing of the emulator: with an
access key, at an instance and at the shared gateway. Prints the checks as JSON.

    main.py <folder with the CA's certificates, and world.json>
"""

import json
import os
import sys

from alibabacloud_credentials.client import Client as Credentials
from alibabacloud_credentials.models import Config as CredentialConfig
from alibabacloud_secretsmanager_client_v2.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
from alibabacloud_secretsmanager_client_v2.service.default_secret_manager_client_builder import (
    BaseSecretManagerClientBuilder)
from alibabacloud_tea_openapi.models import Config

FOLDER = sys.argv[1]
WORLD = json.load(open(os.path.join(FOLDER, "world.json")))
checks = []


def check(area, name, got, wanted):
    error = "" if got == wanted else f"got {got!r}, wanted {wanted!r}"
    checks.append({"area": area, "name": name, "error": error})


def client(endpoint, ca, secret="emulator"):
    """A client keeps what it has read, so each check has its own."""
    key = Credentials(CredentialConfig(type="access_key", access_key_id="emulator", access_key_secret=secret))
    config = Config(endpoint=endpoint, credential=key, protocol="https", region_id="cn-hangzhou", ca=os.path.join(FOLDER, ca))
    return SecretManagerCacheClientBuilder.new_cache_client_builder(
        BaseSecretManagerClientBuilder.standard().add_config(config).build()).build()


def refused(area, name, by, code, secret="orders/db"):
    try:
        got = by.get_secret_value(secret)
    except Exception as error:  # The client's own classes.
        got = getattr(error, "code", None) or f"{type(error).__name__}: {error}"
    check(area, name, got, code)


def everything(area, endpoint, ca):
    got = client(endpoint, ca).get_secret_info("orders/db")
    check(area, "value", [got.secret_value, got.secret_data_type, got.version_id], ["hunter2", "text", "v1"])
    refused(area, "a secret that there isn't", client(endpoint, ca), "Forbidden.ResourceNotFound", "orders/none")
    refused(area, "a wrong access key", client(endpoint, ca, "wrong"), "SignatureDoesNotMatch")


for name, endpoint, ca in [("instance", WORLD["instance"], "instance.pem"), ("gateway", WORLD["gateway"], "gateway.pem")]:
    try:
        everything(name, endpoint, ca)
    except Exception as error:
        check(name, "runs to its end", f"{type(error).__name__}: {error}", "")

print(json.dumps(checks), flush=True)
# Its clients have threads that do not end.
os._exit(0)
