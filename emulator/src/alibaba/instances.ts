import type { EmulatorInstance } from "../options";

/** The instance that always exists, in every region. */
export const defaultInstanceId = "kst-hzz0000000000emulator";

/** A KMS instance with its defaults filled in. */
export type Instance = {
  [Field in Exclude<keyof EmulatorInstance, "region">]-?: NonNullable<EmulatorInstance[Field]>;
} & { readonly region: string | undefined };

/** The default instance and those of the options. An instance of the options with the default's id replaces it. */
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
