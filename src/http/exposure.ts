import { debuglog } from "node:util";
import { ConfigurationError } from "../core/errors";
import { howToGive, message } from "../core/message";
import type { Environment, Setting } from "../core/settings";

/** Parts of Node that log a connection's traffic, headers or bytes, when NODE_DEBUG names them. */
const TELLING: readonly string[] = ["stream", "http", "https", "http2", "net", "tls"];

/**
 * Refuses an environment in which Node shows the traffic, or sends it to anybody who answers. Called before a client is made, when
 * no secret of ours has been on the wire yet.
 * @param caFile the way to trust an authority of the user's own instead
 * @param isLogged whether Node writes the log of one of its parts: fixed when the process starts
 * @throws ConfigurationError
 */
export function refuseExposure(
  env: Environment,
  caFile: Setting,
  isLogged: (part: string) => boolean = (part) => debuglog(part).enabled,
): void {
  const part = TELLING.find(isLogged);
  if (part !== undefined) {
    throw new ConfigurationError(
      `NODE_DEBUG makes Node write down what is sent and received (${part}), with the secrets in it`,
      "Unset NODE_DEBUG; nothing was sent.",
    );
  }
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
  throw new ConfigurationError(
    "NODE_TLS_REJECT_UNAUTHORIZED=0 makes Node accept every certificate, so that credentials would go to whoever answers",
    message`Unset it; for a certificate of an authority of your own, name a PEM file with that authority's certificate in ${howToGive(caFile)}, or in NODE_EXTRA_CA_CERTS. Nothing was sent.`,
  );
}
