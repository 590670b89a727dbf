import { vendors } from "../../src/catalog";
import type { Values } from "../../src/core/definition";
import { Run } from "../../src/core/run";
import { providersOf } from "../../src/pulumi/provider";
import { pulumiLifecycle } from "../lifecycle/pulumi-engine";
import { MADE } from "../lifecycle/samples";
import { type Service, startService } from "../lifecycle/services";
import { configOf } from "../toy/harness";
import { describePulumi } from "./engine";

const GOOD = { name: "office", sourcePrivateIps: ["10.0.0.0/8"] };
const KEY = { accessPoint: "orders-app", label: "shop/prod/orders-app" };

let service: Service;
beforeAll(async () => {
  service = await startService(MADE);
});
afterAll(() => service?.stop());

/** What the engine shows when it checks a resource, and creates it if nothing is wrong. */
async function shown(type: string, inputs: Values, env: Readonly<Record<string, string>>): Promise<string> {
  const lines: string[] = [];
  const log = { warn: (line: string) => void lines.push(line) };
  const run = new Run({ env: { ...service.env, KEYSMITH_AS_OF: MADE, ...env }, log });
  const provider = providersOf(vendors, run)[type];
  if (!provider) throw new Error(`there is no ${type}`);
  await provider.configure(configOf({}));
  const { failures = [], inputs: checked = {} } = await provider.check({}, inputs);
  if (failures.length > 0) return [...lines, ...failures.map(({ reason }) => reason)].join("\n");
  const error: unknown = await provider.create(checked).then(
    () => "nothing is wrong",
    (thrown: unknown) => thrown,
  );
  return [...lines, error instanceof Error ? `${error.message}\n${error.stack}` : String(error)].join("\n");
}

describe("what can't work is refused before any call", () => {
  const cases: readonly (readonly [string, string, Values, Record<string, string>, readonly string[]])[] = [
    [
      "a network that isn't one, and a misspelt field: what is wrong with each, and what is allowed",
      "NetworkRule",
      { name: "office", sourcePrivateIps: ["10.1.2.3/8"], sourcePrivateIp: ["10.0.0.0/8"] },
      {},
      ["write 10.0.0.0/8", "did you mean sourcePrivateIps?"],
    ],
    [
      "a password that the service refuses, without the password",
      "ClientKey",
      { ...KEY, password: "no good secret" },
      {},
      ["password: the given value has a character that the service refuses"],
    ],
    [
      "a region that nothing names",
      "NetworkRule",
      GOOD,
      { ALIBABA_CLOUD_REGION_ID: "" },
      ["region: is missing", "keysmith:region", "ALIBABA_CLOUD_REGION_ID"],
    ],
    [
      "an endpoint that others could listen to",
      "NetworkRule",
      GOOD,
      { KEYSMITH_ALIBABA_ENDPOINT: "http://kms.example.com" },
      ["http://kms.example.com", "https"],
    ],
    [
      "a file of certificates that isn't there",
      "NetworkRule",
      GOOD,
      { KEYSMITH_ALIBABA_CA_FILE: "/nowhere/ca.pem" },
      ["/nowhere/ca.pem"],
    ],
    [
      "a caller without credentials",
      "NetworkRule",
      GOOD,
      {
        ALIBABA_CLOUD_ACCESS_KEY_ID: "",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
        ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
        HOME: "/nowhere",
      },
      ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    ],
    [
      "a moved clock that would write to a real service",
      "NetworkRule",
      GOOD,
      { KEYSMITH_ALIBABA_ENDPOINT: "https://kms.invalid" },
      ["KEYSMITH_AS_OF", "KEYSMITH_AS_OF_APPLY"],
    ],
  ];

  const { env } = process;
  afterEach(() => {
    process.env = env;
  });

  it.each(cases)("%s", async (_what, type, inputs, more, messages) => {
    // The vendor's credential chain looks there.
    process.env = { ...env, ...service.env, ...more };
    const text = await shown(type, inputs, more);
    for (const message of messages) expect(text).toContain(message);
    expect(text).not.toMatch(/\n\s+at .*\.[jt]s:\d+/);
    expect(text).not.toContain("no good secret");
    expect(await service.calls()).toEqual([]);
  });
});

describePulumi("what can't work", (engine) => {
  it("is refused before any call, without the secret in it and without a stack trace", async () => {
    const stack = await pulumiLifecycle(engine).start(service.env, MADE);
    const key = { type: "ClientKey", name: "orders-app", args: { ...KEY, password: "no good secret" } };
    await expect(stack.up([key])).rejects.toThrow("the engine failed");
    expect(stack.printed()).toContain("password: the given value has a character that the service refuses");
    expect(stack.printed()).not.toContain("no good secret");
    expect(stack.printed()).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(await service.calls()).toEqual([]);
    await stack.stop();
  }, 60_000);
});
