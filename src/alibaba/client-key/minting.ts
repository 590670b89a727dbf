import { formatTime } from "../../core/clock";
import { addDuration } from "../../core/duration";
import { rotationTime } from "../../core/rotation";
import { Secret } from "../../core/secret";
import { lookAfter, mayHaveActed } from "../../http/retry";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import type { CreatedClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyOutputs } from "./fields";
import { isMarked, markedStamps, markOf } from "./mark";
import { generatePassword } from "./password";
import { deleteKey, listKeys } from "./slots";

export type Minted = Omit<ClientKeyOutputs, "previous" | "nextRunBy">;

/** One more try after a lost reply; after that a person should look. */
const TRIES = 2;

/**
 * Makes a key. The service takes no client token and shows the private half once: when the reply is lost, the key that
 * appeared is found by our mark and deleted, as nobody can ever use it, and one more is made.
 * @param known ids of the keys that were there before
 */
export async function mint(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  version: number,
  known: ReadonlySet<string>,
): Promise<Minted> {
  for (let left = TRIES; ; left--) {
    try {
      return await mintOnce(context, inputs, version);
    } catch (error) {
      if (!mayHaveActed(error)) throw error;
      await lookAfter(error, () => deleteLost(context, inputs, version, known));
      if (left <= 1) throw error;
    }
  }
}

async function mintOnce(context: AlibabaContext, inputs: ClientKeyInputs, version: number): Promise<Minted> {
  const madeAt = context.clock.now();
  const stamps = markedStamps(madeAt, inputs.validity, markOf(inputs.label, version));
  const password = inputs.password ?? generatePassword();
  const reply = await context.client.call(operations.createClientKey, inputs.region, {
    AapName: inputs.accessPoint,
    Password: password,
    NotBefore: stamps.notBefore,
    NotAfter: stamps.notAfter,
  });
  const expiresAt = formatTime(addDuration(madeAt, inputs.validity));
  return {
    clientKeyId: reply.clientKeyId,
    clientKeyContent: clientKeyContent(reply),
    password,
    keyAlgorithm: reply.keyAlgorithm,
    notBefore: reply.notBefore,
    notAfter: reply.notAfter,
    createdAt: formatTime(madeAt),
    expiresAt,
    version,
    rotateAt: rotationTime(expiresAt, inputs.rotation),
  };
}

/** The vendor's file format: exactly these two fields, which its SDKs read as `ClientKeyContent`. */
function clientKeyContent({ clientKeyId, privateKeyData }: CreatedClientKeyReply): Secret {
  return new Secret(JSON.stringify({ KeyId: clientKeyId, PrivateKeyData: privateKeyData.reveal() }));
}

async function deleteLost(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  version: number,
  known: ReadonlySet<string>,
): Promise<void> {
  const keys = await listKeys(context, inputs.region, inputs.accessPoint);
  const lost = keys.filter((key) => !known.has(key.clientKeyId) && isMarked(key, inputs.label, version, version));
  for (const key of lost) await deleteKey(context, inputs.region, key.clientKeyId);
}
