import type { KeyObject } from "node:crypto";
import type { EmulatorInstance } from "../options";
import { selfSign, toPem } from "./certificate";
import { addYears } from "./time";

/** The instance that always exists, in every region. */
export const defaultInstanceId = "kst-hzz0000000000emulator";

/** A KMS instance with nothing left open. */
export type Instance = {
  [Field in Exclude<keyof EmulatorInstance, "region">]-?: NonNullable<EmulatorInstance[Field]>;
} & { readonly region: string | undefined };

/** The default instance and those of the options; one of the options replaces the default of the same id. */
export function seedInstances(more: readonly EmulatorInstance[] = []): Instance[] {
  const byId = new Map([{ instanceId: defaultInstanceId }, ...more].map((one) => [one.instanceId, complete(one)]));
  return [...byId.values()];
}

function complete(instance: EmulatorInstance): Instance {
  return {
    instanceId: instance.instanceId,
    name: instance.name ?? instance.instanceId,
    status: instance.status ?? "Connected",
    region: instance.region,
    endDate: instance.endDate ?? "2035-01-01T00:00:00Z",
  };
}

/**
 * Makes the CA certificate of the instances, PEM with the service's `\r\n` line ends. Nothing else is ever signed with
 * its key, which is not kept.
 */
export function createCaCertificate(key: KeyObject, now: Date): string {
  const { certificate } = selfSign({
    key,
    commonName: "Keysmith emulator KMS CA",
    notBefore: addYears(now, -1),
    notAfter: addYears(now, 20),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return `${toPem(certificate).replaceAll("\n", "\r\n")}\r\n`;
}
