import type { Emulator } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { Run } from "../../src/core/run";
import { DefinitionProvider } from "../../src/pulumi/provider";
import { JumpingTiming } from "../http/fake-timing";
import { startEmulated } from "../lifecycle/services";
import { PROVIDER, recorded } from "./provider-support";

// The engine was told to replace (`--target-replace`): it creates first, and then deletes what it calls the old object, which
// applications still use. `previous` listed it, and it was gone.

type Properties = Record<string, unknown>;
const NEWS = { accessPoint: "app", label: "shop/prod/app", region: "cn-hangzhou", ...PROVIDER };

let emulator: Emulator;
let env: Readonly<Record<string, string>>;
let said: string[];

/** A process of the engine. */
function start(time: string): DefinitionProvider {
  const log = { warn: (line: string) => said.push(line) };
  const run = new Run({ env, log, clock: { now: () => new Date(time) }, timing: new JumpingTiming() });
  return new DefinitionProvider(alibaba, clientKey, run);
}

async function made(provider: DefinitionProvider, inputs: Properties = NEWS): Promise<Properties> {
  const checked = await provider.check({}, inputs);
  return recorded((await provider.create({ ...(checked.inputs as Properties), ...PROVIDER })).outs);
}

/** What the engine does up to the creation of the new one. */
async function replaced(provider: DefinitionProvider, old: Properties): Promise<Properties> {
  await provider.check(old, NEWS);
  return made(provider);
}

async function updated(provider: DefinitionProvider, olds: Properties): Promise<Properties> {
  const { inputs } = await provider.check(olds, NEWS);
  await provider.diff("id", olds, inputs as Properties);
  return recorded((await provider.update("id", olds, { ...(inputs as Properties), ...PROVIDER })).outs);
}

async function live(): Promise<string[]> {
  const { ClientKeys } = await emulator.alibaba.call("ListClientKeys", { AapName: "app" });
  return (ClientKeys as { ClientKeyId: string }[]).map(({ ClientKeyId }) => ClientKeyId).sort();
}

const idOf = ({ clientKeyId }: Properties): string => String(clientKeyId);

beforeEach(async () => {
  said = [];
  const services = await startEmulated("2026-01-01T00:00:00Z");
  ({ emulator, env } = services);
  Object.assign(process.env, env);
  await emulator.alibaba.call("CreateApplicationAccessPoint", {
    Name: "app",
    AuthenticationMethod: "ClientKey",
    Policies: ["orders"],
  });
});
afterEach(() => emulator.close());

async function replacedInFebruary(): Promise<{ old: Properties; next: Properties; provider: DefinitionProvider }> {
  const old = await made(start("2026-01-01T00:00:00Z"));
  await emulator.clock.set("2026-02-01T00:00:00Z");
  const provider = start("2026-02-01T00:00:00Z");
  const next = await replaced(provider, old);
  return { old, next, provider };
}

it("A client key that is replaced by force keeps working for its overlap, and is previous until then", async () => {
  const { old, next, provider } = await replacedInFebruary();
  await provider.delete("id", old);
  expect(await live()).toEqual([idOf(old), idOf(next)].sort());
  // A bug: the label stood in place of the key, and its own replacement was "another resource of the program".
  expect(said).toContain(
    `ClientKey "shop/prod/app": ${idOf(old)} is not deleted, because the resource that replaces it manages it`,
  );
  expect(next).toMatchObject({
    previous: [{ clientKeyId: idOf(old), retireAfter: "2026-02-08T00:00:00Z", origin: "rotated" }],
    strays: [],
    version: 1,
  });
  expect(Number(next["revision"])).toBeGreaterThan(Number(old["revision"]));
  await emulator.clock.set("2026-02-08T00:00:00Z");
  expect(await updated(start("2026-02-08T00:00:00Z"), next)).toMatchObject({ previous: [] });
  expect(await live()).toEqual([idOf(next)]);
});

it("With revokePrevious nothing is left of it", async () => {
  const old = await made(start("2026-01-01T00:00:00Z"));
  // With a service whose clock stood still it was deleted for another reason: the overlap seemed to be over.
  await emulator.clock.set("2026-02-01T00:00:00Z");
  const provider = start("2026-02-01T00:00:00Z");
  await provider.check(old, NEWS);
  const next = await made(provider, { ...NEWS, revokePrevious: true });
  await provider.delete("id", old);
  expect(next).toMatchObject({ previous: [], strays: [] });
  expect(await live()).toEqual([idOf(next)]);
});

it("Where the run died between, the next one leaves the old key until its overlap is over", async () => {
  const { old, next } = await replacedInFebruary();
  await start("2026-02-02T00:00:00Z").delete("id", old);
  expect(said.join()).toContain(`client key ${idOf(old)} is not deleted`);
  expect(await live()).toEqual([idOf(old), idOf(next)].sort());
  // That key's record says how long, and the program may have another overlap by now.
  await emulator.clock.set("2026-02-08T00:00:00Z");
  await start("2026-02-08T00:00:00Z").delete("id", old);
  expect(await live()).toEqual([idOf(old), idOf(next)].sort());
  expect(await updated(start("2026-02-08T00:00:00Z"), next)).toMatchObject({ previous: [] });
  expect(await live()).toEqual([idOf(next)]);
});

it("What a replacement made that died before it was recorded is ours: it gets a deadline, and goes", async () => {
  const { old, next: lost } = await replacedInFebruary();
  const { props = {} } = await start("2026-02-02T00:00:00Z").read("id", old);
  const found = recorded(props as Properties);
  expect(found).toMatchObject({ strays: [{ clientKeyId: idOf(lost), origin: "ours" }] });
  const taken = await updated(start("2026-02-02T00:00:00Z"), found);
  expect(taken).toMatchObject({ previous: [{ clientKeyId: idOf(lost), retireAfter: "2026-02-09T00:00:00Z" }] });
  await updated(start("2026-02-09T00:00:00Z"), taken);
  expect(await live()).toEqual([idOf(old)]);
});
