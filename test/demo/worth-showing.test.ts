import * as hcl from "../../scripts/demo/hcl-noise";
import * as pulumi from "../../scripts/demo/pulumi-noise";

const CRN = "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3:0a1b0000-0001:key:d84721be";

const REFRESHED = `keysmith_root_key.payments: Refreshing state... [id=${CRN}]

Note: Objects have changed outside of Terraform

Terraform detected the following changes made outside of Terraform since the
last "terraform apply" which may have affected this plan:

  # keysmith_root_key.payments has changed
  ~ resource "keysmith_root_key" "payments" {
      ~ enabled          = true -> false
        id               = "${CRN}"
        name             = "payments"
      - rotate_at        = "2026-06-30T00:00:00Z" -> null
      ~ payload_wo       = (write-only attribute)
        tags             = []
        # (16 unchanged attributes hidden)
    }


This is a refresh-only plan, so Terraform will not take any actions to undo
these. If you were expecting these changes then you can apply this plan to
record the updated values in the Terraform state without changing any remote
objects.

─────────────────────────────────────────────────────────────────────────────

Changes to Outputs:
  - rotate_at  = "2026-06-30T00:00:00Z" -> null

You can apply this plan to save these new output values to the Terraform
state, without changing any real infrastructure.

Warning: KEYSMITH_AS_OF sets the time of this run to 2026-04-01T00:00:00Z

  with provider["registry.terraform.io/keysmith/keysmith"],
  on <empty> line 0:
  (source code not available)

(and one more similar warning elsewhere)

Warning: root key "payments": somebody has disabled d84721be; the next run enables it, unless you set enabled = false

  with keysmith_root_key.payments,
  on main.tf line 23, in resource "keysmith_root_key" "payments":
  23: resource "keysmith_root_key" "payments" {


Apply complete! Resources: 0 added, 0 changed, 0 destroyed.

Outputs:

key_status = "NON_USABLE_DISABLE"
`;

const APPLIED = `Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  ~ update in-place

Terraform will perform the following actions:

  # keysmith_client_key.orders will be updated in-place
  ~ resource "keysmith_client_key" "orders" {
      ~ client_key_id   = "KAAP.1" -> (known after apply)
        id              = "shop/prod/orders-app"
      ~ sealed          = (sensitive value)
        # (8 unchanged attributes hidden)
    }

Plan: 0 to add, 1 to change, 0 to destroy.

Changes to Outputs:
  ~ client_key_id = "KAAP.1" -> (known after apply)
keysmith_client_key.orders: Modifying... [id=shop/prod/orders-app]
keysmith_client_key.orders: Modifications complete after 0s [id=shop/prod/orders-app]

Apply complete! Resources: 0 added, 1 changed, 0 destroyed.

Outputs:

client_key_id = "KAAP.2"
sealed = <sensitive>
`;

const linesOf = (shown: string): string[] => shown.split("\n").filter((line) => line.trim() !== "");

describe("of what Terraform or OpenTofu printed", () => {
  it("a refresh shows the drift and our warning", () => {
    expect(linesOf(hcl.worthShowing(REFRESHED, false))).toEqual([
      "Note: Objects have changed outside of Terraform",
      "  # keysmith_root_key.payments has changed",
      "      ~ enabled          = true -> false",
      'Warning: root key "payments": somebody has disabled d84721be; the next run enables it, unless you set enabled = false',
    ]);
  });

  it("an apply shows the numbers and what was done, and a plan what it changes", () => {
    const done = [
      "Plan: 0 to add, 1 to change, 0 to destroy.",
      "keysmith_client_key.orders: Modifications complete after 0s",
      "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
    ];
    expect(linesOf(hcl.worthShowing(APPLIED, false))).toEqual(done);
    expect(linesOf(hcl.worthShowing(APPLIED, true))).toEqual([
      "  # keysmith_client_key.orders will be updated in-place",
      ...done,
    ]);
  });
});

const STACK = "keysmith-standard-keysmith-demo";

const UP = `Updating (keysmith-demo):

@ updating.......
    pulumi:pulumi:Stack ${STACK} running keysmith: KEYSMITH_AS_OF sets the time of this run to 2026-12-02T00:00:00Z
    pulumi:pulumi:Stack ${STACK} running keysmith: ClientKey "orders-app" changes in place: rotation has been due
 ~  pulumi-nodejs:dynamic/keysmith:ClientKey orders-app updating (0s)${" "}
 ~  pulumi-nodejs:dynamic/keysmith:ClientKey orders-app updated (0.87s)${" "}
    pulumi-nodejs:dynamic/keysmith:Policy orders ${" "}
    pulumi:pulumi:Stack ${STACK}  2 messages
Diagnostics:
  pulumi:pulumi:Stack (${STACK}):
    keysmith: KEYSMITH_AS_OF sets the time of this run to 2026-12-02T00:00:00Z
    keysmith: ClientKey "orders-app" changes in place: rotation has been due

Outputs:
    clientKeyContent: [secret]
  ~ clientKeyId     : "KAAP.1" => "KAAP.2"
    password        : [secret]

Resources:
    ~ 1 updated
    4 unchanged

Duration: 6s
`;

const REFUSED = `Destroying (keysmith-demo):

 -  pulumi-nodejs:dynamic/keysmith:AppConfigIntegration flags deleting (0s)${" "}
    pulumi:pulumi:Stack ${STACK}  keysmith: the integration "flags" is not deleted
 -  pulumi-nodejs:dynamic/keysmith:AppConfigIntegration flags deleting (0s) error: the integration "flags" is not deleted
 -  pulumi-nodejs:dynamic/keysmith:AppConfigIntegration flags **deleting failed** error: the integration "flags" is not deleted
    pulumi:pulumi:Stack ${STACK} **failed** 1 error; 2 messages
Diagnostics:
  pulumi-nodejs:dynamic/keysmith:AppConfigIntegration (flags):
    error: the integration "flags" is not deleted

  pulumi:pulumi:Stack (${STACK}):
    keysmith: the integration "flags" is not deleted

    error: update failed

Resources:
    2 errored

Duration: 1s
`;

describe("of what Pulumi printed", () => {
  it("an update shows what was done, why, which outputs it changed, and how many", () => {
    expect(linesOf(pulumi.worthShowing(UP)).map((line) => line.trim())).toEqual([
      "~  pulumi-nodejs:dynamic/keysmith:ClientKey orders-app updated (0.87s)",
      'keysmith: ClientKey "orders-app" changes in place: rotation has been due',
      'Output: ~ clientKeyId : "KAAP.1" => "KAAP.2"',
      "Resources: ~ 1 updated, 4 unchanged",
    ]);
  });

  it("a refused destroy shows the refusal once", () => {
    expect(linesOf(pulumi.worthShowing(REFUSED)).map((line) => line.trim())).toEqual([
      'error: the integration "flags" is not deleted',
      "Resources: 2 errored",
    ]);
  });
});
