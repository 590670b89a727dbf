import { DirectStack } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { pulumiAdaptor, terraformAdaptor } from "../support/adaptors";
import { directStack } from "./direct-engine";
import type { Declared } from "./engine";
import { MADE } from "./samples";
import { type EmulatedServices, startEmulated } from "./services";

// Two backends have a project and a stack of the same names, and so the same labels: a run of the second one took over all that
// the first one had, wrote its own rules over it, and its destroy deleted it.

const RESOURCES: readonly Declared[] = [
  { type: "NetworkRule", name: "office", args: { sourcePrivateIps: ["10.20.0.0/16"] } },
  {
    type: "Policy",
    name: "orders",
    args: {
      kmsInstance: "kst-hzz0000000000emulator",
      permissions: ["CryptoServiceSecretUser"],
      secrets: ["orders/*"],
      networkRules: ["office"],
    },
  },
  { type: "AccessPoint", name: "orders-app", args: { policies: ["orders"] } },
  { type: "KmsAlias", name: "orders-key", args: { key: "key-hzz1" } },
];

let services: EmulatedServices;
beforeEach(async () => {
  services = await startEmulated(MADE);
});
afterEach(() => services.emulator.close());

async function writes(): Promise<readonly string[]> {
  const calls = await services.emulator.calls();
  await services.emulator.clearCalls();
  return calls
    .filter(({ status = 0 }) => status < 400)
    .flatMap(({ operation }) => (isWrite(operation) ? [operation] : []));
}

function isWrite(operation: string): boolean {
  return /^(Create|Update|Delete)/.test(operation);
}

describe("without an engine", () => {
  it("the second one touches nothing that the first one has, also when it is destroyed", async () => {
    const [first, second] = [directStack(services.env, MADE), directStack(services.env, MADE)];
    await first.up(RESOURCES);
    const had = await services.emulator.state();
    await writes();
    for (const resource of RESOURCES) {
      await expect(second.up([resource])).rejects.toMatchObject({ code: "already-exists" });
    }
    await second.destroy();
    expect(await writes()).toEqual([]);
    expect(await services.emulator.state()).toEqual(had);
    await first.refresh();
    const { actions } = await first.preview(RESOURCES);
    expect(new Set(Object.values(actions))).toEqual(new Set(["same"]));
  });

  it("what the second one is told to adopt is its own from then on, and the first one says so and puts its label back", async () => {
    const shown: string[] = [];
    const first = new DirectStack(services.env, MADE, { warn: (line) => shown.push(line) });
    const second = directStack(services.env, MADE);
    const [rule] = RESOURCES;
    if (!rule) throw new Error("there is no rule");
    await first.up([rule]);
    await second.up([{ ...rule, args: { ...rule.args, adopt: true } }]);
    await first.refresh();
    expect(shown).toEqual([expect.stringContaining("another stack has adopted it")]);
    expect(await first.preview([rule])).toMatchObject({ actions: { "NetworkRule office": "update" } });
  });
});

const ADAPTORS = {
  Pulumi: (env: Record<string, string>) => pulumiAdaptor(env),
  Terraform: (env: Record<string, string>) => terraformAdaptor(env),
};

it.each(Object.entries(ADAPTORS))("on %s the second one makes nothing and says why", async (_engine, start) => {
  const env = { ...services.env, KEYSMITH_AS_OF: MADE };
  const inputs = ({ type, name, args }: Declared): Values =>
    type === "KmsAlias" ? { ...args, name } : { ...args, name, label: `shop/prod/${name}` };
  const [first, second] = [start(env), start(env)];
  for (const each of RESOURCES) await first.create(each.type, inputs(each));
  await writes();
  for (const each of RESOURCES) {
    const failure = second.create(each.type, inputs(each));
    await expect(failure).rejects.toThrow(`${each.name}" exists already in cn-hangzhou`);
    if (each.type !== "KmsAlias")
      await expect(failure).rejects.toThrow(`this resource's label, "shop/prod/${each.name}"`);
  }
  expect(await writes()).toEqual([]);
});
