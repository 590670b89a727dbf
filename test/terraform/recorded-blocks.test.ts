import { vendors } from "../../src/catalog";
import { plan } from "../../src/core/plan";
import { recordedResources } from "../../src/terraform/show";

const KEY = {
  name: "payments",
  key_id: "11111111-1111-4111-8111-111111111111",
  aliases: [],
  tags: [],
  restore: "auto",
  import_token: false,
  enabled: true,
  state: "active",
  created_at: "2026-11-01T00:00:00Z",
  version: 1,
  rotation: { every: null, trigger: null, policy_months: null },
  deletion: { mode: null, force: null },
};

it("reads from a state what an empty block is by default, so that it can be told what is due", () => {
  const resource = { mode: "managed", type: "keysmith_root_key", address: "keysmith_root_key.payments", values: KEY };
  const document = { format_version: "1.0", values: { root_module: { resources: [resource] } } };
  const [found] = recordedResources(document, vendors);
  expect(found?.outputs).toMatchObject({ rotation: {}, deletion: { mode: "delete", force: false } });
  if (!found) return;
  const { definition, inputs, outputs } = found;
  const { action, reasons } = plan(definition, outputs, inputs, new Date("2026-11-28T00:00:00Z"));
  expect({ action, reasons }).toEqual({ action: "none", reasons: [] });
});
