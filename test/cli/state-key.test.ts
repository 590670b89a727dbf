import { defaultIbm, type Emulator } from "keysmith-emulator";
import * as z from "zod";
import { alibaba } from "../../src/alibaba";
import { type Limits, stateKeyCommand } from "../../src/cli/state-key-command";
import { defineDataKeys } from "../../src/core/data-keys";
import { field } from "../../src/core/fields";
import { Secret } from "../../src/core/secret";
import type { VendorWithTasks } from "../../src/core/task";
import { ibm } from "../../src/ibm/index";
import { IbmBench } from "../ibm/iam/authorization/bench";
import { keyCrn } from "../ibm/iam/authorization/samples";
import { REGION } from "../support/alibaba";
import { startEmulator } from "../support/emulator";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";
import { type Circumstances, inProcess, type Outcome } from "./in-process";

const HEADER = { magic: "OpenTofu-External-Key-Provider", version: 1 };
const KEY_BYTES = 32;
const NO_RIGHTS = "one-without-rights";

interface Output {
  readonly keys: { readonly encryption_key: string; readonly decryption_key?: string };
  readonly meta: { readonly external_data: Readonly<Record<string, unknown>> };
}

function start(
  vendors: readonly VendorWithTasks[],
  words: readonly string[],
  around: Circumstances,
  limits?: Limits,
): Promise<Outcome> {
  return inProcess((terminal) => stateKeyCommand(vendors, terminal, limits), words, { input: "null", ...around });
}

/** What was answered after the header. */
function outputOf({ out, error }: Outcome): Output {
  expect(error).toBeUndefined();
  const [header = "", output = "", ...rest] = out.split("\n");
  expect(JSON.parse(header)).toEqual(HEADER);
  expect(rest).toEqual([""]);
  return JSON.parse(output) as Output;
}

/** As OpenTofu hands back what it has kept. */
function kept({ meta }: Output): string {
  return JSON.stringify(meta);
}

describe("with a root key of Key Protect", () => {
  let bench: IbmBench;
  let env: Record<string, string>;

  beforeEach(async () => {
    bench = await IbmBench.start({ ibm: { apiKeys: [{ apiKey: NO_RIGHTS, actions: [] }] } });
    env = { KEYSMITH_IBM_ENDPOINT: bench.emulator.url, IBMCLOUD_API_KEY: defaultIbm.apiKey };
  });
  afterEach(() => bench.stop());

  const ask = (words: readonly string[], around: Circumstances = {}, limits?: Limits): Promise<Outcome> =>
    start([ibm], words, { ...around, env: { ...env, ...around.env } }, limits);

  const operations = async (): Promise<string[]> => (await bench.emulator.calls()).map(({ operation }) => operation);

  it("gives a key to encrypt with, and the same to decrypt, each with one call and one for the token", async () => {
    const key = keyCrn((await bench.makeKey()).id);
    await bench.emulator.clearCalls();
    const made = outputOf(await ask(["--key", key]));
    expect(await operations()).toEqual(["getToken", "wrapKey"]);
    expect(made.keys).toEqual({ encryption_key: expect.any(String) });
    expect(Buffer.from(made.keys.encryption_key, "base64")).toHaveLength(KEY_BYTES);
    expect(made.meta.external_data).toEqual({ keysmith: 1, key, ciphertext: expect.any(String) });
    await bench.emulator.clearCalls();
    const opened = outputOf(await ask(["--key", key], { input: kept(made) }));
    expect(await operations()).toEqual(["getToken", "unwrapKey"]);
    const { encryption_key } = made.keys;
    expect(opened).toEqual({ keys: { encryption_key, decryption_key: encryption_key }, meta: made.meta });
  });

  it("gives another key each time", async () => {
    const { id } = await bench.makeKey();
    const [one, other] = [await ask(["--key", keyCrn(id)]), await ask(["--key", keyCrn(id)])].map(outputOf);
    expect(one?.keys).not.toEqual(other?.keys);
  });

  it("needs no token where it is given one, and so one call", async () => {
    const { id } = await bench.makeKey();
    await ask(["--key", keyCrn(id)]);
    const form = new URLSearchParams({
      grant_type: "urn:ibm:params:oauth:grant-type:apikey",
      apikey: defaultIbm.apiKey,
    });
    const reply = await fetch(`${bench.emulator.url}/identity/token`, { method: "POST", body: form });
    const { access_token } = (await reply.json()) as { readonly access_token: string };
    await bench.emulator.clearCalls();
    outputOf(await ask(["--key", keyCrn(id)], { env: { IBMCLOUD_API_KEY: "", IC_IAM_TOKEN: access_token } }));
    expect(await operations()).toEqual(["wrapKey"]);
  });

  it("takes the key by id or alias beside its instance, and by whatever name what another has wrapped", async () => {
    const { id } = await bench.makeKey({ aliases: ["states"] });
    const byAlias = outputOf(await ask(["--key", "states", "--instance", defaultIbm.keyProtect]));
    expect(byAlias.meta.external_data).toMatchObject({ key: `states of ${defaultIbm.keyProtect}` });
    const byId = await ask(["--key", id], {
      env: { KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect },
      input: kept(byAlias),
    });
    expect(outputOf(byId).keys.decryption_key).toBe(byAlias.keys.encryption_key);
    expect(outputOf(byId).meta).toEqual(byAlias.meta);
  });

  it("refuses what the same root key has wrapped for something else", async () => {
    const { id } = await bench.makeKey();
    const made = outputOf(await ask(["--key", keyCrn(id)]));
    const { body } = await bench.emulator.ibm.request("POST", `/api/v2/keys/${id}/actions/wrap`, { body: {} });
    const { ciphertext } = body as { readonly ciphertext: string };
    const input = JSON.stringify({ external_data: { ...made.meta.external_data, ciphertext } });
    const { out, error } = await ask(["--key", keyCrn(id)], { input });
    expect(error).toContain("UNPROCESSABLE_CIPHERTEXT_ERR");
    expect(out).toBe(`${JSON.stringify(HEADER)}\n`);
  });

  it("still decrypts with a root key that has expired, and says why it doesn't encrypt", async () => {
    const { id } = await bench.makeKey({ expirationDate: "2026-06-02T00:00:00Z" });
    const made = outputOf(await ask(["--key", keyCrn(id)]));
    await bench.emulator.clock.set("2026-06-03T00:00:00Z");
    outputOf(await ask(["--key", keyCrn(id)], { input: kept(made) }));
    expect((await ask(["--key", keyCrn(id)])).error).toContain(`The key ${id} has expired`);
  });

  it("says what the service has said where it may not ask for the state of the key", async () => {
    const { id } = await bench.makeKey();
    await bench.emulator.ibm.request("DELETE", `/api/v2/keys/${id}`);
    await bench.emulator.setFaults([{ operation: "getKeyMetadata", kind: "500", times: 100 }]);
    const { error } = await ask(["--key", keyCrn(id)], {}, { patience: 0 });
    expect(error).toContain("KEY_DELETED_ERR");
    expect(error).toContain("it can be restored for 30 days");
  });

  it("says which role a caller needs who may not", async () => {
    const { id } = await bench.makeKey();
    const { error } = await ask(["--key", keyCrn(id)], { env: { IBMCLOUD_API_KEY: NO_RIGHTS } });
    expect(error).toContain("Give the caller the role Reader on Key Protect instance");
  });

  it("gives up while OpenTofu still waits, with the reason", async () => {
    const { id } = await bench.makeKey();
    await bench.emulator.setFaults([{ operation: "wrapKey", kind: "503", times: 100, retryAfter: 3000 }]);
    const { error } = await ask(["--key", keyCrn(id)], { env: { KEYSMITH_IBM_DEADLINE: "PT1H" } }, { patience: 500 });
    expect(error).toContain("HTTP 503");
  }, 10_000);

  it("serves IBM Cloud Private", async () => {
    const place = ["--service", "icp", "--url", bench.emulator.url, "--instance-id", defaultIbm.icpInstanceId];
    const icp = { KEYSMITH_ICP_API_KEY: defaultIbm.apiKey, KEYSMITH_IBM_ENDPOINT: bench.emulator.url };
    const { id } = await bench.makeKey({}, "icp");
    const encrypted = outputOf(await ask(["--key", id, ...place], { env: icp }));
    const opened = outputOf(await ask(["--key", id, ...place], { env: icp, input: kept(encrypted) }));
    expect(opened.keys.decryption_key).toBe(encrypted.keys.encryption_key);
  });

  it.each<[string, string[], Circumstances, string]>([
    ["no key", [], {}, "no key is given. Give --key: the CRN"],
    [
      "a key of nobody",
      ["--key", "key-hzz0000000000"],
      {},
      "\"key-hzz0000000000\" doesn't show which vendor's key it is",
    ],
    ["the CRN of an instance", ["--key", defaultIbm.keyProtect], {}, "is not the CRN of a key"],
    ["what isn't JSON", ["--key", keyCrn("x")], { input: "hello" }, "holds neither null nor metadata"],
    ["nothing", ["--key", keyCrn("x")], { input: "" }, "holds neither null nor metadata"],
    ["more than metadata", ["--key", keyCrn("x")], { input: '{"external_data":{},"more":1}' }, "holds neither"],
    ["metadata of others", ["--key", keyCrn("x")], { input: '{"external_data":{"salt":"x"}}' }, "another key provider"],
    [
      "metadata of a later version",
      ["--key", keyCrn("x")],
      { input: '{"external_data":{"keysmith":2,"key":"k","ciphertext":"c"}}' },
      "newer Keysmith",
    ],
    [
      "metadata that would draw on a terminal",
      ["--key", keyCrn("x")],
      { input: '{"external_data":{"keysmith":1,"key":"\\u001b[2J","ciphertext":"c"}}' },
      "another key provider",
    ],
    ["a person", ["--key", keyCrn("x")], { width: 80 }, "is not for a terminal"],
    ["no credential", ["--key", keyCrn("x")], { env: { IBMCLOUD_API_KEY: "" } }, "No IBM Cloud credentials"],
    ["a wrong credential", ["--key", keyCrn("x")], { env: { IBMCLOUD_API_KEY: "wrong-one" } }, "Check the API key"],
    ["a key that isn't there", ["--key", keyCrn("nobody")], {}, "KEY_NOT_FOUND_ERR"],
  ])("refuses %s, and answers nothing", async (_what, words, around, said) => {
    const { out, error } = await ask(words, around);
    expect(error).toContain(said);
    expect(error).not.toContain("wrong-one");
    expect(out.split("\n").slice(1).join("")).toBe("");
  });
});

describe("with a key of Alibaba Cloud", () => {
  const CREDENTIALS = { ALIBABA_CLOUD_ACCESS_KEY_ID: "least", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator" };
  let emulator: Emulator;
  let env: Record<string, string>;

  beforeEach(async () => {
    const actions = ["kms:GenerateDataKey", "kms:Decrypt", "kms:DescribeKey"];
    emulator = await startEmulator({
      clock: "2026-01-01T00:00:00Z",
      credentials: [{ accessKeyId: "least", accessKeySecret: "emulator", actions }],
    });
    // The vendor's library reads the environment of the process.
    Object.assign(process.env, CREDENTIALS);
    env = { KEYSMITH_ALIBABA_ENDPOINT: emulator.url, ALIBABA_CLOUD_REGION_ID: REGION };
  });
  afterEach(() => emulator.close());

  const ask = (words: readonly string[], around: Circumstances = {}): Promise<Outcome> =>
    start([alibaba, ibm], words, { ...around, env: { ...env, ...around.env } });
  const call = (operation: string, parameters: Record<string, string>) => emulator.alibaba.call(operation, parameters);

  async function makeKey(given: Record<string, string> = {}): Promise<string> {
    const { KeyMetadata } = await call("CreateKey", given);
    return (KeyMetadata as { KeyId: string }).KeyId;
  }

  it("gives a key to encrypt with, and the same to decrypt, each by one call of the least caller", async () => {
    const key = await makeKey();
    await emulator.clearCalls();
    const made = outputOf(await ask(["--key", key]));
    expect(Buffer.from(made.keys.encryption_key, "base64")).toHaveLength(KEY_BYTES);
    expect(made.meta.external_data).toEqual({
      keysmith: 1,
      key: `${key} of ${REGION}`,
      ciphertext: expect.any(String),
    });
    const opened = outputOf(await ask(["--key", key], { input: kept(made) }));
    const { encryption_key } = made.keys;
    expect(opened).toEqual({ keys: { encryption_key, decryption_key: encryption_key }, meta: made.meta });
    expect((await emulator.calls()).map(({ operation }) => operation)).toEqual(["GenerateDataKey", "Decrypt"]);
    expect(outputOf(await ask(["--key", key])).keys).not.toEqual(made.keys);
  });

  it("takes it by an alias, until that goes over to another key, also where an instance of IBM is set", async () => {
    const [first, second] = [await makeKey(), await makeKey()];
    await call("CreateAlias", { AliasName: "alias/states", KeyId: first });
    const around = { env: { KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect } };
    const made = outputOf(await ask(["--key", "alias/states"], around));
    const opened = outputOf(await ask(["--key", "alias/states"], { ...around, input: kept(made) }));
    expect(opened.keys.decryption_key).toBe(made.keys.encryption_key);
    await call("UpdateAlias", { AliasName: "alias/states", KeyId: second });
    const { error } = await ask(["--key", "alias/states"], { ...around, input: kept(made) });
    expect(error).toContain(
      `the ciphertext was encrypted with the key ${first}, not with alias/states, which is now ${second}`,
    );
    outputOf(await ask(["--key", first], { ...around, input: kept(made) }));
  });

  it("refuses what another key has encrypted, or the same one for something else", async () => {
    const [key, other] = [await makeKey(), await makeKey()];
    const foreign = outputOf(await ask(["--key", other]));
    const refused = await ask(["--key", key], { input: kept(foreign) });
    expect(refused.error).toContain(`the ciphertext was encrypted with the key ${other}, not with ${key}`);
    expect(refused.out).toBe(`${JSON.stringify(HEADER)}\n`);
    const { CiphertextBlob: ciphertext } = await call("GenerateDataKey", { KeyId: key });
    const input = JSON.stringify({ external_data: { keysmith: 1, key: `${key} of ${REGION}`, ciphertext } });
    const { out, error } = await ask(["--key", key], { input });
    expect(error).toContain("InvalidParameter");
    expect(out).toBe(`${JSON.stringify(HEADER)}\n`);
  });

  it("still decrypts after a rotation", async () => {
    const key = await makeKey({ EnableAutomaticRotation: "true", RotationInterval: "30d" });
    const version = async (): Promise<unknown> =>
      ((await call("DescribeKey", { KeyId: key }))["KeyMetadata"] as { PrimaryKeyVersion: string }).PrimaryKeyVersion;
    const [made, before] = [outputOf(await ask(["--key", key])), await version()];
    await emulator.clock.set("2026-02-01T00:00:00Z");
    expect(await version()).not.toEqual(before);
    const opened = outputOf(await ask(["--key", key], { input: kept(made) }));
    expect(opened.keys.decryption_key).toBe(made.keys.encryption_key);
  });

  it("says how a key that is off, or is to be deleted, is brought back", async () => {
    const key = await makeKey();
    await call("DisableKey", { KeyId: key });
    expect((await ask(["--key", key])).error).toContain(`aliyun kms EnableKey --KeyId ${key}`);
    await call("EnableKey", { KeyId: key });
    await call("ScheduleKeyDeletion", { KeyId: key, PendingWindowInDays: "7" });
    expect((await ask(["--key", key])).error).toContain(`aliyun kms CancelKeyDeletion --KeyId ${key}`);
  });

  it("says which forms there are for a key of neither, and what is missing", async () => {
    const { error } = await ask(["--key", "payments"]);
    expect(error).toMatch(/doesn't show which vendor's key it is.*key-hzz….*crn:v1:bluemix/);
    const nowhere = await ask(["--key", "alias/states"], { env: { ALIBABA_CLOUD_REGION_ID: "" } });
    expect(nowhere.error).toContain("region: is missing");
  });
});

describe("of several vendors", () => {
  const inputs = z.object({ key: field(z.string(), { doc: "Which key.", examples: ["red:1", "red:2"] }) });

  /** A vendor whose keys begin with its name, and wrap by writing backwards. */
  const vendorOf = (name: string): VendorWithTasks => ({
    ...toyVendor(new ToyService()),
    name,
    dataKeys: defineDataKeys({
      inputs,
      forms: `${name}:<number>`,
      owns: ({ key }) => key?.startsWith(`${name}:`) ?? false,
      nameOf: ({ key }) => key,
      make: async (_context, { key }) => ({ plaintext: new Secret(`made by ${key}`), ciphertext: `${name}'s` }),
      unwrap: async (_context, { key }, ciphertext) => new Secret(`${ciphertext} by ${key}`),
    }),
  });
  const both = [toyVendor(new ToyService()), vendorOf("red"), vendorOf("green")];

  it("takes the one of which the key is, by its form", async () => {
    const made = outputOf(await start(both, ["--key", "green:7"], {}));
    expect(made.keys.encryption_key).toBe("made by green:7");
    const opened = outputOf(await start(both, ["--key", "green:7"], { input: kept(made) }));
    expect(opened.keys.decryption_key).toBe("green's by green:7");
    expect(outputOf(await start(both, ["--key", "red:7"], {})).keys.encryption_key).toBe("made by red:7");
  });

  // A bug: a service that let bytes drip kept it until OpenTofu ended it without a reason.
  it("ends with a reason when its time is over, whatever is under way", async () => {
    const { dataKeys, ...vendor } = vendorOf("slow");
    const slow = { ...vendor, dataKeys: { ...dataKeys, make: () => new Promise(() => undefined) } } as VendorWithTasks;
    const leave = jest.fn();
    const { out, error } = await start([slow], ["--key", "slow:1"], {}, { whole: 100, leave });
    expect(error).toMatch(/No key came in time/);
    expect(out).toBe(`${JSON.stringify(HEADER)}\n`);
    await new Promise(setImmediate);
    expect(leave).toHaveBeenCalledTimes(1);
  });

  it("names the forms of all for a key of none", async () => {
    expect((await start(both, ["--key", "blue:7"], {})).error).toBe(
      "\"blue:7\" doesn't show which vendor's key it is. Give --key: red:<number>; green:<number>.",
    );
  });
});
