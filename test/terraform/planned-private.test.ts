import type { Attributes, Planned, Provider, Recorded } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { ToyService } from "../toy/service";
import { token } from "../toy/token";
import { toyVendor } from "../toy/vendor";

// Terraform from 1.16 on says that it stores what a plan leaves, and hands that to the plan that it makes again when it applies, beside
// what the state has. It plans nothing again that isn't to change, and it asks no provider of an older kind anything else than before.

const type = "keysmith_token";
const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-01-11T00:00:00Z";
const LATER = "2026-02-01T00:00:00Z";
const NOTHING = new Uint8Array();
const configOf = (more: Attributes = {}): Attributes =>
  conform(resourceSchema(token), { shelf: "orders", label: "shop/orders", ...more });

describe.each([
  ["stores what a plan has left", true],
  ["does not", false],
] as const)("an engine that %s", (_, stores) => {
  const vendor = toyVendor(new ToyService());
  const capabilities = { writeOnly: true, ...(stores && { storesPlanned: true as const }) };

  const at = async (time: string): Promise<Provider> => {
    const env = { TOY_REGION: "north", TOY_ROOM: "cellar", KEYSMITH_AS_OF: time };
    const provider = createProvider([vendor], { env, folder: "/shop/prod" });
    const config = { plain_secrets: true, stack: "shop/prod" };
    await provider.configure({ config, engineVersion: stores ? "1.16.0" : "1.15.0", capabilities });
    return provider;
  };
  const planned = async (time: string, recorded: Recorded | undefined, config: Attributes, first?: Planned) =>
    (await at(time)).planChange({
      ...{ type, prior: recorded?.state ?? null, proposed: config, config, capabilities },
      private: recorded?.private ?? NOTHING,
      ...(stores && first?.private && { plannedPrivate: first.private }),
    });
  /** As the engine holds it against the provider. */
  const apply = async (time: string, recorded: Recorded | undefined, config: Attributes, first: Planned) => {
    const again = await planned(time, recorded, config, first);
    expect(again.planned).toEqual(first.planned);
    return (await at(time)).applyChange({
      ...{ type, prior: recorded?.state ?? null, planned: again.planned, config, private: again.private ?? NOTHING },
    });
  };
  const refreshed = async (time: string, { state, private: bytes = NOTHING }: Recorded): Promise<Recorded> =>
    (await at(time)).readResource({ type, state: state ?? {}, private: bytes });
  const make = async (): Promise<Recorded> =>
    apply(MADE, undefined, configOf(), await planned(MADE, undefined, configOf()));
  const version = ({ state, planned: will }: Partial<Recorded & Planned>) => (state ?? will)?.["version"];

  it("plans what is due after a refresh, and does that in the apply", async () => {
    const read = await refreshed(DUE, await make());
    const first = await planned(DUE, read, configOf());
    expect(first.planned).toMatchObject({ due: [] });
    expect(version(await apply(LATER, read, configOf(), first))).toBe(2);
  });

  it(stores ? "plans what is due without a refresh too" : "plans nothing that is due without a refresh", async () => {
    const made = await make();
    const first = await planned(DUE, made, configOf());
    if (!stores) expect(first.planned).toEqual(made.state);
    else {
      expect(first.diagnostics).toMatchObject([{ summary: expect.stringContaining(`due since ${DUE}`) }]);
      const done = await apply(LATER, made, configOf(), first);
      expect([version(done), done.state?.["due"]]).toEqual([2, []]);
    }
  });

  // Decided anew in the apply it would be a plan that differs: the engine called that a bug of the provider.
  it("does no more in the apply than was due when it was planned", async () => {
    const made = await make();
    const config = configOf({ friends: ["office"] });
    const first = await planned(MADE, await refreshed(MADE, made), config);
    const done = await apply(LATER, await refreshed(MADE, made), config, first);
    expect([version(done), done.state?.["friends"]]).toEqual([1, ["office"]]);
    const next = await planned(LATER, await refreshed(LATER, done), config);
    expect(version(await apply(LATER, await refreshed(LATER, done), config, next))).toBe(2);
  });

  it("changes nothing where nothing is due, and leaves what is noted then out of the state", async () => {
    const made = await make();
    const first = await planned("2026-01-10T23:59:59Z", made, configOf());
    expect(first.planned).toEqual(made.state);
    expect(await refreshed(MADE, made)).toEqual({ ...made, diagnostics: [] });
  });

  it("plans what a refresh has found on a clock that was set back since", async () => {
    const read = await refreshed(LATER, await make());
    expect(version(await apply(MADE, read, configOf(), await planned(MADE, read, configOf())))).toBe(2);
  });

  if (!stores) return;

  // The warning said that the engine would stop "if this is shown in an apply": whether it is one, the engine tells here.
  it("is told of a replacement that it can't have in an apply there alone", async () => {
    const made = await make();
    const other = configOf({ shelf: "other" });
    const fresh = await planned(MADE, made, other);
    expect(fresh.diagnostics.map(({ summary }) => summary).join()).not.toContain("if this is shown in an apply");
    const first = await planned(MADE, made, configOf({ friends: ["office"] }));
    const again = await planned(MADE, made, other, first);
    expect(again.diagnostics).toMatchObject([
      { severity: "error", summary: expect.stringContaining("would have to be replaced") },
    ]);
  });
});
