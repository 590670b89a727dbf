import { ConflictError } from "../../src/core/errors";
import { functionType, resourceType } from "../../src/terraform/names";
import type { Attributes, Provider, Recorded } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { getShelf } from "../toy/functions";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { token } from "../toy/token";
import { toyVendor } from "../toy/vendor";

// With -minimal-refresh, Terraform from 1.17 on plans a resource first as it is recorded. Where that changes it, it refreshes and plans
// once more, and that plan counts.

const capabilities = { writeOnly: true };
const NOTHING = new Uint8Array();
const ASKED = { type: functionType(getShelf), config: { shelf: "orders", region: "north" }, capabilities };

let provider: Provider;
let recorded: { readonly shelf: Recorded; readonly token: Recorded };

const shelfConfig = (colour: string): Attributes =>
  conform(resourceSchema(shelf), { name: "orders", colour, region: "north" });
const tokenConfig = conform(resourceSchema(token), { shelf: "orders", label: "shop/orders", region: "north" });
const plan = (type: string, config: Attributes, { state, private: bytes = NOTHING }: Partial<Recorded> = {}) =>
  provider.planChange({ type, prior: state ?? null, proposed: config, config, private: bytes, capabilities });
const planShelf = (colour: string) => plan(resourceType(shelf), shelfConfig(colour), recorded.shelf);

async function make(type: string, config: Attributes): Promise<Recorded> {
  const { planned, private: bytes = NOTHING } = await plan(type, config);
  return provider.applyChange({ type, prior: null, planned, config, private: bytes });
}

beforeEach(async () => {
  const refuse = async (): Promise<never> => {
    throw new ConflictError("the shelf is locked", "Unlock it.");
  };
  const vendor = { ...toyVendor(new ToyService()), functions: [{ ...getShelf, call: refuse }] };
  provider = createProvider([vendor], { env: { TOY_REGION: "north", TOY_ROOM: "cellar" }, folder: "/shop" });
  const config = { plain_secrets: true, stack: "shop" };
  await provider.configure({ config, engineVersion: "1.17.0", capabilities });
  recorded = {
    shelf: await make(resourceType(shelf), shelfConfig("red")),
    token: await make(resourceType(token), tokenConfig),
  };
});

// Once, the first plan stayed noted, and what is asked of the service was put off for a change that never came.
it("counts a resource as one to be changed until it is planned once more, and is not", async () => {
  await planShelf("green");
  expect((await provider.openEphemeral(ASKED)).diagnostics).toMatchObject([
    { severity: "warning", summary: expect.stringContaining("is asked again when") },
  ]);
  await planShelf("red");
  await expect(provider.openEphemeral(ASKED)).rejects.toThrow("the shelf is locked");
});

it("still counts it when another resource that names it is not changed", async () => {
  await planShelf("green");
  await plan(resourceType(token), tokenConfig, recorded.token);
  expect((await provider.openEphemeral(ASKED)).diagnostics).toHaveLength(1);
});
