import { defaultIbm, type IbmOptions } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import { ibm } from "../../src/ibm";
import type { IbmClient } from "../../src/ibm/client";
import type { KeyApi } from "../../src/ibm/kms/api/client";
import { instanceOf } from "../../src/ibm/platform/instance";
import { DirectBench } from "../workbench";

/** The start of the emulator's clock. */
export const MADE = "2026-01-01T00:00:00Z";

/** The place of keys and rings. */
export const PLACE: Values = { instance: defaultIbm.keyProtect };

/** The operation that issues a token. */
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

/** The instance's key API, as this process calls it. */
export function keysOf(bench: DirectBench): KeyApi {
  return (bench.context.client as IbmClient).keys(instanceOf(PLACE));
}

/** The number of versions of a key in the emulator. */
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
