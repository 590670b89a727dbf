/**
 * Runs the provider in a process of its own on an engine's requests for a plan without a refresh, and writes its costs to standard
 * output as JSON, without those of the emulator and the engine.
 */
import { networkRule } from "../../src/alibaba/network-rule";
import { vendors } from "../../src/catalog";
import { fieldsOf } from "../../src/core/fields";
import { requireInputs } from "../../src/core/validate";
import { resourceType } from "../../src/terraform/names";
import { providerCalls } from "../../src/terraform/protocol/calls";
import type { ProviderCalls, ReceivedMessage } from "../../src/terraform/protocol/messages";
import { encodeObject } from "../../src/terraform/protocol/value";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { toAttributes } from "../../src/terraform/values";
import { rootKeys } from "../ibm/fleet";
import type { Recorded } from "../recorded";
import { encoded, NOTHING, received, recorded, succeeded } from "./sent";

/** Milliseconds of CPU. */
export interface ProviderReport {
  /** For all resources, once for each run; the first run has to load and compile everything. */
  readonly planned: readonly number[];
  /** For a loop that stays the same, beside each run: it shows the machine's speed at that moment. */
  readonly looped: readonly number[];
}

const RUNS = 9;
const NOW = "2026-07-01T00:00:00Z";
const LOOPS = 5_000;

const FLEETS: Readonly<Record<string, (size: number) => readonly Recorded[]>> = {
  rules: networkRules,
  rootKeys,
};

/** As many rules as `size`, each with ten address ranges. */
function networkRules(size: number): readonly Recorded[] {
  return Array.from({ length: size }, (_, number) => {
    const sourcePrivateIps = Array.from({ length: 10 }, (_each, block) => `10.${number % 256}.${block}.0/24`);
    const given = { name: `rule-${number}`, label: `shop/rule-${number}`, sourcePrivateIps, region: "cn-hangzhou" };
    return { definition: networkRule, given, outputs: { arn: `acs:kms:rule-${number}` } };
  });
}

async function main(name: string, size: number): Promise<void> {
  const asked = (FLEETS[name]?.(size) ?? []).map(requestsFor);
  const report: { planned: number[]; looped: number[] } = { planned: [], looped: [] };
  for (let run = 0; run < RUNS; run += 1) {
    report.looped.push(await cpuOf(async () => loop()));
    report.planned.push(await cpuOf(() => planAll(asked)));
  }
  process.stdout.write(JSON.stringify(report satisfies ProviderReport));
}

/** An engine's data on a resource. */
interface Asked {
  readonly typeName: string;
  readonly config: ReceivedMessage<"DynamicValue">;
  readonly json: Uint8Array;
}

function requestsFor({ definition, given, outputs }: Recorded): Asked {
  const { attributes } = resourceSchema(definition);
  const state = recorded(definition, { ...requireInputs(definition, definition.name, given), ...outputs });
  const config = received(encodeObject(toAttributes(fieldsOf(definition.inputs), given), attributes));
  return { typeName: resourceType(definition), config, json: encoded(state) };
}

/** One pass of an engine: it configures a provider, and asks it for every resource. */
async function planAll(asked: readonly Asked[]): Promise<void> {
  const calls = providerCalls(createProvider(vendors, { env: { KEYSMITH_AS_OF: NOW } }));
  const config = { msgpack: NOTHING, json: encoded({ stack: "shop", plain_secrets: true }) };
  succeeded(await calls.ConfigureProvider({ config, terraformVersion: "1.11.4", clientCapabilities: undefined }));
  for (const each of asked) await planOne(calls, each);
}

/** @throws Error when a change is planned */
async function planOne(calls: ProviderCalls, { typeName, config, json }: Asked): Promise<void> {
  succeeded(await calls.ValidateResourceConfig({ typeName, config, clientCapabilities: undefined }));
  const upgraded = await calls.UpgradeResourceState({ typeName, version: 0n, rawState: { json } });
  const priorState = received(succeeded(upgraded).upgradedState);
  const planned = await calls.PlanResourceChange({
    ...{ typeName, config, priorState, proposedNewState: priorState, priorPrivate: NOTHING, plannedPrivate: NOTHING },
    clientCapabilities: undefined,
    priorIdentity: undefined,
  });
  const { msgpack } = received(succeeded(planned).plannedState);
  if (!Buffer.from(msgpack).equals(priorState.msgpack)) throw new Error(`a change of a ${typeName} is planned`);
}

/** The most frequent work of a provider, without one: reading and writing texts, and copying objects. */
function loop(): void {
  const text = JSON.stringify(
    Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`name_${number}`, "value"])),
  );
  for (let time = 0; time < LOOPS; time += 1) JSON.stringify({ ...JSON.parse(text), time });
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

main(String(process.argv[2]), Number(process.argv[3])).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
