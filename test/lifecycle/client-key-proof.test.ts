import type { Emulator } from "keysmith-emulator";
import type { DirectStack } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { directStack } from "./direct-engine";
import type { Declared } from "./engine";
import { MADE } from "./samples";
import { type EmulatedServices, startEmulated } from "./services";

// Runs of whole programs in which a key has to prove itself: applications have one that works, whatever fails.

const KEY = "ClientKey orders";
const DUE = "2026-12-02T00:00:00Z";

let services: EmulatedServices;
let emulator: Emulator;
let stack: DirectStack;

const program = (args: Values = {}): readonly Declared[] => [
  {
    type: "Policy",
    name: "orders",
    args: { name: "orders", kmsInstance: "shared", permissions: ["SecretUser"], secrets: ["orders/*"] },
  },
  {
    type: "AccessPoint",
    name: "orders",
    args: { name: "orders-app", policies: [{ $type: "Policy", $name: "orders" }] },
  },
  {
    type: "ClientKey",
    name: "orders",
    args: {
      accessPoint: { $type: "AccessPoint", $name: "orders" },
      label: "shop/prod/orders",
      verify: { secret: "orders/database" },
      ...args,
    },
  },
];

const key = async (): Promise<Values> => (await stack.state(KEY)) ?? {};
async function live(): Promise<string[]> {
  const { ClientKeys } = await emulator.alibaba.call("ListClientKeys", { AapName: "orders-app" });
  return (ClientKeys as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
}
async function run(time: string, replace: readonly string[] = [], args: Values = {}): Promise<void> {
  await emulator.clock.set(time);
  stack.at(time);
  await stack.refresh();
  await stack.up(program(args), replace);
}
const works = (): Promise<void> => emulator.alibaba.setSecrets({ "orders/database": "a value" });

beforeEach(async () => {
  services = await startEmulated(MADE);
  emulator = services.emulator;
  stack = directStack(services.env, MADE);
});
afterEach(() => emulator.close());

it("A first key is handed out once it works, and until then there is none", async () => {
  await expect(run(MADE)).rejects.toMatchObject({ code: "conflict" });
  expect(await stack.state(KEY)).toBeUndefined();
  expect(await live()).toEqual([]);
  await expect(run(MADE)).rejects.toMatchObject({ code: "conflict" });
  await works();
  await run("2026-01-02T00:00:00Z");
  expect(await key()).toMatchObject({ state: "active", version: 1, previous: [] });
  expect(await live()).toEqual([(await key())["clientKeyId"]]);
});

// A bug: the failed create was recorded with the key that it had found, and whoever replaced what had failed deleted both.
it("A lost state costs applications nothing, however often the key that is made then fails", async () => {
  await works();
  await run(MADE);
  const first = (await key())["clientKeyId"];
  stack = directStack(
    services.env,
    MADE,
    stack.records.filter(({ key }) => key !== KEY),
  );
  await emulator.setFaults([{ operation: "GetSecretValue", kind: "reset-before", times: 1000 }]);
  const lost = { recover: { overlap: "P7D" } };
  for (const time of ["2026-02-01T00:00:00Z", "2026-02-20T00:00:00Z"]) {
    await expect(run(time, [], lost)).rejects.toMatchObject({ code: "conflict" });
    expect(await live()).toEqual([first]);
  }
  await emulator.setFaults([]);
  await run("2026-03-01T00:00:00Z", [], lost);
  const second = (await key())["clientKeyId"];
  expect(await live()).toEqual([first, second].sort());
  await run("2026-03-07T00:00:00Z", [], lost);
  expect(await live()).toEqual([first, second].sort());
  await run("2026-03-08T00:00:00Z", [], lost);
  expect(await live()).toEqual([second]);
});

it("A year with a next key that fails for a week takes nothing from applications, and ends with two keys, then one", async () => {
  await works();
  await run(MADE);
  const first = await key();
  await emulator.alibaba.call("UpdatePolicy", { Name: "orders", Resources: ["secret/another"] });
  // The program knows nothing of that, and so nothing mends it: its policy is left out here.
  const keyOnly = program()
    .slice(1)
    .map((each) =>
      each.type === "AccessPoint" ? { ...each, args: { name: "orders-app", policies: ["orders"] } } : each,
    );
  stack = directStack(
    services.env,
    MADE,
    stack.records.filter(({ key }) => key !== "Policy orders"),
  );
  const daily = async (time: string): Promise<void> => {
    await emulator.clock.set(time);
    stack.at(time);
    await stack.refresh();
    await stack.up(keyOnly);
  };
  for (const day of ["02", "03", "06", "09"]) {
    await expect(daily(`2026-12-${day}T00:00:00Z`)).rejects.toMatchObject({ code: "partial" });
    const { clientKeyId, clientKeyContent, password, revision, version, previous } = await key();
    expect({ clientKeyId, clientKeyContent, password, revision, version, previous }).toEqual({
      clientKeyId: first["clientKeyId"],
      clientKeyContent: first["clientKeyContent"],
      password: first["password"],
      revision: first["revision"],
      version: 1,
      previous: [],
    });
    expect(await live()).toHaveLength(2);
  }
  await emulator.alibaba.call("UpdatePolicy", { Name: "orders", Resources: ["secret/orders/*"] });
  await daily("2026-12-10T00:00:00Z");
  expect(await key()).toMatchObject({
    version: 2,
    createdAt: DUE,
    previous: [{ retireAfter: "2026-12-17T00:00:00Z" }],
  });
  await daily("2026-12-17T00:00:00Z");
  expect(await live()).toEqual([(await key())["clientKeyId"]]);
});

// A bug: the old key was deleted in the run in which what took its place worked.
it("What is replaced stays until what takes its place works, however long that lasts, and for its overlap then", async () => {
  await works();
  await run(MADE);
  const first = (await key())["clientKeyId"];
  await emulator.setFaults([{ operation: "GetSecretValue", kind: "reset-before", times: 1000 }]);
  for (const time of ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"]) {
    await expect(run(time, [KEY])).rejects.toMatchObject({ code: "conflict" });
    expect(await key()).toMatchObject({ clientKeyId: first, state: "active", previous: [] });
    expect(await live()).toEqual([first]);
  }
  await emulator.setFaults([]);
  await run("2026-03-02T00:00:00Z", [KEY]);
  const second = (await key())["clientKeyId"];
  expect(await key()).toMatchObject({
    state: "active",
    previous: [{ clientKeyId: first, retireAfter: "2026-03-09T00:00:00Z" }],
  });
  expect(await live()).toEqual([first, second].sort());
  await run("2026-03-08T00:00:00Z");
  expect(await live()).toEqual([first, second].sort());
  await run("2026-03-09T00:00:00Z");
  expect(await live()).toEqual([second]);
});

it("A destroy takes the unproven one with it", async () => {
  await works();
  await run(MADE);
  await emulator.setFaults([{ operation: "GetSecretValue", kind: "reset-before", times: 1000 }]);
  await expect(run(DUE)).rejects.toMatchObject({ code: "partial" });
  expect(await live()).toHaveLength(2);
  stack.records = stack.records.filter(({ key }) => key !== "AccessPoint orders" && key !== "Policy orders");
  await stack.destroy();
  expect(await live()).toEqual([]);
});
