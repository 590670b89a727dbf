/**
 * Runs the provider in a process of its own on an engine's requests for a plan of client keys, ten at once, and writes its largest
 * memory to standard output, in MiB. The environment names the service.
 */

import { vendors } from "../../src/catalog";
import { fieldsOf } from "../../src/core/fields";
import { requireInputs } from "../../src/core/validate";
import { keepMemoryLow } from "../../src/terraform/memory";
import { resourceType } from "../../src/terraform/names";
import { providerCalls } from "../../src/terraform/protocol/calls";
import type { ProviderCalls } from "../../src/terraform/protocol/messages";
import { encodeObject } from "../../src/terraform/protocol/value";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { toAttributes } from "../../src/terraform/values";
import { type KeyAtService, keyAt, keyOf } from "../alibaba/fleet";
import type { Recorded } from "../recorded";
import { encoded, NOTHING, received, recorded, succeeded } from "./sent";

/** The engines' default number of simultaneous requests. */
const AT_ONCE = 10;
const KIBIBYTES = 1024;

async function main(size: number, service: KeyAtService): Promise<void> {
  keepMemoryLow();
  const calls = providerCalls(createProvider(vendors, { env: process.env }));
  const config = { msgpack: NOTHING, json: encoded({ stack: "bench", plain_secrets: true }) };
  succeeded(await calls.ConfigureProvider({ config, terraformVersion: "1.11.4", clientCapabilities: undefined }));
  let next = 0;
  const planAll = async (): Promise<void> => {
    for (let index = next++; index < size; index = next++) {
      const key = keyOf(index);
      await planOne(calls, { ...key, outputs: { ...key.outputs, ...keyAt(index, service) } });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, planAll));
  process.stdout.write(String(process.resourceUsage().maxRSS / KIBIBYTES));
}

/** @throws Error when a change is planned */
async function planOne(calls: ProviderCalls, { definition, given, outputs }: Recorded): Promise<void> {
  const typeName = resourceType(definition);
  const { attributes } = resourceSchema(definition);
  const state = recorded(definition, { ...requireInputs(definition, definition.name, given), ...outputs });
  const config = received(encodeObject(toAttributes(fieldsOf(definition.inputs), given), attributes));
  const upgraded = await calls.UpgradeResourceState({ typeName, version: 0n, rawState: { json: encoded(state) } });
  const currentState = received(succeeded(upgraded).upgradedState);
  const read = succeeded(
    await calls.ReadResource({ typeName, currentState, private: NOTHING, currentIdentity: undefined }),
  );
  const priorState = received(read.newState);
  const planned = await calls.PlanResourceChange({
    ...{ typeName, config, priorState, proposedNewState: priorState, priorPrivate: read.private ?? NOTHING },
    ...{ plannedPrivate: NOTHING, priorIdentity: undefined, clientCapabilities: undefined },
  });
  const { msgpack } = received(succeeded(planned).plannedState);
  if (!Buffer.from(msgpack).equals(priorState.msgpack)) throw new Error(`a change of a ${typeName} is planned`);
}

main(Number(process.argv[2]), JSON.parse(String(process.argv[3])) as KeyAtService).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
