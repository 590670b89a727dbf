import { ConfigurationError } from "../../core/errors";
import type { Environment } from "../../core/settings";
import type { Address } from "./server";

/** What engines put into the environment of a plugin, so that one that was started by hand notices. */
const MAGIC_COOKIE = {
  name: "TF_PLUGIN_MAGIC_COOKIE",
  value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
} as const;

/** Version of the plugin system, and of the provider protocol on top of it. */
const SYSTEM_VERSION = 1;
export const PROTOCOL_VERSION = 6;

/** Whether an engine has started this process as a plugin. */
export function startedByEngine(env: Environment): boolean {
  return env[MAGIC_COOKIE.name] === MAGIC_COOKIE.value;
}

/** @throws ConfigurationError when the engine speaks only other versions of the protocol */
export function checkVersions(env: Environment): void {
  const offered = env["PLUGIN_PROTOCOL_VERSIONS"];
  if (!offered || offered.split(",").map(Number).includes(PROTOCOL_VERSION)) return;
  throw new ConfigurationError(
    `the Keysmith provider speaks version ${PROTOCOL_VERSION} of the plugin protocol, the engine ${offered}`,
    "Use Terraform 1.8 or OpenTofu 1.10, or a newer one.",
  );
}

/** PEM of the certificate with which the engine will come; none when it wants no encryption. */
export function clientCertificate(env: Environment): string | undefined {
  return env["PLUGIN_CLIENT_CERT"] || undefined;
}

/** The one line with which a plugin says where it is, and by which certificate it can be known. */
export function handshakeLine(
  { network, address }: Address,
  certificate: Buffer | undefined,
  env: Environment,
): string {
  // The engine decodes without padding.
  const encoded = certificate?.toString("base64").replace(/=+$/, "") ?? "";
  const fields = [SYSTEM_VERSION, PROTOCOL_VERSION, network, address, "grpc", encoded];
  // Whoever asks whether several connections can share one gets to know that they can't.
  if (env["PLUGIN_MULTIPLEX_GRPC"]) fields.push("false");
  return `${fields.join("|")}\n`;
}
