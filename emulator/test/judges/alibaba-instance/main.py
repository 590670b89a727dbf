"""An emulated KMS instance judged by Alibaba Cloud's own instance SDK for Python, which knows nothing of it.

Whatever this client cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.

    main.py <folder with client-key.json, password, ca.pem and world.json>
"""

import json
import os
import sys
import urllib.request

from openapi.models import Config
from openapi_util.models import RuntimeOptions
from sdk import models
from sdk.client import Client

FOLDER = sys.argv[1]
WORLD = json.load(open(os.path.join(FOLDER, "world.json")))
checks = []


def client(endpoint):
    password = open(os.path.join(FOLDER, "password")).read().strip()
    key = os.path.join(FOLDER, "client-key.json")
    ca = os.path.join(FOLDER, "ca.pem")
    return Client(Config(protocol="https", client_key_file=key, password=password, endpoint=endpoint, ca_file_path=ca))


kms = client(WORLD["endpoint"])


def check(area, name, got, wanted=True):
    error = "" if got == wanted else f"got {got!r}, wanted {wanted!r}"
    checks.append({"area": area, "name": name, "error": error})


def refused(area, name, call, code):
    try:
        got = repr(call())
    except Exception as error:  # The client's own classes.
        got = getattr(error, "code", None) or f"{type(error).__name__}: {error}"
    check(area, name, got, code)


def admin(method, route, body):
    request = urllib.request.Request(f"{WORLD['url']}/_emulator/{route}", json.dumps(body).encode(), method=method)
    urllib.request.urlopen(request).read()


def secret(name="orders/db", by=None):
    return (by or kms).get_secret_value(models.GetSecretValueRequest(secret_name=name))


def secrets(area):
    got = secret()
    check(area, "value", [got.secret_name, got.secret_data, got.secret_data_type], ["orders/db", "hunter2", "text"])
    check(area, "version", [got.version_id, got.version_stages], ["v1", ["ACSCurrent"]])


def encryption(area):
    aad = b"orders"
    sealed = kms.encrypt(models.EncryptRequest(key_id=WORLD["aes"], plaintext=b"attack at dawn", aad=aad))
    check(area, "key and algorithm", [sealed.key_id, sealed.algorithm, len(sealed.iv)], [WORLD["aes"], "AES_GCM", 12])
    opened = kms.decrypt(models.DecryptRequest(
        ciphertext_blob=sealed.ciphertext_blob, key_id=sealed.key_id, iv=sealed.iv, algorithm=sealed.algorithm, aad=aad))
    check(area, "opens what it encrypted", opened.plaintext, b"attack at dawn")
    sealed = kms.advance_encrypt(models.AdvanceEncryptRequest(key_id=WORLD["aes"], plaintext=b"attack at noon"))
    opened = kms.advance_decrypt(models.AdvanceDecryptRequest(ciphertext_blob=sealed.ciphertext_blob))
    check(area, "opens what it encrypted the advanced way", opened.plaintext, b"attack at noon")


def data_keys(area):
    made = kms.generate_data_key(models.GenerateDataKeyRequest(key_id=WORLD["aes"], number_of_bytes=32))
    opened = kms.decrypt(models.DecryptRequest(
        ciphertext_blob=made.ciphertext_blob, key_id=made.key_id, iv=made.iv, algorithm=made.algorithm))
    check(area, "opens the data key", [len(opened.plaintext), opened.plaintext], [32, made.plaintext])
    pair = kms.generate_data_key_pair(models.GenerateDataKeyPairRequest(
        key_id=WORLD["aes"], key_pair_spec="RSA_2048", key_format="PEM", algorithm="AES_GCM"))
    opened = kms.decrypt(models.DecryptRequest(
        ciphertext_blob=pair.private_key_ciphertext_blob, key_id=pair.key_id, iv=pair.iv, algorithm=pair.algorithm))
    check(area, "opens the private key of a pair", opened.plaintext, pair.private_key_plaintext)
    random = kms.generate_random(models.GenerateRandomRequest(length=48)).random
    check(area, "random bytes", len(random), 48)


def signatures(area):
    for key, algorithm in [("rsa", "RSA_PKCS1_SHA_256"), ("rsa", "RSA_PSS_SHA_256"), ("ec", "ECDSA_SHA_256")]:
        given = {"key_id": WORLD[key], "algorithm": algorithm, "message": b"attack at dawn", "message_type": "RAW"}
        signature = kms.sign(models.SignRequest(**given)).signature
        verified = kms.verify(models.VerifyRequest(**given, signature=signature))
        check(area, f"verifies {algorithm}", verified.value)
    key = kms.get_public_key(models.GetPublicKeyRequest(key_id=WORLD["ec"])).public_key
    check(area, "public key in PEM", key.startswith("-----BEGIN PUBLIC KEY-----"))


def encrypt_by(key):
    return kms.encrypt(models.EncryptRequest(key_id=key, plaintext=b"x"))


def refusals(area):
    refused(area, "a foreign secret", lambda: secret("payroll/db"), "Forbidden.NoPermission")
    refused(area, "a foreign key", lambda: encrypt_by(WORLD["foreign"]), "Forbidden.NoPermission")
    refused(area, "a key that there isn't", lambda: encrypt_by("key-orders-none"), "Forbidden.NoPermission")
    elsewhere = client(WORLD["elsewhere"])
    refused(area, "from a wrong address", lambda: secret(by=elsewhere), "Forbidden.NoPermission")
    admin("PUT", "clock", {"time": "2027-01-01T00:00:01Z"})
    refused(area, "after expiry", secret, "Unauthorized")
    admin("PUT", "clock", {"time": "2026-06-01T00:00:00Z"})
    check(area, "back in time", secret().secret_data, "hunter2")
    parameters = {"ClientKeyId": WORLD["clientKeyId"]}
    admin("POST", "alibaba/call", {"operation": "DeleteClientKey", "parameters": parameters})
    refused(area, "after deletion", secret, "Unauthorized")


for name, run in [("secrets", secrets), ("encryption", encryption), ("data keys", data_keys),
                  ("signatures", signatures), ("refusals", refusals)]:
    try:
        run(name)
    except Exception as error:
        check(name, "runs to its end", f"{type(error).__name__}: {error}")

print(json.dumps(checks))
