/**
 * An emulator of the vendors' key management services, for demos and tests: it answers like the service, down to signature
 * checks, error codes and the quirks of its JSON. The README lists every guess.
 *
 * ```ts
 * const emulator = await startEmulator({ clock: "2026-01-01T00:00:00Z" });
 * // point any client at emulator.url: access key "emulator", secret "emulator"; at IBM API key "emulator"
 * await emulator.clock.advance("P1Y");
 * await emulator.close();
 * ```
 *
 * @module
 */
import { createAdmin } from "./admin";
import { AlibabaVendor } from "./alibaba";
import { Journal } from "./calls";
import { Clock } from "./clock";
import { type EmulatorControl, localControl } from "./control";
import type { Parts } from "./exchange";
import { Faults } from "./faults";
import { IbmVendor } from "./ibm";
import type { EmulatorEndpoint, EmulatorOptions } from "./options";
import { QuotaKeeper } from "./quota";
import { listen } from "./server";
import { Store } from "./store";

export type { AlibabaControl } from "./alibaba/control";
export { defaultInstanceId } from "./alibaba/instances";
export type { RecordedCall } from "./calls";
export type { EmulatorClock, EmulatorControl } from "./control";
export { connectEmulator } from "./control";
export { EmulatorError } from "./error";
export type { FaultKind, FaultRule, FaultStatus } from "./faults";
export type { IbmControl, IbmReply, IbmRequestOptions } from "./ibm/control";
export { defaultIbm } from "./ibm/instances";
export type {
  IbmApiKey,
  IbmInstance,
  IbmLags,
  IbmOptions,
  IbmProfile,
  IbmRegistration,
} from "./ibm/options";
export type {
  EmulatorCredential,
  EmulatorEndpoint,
  EmulatorInstance,
  EmulatorOidcTrust,
  EmulatorOptions,
  EmulatorRole,
} from "./options";
export type { Quotas } from "./quota";

/** An address of the option `endpoints` at which the emulator listens. */
export interface EmulatorPlace {
  /** The id of an instance, or `shared`. */
  readonly kmsInstance: string;
  /** `https://127.0.0.1:4011` */
  readonly url: string;
  readonly sourceAddress?: string | undefined;
  /** The chain of its certificate's issuers, PEM, the root first; for an instance, the chain that GetKmsInstance answers. */
  readonly ca: string;
}

/** A running emulator. */
export interface Emulator extends EmulatorControl {
  readonly port: number;
  /** The chain of its TLS certificate's issuers, PEM, the root first; only with the option `tls: true`. */
  readonly ca?: string;
  /** The addresses of the option `endpoints`, in its order. */
  readonly endpoints: readonly EmulatorPlace[];
  /** Closes open connections and stops. */
  close(): Promise<void>;
}

/**
 * Starts an emulator in this process.
 *
 * @throws EmulatorError when an option or the state file is unusable; the system's error when the port is not available
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const clock = new Clock();
  const store = new Store(options.stateFile);
  store.register("clock", clock);
  if (options.clock !== undefined) clock.set(options.clock);
  const save = () => store.save();
  const alibaba = new AlibabaVendor(options, clock, save);
  const parts: Parts = {
    vendors: [alibaba, new IbmVendor(options.ibm ?? {}, clock, save)],
    store,
    clock,
    faults: new Faults(),
    quotas: new QuotaKeeper(),
    journal: new Journal(),
  };
  for (const vendor of parts.vendors) store.register(vendor.name, vendor);
  alibaba.seed(options.secrets ?? {});
  parts.faults.set(options.faults ?? []);
  parts.quotas.set(options.quotas ?? {});

  const admin = createAdmin(parts);
  const { host = "127.0.0.1", port = 0, sourceAddress } = options;
  const issued = options.tls === true ? alibaba.certificateFor(namesAt(host)) : undefined;
  const tls = options.tls === true ? issued : options.tls;
  const places = (options.endpoints ?? []).map((endpoint) => placeFor(endpoint, options, alibaba));
  store.save();
  const server = await listen({ host, port, tls, sourceAddress }, parts, admin);
  const open = [server];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((each) => each.close()));
  };
  const endpoints: EmulatorPlace[] = [];
  try {
    for (const { ca, ...listening } of places) {
      const further = await listen(listening, { ...parts, vendors: [alibaba] }, admin);
      open.push(further);
      const { place: kmsInstance, sourceAddress } = listening;
      endpoints.push({ kmsInstance, url: urlOf(host, further.port, true), sourceAddress, ca });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...localControl(urlOf(host, server.port, tls !== undefined), admin),
    port: server.port,
    ...(issued && { ca: issued.ca }),
    endpoints,
    close,
  };
}

/** @throws EmulatorError when there is no such instance */
function placeFor(endpoint: EmulatorEndpoint, options: EmulatorOptions, alibaba: AlibabaVendor) {
  const { host = "127.0.0.1" } = options;
  const { kmsInstance: place = alibaba.firstInstance, port = 0, sourceAddress = options.sourceAddress } = endpoint;
  const { ca, ...tls } = alibaba.certificateFor(namesAt(host), place);
  return { host, port, sourceAddress, place, tls, ca };
}

/** The names and addresses of a listener at `host`. */
function namesAt(host: string): readonly string[] {
  return [...new Set(["localhost", "127.0.0.1", "::1", host])].filter((one) => one !== "0.0.0.0" && one !== "::");
}

/** An address to connect to. A listener on all addresses is reached on loopback. */
function urlOf(host: string, port: number, secure: boolean): string {
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]" }[host] ?? host;
  return `${secure ? "https" : "http"}://${reachable}:${port}`;
}
