import { defaultIbm, type IbmOptions } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import { ibm } from "../../src/ibm";
import type { IbmClient } from "../../src/ibm/client";
import type { KeyApi } from "../../src/ibm/kms/api/client";
import { instanceOf } from "../../src/ibm/platform/instance";
import { DirectBench } from "../workbench";

/** When the emulator's clock begins. */
export const MADE = "2026-01-01T00:00:00Z";

/** Where keys and rings are. */
export const PLACE: Values = { instance: defaultIbm.keyProtect };

/** The operation by which a token is fetched. */
export const TOKEN = "getToken";

/** Lets `work` use an emulator of IBM's services. */
export async function withIbm<T>(work: (bench: DirectBench) => Promise<T>, options: IbmOptions = {}): Promise<T> {
  const bench = await DirectBench.start(ibm, settingsFor, { clock: MADE, ibm: { importKeyBits: 2048, ...options } });
  try {
    return await work(bench);
  } finally {
    await bench.stop();
  }
}

/** The key API of the instance, as this process calls it. */
export function keysOf(bench: DirectBench): KeyApi {
  return (bench.context.client as IbmClient).keys(instanceOf(PLACE));
}

/** How many versions the emulator has of a key. */
export async function versionsOf(bench: DirectBench, keyId: string): Promise<number> {
  const { ibm: state } = (await bench.emulator.state()) as { readonly ibm: EmulatedKeys };
  const keys = Object.values(state.keys).flatMap((instance) => instance.keys);
  return keys.find(({ id }) => id === keyId)?.versions.length ?? 0;
}

interface EmulatedKeys {
  readonly keys: Readonly<
    Record<string, { readonly keys: readonly { readonly id: string; readonly versions: readonly unknown[] }[] }>
  >;
}

function settingsFor(url: string): Readonly<Record<string, string>> {
  return { "ibm.endpoint": url, "ibm.apiKey": defaultIbm.apiKey };
}
