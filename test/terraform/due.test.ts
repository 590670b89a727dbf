import { PartialError } from "../../src/core/errors";
import type { Attributes, Provider, Recorded } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { ToyService } from "../toy/service";
import { token } from "../toy/token";
import { toys, toyVendor } from "../toy/vendor";

const type = "keysmith_token";
const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-01-11T00:00:00Z";
const REASON = { code: "rotate", message: `due since ${DUE}` };
const capabilities = { writeOnly: true };

const configOf = (more: Attributes = {}): Attributes =>
  conform(resourceSchema(token), { shelf: "orders", label: "shop/orders", ...more });

describe("the attribute due", () => {
  const service = new ToyService();
  const vendor = {
    ...toyVendor(service),
    definitions: toys.map((toy): typeof toy => ({
      ...toy,
      update: async (context, prior, inputs, reasons) => {
        const { shelf } = inputs as { readonly shelf?: string };
        if (shelf === "early") throw new PartialError("there was no room", "Make some.", { friends: [] }, undefined);
        return toy.update(context, prior, inputs, reasons);
      },
    })),
  };

  /** The engine configures another process for each of its commands. */
  const at = async (time: string): Promise<Provider> => {
    const env = { TOY_REGION: "north", TOY_ROOM: "cellar", KEYSMITH_AS_OF: time };
    const provider = createProvider([vendor], { env, folder: "/shop/prod" });
    await provider.configure({
      config: { plain_secrets: true, stack: "shop/prod" },
      engineVersion: "1.12.0",
      capabilities,
    });
    return provider;
  };
  const planOf = (provider: Provider, recorded: Recorded | undefined, config: Attributes) =>
    provider.planChange({
      type,
      prior: recorded?.state ?? null,
      proposed: config,
      config,
      private: recorded?.private ?? new Uint8Array(),
      capabilities,
    });
  const apply = async (time: string, recorded: Recorded | undefined, config: Attributes): Promise<Recorded> => {
    const planned = await planOf(await at(time), recorded, config);
    const again = await planOf(await at(time), recorded, config);
    expect(again.planned).toEqual(planned.planned);
    const done = await (await at(time)).applyChange({
      type,
      prior: recorded?.state ?? null,
      planned: planned.planned,
      config,
      private: planned.private ?? new Uint8Array(),
    });
    return done;
  };
  const refreshed = async (time: string, { state, private: bytes = new Uint8Array() }: Recorded): Promise<Recorded> =>
    (await at(time)).readResource({ type, state: state ?? {}, private: bytes });

  it("is empty when a resource is made, and until a refresh finds something", async () => {
    const made = await apply(MADE, undefined, configOf());
    expect(made.state).toMatchObject({ due: [] });
    expect((await refreshed("2026-01-10T23:59:59Z", made)).state).toMatchObject({ due: [] });
  });

  it("says why in the state once it is refreshed, is planned as empty, and is recorded as it was planned", async () => {
    const due = await refreshed(DUE, await apply(MADE, undefined, configOf()));
    expect(due.state).toMatchObject({ due: [REASON] });
    expect((await planOf(await at(DUE), due, configOf())).planned).toMatchObject({ due: [] });
    expect((await apply(DUE, due, configOf())).state).toMatchObject({ due: [], version: 2 });
  });

  it("stays the same in every refresh until more is due", async () => {
    const due = await refreshed(DUE, await apply(MADE, undefined, configOf()));
    const later = await refreshed("2026-02-01T00:00:00Z", due);
    expect([later.state, later.private]).toEqual([due.state, due.private]);
  });

  it("stays as it was where nothing changes, also in a state of a version that did not have it", async () => {
    const { state, private: bytes } = await apply(MADE, undefined, configOf());
    const { due: _, ...old } = state ?? {};
    const upgraded = await (await at(DUE)).upgradeState({ type, version: 0, json: old });
    const recorded = { ...upgraded, private: bytes ?? new Uint8Array() };
    expect(recorded.state).toMatchObject({ due: null });
    // Without a refresh: nothing is known to be due, whatever the time.
    expect((await planOf(await at(DUE), recorded, configOf())).planned).toEqual(recorded.state);
    const without = { ...recorded, state: { ...recorded.state, due: [REASON] } };
    expect((await planOf(await at(DUE), without, configOf())).planned).toEqual(without.state);
    const read = await refreshed(MADE, recorded);
    expect(read.state).toEqual({ ...recorded.state, due: [] });
    expect((await planOf(await at(MADE), read, configOf())).planned).toEqual(read.state);
  });

  // Planned as empty, it would be an inconsistent plan if what isn't known turned out to change nothing.
  it("is planned for a change without a refresh as the older state has it", async () => {
    const made = await apply(MADE, undefined, configOf());
    const old = { ...made, state: { ...made.state, due: null } };
    const changed = await apply(MADE, old, configOf({ friends: ["office"] }));
    expect(changed.state).toMatchObject({ due: null, friends: ["office"] });
  });

  it("tells after a change that was not finished what is due still", async () => {
    const config = configOf({ shelf: "early", label: "shop/early" });
    const due = await refreshed(DUE, await apply(MADE, undefined, config));
    const half = await apply("2026-01-12T00:00:00Z", due, config);
    expect(half.diagnostics).toMatchObject([{ severity: "error", summary: "there was no room" }]);
    expect(half.state).toMatchObject({ due: [REASON] });
    expect((await planOf(await at(DUE), half, config)).planned).toMatchObject({ due: [] });
  });
});

it("only resources of which something can be due have the attribute", () => {
  const named = toys.map((toy) => [toy.name, resourceSchema(toy).attributes.some(({ name }) => name === "due")]);
  expect(Object.fromEntries(named)).toMatchObject({ Token: true, Shelf: false });
});
