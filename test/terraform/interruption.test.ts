import { policy } from "../../src/alibaba/policy";
import { vendors } from "../../src/catalog";
import { plan } from "../../src/core/plan";
import { resourceType } from "../../src/terraform/names";
import type { Attributes } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { recordedValues } from "../../src/terraform/resource";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";

const type = resourceType(policy);
const capabilities = { writeOnly: true };
const LACKING = "access points that are bound to it lack its permissions";
const FIRST = `Policy "orders": because both have the same name, it is deleted before the new one is made, and until then ${LACKING}`;

const attributes = (more: Attributes = {}): Attributes =>
  conform(resourceSchema(policy), {
    name: "orders",
    region: "cn-hangzhou",
    label: "shop/orders",
    kms_instance: "kst-hzz0000000000emulator",
    permissions: ["CryptoServiceKeyUser"],
    keys: ["key-hzz0000000000000000000"],
    secrets: [],
    network_rules: [],
    adopt: false,
    ...more,
  });

const cases: readonly (readonly [title: string, change: Attributes, terraform: string, others: readonly string[]])[] = [
  [
    "by another name: the engine decides what comes first",
    { name: "invoices" },
    `Policy "invoices": unless \`create_before_destroy\` is set, it is deleted before the new one is made, and until then ${LACKING}`,
    [],
  ],
  [
    "by the same name: it can but go first",
    { kms_instance: "kst-hzz0000000000another0" },
    FIRST,
    [`because both have the same name, it is deleted before the new one is made, and until then ${LACKING}`],
  ],
];

describe.each(cases)("what the plan of a replacement says of its interruption, %s", (_, change, terraform, others) => {
  const config = attributes(change);

  it("on Terraform and OpenTofu", async () => {
    const provider = createProvider(vendors, { env: {}, folder: "/shop" });
    await provider.configure({ config: { stack: "shop" }, engineVersion: "1.12.0", capabilities });
    const prior = attributes({ arn: "acs:kms:cn-hangzhou:1234:policy/orders" });
    const request = { type, prior, proposed: config, config, private: new Uint8Array(), capabilities };
    const { diagnostics, requiresReplace } = await provider.planChange(request);
    expect(requiresReplace).toEqual([Object.keys(change)]);
    expect(diagnostics.map(({ summary }) => summary)).toContain(terraform);
  });

  it("on engines that create first unless they can't, such as Pulumi", () => {
    const [prior, desired] = [recordedValues(policy, attributes()), recordedValues(policy, config)];
    expect(plan(policy, prior, desired, new Date()).warnings).toEqual(others);
  });
});
