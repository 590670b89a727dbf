import { ConfigurationError } from "../../core/errors";
import type { Environment } from "../../core/settings";
import { countWork } from "../../core/work";
import { listen, type SocketAddress, type Trust } from "../../grpc/listen";
import { abandoned, keepStandardOutput, outliveStrayErrors, toldToEnd } from "../../grpc/process";
import { providerCalls } from "./calls";
import type { Identity } from "./certificate";
import { grpcServices } from "./grpc";
import type { Provider } from "./provider";

/**
 * Serves a provider to the engine that has started this process, and takes the process over: its signals, standard
 * output and stray errors. Resolves when the process is to end, with no call under way and no socket left.
 * @throws ConfigurationError if the engine speaks no protocol of ours
 */
export async function servePlugin(provider: Provider, env: Environment): Promise<void> {
  checkVersions(env);
  const say = keepStandardOutput();
  outliveStrayErrors(logLine);
  const told = toldToEnd();
  const work = countWork();
  const trust = await trustFor(env);
  const services = grpcServices(providerCalls(provider), work);
  const listening = await listen(services, { trust });
  say(handshakeLine(listening.address, trust?.identity.der, env));
  // Calls under way are waited for, whether or not they can be hurried.
  const stopped = told.then(() => provider.stop()).catch(() => {});
  await Promise.race([services.shutDown, abandoned(listening, work), stopped]);
  await work.done();
  await listening.close();
}

/** Loads the code that makes certificates only if one is needed. */
async function trustFor(env: Environment): Promise<(Trust & { readonly identity: Identity }) | undefined> {
  // PEM of the certificate that the engine will show; none if it wants no encryption.
  const client = env["PLUGIN_CLIENT_CERT"];
  if (!client) return undefined;
  const { makeIdentity } = await import("./certificate.js");
  return { client, identity: makeIdentity() };
}

/** Engines put this into a plugin's environment, so that a plugin that was started by hand notices. */
const MAGIC_COOKIE = {
  name: "TF_PLUGIN_MAGIC_COOKIE",
  value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
} as const;

const SYSTEM_VERSION = 1;
export const PROTOCOL_VERSION = 6;

export function startedByEngine(env: Environment): boolean {
  return env[MAGIC_COOKIE.name] === MAGIC_COOKIE.value;
}

/** @throws ConfigurationError if the engine speaks only other versions of the protocol */
export function checkVersions(env: Environment): void {
  const offered = env["PLUGIN_PROTOCOL_VERSIONS"];
  if (!offered || offered.split(",").map(Number).includes(PROTOCOL_VERSION)) return;
  throw new ConfigurationError(
    `the Keysmith provider speaks version ${PROTOCOL_VERSION} of the plugin protocol, the engine ${offered}`,
    "Use Terraform 1.8 or OpenTofu 1.10, or a newer one.",
  );
}

export function handshakeLine(
  { network, address }: SocketAddress,
  certificate: Buffer | undefined,
  env: Environment,
): string {
  // The engine decodes without padding.
  const encoded = certificate?.toString("base64").replace(/=+$/, "") ?? "";
  const fields = [SYSTEM_VERSION, PROTOCOL_VERSION, network, address, "grpc", encoded];
  // An engine that asks whether several connections can share one is told that they can't.
  if (env["PLUGIN_MULTIPLEX_GRPC"]) fields.push("false");
  return `${fields.join("|")}\n`;
}

/** A line for the engine's log, in the form that go-plugin reads. */
function logLine(text: string): string {
  const time = new Date().toISOString();
  return JSON.stringify({ "@level": "error", "@message": text, "@module": "keysmith", "@timestamp": time });
}
