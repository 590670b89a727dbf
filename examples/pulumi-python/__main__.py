"""Who may use what, from where: the orders application may use one key and the secrets under orders/, from the office network,
and gets a credential that renews itself; and a root key that is rotated every quarter."""

import pulumi
import pulumi_keysmith as keysmith

office = keysmith.NetworkRule("office", source_private_ips=["10.20.0.0/16"])

orders = keysmith.Policy(
    "orders",
    kms_instance="kst-hzz0000000000emulator",
    permissions=[
        keysmith.PolicyPermissions.CRYPTO_SERVICE_KEY_USER,
        keysmith.PolicyPermissions.CRYPTO_SERVICE_SECRET_USER,
    ],
    keys=["key-hzz0000000000000000000"],
    secrets=["orders/*"],
    network_rules=[office.name],
)

app = keysmith.AccessPoint("orders-app", policies=[orders.name])

key = keysmith.ClientKey(
    "orders-app",
    access_point=app.name,
    rotation={"renew_before": "P30D", "overlap": "P7D"},
)

payments = keysmith.RootKey(
    "payments",
    instance="crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::",
    rotation={"every": "P90D"},
)

pulumi.export("clientKeyId", key.client_key_id)
pulumi.export("clientKeyContent", key.client_key_content)  # secret: what the vendor's SDKs read
pulumi.export("password", key.password)  # secret
pulumi.export("rotateAt", key.rotate_at)
pulumi.export("rootKeyId", payments.key_id)
