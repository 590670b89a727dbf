import { alibaba } from "../../src/alibaba/index";
import { kmsWrappedKey } from "../../src/alibaba/kms-wrapped-key";
import { UNKNOWN } from "../../src/core/unknown";
import { resourceType } from "../../src/terraform/names";
import type { Attributes, Planned, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";

// The only copy of a data key is in the state, and these plans said nothing of its end.

const type = resourceType(kmsWrappedKey);
const capabilities = { writeOnly: true };
const GIVEN = { name: "invoices", key: "key-a", region: "cn-hangzhou", bytes: 32, rewrap: "auto" };
const RECORDED = { data_key_id: "an-id", ciphertext: "b25l", key_version: "1", wrapped_at: "2026-01-01T00:00:00Z" };
const config = (more: Attributes = {}): Attributes =>
  conform(resourceSchema(kmsWrappedKey), { ...GIVEN, encryption_context: [], ...more });

let provider: Provider;

beforeEach(async () => {
  provider = createProvider([alibaba], { env: {}, folder: "/shop/prod" });
  await provider.configure({ config: { stack: "shop" }, engineVersion: "1.12.0", capabilities });
});

async function plan(request: Partial<Parameters<Provider["planChange"]>[0]>): Promise<Planned> {
  const nothing = { prior: null, proposed: null, config: null, private: new Uint8Array() };
  return provider.planChange({ type, capabilities, ...nothing, ...request });
}

const update = (desired: Attributes): Promise<Planned> =>
  plan({ prior: config(RECORDED), proposed: desired, config: desired });
const said = ({ diagnostics }: Planned): readonly string[] => diagnostics.map(({ summary }) => summary);

it("A plan says that the key before must be made to outlive the change, also where the next one isn't known", async () => {
  const needs = [
    expect.stringContaining("`create_before_destroy` on the object that it names now, if that is replaced in this run"),
  ];
  expect(said(await update(config({ key: "key-b" })))).toEqual(needs);
  expect(said(await update({ ...config(), key: UNKNOWN }))).toEqual(needs);
  expect(said(await update(config()))).toEqual([]);
});

it("A plan says what is lost where it destroys", async () => {
  expect(said(await plan({ prior: config(RECORDED) }))).toEqual([
    expect.stringMatching(/^KmsWrappedKey "invoices": it takes the ciphertext out of the state/),
  ]);
});
