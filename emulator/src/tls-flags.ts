import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { inputError } from "./error";
import type { EmulatorOptions } from "./options";

/** The command line's TLS flags. All but `tls` are names of files. */
export interface TlsFlags {
  readonly tls?: true;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsCa?: string | undefined;
}

/** @throws EmulatorError when the flags contradict each other; the system's error when a file cannot be read */
export function tlsOption({ tls, tlsCert, tlsKey, tlsCa }: TlsFlags): EmulatorOptions["tls"] {
  const own = tlsCert ?? tlsKey;
  if (!tls && (own ?? tlsCa) !== undefined) throw inputError("--tls-cert, --tls-key and --tls-ca need --tls besides");
  if (own === undefined) return tls;
  if (tlsCert === undefined) throw inputError("--tls-key needs the certificate of the key: give --tls-cert");
  if (tlsKey === undefined) throw inputError("--tls-cert needs the key of the certificate: give --tls-key");
  if (tlsCa !== undefined) throw inputError("--tls-ca is for a certificate of the emulator's CA: leave out --tls-cert");
  const given = { cert: readFileSync(tlsCert, "utf8"), key: readFileSync(tlsKey, "utf8") };
  try {
    createSecureContext(given);
  } catch (cause) {
    throw inputError(`${tlsCert} and ${tlsKey} are not a certificate and its key in PEM`, cause);
  }
  return given;
}
