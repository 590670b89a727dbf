import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { defaultIbm, type Emulator } from "keysmith-emulator";
import { providerLiteral, UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { becomes } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { findSecrets } from "../support/secrets";
import { DynamicProcess, initFailureOf, type Properties } from "./dynamic-process";

const ROOT = path.resolve(__dirname, "../..");
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const [NONE, SOME] = [1, 2];
const RULE = { __provider: providerLiteral("NetworkRule"), name: "office", sourcePrivateIps: ["10.20.0.0/16"] };
const POINT = { __provider: providerLiteral("AccessPoint"), name: "orders-app", policies: ["orders"] };
const KEY = { __provider: providerLiteral("ClientKey"), accessPoint: "orders-app", label: "shop/prod/orders-app" };

let emulator: Emulator;
const processes: DynamicProcess[] = [];

/** One provider process as one run of the engine starts it. */
async function startRun(env: Record<string, string> = {}): Promise<DynamicProcess> {
  const credentials = { ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator" };
  const clock = { KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
  const run = await DynamicProcess.start(ROOT, { PATH: process.env["PATH"], ...credentials, ...clock, ...env });
  processes.push(run);
  await run.configure({
    "keysmith:region": "cn-hangzhou",
    "keysmith:alibaba": JSON.stringify({ endpoint: emulator.url }),
    "keysmith:ibm": JSON.stringify({ endpoint: emulator.url, apiKey: "emulator" }),
    "other:region": "elsewhere",
  });
  return run;
}

let shared: Promise<DynamicProcess> | undefined;

/** A process for tests that leave nothing behind in it, as starting one takes a second. */
function sharedRun(): Promise<DynamicProcess> {
  shared ??= startRun();
  return shared;
}

/** What the engine has after it unwrapped the secrets of a reply. */
function unwrapped(properties: Properties): Properties {
  const entries = Object.entries(properties).map(([name, value]) =>
    typeof value === "object" && value !== null && SIGNATURE in value
      ? [name, Reflect.get(value, "value")]
      : [name, value],
  );
  return Object.fromEntries(entries);
}

beforeAll(async () => {
  emulator = await startEmulator({ clock: "2026-01-01T00:00:00Z" });
});

beforeEach(async () => {
  await emulator.clearCalls();
});

afterAll(async () => {
  await Promise.all(processes.map((run) => run.stop()));
  await emulator.close();
});

describe("the stock process of the SDK, given our text", () => {
  it("runs a resource through its whole life", async () => {
    const run = await startRun();
    const { inputs, failures } = await run.check({}, RULE);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ ...RULE, region: "cn-hangzhou", type: "Private" });

    const created = await run.create(inputs);
    expect(created).toMatchObject({ id: "office", properties: { ...inputs, arn: expect.stringContaining("office") } });
    expect(await run.diff("office", created.properties, inputs)).toMatchObject({ changes: NONE, replaces: [] });

    const changed = { ...inputs, description: "the office" };
    expect(await run.diff("office", created.properties, changed)).toMatchObject({ changes: SOME, replaces: [] });
    const updated = await run.update("office", created.properties, changed);
    expect(updated).toMatchObject({ ...changed, arn: created.properties["arn"] });

    const read = await run.read("office", updated);
    expect(read).toEqual({ id: "office", properties: updated, inputs: changed });
    // In the run that has it the program keeps it: the next one deletes it.
    const next = await startRun();
    await next.delete("office", updated);
    expect(await next.read("office", updated)).toMatchObject({ id: "" });
    const operations = (await emulator.calls()).map(({ operation }) => operation);
    const rule = (verb: string): string => `${verb}NetworkRule`;
    const [create, update, describe, remove, look] = ["Create", "Update", "Describe", "Delete", "Describe"].map(rule);
    expect(operations).toEqual([create, update, describe, describe, remove, look]);
  });

  it("says before any call what is wrong", async () => {
    const run = await sharedRun();
    const { failures } = await run.check({}, { ...RULE, sourcePrivateIps: ["10.20.1.1/16"], descripton: "x" });
    expect(failures).toEqual([
      expect.stringMatching(/^\|descripton: .*did you mean description/),
      expect.stringMatching(/^\|sourcePrivateIps\[0\]: .*10\.20\.0\.0\/16/),
    ]);
    expect(await emulator.calls()).toEqual([]);
  });

  it("takes unknown values and never replaces for one", async () => {
    const run = await sharedRun();
    const { inputs, failures } = await run.check({}, { ...RULE, name: UNKNOWN_TEXT, sourcePrivateIps: UNKNOWN_TEXT });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ name: UNKNOWN_TEXT, sourcePrivateIps: UNKNOWN_TEXT });
    const state = { ...RULE, region: "cn-hangzhou", type: "Private", adopt: false, arn: "acs:…" };
    expect(await run.diff("office", state, inputs)).toMatchObject({ changes: SOME, replaces: [] });
    const renamed = { ...inputs, name: "home", sourcePrivateIps: RULE.sourcePrivateIps };
    expect(await run.diff("office", state, renamed)).toMatchObject({ changes: SOME, replaces: ["name"] });
  });

  it("deletes first where the replacement has the name of what it replaces", async () => {
    const run = await sharedRun();
    const policy = { permissions: ["CryptoServiceSecretUser"], secrets: ["orders/*"], kmsInstance: "kst-1" };
    const given = { __provider: providerLiteral("Policy"), name: "orders", ...policy };
    const { inputs } = await run.check({}, given);
    const moved = { ...inputs, kmsInstance: "kst-2" };
    const replaced = { changes: SOME, replaces: ["kmsInstance"], deleteFirst: true };
    expect(await run.diff("orders", { ...inputs, arn: "acs:…" }, moved)).toEqual(replaced);
    const renamed = await run.diff("orders", { ...inputs, arn: "acs:…" }, { ...inputs, name: "billing" });
    expect(renamed).toEqual({ changes: SOME, replaces: ["name"], deleteFirst: false });
  });

  it("marks secrets on every reply, rotates when due, and says why", async () => {
    const run = await startRun();
    await run.create((await run.check({}, POINT)).inputs);
    const { inputs } = await run.check({}, KEY);
    const { id, properties } = await run.create(inputs);
    expect(id).toBe("shop/prod/orders-app");
    const secrets = {
      clientKeyContent: { [SIGNATURE]: expect.any(String) },
      password: { [SIGNATURE]: expect.any(String) },
    };
    expect(properties).toMatchObject({ ...secrets, version: 1, rotateAt: "2026-12-02T00:00:00Z" });
    const state = unwrapped(properties);

    const early = await startRun({ KEYSMITH_AS_OF: "2026-12-01T23:59:59Z" });
    expect(await early.diff(id, state, inputs)).toMatchObject({ changes: NONE });
    const due = await startRun({ KEYSMITH_AS_OF: "2026-12-02T00:00:00Z" });
    await due.check(inputs, inputs);
    expect(await due.diff(id, state, inputs)).toMatchObject({ changes: SOME, replaces: [] });
    expect(due.stderr).toMatch(/^keysmith: ClientKey "shop\/prod\/orders-app" changes in place: .*2026-12-02/m);
    const rotated = await due.update(id, state, inputs);
    expect(rotated).toMatchObject({ ...secrets, version: 2, previous: [{ clientKeyId: state["clientKeyId"] }] });
    const text = JSON.stringify(unwrapped(rotated)["password"]).slice(1, -1);
    expect(`${run.stderr}${early.stderr}${due.stderr}${id}`).not.toContain(text);
  });

  it("writes no secret down whatever variables say, or refuses to send it", async () => {
    const session = { AccessKeyId: "emulator", AccessKeySecret: "emulator", SecurityToken: "s3ss10n-t0k3n" };
    const issuer = http.createServer((_request, response) => {
      response.end(JSON.stringify({ ...session, Expiration: "2036-01-01T00:00:00Z" }));
    });
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    const issued = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
      ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`,
    };
    const logging = await startRun({ ...issued, DEBUG: "*", GRPC_TRACE: "all", GRPC_VERBOSITY: "DEBUG" });
    const { inputs } = await logging.check({}, RULE);
    await expect(logging.create(inputs)).rejects.toThrow(/security ?token/i);
    const telling = await startRun({ ...issued, NODE_DEBUG: "stream" });
    const checked = await telling.check({}, RULE);
    await expect(telling.create(checked.inputs)).rejects.toThrow("Unset NODE_DEBUG; nothing was sent.");
    issuer.close();
    expect(logging.stderr).not.toBe("");
    expect(findSecrets([session.SecurityToken], [], { logging: logging.stderr, telling: telling.stderr })).toEqual([]);
  });

  it("has the configuration for calls that come while it configures", async () => {
    const run = await startRun();
    const checked = await Promise.all(["a", "b", "c"].map((name) => run.check({}, { ...RULE, name })));
    expect(checked.map(({ inputs }) => inputs["region"])).toEqual(Array(3).fill("cn-hangzhou"));
  });

  it("shows one sentence for an error, and nothing to record", async () => {
    const run = await startRun({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" });
    const { inputs } = await run.check({}, { ...RULE, name: "refused" });
    const error = await run.create(inputs).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ details: expect.stringMatching(/access key|credential|signature/i) });
    expect(initFailureOf(error)).toBeUndefined();
    await run.read("refused", inputs).catch(() => undefined);
    expect(run.stderr).toMatch(/^keysmith: /m);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it("takes a half-done create for what it is", async () => {
    const run = await sharedRun();
    const dist = path.join(ROOT, "dist");
    const halfDone = `exports.handler = () => ({ create: async () => {
      const { PartialError } = require(${JSON.stringify(path.join(dist, "core/errors.js"))});
      const { writeError } = require(${JSON.stringify(path.join(dist, "pulumi/failure.js"))});
      throw writeError(new PartialError("it shook", "Run it again.", { made: "T1" }, undefined), (state) => ({ id: "an id", properties: state }));
    } });`;
    const error = await run.create({ __provider: halfDone }).catch((thrown: unknown) => thrown);
    expect(initFailureOf(error)).toEqual({
      id: "an id",
      properties: { made: "T1" },
      reasons: [expect.stringContaining("it shook")],
    });
  });
});

describe.each(leftToAll() ? (["SIGTERM"] as const) : (["SIGINT", "SIGTERM"] as const))(
  "the process, told to end by %s",
  (signal) => {
    it("does so at once when nothing is under way", async () => {
      const run = await startRun();
      expect(await run.end(signal)).toBe(signal);
    });

    // A bug: what a call made that began within a tenth of a second after the last answer was lost.
    it("waits for one more call that comes right after the last answer", async () => {
      const run = await startRun();
      const rules = await Promise.all(
        ["one", "two"].map((name) => run.check({}, { ...RULE, name: `${name}-${signal}` })),
      );
      const [one, two] = rules.map(({ inputs }) => inputs);
      await emulator.setFaults([
        { operation: "CreateNetworkRule", nth: 1, kind: "slow-headers", ms: 500 },
        { operation: "CreateNetworkRule", nth: 2, kind: "slow-headers", ms: 500 },
      ]);
      const first = run.create(one ?? {});
      await becomes("the first call is made", async () => (await emulator.calls()).length > 0, 30);
      const ended = run.end(signal);
      await first;
      expect(await run.create(two ?? {})).toMatchObject({ id: `two-${signal}` });
      expect(await ended).toBe(signal);
      await emulator.setFaults([]);
    }, 30_000);

    // A bug: what the service had made was lost, as the process died while it waited until it could be read.
    it("ends a wait, and what was made is recorded", async () => {
      const run = await startRun();
      await emulator.ibm.setLags({ policy: { reads: 1000 } });
      const authorization = {
        __provider: providerLiteral("ServiceAuthorization"),
        label: `shop/prod/${signal}`,
        source: { service: "cloud-object-storage" },
        target: { service: "kms", instance: defaultIbm.keyProtect },
        roles: [signal === "SIGINT" ? "Reader" : "Writer"],
      };
      const { inputs, failures } = await run.check({}, authorization);
      expect(failures).toEqual([]);
      const created = run.create(inputs).catch((thrown: unknown) => thrown);
      const isRead = async (): Promise<boolean> =>
        (await emulator.calls()).some(({ operation }) => operation === "getPolicy");
      await becomes("the policy is read", isRead, 30);
      const ended = run.end(signal);
      const failure = initFailureOf(await created);
      expect(failure?.reasons).toEqual([expect.stringContaining("could not be read again")]);
      expect(failure?.properties).toMatchObject({ policyId: failure?.id, label: authorization.label });
      expect(await ended).toBe(signal);
    }, 30_000);
  },
);
