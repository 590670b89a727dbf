/**
 * Has the provider answer in a process of its own what an engine asks of it in a plan without a refresh, and writes what that took to
 * standard output, as JSON: that of the emulator and of the engine isn't in it.
 */
import { networkRule } from "../../src/alibaba/network-rule";
import { vendors } from "../../src/catalog";
import { parseTime } from "../../src/core/clock";
import type { Definition, Values } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { newNonce } from "../../src/core/nonce";
import { requireInputs } from "../../src/core/validate";
import { resourceType } from "../../src/terraform/names";
import { providerCalls } from "../../src/terraform/protocol/calls";
import type { ProviderCalls, ReceivedMessage, SentMessage } from "../../src/terraform/protocol/messages";
import type { Attributes } from "../../src/terraform/protocol/provider";
import { encodeObject } from "../../src/terraform/protocol/value";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { stateFields, toAttributes } from "../../src/terraform/values";
import { rootKeys } from "../ibm/fleet";
import type { Recorded } from "../recorded";

/** Milliseconds of CPU. */
export interface ProviderReport {
  /** Of all resources, once for each run; the first one has everything to load and to compile. */
  readonly planned: readonly number[];
  /** Of a loop that nobody changes, beside each: how fast the machine is at that moment. */
  readonly looped: readonly number[];
}

const RUNS = 9;
const NOTHING = new Uint8Array();
const NOW = "2026-07-01T00:00:00Z";
const MADE = "2026-06-01T00:00:00Z";
/** As protocol buffers have it. */
const ERROR = 1;
const LOOPS = 5_000;

const FLEETS: Readonly<Record<string, (size: number) => readonly Recorded[]>> = {
  rules: networkRules,
  rootKeys,
};

/** As many rules, each with ten blocks of addresses. */
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

/** What an engine says of a resource. */
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

/** A walk of an engine: it configures a provider, and asks it for every resource. */
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

function recorded(definition: Definition, values: Values): Attributes {
  const id = definition.id ? definition.id(values) : String(values[definition.subject]);
  return { ...toAttributes(stateFields(definition), values), id, nonce: newNonce(parseTime(MADE)), due: [] };
}

const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A value that is sent, as it comes to the other side. */
function received({ msgpack = NOTHING }: SentMessage<"DynamicValue"> = {}): ReceivedMessage<"DynamicValue"> {
  return { msgpack, json: NOTHING };
}

/** @throws Error with what is wrong */
function succeeded<Answer extends { readonly diagnostics?: readonly SentMessage<"Diagnostic">[] | undefined }>(
  answer: Answer,
): Answer {
  const wrong = answer.diagnostics?.filter(({ severity }) => severity === ERROR) ?? [];
  if (wrong.length > 0) throw new Error(wrong.map(({ summary, detail }) => `${summary} ${detail}`).join("; "));
  return answer;
}

/** What a provider does most, without one: texts that are read and written, and objects that are copied. */
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
