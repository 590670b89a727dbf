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
async function run(time: string, replace: readonly string[] = []): Promise<void> {
  await emulator.clock.set(time);
  stack.at(time);
  await stack.refresh();
  await stack.up(program(), replace);
}
const works = (): Promise<void> => emulator.alibaba.setSecrets({ "orders/database": "a value" });

beforeEach(async () => {
  services = await startEmulated(MADE);
  emulator = services.emulator;
  stack = directStack(services.env, MADE);
});
afterEach(() => emulator.close());

it("A first key is handed out once it works, and there is one", async () => {
  await expect(run(MADE)).rejects.toMatchObject({ code: "partial" });
  const { clientKeyId } = await key();
  expect(await key()).toMatchObject({ state: "pending" });
  await expect(run(MADE)).rejects.toMatchObject({ code: "partial" });
  await works();
  await run("2026-01-02T00:00:00Z");
  expect(await key()).toMatchObject({ clientKeyId, state: "active", version: 1 });
  expect(await live()).toEqual([clientKeyId]);
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

it("What is replaced stays until what takes its place works, however long that lasts", async () => {
  await works();
  await run(MADE);
  const first = (await key())["clientKeyId"];
  const faulty = [{ operation: "GetSecretValue", kind: "reset-before", times: 1000 }] as const;
  await emulator.setFaults(faulty);
  await expect(run("2026-02-01T00:00:00Z", [KEY])).rejects.toMatchObject({ code: "partial" });
  const unproven = await key();
  expect(unproven).toMatchObject({ state: "pending", previous: [{ clientKeyId: first, origin: "rotated" }] });
  await expect(run("2026-03-01T00:00:00Z")).rejects.toMatchObject({ code: "partial" });
  expect(await live()).toContain(first);
  await emulator.setFaults([]);
  await run("2026-03-02T00:00:00Z");
  expect(await key()).toMatchObject({
    clientKeyId: unproven["clientKeyId"],
    state: "active",
    previous: [{ clientKeyId: first, retireAfter: "2026-03-09T00:00:00Z" }],
  });
  await run("2026-03-09T00:00:00Z");
  expect(await live()).toEqual([unproven["clientKeyId"]]);
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
