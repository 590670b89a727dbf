import { defaultIbm } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import { vendors } from "../../src/catalog";
import { resourceType } from "../../src/terraform/names";
import type { Attributes, Provider, Recorded } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { keyOf } from "../lifecycle/engine";
import { subjectOf } from "../lifecycle/fleet-subject";
import { prerequisites } from "../lifecycle/prerequisites";
import { definitions, find, MADE } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

// What tells an object from all others: the calls as engines make them that keep identities, Terraform and OpenTofu from 1.12 on.

const ACCOUNT = "1000000000000001";
const capabilities = { writeOnly: true };
const nothing = { diagnostics: [] };

let services: EmulatedServices;

function withServices(): void {
  beforeAll(async () => {
    services = await startEmulated(MADE);
  });
  afterAll(() => services.emulator.close());
}

async function configured(env: Readonly<Record<string, string>> = {}): Promise<Provider> {
  const all = { ...services.env, KEYSMITH_AS_OF: MADE, ...env };
  Object.assign(process.env, all);
  const provider = createProvider(vendors, { env: all, folder: "/shop" });
  const config: Attributes = { plain_secrets: true, stack: "shop" };
  expect(await provider.validateProvider(config)).toEqual(nothing);
  expect(await provider.configure({ config, engineVersion: "1.12.0", capabilities })).toMatchObject({});
  return provider;
}

/** As an engine imports: first the id or the identity, then a refresh with what that answered. */
async function imported(provider: Provider, type: string, identity: Attributes): Promise<Recorded> {
  const schema = provider.schema().identities[type]?.attributes ?? [];
  const whole: Attributes = Object.fromEntries(schema.map(({ name }) => [name, identity[name] ?? null]));
  const { imported: found, diagnostics } = await provider.importState({ type, id: "", identity: whole });
  expect(diagnostics).toEqual([]);
  const [one] = found;
  if (!one) throw new Error("nothing is imported");
  return provider.readResource({ ...one, private: one.private ?? new Uint8Array(), identity: one.identity ?? null });
}

const errorsOf = ({ diagnostics }: Pick<Recorded, "diagnostics">): string =>
  diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ summary, detail }) => `${summary}. ${detail}`)
    .join();

/** What only a state keeps has none: there is nothing to import by it. */
const identified = definitions.filter((definition) => definition.identity);

describe.each(identified.map((definition) => [definition.name, definition] as const))("%s", (name, definition) => {
  const subject = subjectOf(definition);
  const key = keyOf(subject);
  const type = resourceType(definition);
  let engine: CallingEngine;
  let identity: Attributes;
  let state: Attributes;

  withServices();
  beforeAll(async () => {
    engine = new CallingEngine(services.env, MADE);
    await engine.up([...prerequisites(definition), subject]);
    [identity, state] = [engine.identity(key) ?? {}, engine.state(key) ?? {}];
  }, 60_000);

  it("has an identity of its account, its place and its name or id", () => {
    const { identities } = createProvider(vendors, { env: {} }).schema();
    const names = identities[type]?.attributes.map((each) => each.name) ?? [];
    expect(names.length).toBeGreaterThan(1);
    expect(Object.keys(identity).filter((each) => !names.includes(each))).toEqual([]);
    expect(identity["account"]).toEqual(accountIn(name));
    for (const each of identities[type]?.attributes ?? [])
      if (each.required) expect(identity[each.name]).toEqual(expect.any(String));
  });

  it("keeps it over refreshes and the same program, and the engine's next version of it", async () => {
    await engine.up([...prerequisites(definition), subject]);
    expect(engine.identity(key)).toEqual(identity);
    const provider = createProvider(vendors, { env: {} });
    expect(await provider.upgradeIdentity({ type, version: 0, json: identity })).toEqual(identity);
    await expect(provider.upgradeIdentity({ type, version: 1, json: identity })).rejects.toThrow("newer version");
  });

  it("is imported by it, and is the same object", async () => {
    const found = await imported(await configured(), type, identity);
    expect(errorsOf(found)).toBe("");
    expect(found.identity).toEqual(identity);
    const named = Object.keys(identity).filter((each) => each !== "account");
    const said = (of: Attributes | null): unknown => named.map((each) => of?.[each]);
    expect(said(found.state)).toEqual(said(identity));
  });

  it("is imported without what the provider's block or the environment says", async () => {
    const { identities } = createProvider(vendors, { env: {} }).schema();
    const required = identities[type]?.attributes.filter((each) => each.required) ?? [];
    const least: Attributes = Object.fromEntries(required.map((each) => [each.name, identity[each.name] ?? null]));
    const env = instanceOf(state);
    const found = await imported(await configured(env), type, least);
    expect(errorsOf(found)).toBe("");
    expect(found.identity).toEqual(identity);
  });

  it("is not imported by an identity that leaves out what nothing else tells", async () => {
    const provider = await configured();
    const refused = provider.importState({ type, id: "", identity: {} });
    await expect(refused).rejects.toThrow("is missing from the identity");
  });

  if (accountIn(name) === undefined) return;
  it("is not imported by an identity of another account, nor refreshed by one", async () => {
    const provider = await configured(instanceOf(state));
    const theirs = { ...identity, account: "9".repeat(16) };
    expect(await imported(provider, type, theirs).then(errorsOf, String)).toContain(
      `its identity names the account ${"9".repeat(16)}`,
    );
    const read = await provider.readResource({ type, state, private: new Uint8Array(), identity: theirs });
    expect(errorsOf(read)).toContain(`its identity names the account ${"9".repeat(16)}`);
    expect(read.state).toEqual(state);
  });
});

/** Nobody tells a person, who is a member of several, whose an App Configuration instance is that is named by its GUID. */
function accountIn(name: string): unknown {
  if (name === "AppConfigIntegration") return undefined;
  const isOfAlibaba = alibaba.definitions.some((each) => each.name === name);
  return isOfAlibaba ? ACCOUNT : expect.stringMatching(/^\w{32}$/);
}

/** The settings that the object of a state is found by. */
function instanceOf({ instance }: Attributes): Record<string, string> {
  return { KEYSMITH_IBM_INSTANCE: typeof instance === "string" ? instance : defaultIbm.keyProtect };
}

describe("the identity of what a rotation replaces", () => {
  beforeEach(async () => {
    services = await startEmulated(MADE);
  });
  afterEach(() => services.emulator.close());

  // Once, a rotation was planned with the identity of the old key, and another one came of it.
  it("is not promised by the plan of a rotation, and is the new key's after it", async () => {
    const definition = find("ClientKey");
    const subject = subjectOf(definition);
    const key = keyOf(subject);
    const program = [...prerequisites(definition), subject];
    const engine = new CallingEngine(services.env, MADE);
    const idOf = (): unknown => engine.state(key)?.["client_key_id"];
    await engine.up(program);
    const first = idOf();
    expect(engine.identity(key)).toEqual({ account: ACCOUNT, region: "cn-hangzhou", client_key_id: first });
    engine.at(String(engine.state(key)?.["rotate_at"]));
    expect((await engine.up(program))[key]).toBe("update");
    expect(idOf()).not.toBe(first);
    expect(engine.identity(key)).toEqual({ account: ACCOUNT, region: "cn-hangzhou", client_key_id: idOf() });
    // As after an old state was restored: the record of the identity is older than that of the key.
    engine.edit(key, (kept) => ({ ...kept, identity: { ...kept.identity, client_key_id: String(first) } }));
    await engine.refresh();
    expect(engine.identity(key)).toMatchObject({ client_key_id: idOf() });
  });

  it.each([
    ["ClientKey", { rotation: { trigger: "again" } }, undefined],
    ["ClientKey", { rotation: { overlap: "P3D" } }, "recorded"],
    ["NetworkRule", { description: "another" }, "recorded"],
  ])("is planned of a %s with %j as it is known", async (name, more, planned) => {
    const definition = find(name);
    const subject = subjectOf(definition);
    const engine = new CallingEngine(services.env, MADE);
    await engine.up([...prerequisites(definition), subject]);
    const changed = { ...subject, args: { ...subject.args, ...more } };
    const { steps } = await engine.plan([...prerequisites(definition), changed]);
    const step = steps.find(({ declared }) => declared === changed);
    expect(step).toMatchObject({ action: "update" });
    expect(step?.identity).toEqual(planned && engine.identity(keyOf(subject)));
  });
});

describe("an identity without an account, as STS may not be asked", () => {
  withServices();

  it("is refreshed, and says it as soon as the service does", async () => {
    const provider = await configured();
    const type = "keysmith_network_rule";
    const engine = new CallingEngine(services.env, MADE);
    const rule = { type: "NetworkRule", name: "late", args: { sourcePrivateIps: ["10.0.0.0/24"] } };
    await engine.up([rule]);
    const state = engine.state(keyOf(rule)) ?? {};
    const identity = { account: null, region: "cn-hangzhou", name: "late" };
    const read = await provider.readResource({ type, state, private: new Uint8Array(), identity });
    expect(read.identity).toEqual({ account: ACCOUNT, region: "cn-hangzhou", name: "late" });
  });
});

it("nothing is imported by an identity that its kind doesn't have", async () => {
  const provider = createProvider(vendors, { env: {} });
  const refused = async () => provider.importState({ type: "keysmith_wrapped_key", id: "", identity: {} });
  await expect(refused()).rejects.toThrow('the id "" is not of the form <key>');
});

// A bug: both had the same default label, a run says each sentence once, and so nobody was told of the second.
it("of two client keys of one access point, both are said to have secrets that nobody can tell", async () => {
  const { emulator, env } = await startEmulated(MADE);
  try {
    await emulator.alibaba.call("CreateApplicationAccessPoint", {
      Name: "orders-app",
      AuthenticationMethod: "ClientKey",
      Policies: '["orders"]',
    });
    const provider = await configured(env);
    for (const NotBefore of ["2025-06-01T12:30:15Z", "2025-07-01T12:30:15Z"]) {
      const key = { AapName: "orders-app", Password: "Stranger-1", NotBefore, NotAfter: "2028-06-01T12:30:15Z" };
      const { ClientKeyId: client_key_id } = await emulator.alibaba.call("CreateClientKey", key);
      const identity = { region: "cn-hangzhou", client_key_id: String(client_key_id) };
      const { diagnostics } = await imported(provider, "keysmith_client_key", identity);
      const said = expect.stringContaining(`${JSON.stringify(client_key_id)} is adopted, but its client_key`);
      expect(diagnostics).toContainEqual(expect.objectContaining({ severity: "warning", summary: said }));
    }
  } finally {
    await emulator.close();
  }
});
