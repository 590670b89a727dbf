import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { seal } from "../../src/sealing/seal";
import { readPrivate } from "../../src/terraform/private-record";
import type { Attributes, Provider, Recorded } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { ToyService } from "../toy/service";
import { token } from "../toy/token";
import { toyVendor } from "../toy/vendor";
import { ageKeyPair, type KeyPair } from "./engines/age";

// States that somebody has edited, cut or mixed up: what refreshes, plans and openings say of them.

const type = "keysmith_token";
const capabilities = { writeOnly: true };
const NOW = "2026-01-01T00:00:00Z";
const configOf = (shelf: string): Attributes => conform(resourceSchema(token), { shelf, label: `shop/${shelf}` });

let [mine, other]: readonly KeyPair[] = [];
const service = new ToyService();

beforeAll(async () => {
  [mine, other] = [await ageKeyPair(), await ageKeyPair()];
});

async function providerFor(sealTo = mine?.recipient ?? "", identity = mine?.identity ?? ""): Promise<Provider> {
  const env = { TOY_REGION: "north", TOY_ROOM: "cellar", KEYSMITH_AS_OF: NOW, KEYSMITH_AGE_IDENTITY: identity };
  const provider = createProvider([toyVendor(service)], { env, folder: "/shop/prod" });
  await provider.configure({ config: { seal_to: [sealTo] }, engineVersion: "1.12.0", capabilities });
  return provider;
}

async function made(shelf: string): Promise<Recorded> {
  const config = configOf(shelf);
  const provider = await providerFor();
  const asked = { type, prior: null, proposed: config, config, private: new Uint8Array(), capabilities };
  const { planned } = await provider.planChange(asked);
  return provider.applyChange({ type, prior: null, planned, config, private: new Uint8Array() });
}

const refreshed = async (
  { state, private: bytes = new Uint8Array() }: Recorded,
  provider?: Provider,
): Promise<Recorded> => (provider ?? (await providerFor())).readResource({ type, state: state ?? {}, private: bytes });

const linesOf = ({ diagnostics }: Recorded): string =>
  diagnostics.map(({ severity, summary, detail = "" }) => `${severity}: ${summary} ${detail}`).join("\n");

const withSealed = (recorded: Recorded, sealed: string): Recorded => ({
  ...recorded,
  state: { ...recorded.state, sealed },
});

const sealedIn = ({ state }: Recorded): string => String(state?.["sealed"]);

describe("a sealed text", () => {
  it("is told to be another's by a refresh, and that is all that is said of a right one", async () => {
    const [orders, billing] = [await made("orders"), await made("billing")];
    expect(linesOf(await refreshed(orders))).toBe("");
    const swapped = await refreshed(withSealed(orders, sealedIn(billing)));
    expect(linesOf(swapped)).toMatch(/^warning: Token "shop\/orders": the sealed text .* is not the one .*Restore/);
    expect(linesOf(await refreshed(swapped))).toMatch(/is not the one/);
  });

  it("is told to be cut, also where an earlier version has kept no mark of it", async () => {
    const orders = await made("orders");
    const [old, lines] = [{ state: orders.state, diagnostics: [] }, sealedIn(orders).trimEnd().split("\n")];
    expect(linesOf(await refreshed(old))).toBe("");
    for (const cut of [lines.slice(0, -1), [...lines.slice(0, -2), lines.at(-1)], [lines[0], lines.at(-1)]]) {
      const text = cut.join("\n");
      expect(linesOf(await refreshed(withSealed(orders, text)))).toMatch(/warning: .*was cut/);
    }
    expect(linesOf(await refreshed(withSealed(old, lines.slice(0, -1).join("\n"))))).toMatch(/warning: .*was cut/);
  });

  it("is refused to be sealed anew for another", async () => {
    const [orders, billing] = [await made("orders"), await made("billing")];
    const { sealedTo = "" } = readPrivate(orders.private);
    // As an earlier version kept it, or somebody who edits both: with no mark of the text.
    const swapped = { ...withSealed(orders, sealedIn(billing)), private: Buffer.from(JSON.stringify({ sealedTo })) };
    const told = await refreshed(swapped, await providerFor(other?.recipient, mine?.identity));
    expect(linesOf(told)).toMatch(
      /the sealed text is another resource's: it belongs to "keysmith_token" "shop\/billing\/T\d+"/,
    );
    expect(readPrivate(told.private).resealTo).toBeUndefined();
    const right = await refreshed(orders, await providerFor(other?.recipient, mine?.identity));
    expect(readPrivate(right.private).resealTo).toBeDefined();
  });

  it("is refused by who asks for another's, and else opened", async () => {
    const orders = await made("orders");
    const provider = await providerFor();
    const opened = (of: string | null) =>
      provider.openEphemeral({ type: "keysmith_opened", config: { sealed: sealedIn(orders), of }, capabilities });
    const right = `shop/orders/${String(orders.state?.["token_id"])}`;
    expect((await opened(right)).result).toMatchObject({ values: { token: expect.any(String) } });
    expect((await opened(null)).result).toMatchObject({ values: { token: expect.any(String) } });
    await expect(opened("shop/billing/T1")).rejects.toThrow("the sealed text is another resource's");
  });

  it("of an earlier version is opened, whoever is asked for", async () => {
    const old = await seal({ token: new Secret("t") }, [mine?.recipient ?? ""]);
    const identities = [new Secret(mine?.identity ?? "")];
    expect((await open(old, identities, { type, id: "shop/orders/T1" }))["token"]?.reveal()).toBe("t");
  });
});

describe("a record that somebody has edited", () => {
  it.each<[string, Attributes, string]>([
    ["a text for a number", { version: "three" }, "its recorded version is of a wrong type"],
    ["a number for a text", { rotate_at: 7 }, "its recorded rotate_at is of a wrong type"],
    ["an object for a list", { previous: {} }, "its recorded previous is of a wrong type"],
    ["a text for an object", { previous: ["T1"] }, "its recorded previous is of a wrong type"],
    ["a wrong type inside", { limits: { days: true } }, "its recorded limits.days is of a wrong type"],
    ["a list of something else", { friends: [1] }, "its recorded friends is of a wrong type"],
  ])("is refused with %s, and named", async (_what, edit, words) => {
    const { state } = await made("orders");
    const json = { ...state, ...edit };
    const upgraded = (await providerFor()).upgradeState({ type, version: 0, json });
    await expect(upgraded).rejects.toThrow(`keysmith_token "shop/orders": ${words}. If the state was edited`);
  });

  it("is refused where a time is none, in refresh, plan and destroy", async () => {
    const orders = await made("orders");
    const edited = { ...orders, state: { ...orders.state, rotate_at: "soon" } };
    const words = 'Token "shop/orders": its record can\'t be used (not a time: "soon")';
    const read = await refreshed(edited);
    expect(linesOf(read)).toContain(`error: ${words}`);
    expect(read.state).toEqual(edited.state);
    const config = configOf("orders");
    const dueAt = Buffer.from(JSON.stringify({ dueAt: NOW }));
    const asked = { type, prior: edited.state ?? null, proposed: config, config, private: dueAt, capabilities };
    await expect((await providerFor()).planChange(asked)).rejects.toThrow(words);
  });

  it.each(["{", "[]", '{"dueAt":7}', "null", "\u0000"])("is refused with %j for private data", async (text) => {
    const orders = await made("orders");
    const edited = { ...orders, private: Buffer.from(text) };
    const words = 'Token "shop/orders": its record can\'t be used (its private data was cut or edited)';
    expect(linesOf(await refreshed(edited))).toContain(words);
    const config = configOf("orders");
    const asked = { type, prior: edited.state ?? null, config, private: edited.private, capabilities };
    await expect((await providerFor()).planChange({ ...asked, proposed: config })).rejects.toThrow(words);
    const destroyed = (await providerFor()).applyChange({ ...asked, planned: null });
    await expect(destroyed).rejects.toThrow(words);
  });
});
