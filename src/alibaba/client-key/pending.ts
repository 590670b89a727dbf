import * as z from "zod";
import { secretText } from "../../core/fields";
import { parseJson } from "../../core/json";
import { hasCome } from "../../core/rotation";
import { Secret } from "../../core/secret";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState } from "./fields";
import type { Minted } from "./minting";
import { isAmong } from "./previous";
import { turnOf } from "./times";

// A pending key was made to be the next one and has not proven yet that it works. Only the record has it, so it is deleted as soon as it is
// of no use, and there is never more than one.

export function asPending(minted: Minted): Pick<ClientKeyOutputs, "pending" | "pendingKey"> {
  const { clientKeyId, keyAlgorithm, notBefore, notAfter, createdAt, expiresAt, revision } = minted;
  const { clientKeyContent, password } = minted;
  return {
    pending: { clientKeyId, keyAlgorithm, notBefore, notAfter, createdAt, expiresAt, revision },
    pendingKey: new Secret(
      JSON.stringify({ clientKeyContent: clientKeyContent.reveal(), password: password.reveal() }),
    ),
  };
}

/** The pending key as it was minted, if the run goes on with it instead of making another. */
export function goingOn(
  prior: ClientKeyState,
  inputs: ClientKeyInputs,
  keys: readonly ClientKeyReply[],
  now: Date,
): Minted | undefined {
  const { pending, pendingKey, version } = prior;
  const secrets = secretsIn(pendingKey);
  if (!pending || !secrets || !isAmong(keys, pending) || fateOf(prior, inputs, now) !== "tried") return undefined;
  const rotateAt = turnOf(pending, inputs.rotation);
  return { ...pending, ...secrets, state: "active", version: version + 1, rotateAt };
}

/**
 * What a run does with the pending key: it tries it, or makes another one because the key has ended or is due for rotation, the program has
 * asked for something else since, or its secrets are unknown.
 */
export function fateOf(
  prior: ClientKeyState,
  inputs: Pick<ClientKeyInputs, "password" | "rotation" | "store">,
  now: Date,
): "tried" | "ended" | "outdated" | "unreadable" {
  const { pending } = prior;
  if (pending && (hasCome(turnOf(pending, inputs.rotation), now) || hasCome(pending.notAfter, now))) return "ended";
  const { trigger = prior.rotation.trigger } = inputs.rotation;
  if (trigger !== prior.rotation.trigger || inputs.store?.secret !== prior.store?.secret) return "outdated";
  const secrets = secretsIn(prior.pendingKey);
  if (!secrets) return "unreadable";
  return inputs.password === undefined || inputs.password.equals(secrets.password) ? "tried" : "outdated";
}

const secretsText = z.object({ clientKeyContent: secretText(), password: secretText() });

/** undefined if the state doesn't have them in readable form. */
function secretsIn(text: Secret | undefined): Pick<Minted, "clientKeyContent" | "password"> | undefined {
  return text && secretsText.safeParse(parseJson(text.reveal())).data;
}
