import { nextRun, rotationTime } from "../core/rotation";
import type { ClientKeyState } from "./client-key-fields";
import type { ClientKeyReply } from "./operations";

/** A state in which only what finds the key is certain. */
export type SoughtKey = Partial<ClientKeyState> & Pick<ClientKeyState, "clientKeyId" | "region" | "rotation">;

/** Whether a state is of a key that this resource has made, or has taken over before. */
export function isRecorded(state: Pick<Partial<ClientKeyState>, "createdAt">): boolean {
  return state.createdAt !== undefined;
}

/**
 * The state of a key that somebody else has made; nothing when it isn't a key of the access point that was named. The
 * service shows a private key once, and no password, so there are none. The key counts as version 1, as nobody has counted
 * those before it, and ends when the service says: what its validity was meant to be isn't told. It rotates like every
 * other, and works on for the overlap then.
 */
export function adoptedKey(sought: SoughtKey, key: ClientKeyReply): ClientKeyState | undefined {
  if (sought.accessPoint !== undefined && sought.accessPoint !== key.aapName) return undefined;
  const rotateAt = rotationTime(key.notAfter, sought.rotation);
  const told = {
    accessPoint: key.aapName,
    clientKeyId: key.clientKeyId,
    keyAlgorithm: key.keyAlgorithm,
    notBefore: key.notBefore,
    notAfter: key.notAfter,
    createdAt: key.createTime,
    expiresAt: key.notAfter,
    version: 1,
    rotateAt,
    nextRunBy: nextRun(rotateAt, []),
    previous: [],
  };
  // Without the two secrets, which every other state has.
  return { ...sought, ...told } as unknown as ClientKeyState;
}
