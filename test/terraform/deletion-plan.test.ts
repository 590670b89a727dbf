import { vendors } from "../../src/catalog";
import type { Definition, Vendor } from "../../src/core/definition";
import { appConfigIntegration } from "../../src/ibm/app-config/lifecycle";
import { resourceType } from "../../src/terraform/names";
import type { Attributes, Planned, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { keyCrn } from "../ibm/iam/authorization/samples";

// Once, a destroy had deleted other things, secrets among them, before it came to what is not deleted.

const REFUSED = expect.stringContaining('the integration "flags" is not deleted');
const type = resourceType(appConfigIntegration);
const capabilities = { writeOnly: true };

let provider: Provider;

beforeEach(async () => {
  provider = createProvider(vendors.map(asRecorded), { env: {}, folder: "/shop/prod" });
  await provider.configure({ config: { stack: "shop" }, engineVersion: "1.12.0", capabilities });
});

/** The vendor whose services have everything as it is recorded. */
function asRecorded(vendor: Vendor): Vendor {
  const definitions = vendor.definitions.map(
    (definition): Definition => ({ ...definition, read: async (_, state) => state }),
  );
  return { ...vendor, definitions, connect: () => ({}) };
}

function attributes(allowed: boolean): Attributes {
  return conform(resourceSchema(appConfigIntegration), {
    app_config: "0a1b0000-0004-4000-8000-00000000e001",
    region: "us-south",
    integration_id: "flags",
    root_key: keyCrn(),
    authorization: "33333333-3333-4333-8333-333333333333",
    allow_replace: allowed,
    key_status: "USABLE",
  });
}

async function plan(request: Partial<Parameters<Provider["planChange"]>[0]>): Promise<Planned> {
  const nothing = { prior: null, proposed: null, config: null, private: new Uint8Array() };
  return provider.planChange({ type, capabilities, ...nothing, ...request });
}

const errors = ({ diagnostics }: Planned): readonly string[] =>
  diagnostics.flatMap(({ severity, summary }) => (severity === "error" ? [summary] : []));

it("A plan refuses to destroy what is recorded not to be deleted", async () => {
  expect(errors(await plan({ prior: attributes(false) }))).toEqual([REFUSED]);
  expect(errors(await plan({ prior: attributes(true) }))).toEqual([]);
});

it("A plan refuses to replace it, where the user asks for that", async () => {
  const forced = async (prior: boolean, wanted: boolean): Promise<readonly string[]> => {
    const config = attributes(wanted);
    const first = await plan({ prior: attributes(prior), proposed: config, config });
    // The engine hands what the plan of the old object left to the plan of the new one.
    return errors(await plan({ proposed: config, config, private: first.private ?? new Uint8Array() }));
  };
  expect(await forced(false, true)).toEqual([REFUSED]);
  expect(await forced(true, true)).toEqual([]);
});

// It came in the apply only: the engine had deleted other things by then.
it.each([
  [true, []],
  [false, [REFUSED]],
])(
  "A plan refuses to replace it, where it is tainted and a refresh has read it: allowed %s",
  async (allowed, refused) => {
    await provider.readResource({ type, state: attributes(allowed), private: new Uint8Array() });
    const config = attributes(true);
    const planned = await plan({ proposed: config, config });
    expect(errors(planned)).toEqual(refused);
    // What the program says now counts only once the object is taken for whole again.
    if (!allowed) expect(JSON.stringify(planned.diagnostics)).toContain("terraform untaint");
  },
);
