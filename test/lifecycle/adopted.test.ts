import { defaultIbm } from "keysmith-emulator";
import { planProblems } from "../../src/core/checks";
import type { Values } from "../../src/core/definition";
import { requireInputs } from "../../src/core/validate";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { type Adaptor, pulumiAdaptor, terraformAdaptor } from "../support/adaptors";
import { type EmulatedServices, startEmulated } from "./services";

// A client key, a root key and a standard key that somebody else has made: a program names them, in the same words on every engine.

const MADE = "2026-01-01T00:00:00Z";
const PAYLOAD = "MDEyMzQ1Njc4OWFiY2RlZg==";
let services: EmulatedServices;
let shown: string[];

beforeEach(async () => {
  services = await startEmulated(MADE);
  shown = [];
});
afterEach(() => services.emulator.close());

const ADAPTORS = {
  Pulumi: (env, warn) => pulumiAdaptor(env, warn),
  Terraform: (env, warn) => terraformAdaptor(env, { plain_secrets: true }, warn),
} satisfies Record<string, (env: Record<string, string>, warn: (line: string) => void) => Adaptor>;

async function clientKeyElsewhere(): Promise<string> {
  const { alibaba } = services.emulator;
  await alibaba.call("CreateApplicationAccessPoint", {
    Name: "orders-app",
    AuthenticationMethod: "ClientKey",
    Policies: '["orders"]',
  });
  const { ClientKeyId } = await alibaba.call("CreateClientKey", {
    AapName: "orders-app",
    Password: "Stranger-1",
    NotBefore: "2025-06-01T12:30:15Z",
    NotAfter: "2028-06-01T12:30:15Z",
  });
  return String(ClientKeyId);
}

async function keyElsewhere(resource: Values): Promise<string> {
  const type = "application/vnd.ibm.kms.key+json";
  const body = { metadata: { collectionType: type, collectionTotal: 1 }, resources: [{ type, ...resource }] };
  const { body: reply } = await services.emulator.ibm.request("POST", "/api/v2/keys", { body });
  return String((reply as { resources: { id: string }[] }).resources[0]?.id);
}

async function writes(): Promise<string[]> {
  const calls = await services.emulator.calls();
  await services.emulator.clearCalls();
  return calls
    .map(({ operation }) => operation)
    .filter((name) => /^(create|Create|update|patch|move|rotate)/.test(name));
}

describe.each(Object.entries(ADAPTORS))("on %s", (engine, adaptorFor) => {
  const start = (): Adaptor => adaptorFor({ ...services.env, KEYSMITH_AS_OF: MADE }, (line) => void shown.push(line));
  const inState = (name: string): string =>
    engine === "Pulumi" ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  it("a client key is adopted as it is, and its secrets are known to nobody until it rotates", async () => {
    const id = await clientKeyElsewhere();
    await services.emulator.clearCalls();
    const [adaptor, label] = [start(), "shop/prod/orders"];
    const given = { accessPoint: "orders-app", label, adopt: `orders-app/${id}` };
    const { state, ...kept } = await adaptor.create("ClientKey", given);
    expect(await writes()).toEqual([]);
    expect(state).toMatchObject({
      [inState("clientKeyId")]: id,
      [inState("notAfter")]: "2028-06-01T12:30:15Z",
      [inState("rotateAt")]: "2028-05-02T12:30:15Z",
      version: 1,
    });
    expect(state[inState("clientKeyContent")] ?? null).toBeNull();
    if (engine === "Terraform") expect(state).toMatchObject({ secret_known: false });
    expect(shown.join()).toMatch(/orders-app\/KAAP.*adopted, but its client_?\w+ and password can't be known/);
    expect(await adaptor.plan("ClientKey", { state, ...kept }, given)).toBe("none");
    expect(await adaptor.plan("ClientKey", { state, ...kept }, { accessPoint: "orders-app", label })).toBe("none");
  });

  it("a password that is given for it is taken for its own, and doesn't make the rest known", async () => {
    const id = await clientKeyElsewhere();
    await services.emulator.clearCalls();
    const [adaptor, label] = [start(), "shop/prod/orders"];
    const given = { accessPoint: "orders-app", label, password: "Stranger-1", adopt: `orders-app/${id}` };
    const made = await adaptor.create("ClientKey", given);
    expect(await writes()).toEqual([]);
    expect(made.state[inState("clientKeyContent")] ?? null).toBeNull();
    expect(made.state["secret_known"] ?? false).toBe(false);
    expect(await adaptor.plan("ClientKey", made, given)).toBe("none");
  });

  it("a key that can only half be brought to what is asked for is recorded, and not made anew", async () => {
    const id = await keyElsewhere({ name: "payments", extractable: false });
    await keyElsewhere({ name: "other", extractable: false, aliases: ["payments"] });
    await services.emulator.clearCalls();
    const given = { name: "payments", aliases: ["pay", "payments"], label: "shop/prod/payments", adopt: id };
    await expect(start().create("RootKey", given)).rejects.toThrow("is not complete yet");
    expect(await writes()).not.toContain("createKey");
  });

  it("a root key is adopted, and brought to what the program asks for", async () => {
    const id = await keyElsewhere({ name: "payments", extractable: false });
    await services.emulator.clearCalls();
    const adaptor = start();
    const given = { name: "payments", aliases: ["payments"], label: "shop/prod/payments", adopt: id };
    const { state, ...kept } = await adaptor.create("RootKey", given);
    expect(await writes()).toEqual(["createKeyAlias"]);
    expect(state).toMatchObject({ [inState("keyId")]: id, aliases: ["payments"], generate: true, version: 1 });
    expect(await adaptor.plan("RootKey", { state, ...kept }, given)).toBe("none");
  });

  it("a key that was adopted is replaced by another one, and not by itself", async () => {
    const adopt = await keyElsewhere({ name: "payments", extractable: false });
    const given = { name: "payments", instance: defaultIbm.keyProtect, label: "shop/prod/payments", adopt };
    const made = await start().create("RootKey", given);
    const problems = (change: Values): unknown => {
      const desired = requireInputs(rootKey, "", { ...given, ...change });
      return planProblems(rootKey, requireInputs(rootKey, "", given), desired, new Date(MADE));
    };
    const renamed = { name: "orders" };
    expect(problems(renamed)).toMatchObject([{ field: "adopt", reason: expect.stringMatching("leave it out") }]);
    expect(problems({ ...renamed, adopt: undefined })).toEqual([]);
    expect(problems({ aliases: ["payments"] })).toEqual([]);
    const planned = start().plan("RootKey", made, { ...given, ...renamed });
    await expect(planned).rejects.toThrow("names the object that would be replaced");
  });

  it("a standard key is adopted with its secret, by its CRN too", async () => {
    const id = await keyElsewhere({ name: "webhook", extractable: true, payload: PAYLOAD });
    await services.emulator.clearCalls();
    const adopt = defaultIbm.keyProtect.replace(/::$/, `:key:${id}`);
    const { state } = await start().create("StandardKey", { name: "webhook", label: "shop/prod/webhook", adopt });
    expect(await writes()).toEqual([]);
    expect(state).toMatchObject({ [inState("keyId")]: id, payload: PAYLOAD });
  });

  it("what isn't there, is of another kind, or can't become what is declared, is refused and nothing is made", async () => {
    const id = await keyElsewhere({ name: "payments", extractable: false });
    await services.emulator.clearCalls();
    const create = (type: string, more: Values): Promise<unknown> =>
      start().create(type, { name: "payments", label: "shop/prod/payments", adopt: id, ...more });
    await expect(create("RootKey", { adopt: "payments" })).rejects.toThrow(/adopt.*is not of the form <key CRN>/);
    await expect(
      create("RootKey", { adopt: id.replace(/^./, (first) => (first === "0" ? "1" : "0")) }),
    ).rejects.toThrow("does not exist, so it can't be adopted");
    await expect(create("StandardKey", {})).rejects.toThrow("is not a standard key");
    await expect(create("RootKey", { name: "orders" })).rejects.toThrow(
      /can't be adopted as declared: name can't be changed in place/,
    );
    const theirs = { accessPoint: "billing-app", name: undefined, adopt: `orders-app/${await clientKeyElsewhere()}` };
    await services.emulator.clearCalls();
    await expect(create("ClientKey", theirs)).rejects.toThrow(
      `adopt: names a key of another access point than ${inState("accessPoint")}, "billing-app" in cn-hangzhou`,
    );
    await expect(create("RootKey", { expirationDate: "2025-01-01T00:00:00Z" })).rejects.toThrow(
      "is in the past: give a later time",
    );
    expect(await writes()).toEqual([]);
  });
});

it("What another resource of the run has adopted is refused", async () => {
  const adopt = await keyElsewhere({ name: "payments", extractable: false });
  const adaptor = pulumiAdaptor(services.env);
  const given = { name: "payments", label: "shop/prod/payments", adopt };
  await adaptor.create("RootKey", given);
  await expect(adaptor.create("RootKey", given)).rejects.toThrow(
    "belongs to another resource, which has made or adopted it",
  );
});
