"""An emulated KMS instance judged by Alibaba Cloud's own instance SDK for Python, which knows nothing of it.

Whatever this client cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.

    main.py <folder with the files of the SDKs' bundle, and world.json> <area>...
"""

import glob
import json
import os
import sys
import time
import urllib.request

from openapi.models import Config
from openapi_util.models import RuntimeOptions
from sdk import models
from sdk.client import Client

FOLDER = sys.argv[1]
checks = []


def path(name):
    return os.path.join(FOLDER, name)


def text(name):
    with open(path(name)) as file:
        return file.read()


WORLD = json.loads(text("world.json"))
SECRET = WORLD["secret"]


def client(endpoint):
    [ca] = glob.glob(path("PrivateKmsCA_*.pem"))
    return Client(Config(protocol="https", client_key_file=path("clientKey.json"), ca_file_path=ca,
                         password=text("clientKey_Password.txt").strip(), endpoint=endpoint))


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


def secret(name=SECRET["name"], by=None):
    return (by or kms).get_secret_value(models.GetSecretValueRequest(secret_name=name))


def secrets(area):
    got = secret()
    named = [got.secret_name, got.secret_data, got.secret_data_type]
    check(area, "value", named, [SECRET["name"], SECRET["value"], "text"])
    check(area, "version", [got.version_id, got.version_stages], [SECRET["version"], ["ACSCurrent"]])


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
    for key, algorithm in WORLD["signing"]:
        given = {"key_id": key, "algorithm": algorithm, "message": b"attack at dawn", "message_type": "RAW"}
        signature = kms.sign(models.SignRequest(**given)).signature
        verified = kms.verify(models.VerifyRequest(**given, signature=signature))
        check(area, f"verifies {algorithm}", verified.value)
        public = kms.get_public_key(models.GetPublicKeyRequest(key_id=key)).public_key
        check(area, "public key in PEM", public.startswith("-----BEGIN PUBLIC KEY-----"))


def encrypt_by(key):
    return kms.encrypt(models.EncryptRequest(key_id=key, plaintext=b"x"))


def refusals(area):
    refused(area, "a foreign secret", lambda: secret(WORLD["foreignSecret"]), "Forbidden.NoPermission")
    refused(area, "a foreign key", lambda: encrypt_by(WORLD["foreign"]), "Forbidden.NoPermission")
    refused(area, "a key that there isn't", lambda: encrypt_by("key-orders-none"), "Forbidden.NoPermission")
    elsewhere = client(WORLD["elsewhere"])
    refused(area, "from a wrong address", lambda: secret(by=elsewhere), "Forbidden.NoPermission")


def expiry(area):
    admin("PUT", "clock", {"time": "2027-01-01T00:00:01Z"})
    refused(area, "after expiry", secret, "Unauthorized")
    admin("PUT", "clock", {"time": "2026-06-01T00:00:00Z"})
    check(area, "back in time", secret().secret_data, SECRET["value"])


def deletion(area):
    parameters = {"ClientKeyId": json.loads(text("clientKey.json"))["KeyId"]}
    admin("POST", "alibaba/call", {"operation": "DeleteClientKey", "parameters": parameters})
    gone(area)


def gone(area):
    refused(area, "a key that is none any more", secret, "Unauthorized")


def load(area):
    """Reads over and over, by whichever client key is in the folder, until there is a file "stop". The folder is a link that
    a rotation points elsewhere, as the folder of a mounted Kubernetes Secret is. How often a key was used stands beside it."""
    global FOLDER
    mounted, calls, keys, refusals = FOLDER, [], set(), []
    while not os.path.exists(os.path.join(mounted, "stop")):
        FOLDER = os.path.realpath(mounted)
        key = json.loads(text("clientKey.json"))["KeyId"]
        if key not in keys:
            keys.add(key)
            reader = client(WORLD["endpoint"])
        try:
            secret(by=reader)
        except Exception as error:
            refusals.append(f"{key}: {error}")
        calls.append(key)
        with open(path("calls"), "w") as file:
            file.write(str(calls.count(key)))
        time.sleep(0.02)
    check(area, f"{len(calls)} calls by {len(keys)} client keys", refusals, [])


AREAS = {"secrets": secrets, "encryption": encryption, "data keys": data_keys, "signatures": signatures,
         "refusals": refusals, "expiry": expiry, "deletion": deletion, "gone": gone, "load": load}

for name in sys.argv[2:]:
    try:
        AREAS[name](name)
    except Exception as error:
        check(name, "runs to its end", f"{type(error).__name__}: {error}")

print(json.dumps(checks))
