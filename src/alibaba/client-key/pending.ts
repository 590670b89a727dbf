import { parseJson } from "../../core/json";
import type { Reason } from "../../core/reasons";
import { hasCome } from "../../core/rotation";
import { Secret } from "../../core/secret";
import { isPlainObject } from "../../core/unknown";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState } from "./fields";
import type { Minted } from "./minting";
import { isAmong } from "./previous";
import { turnOf, unprovenOf } from "./times";

// A key that was made to be the next one and has not proven yet that it works. Nobody has it but the record, so it is deleted as soon
// as it is of no use, and there is never more than one.

/** What the record keeps of such a key. */
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

/** What is planned, and what there is. */
interface Circumstances {
  readonly inputs: ClientKeyInputs;
  readonly reasons: readonly Reason[];
  readonly keys: readonly ClientKeyReply[];
  readonly now: Date;
}

/**
 * The key with which a run goes on instead of making another: it is there, lasts long enough, its secrets are known, and nothing that
 * the program has asked for since makes another one.
 */
export function goingOn(prior: ClientKeyState, { inputs, reasons, keys, now }: Circumstances): Minted | undefined {
  const minted = unprovenKey(prior, inputs);
  if (!minted || !isAmong(keys, minted) || hasCome(minted.rotateAt, now) || hasCome(minted.notAfter, now))
    return undefined;
  const isAskedAnew = reasons.some(({ code, field }) => code === "rekey" && field !== "password");
  const isOfPassword = inputs.password === undefined || inputs.password.reveal() === minted.password.reveal();
  return isAskedAnew || !isOfPassword ? undefined : minted;
}

/** The unproven key as it was minted; nothing where there is none, or where the state tells its secrets to nobody. */
function unprovenKey(prior: ClientKeyState, { rotation }: Pick<ClientKeyInputs, "rotation">): Minted | undefined {
  const { pending, pendingKey, version } = prior;
  const key = unprovenOf(prior) === prior ? prior : pending;
  const secrets = key === prior ? prior : secretsIn(pendingKey);
  if (!key || !secrets?.clientKeyContent || !secrets.password) return undefined;
  const { clientKeyId, keyAlgorithm, notBefore, notAfter, createdAt, expiresAt, revision } = key;
  const { clientKeyContent, password } = secrets;
  return {
    ...{ clientKeyId, clientKeyContent, password, keyAlgorithm, notBefore, notAfter, createdAt, expiresAt, revision },
    state: "active",
    version: key === prior ? version : version + 1,
    rotateAt: turnOf(key, rotation),
  };
}

function secretsIn(text: Secret | undefined): Pick<Minted, "clientKeyContent" | "password"> | undefined {
  const fields = text && parseJson(text.reveal());
  const { clientKeyContent, password } = isPlainObject(fields) ? fields : {};
  if (typeof clientKeyContent !== "string" || typeof password !== "string") return undefined;
  return { clientKeyContent: new Secret(clientKeyContent), password: new Secret(password) };
}
