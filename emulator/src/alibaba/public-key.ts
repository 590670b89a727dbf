import { createPublicKey, type KeyObject } from "node:crypto";
import type { ClientKey } from "./state";

/** Cached, because reading a certificate takes longer than checking a signature with it. */
const known = new WeakMap<ClientKey, KeyObject>();

export function publicKeyOf(clientKey: ClientKey): KeyObject {
  const found = known.get(clientKey);
  if (found) return found;
  const read = createPublicKey(clientKey.certificate);
  known.set(clientKey, read);
  return read;
}
