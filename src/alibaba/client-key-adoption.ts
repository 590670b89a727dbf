import { NotFoundError } from "../core/errors";
import { nextRun, rotationTime } from "../core/rotation";
import type { Context } from "../core/run";
import { regionOf } from "./adoption";
import type { AlibabaClient } from "./client";
import type { ClientKeyState } from "./client-key-fields";
import * as operations from "./operations";

/**
 * The state of a key that somebody else has made; nothing when it isn't a key of the access point that was named. The
 * service shows a private key once, and no password, so there are none. The key counts as version 1, as nobody has counted
 * those before it, and ends when the service says: what its validity was meant to be isn't told. It rotates like every
 * other, and works on for the overlap then.
 */
export async function findClientKey(
  context: Context<AlibabaClient>,
  told: Partial<ClientKeyState>,
): Promise<Partial<ClientKeyState> | undefined> {
  const { clientKeyId = "", accessPoint, rotation } = told;
  const key = await context.client
    .call(operations.getClientKey, regionOf(told), { ClientKeyId: clientKeyId })
    .catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
  if (!key || (accessPoint !== undefined && accessPoint !== key.aapName)) return undefined;
  const rotateAt = rotation && rotationTime(key.notAfter, rotation);
  return {
    ...told,
    accessPoint: key.aapName,
    clientKeyId: key.clientKeyId,
    keyAlgorithm: key.keyAlgorithm,
    notBefore: key.notBefore,
    notAfter: key.notAfter,
    createdAt: key.createTime,
    expiresAt: key.notAfter,
    version: 1,
    ...(rotateAt && { rotateAt, nextRunBy: nextRun(rotateAt, []) }),
    previous: [],
  };
}
