import { formatTime, parseTime } from "../../core/clock";
import { addDuration } from "../../core/duration";
import { Secret } from "../../core/secret";
import { lookAfter, mayHaveActed } from "../../http/retry";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import type { ClientKeyReply, CreatedClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyOutputs } from "./fields";
import { deleteKey, keyWasMade, listKeys } from "./keys";
import { countingEnd, markedStamps, type Stamps } from "./mark";
import { generatePassword } from "./password";
import { turnOf } from "./times";

export type Minted = Omit<
  ClientKeyOutputs,
  "previous" | "strays" | "nextRunBy" | "currentSince" | "pending" | "pendingKey" | "accountId" | "storedIn"
>;

export interface Before {
  readonly version: number;
  /** Greater than that of every earlier key. */
  readonly revision: number;
  readonly known: ReadonlySet<string>;
}

/** One more try after a lost reply; after that a person should look. */
const TRIES = 2;
/** By how much clocks may differ, in milliseconds. */
const SKEW = 10 * 60_000;

/**
 * Makes a key. The service takes no client token, and shows the private half once. So if the reply is lost, the key that appeared is found
 * by its stamps and deleted, because nobody can ever use it, and another one is made.
 */
export async function mint(context: AlibabaContext, inputs: ClientKeyInputs, before: Before): Promise<Minted> {
  for (let left = TRIES; ; left--) {
    const madeAt = context.clock.now();
    const stamps = markedStamps(madeAt, inputs.validity, { label: inputs.label, nonce: context.nonces.own });
    try {
      return await mintOnce(context, inputs, before, madeAt, stamps);
    } catch (error) {
      if (!mayHaveActed(error)) throw error;
      const isLost = (key: ClientKeyReply): boolean =>
        !before.known.has(key.clientKeyId) &&
        key.notBefore === stamps.notBefore &&
        key.notAfter === stamps.notAfter &&
        parseTime(key.createdAt).getTime() >= madeAt.getTime() - SKEW;
      await lookAfter(error, () => deleteLost(context, inputs, isLost));
      if (left <= 1) throw error;
    }
  }
}

async function mintOnce(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  { version, revision }: Before,
  madeAt: Date,
  stamps: Stamps,
): Promise<Minted> {
  const password = inputs.password ?? generatePassword();
  const reply = await context.client.call(operations.createClientKey, inputs.region, {
    AapName: inputs.accessPoint,
    Password: password,
    NotBefore: stamps.notBefore,
    NotAfter: stamps.notAfter,
  });
  keyWasMade(context, inputs.region, reply.clientKeyId);
  sayWhetherGranted(context, reply, stamps);
  const { notBefore, notAfter } = reply;
  const createdAt = formatTime(madeAt);
  const expiresAt = countingEnd(formatTime(addDuration(madeAt, inputs.validity)), notAfter);
  return {
    clientKeyId: reply.clientKeyId,
    clientKeyContent: clientKeyContent(reply),
    password,
    keyAlgorithm: reply.keyAlgorithm,
    notBefore,
    notAfter,
    state: "active",
    createdAt,
    expiresAt,
    revision,
    version,
    rotateAt: turnOf({ createdAt, expiresAt, notAfter }, inputs.rotation),
  };
}

function sayWhetherGranted({ log }: AlibabaContext, granted: CreatedClientKeyReply, asked: Stamps): void {
  if (granted.notBefore === asked.notBefore && granted.notAfter === asked.notAfter) return;
  log.warn(
    `the service made the client key ${granted.clientKeyId} valid from ${granted.notBefore} to ${granted.notAfter}, not from ${asked.notBefore} to ${asked.notAfter} as requested: its rotation is calculated from the granted times`,
  );
}

/** The vendor's file format: exactly these two fields, which its SDKs read as `ClientKeyContent`. */
function clientKeyContent({ clientKeyId, privateKeyData }: CreatedClientKeyReply): Secret {
  return new Secret(JSON.stringify({ KeyId: clientKeyId, PrivateKeyData: privateKeyData.reveal() }));
}

/** If several keys match, another run made the others at the same time: all of them stay, and the next refresh finds them. */
async function deleteLost(
  context: AlibabaContext,
  { region, accessPoint }: ClientKeyInputs,
  isLost: (key: ClientKeyReply) => boolean,
): Promise<void> {
  const [lost, ...others] = (await listKeys(context, region, accessPoint)).filter(isLost);
  if (lost && others.length === 0) await deleteKey(context, region, lost.clientKeyId);
}
