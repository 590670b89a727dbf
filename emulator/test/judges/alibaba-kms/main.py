"""The emulator judged by Alibaba Cloud's own client for Python, which knows nothing of it.

Whatever this client cannot read, or the service would not answer, is a failed check. Prints the checks as JSON.

    main.py <url of the emulator> <id of a KMS instance>
"""

import base64
import json
import sys
from urllib.parse import urlsplit

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client
from alibabacloud_tea_openapi.utils_models import Config
from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

URL, INSTANCE = sys.argv[1:3]
PASSWORD = "Vq7~tr0mbone"
KEY_USER = "RbacPermission/Template/CryptoServiceKeyUser"
checks = []


def client(secret="emulator", **more):
    access = {"access_key_id": "emulator", "access_key_secret": secret, "region_id": "cn-hangzhou"}
    return Client(Config(endpoint=urlsplit(URL).netloc, protocol="http", **{**access, **more}))


kms = client()


def check(area, name, got, wanted=True):
    error = "" if got == wanted else f"got {got!r}, wanted {wanted!r}"
    checks.append({"area": area, "name": name, "error": error})


def refused(area, name, call, status, code):
    try:
        got = repr(call())
    except Exception as error:  # The client's own classes differ by status.
        got = (getattr(error, "status_code", None), getattr(error, "code", None))
    check(area, name, got, (status, code))


def guarded(area, run):
    """Makes a check of an area that breaks off."""
    try:
        run(area)
    except Exception as error:
        check(area, "runs to its end", f"{type(error).__name__}: {error}")


def network_rules(area):
    ips = json.dumps(["10.0.0.0/24", "10.1.2.3"])
    made = kms.create_network_rule(
        models.CreateNetworkRuleRequest(name="office", type="Private", source_private_ip=ips, description="a b*c~d")
    ).body
    check(area, "create", [made.name, made.type, made.description, json.loads(made.source_private_ip)],
          ["office", "Private", "a b*c~d", json.loads(ips)])
    many = json.dumps([f"fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:{i:04x}/128" for i in range(800)])
    kms.update_network_rule(models.UpdateNetworkRuleRequest(name="office", source_private_ip=many))
    shown = kms.describe_network_rule(models.DescribeNetworkRuleRequest(name="office")).body
    check(area, "describe, with 800 addresses", json.loads(shown.source_private_ip), json.loads(many))
    check(area, "describe tells the ARN", shown.arn, made.arn)
    listed = kms.list_network_rules(models.ListNetworkRulesRequest()).body
    check(area, "list with default arguments", [rule.name for rule in listed.network_rules.network_rule], ["office"])
    check(area, "list counts", [listed.page_number, listed.page_size, listed.total_count], [1, 20, 1])
    again = models.CreateNetworkRuleRequest(name="office", type="Private")
    refused(area, "create again", lambda: kms.create_network_rule(again), 409, "Rejected.ResourceExist")


def policies(area):
    request = models.CreatePolicyRequest(
        name="orders", kms_instance=INSTANCE, permissions=json.dumps([KEY_USER]), resources=json.dumps(["key/*", "secret/*"]),
        access_control_rules=json.dumps({"NetworkRules": ["office"]}),
    )
    made = kms.create_policy(request).body
    check(area, "create", [made.name, made.kms_instance], ["orders", INSTANCE])
    check(area, "create answers texts", [json.loads(made.permissions), json.loads(made.resources)],
          [[KEY_USER], ["key/*", "secret/*"]])
    kms.update_policy(models.UpdatePolicyRequest(name="orders", description="for orders"))
    shown = kms.describe_policy(models.DescribePolicyRequest(name="orders")).body
    check(area, "describe answers arrays", [shown.permissions, shown.resources], [[KEY_USER], ["key/*", "secret/*"]])
    check(area, "describe answers the rules as a text", json.loads(shown.access_control_rules), {"NetworkRules": ["office"]})
    check(area, "update leaves the rest", shown.description, "for orders")
    listed = kms.list_policies(models.ListPoliciesRequest()).body
    check(area, "list", [policy.name for policy in listed.policies.policy], ["orders"])


def access_points(area):
    policies_text = json.dumps(["orders"])
    made = kms.create_application_access_point(models.CreateApplicationAccessPointRequest(
        name="orders-app", authentication_method="ClientKey", policies=policies_text)).body
    check(area, "create", [made.name, made.authentication_method, json.loads(made.policies)],
          ["orders-app", "ClientKey", ["orders"]])
    kms.update_application_access_point(models.UpdateApplicationAccessPointRequest(name="orders-app", description="x"))
    shown = kms.describe_application_access_point(models.DescribeApplicationAccessPointRequest(name="orders-app")).body
    check(area, "describe", [shown.arn, shown.description, json.loads(shown.policies)], [made.arn, "x", ["orders"]])
    listed = kms.list_application_access_points(models.ListApplicationAccessPointsRequest()).body
    names = [point.name for point in listed.application_access_points.application_access_point]
    check(area, "list", names, ["orders-app"])


def client_keys(area):
    dates = {"not_before": "2026-01-01T00:00:00Z", "not_after": "2027-01-01T00:00:00Z"}
    made = kms.create_client_key(models.CreateClientKeyRequest(aap_name="orders-app", password=PASSWORD, **dates)).body
    check(area, "create", [made.key_algorithm, made.not_before, made.not_after], ["RSA_2048", *dates.values()])
    key, certificate, _ = load_key_and_certificates(base64.b64decode(made.private_key_data), PASSWORD.encode())
    check(area, "its PKCS#12 opens with the password", key.public_key().public_numbers(), certificate.public_key().public_numbers())
    shown = kms.get_client_key(models.GetClientKeyRequest(client_key_id=made.client_key_id)).body
    check(area, "get", [shown.aap_name, shown.key_origin, shown.create_time], ["orders-app", "KMS_PROVIDED", dates["not_before"]])
    check(area, "get shows the certificate", x509.load_pem_x509_certificate(shown.public_key_data.encode()), certificate)
    of_point = kms.list_client_keys(models.ListClientKeysRequest(aap_name="orders-app")).body
    check(area, "list of an access point", [one.client_key_id for one in of_point.client_keys], [made.client_key_id])
    check(area, "list with default arguments", len(kms.list_client_keys(models.ListClientKeysRequest()).body.client_keys), 1)
    request = models.CreateClientKeyRequest(aap_name="orders-app", password=PASSWORD)
    lasting = kms.create_client_key(request).body
    check(area, "create without dates", [lasting.not_before, lasting.not_after], ["2026-01-01T00:00:00Z", "2031-01-01T00:00:00Z"])
    kms.create_client_key(request)
    refused(area, "create a fourth", lambda: kms.create_client_key(request), 400, "Rejected.LimitExceeded")
    one = models.DeleteClientKeyRequest(client_key_id=made.client_key_id)
    check(area, "delete", bool(kms.delete_client_key(one).body.request_id))
    refused(area, "delete again", lambda: kms.delete_client_key(one), 404, "Forbidden.ResourceNotFound")


def look_ups(area):
    listed = kms.list_kms_instances(models.ListKmsInstancesRequest()).body
    check(area, "list instances", [one.kms_instance_id for one in listed.kms_instances.kms_instance], [INSTANCE])
    instance = kms.get_kms_instance(models.GetKmsInstanceRequest(kms_instance_id=INSTANCE)).body.kms_instance
    check(area, "get an instance", [instance.instance_id, instance.status], [INSTANCE, "Connected"])
    root, second = x509.load_pem_x509_certificates(instance.ca_certificate_chain_pem.encode())
    root.verify_directly_issued_by(root)
    second.verify_directly_issued_by(root)
    check(area, "its CA is a chain, the root first", [root.subject == root.issuer, second.subject == second.issuer], [True, False])
    secret = kms.get_secret_value(models.GetSecretValueRequest(secret_name="orders/db")).body
    check(area, "get a secret", [secret.secret_data, secret.create_time, secret.version_stages.version_stage],
          ["hunter2", "2026-01-01T00:00:00Z", ["ACSCurrent"]])


def refusals(area):
    rule = models.DescribeNetworkRuleRequest(name="none")
    refused(area, "a rule that isn't there", lambda: kms.describe_network_rule(rule), 404, "Forbidden.ResourceNotFound")
    request = models.ListPoliciesRequest()
    refused(area, "a wrong secret", lambda: client("wrong").list_policies(request), 400, "SignatureDoesNotMatch")
    nobody = client(access_key_id="nobody")
    refused(area, "an unknown access key", lambda: nobody.list_policies(request), 404, "InvalidAccessKeyId.NotFound")
    weak = models.CreateClientKeyRequest(aap_name="orders-app", password="short")
    refused(area, "a weak password", lambda: kms.create_client_key(weak), 400, "InvalidParameter")
    temporary = client(security_token="needless", type="sts")
    refused(area, "a token that is none", lambda: temporary.list_policies(request), 400,
            "InvalidSecurityToken.MismatchWithAccessKey")
    point = models.DeleteApplicationAccessPointRequest(name="orders-app")
    check(area, "delete what is in use", bool(kms.delete_application_access_point(point).body.request_id))


for name, run in {
    "network rules": network_rules,
    "policies": policies,
    "access points": access_points,
    "client keys": client_keys,
    "look-ups": look_ups,
    "refusals": refusals,
}.items():
    guarded(name, run)
print(json.dumps(checks))
