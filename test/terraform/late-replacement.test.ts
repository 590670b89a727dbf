import { defaultIbm } from "keysmith-emulator";
import type { Attributes, Planned, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { ToyService } from "../toy/service";
import { token } from "../toy/token";
import { toyVendor } from "../toy/vendor";
import { describeTerraform } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

const type = "keysmith_token";
const capabilities = { writeOnly: true };
const configOf = (shelf: string): Attributes => conform(resourceSchema(token), { shelf, label: `shop/${shelf}` });

// The engine stopped and called it a bug of the provider.
describe("a replacement that an apply comes to", () => {
  const vendor = toyVendor(new ToyService());
  const configured = async (): Promise<Provider> => {
    const provider = createProvider([vendor], { env: { TOY_REGION: "north", TOY_ROOM: "cellar" }, folder: "/shop" });
    await provider.configure({ config: { plain_secrets: true, stack: "shop" }, engineVersion: "1.12.0", capabilities });
    return provider;
  };
  const plan = (provider: Provider, prior: Attributes | null, config: Attributes): Promise<Planned> =>
    provider.planChange({ type, prior, proposed: config, config, private: new Uint8Array(), capabilities });
  const make = async (provider: Provider, shelf: string): Promise<Attributes> => {
    const config = configOf(shelf);
    const { planned, private: bytes = new Uint8Array() } = await plan(provider, null, config);
    const { state } = await provider.applyChange({ type, prior: null, planned, config, private: bytes });
    return state ?? {};
  };
  const moved = { ...configOf("other"), label: "shop/orders" };
  const said = ({ diagnostics }: Planned): string[] =>
    diagnostics.map(({ severity, summary }) => `${severity} ${summary}`);
  const LATE = expect.stringContaining("if this is shown in an apply, the engine stops there");

  it("is refused by an own error, where something was applied before, and changes nothing", async () => {
    const prior = await make(await configured(), "orders");
    const provider = await configured();
    await make(provider, "more");
    const answer = await plan(provider, prior, moved);
    expect(said(answer)).toEqual([
      'error Token "shop/orders" would have to be replaced, which the plan did not say, because the value that decides it was not known then: shelf changes from "orders" to "other"',
    ]);
    expect(answer).toMatchObject({ planned: prior });
    expect(answer.diagnostics[0]?.detail).toContain("the next run replaces it");
  });

  it("is planned as ever where nothing was, with a word on it where it was not read, as in a plan without a refresh", async () => {
    const prior = await make(await configured(), "orders");
    const unread = await plan(await configured(), prior, moved);
    expect([unread.requiresReplace, said(unread)]).toEqual([[["shelf"]], expect.arrayContaining([LATE])]);
    const provider = await configured();
    await provider.readResource({ type, state: prior, private: new Uint8Array() });
    const read = await plan(provider, prior, moved);
    expect([read.requiresReplace, said(read)]).toEqual([[["shelf"]], expect.not.arrayContaining([LATE])]);
  });
});

describeTerraform("a value that is known in the apply only, of what can't be changed in place", (engine) => {
  const program = (instance: string, more: string): string => `${head('stack = "shop"')}
resource "terraform_data" "instance" {
  input = "${instance}"
}
${more}
resource "keysmith_root_key" "key" {
  instance = terraform_data.instance.output
  name     = "payments"
  ${more === "" ? "" : "depends_on = [keysmith_key_ring.ring]"}
}
`;
  const RING = `resource "keysmith_key_ring" "ring" {
  name     = "payments"
  instance = "${defaultIbm.keyProtect}"
}`;

  it.each([
    ["after another resource", RING, "would have to be replaced, which the plan did not say"],
    [
      "as the first thing",
      "",
      engine.storesPlanned
        ? "would have to be replaced, which the plan did not say"
        : "if this is shown in an apply, the engine stops there",
    ],
  ])(
    "is explained, and the next run replaces it: %s",
    async (_, more, expected) => {
      const stage = await Stage.open(engine, () => program(defaultIbm.keyProtect, ""));
      try {
        await stage.workspace.apply();
        const before = stage.workspace.attributes("keysmith_root_key.key")["key_id"];
        stage.write(program(defaultIbm.keyProtectOther, more));
        const { exitCode, shown } = await stage.workspace.run(["apply", "-auto-approve"]);
        expect({ exitCode, shown }).toEqual({ exitCode: 1, shown: expect.stringContaining(expected) });
        expect(stage.workspace.attributes("keysmith_root_key.key")["key_id"]).toBe(before);
        if (more !== "") expect(shown).not.toContain("bug in the provider");
        expect((await stage.workspace.plan()).planned).toMatchObject({ "keysmith_root_key.key": "replace" });
      } finally {
        await stage.close();
      }
    },
    60_000,
  );
});
