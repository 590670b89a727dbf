"""Emulated secrets judged by Alibaba Cloud's own secret client for Python, which knows nothing of the emulator: with a client key,
at the shared gateway and at an instance. Prints the checks as JSON.

    main.py <folder with the files of the SDKs' bundle, and world.json>
"""

import glob
import json
import os
import sys
import urllib.request

from alibaba_cloud_secretsmanager_client.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder

FOLDER = sys.argv[1]
WORLD = json.load(open(os.path.join(FOLDER, "world.json")))
KEY = os.path.join(FOLDER, "clientKey.json")
PASSWORD = os.path.join(FOLDER, "clientKey_Password.txt")
[CA] = glob.glob(os.path.join(FOLDER, "PrivateKmsCA_*.pem"))
REGION = "cn-hangzhou"
checks = []


def check(area, name, got, wanted):
    error = "" if got == wanted else f"got {got!r}, wanted {wanted!r}"
    checks.append({"area": area, "name": name, "error": error})


def configured(**settings):
    """A client keeps what it has read, so each check has its own. It takes its settings from the environment."""
    for name in ["credentials_type", "cache_client_region_id", "cache_client_dkms_config_info"]:
        os.environ.pop(name, None)
    os.environ.update(settings)
    return SecretManagerCacheClientBuilder.new_client()


def at_gateway(endpoint):
    return configured(
        credentials_type="client_key", client_key_private_key_path=KEY, client_key_password_from_file_path=PASSWORD,
        cache_client_region_id=json.dumps([{"regionId": REGION, "endpoint": endpoint}]))


def at_instance(endpoint):
    config = {"regionId": REGION, "endpoint": endpoint, "clientKeyFile": KEY, "passwordFromFilePath": PASSWORD, "caFilePath": CA}
    return configured(cache_client_dkms_config_info=json.dumps([config]))


def reads(area, client):
    got = client.get_secret_info("orders/db")
    check(area, "value", [got.secret_value, got.secret_data_type, got.version_id], ["hunter2", "text", "v1"])


def refused(area, name, client, code, secret="orders/db"):
    try:
        got = client.get_secret_value(secret)
    except Exception as error:  # The client's own classes.
        got = getattr(error, "error_code", None) or f"{type(error).__name__}: {error}"
    check(area, name, got, code)


def admin(method, route, body):
    request = urllib.request.Request(f"{WORLD['url']}/_emulator/{route}", json.dumps(body).encode(), method=method)
    urllib.request.urlopen(request).read()


def everything(area, client, endpoint, elsewhere, ended):
    reads(area, client(endpoint))
    refused(area, "a foreign secret", client(endpoint), "Forbidden.NoPermission", "payroll/db")
    refused(area, "from a wrong address", client(elsewhere), "Forbidden.NoPermission")
    admin("PUT", "clock", {"time": "2027-01-01T00:00:01Z"})
    refused(area, "after expiry", client(endpoint), ended)
    admin("PUT", "clock", {"time": "2026-06-01T00:00:00Z"})


def gateway(area):
    everything(area, at_gateway, WORLD["gateway"], WORLD["gatewayElsewhere"], WORLD["ended"])


def instance(area):
    everything(area, at_instance, WORLD["instance"], WORLD["instanceElsewhere"], WORLD["endedAtInstance"])


for name, run in [("gateway", gateway), ("instance", instance)]:
    try:
        run(name)
    except Exception as error:
        check(name, "runs to its end", f"{type(error).__name__}: {error}", "")

print(json.dumps(checks), flush=True)
# Its clients have threads that do not end.
os._exit(0)
