import { isKeysmithError } from "../../core/errors";
import { type Message, message, ref } from "../../core/message";
import { repeat } from "../../http/retry";
import type { AlibabaContext } from "../api/client";
import { CLOCK } from "../api/errors";
import * as operations from "../api/operations";
import { RANDOM, secretValue } from "../data-plane/instance";
import { type ClientKeySigner, signerOf } from "../data-plane/pkcs12";
import { instanceOnce } from "../kms-instance";
import type { ClientKeyInputs } from "./fields";
import type { Minted } from "./minting";

/** Has a key do what an application does with it: sign a call of its own, whose answer is dropped. @throws KeysmithError if it can't */
export type Proof = (key: Minted) => Promise<void>;

/** The milliseconds before each further try. The vendor doesn't say how soon a key is accepted everywhere. */
const PAUSES: readonly number[] = [1000, 3000, 6000];

/** The proof that `verify` asks for. What it needs is fetched here, so that no key is made if that is missing. */
export async function proofOf(context: AlibabaContext, { region, verify }: ClientKeyInputs): Promise<Proof> {
  const prove = await proofOnce(context, region, verify);
  return (key) =>
    repeat(
      context.timing,
      () => prove(key),
      (error, tries) => (obstacleIn(error, { verify }) === NOT_ACCEPTED ? PAUSES[tries - 1] : undefined),
    );
}

async function proofOnce(context: AlibabaContext, region: string, verify: ClientKeyInputs["verify"]): Promise<Proof> {
  const { kmsInstance: instanceId, secret } = verify ?? {};
  if (instanceId !== undefined) {
    const { endpoint: host, caCertificateChainPem: caChain } = await instanceOnce(context, { region, instanceId });
    const operation = secret === undefined ? RANDOM : secretValue(secret);
    return (key) => context.client.callInstance({ host, caChain, operation, signer: signerIn(key) });
  }
  if (secret === undefined) return async () => {};
  return async (key) => {
    await context.client.call(operations.getSecretValue, region, { SecretName: secret }, signerIn(key));
  };
}

function signerIn({ clientKeyContent, password }: Minted): ClientKeySigner {
  return signerOf(clientKeyContent, password);
}

/** The obstacle in one word or two for people, and its remedy. */
export interface Obstacle {
  readonly what: string;
  readonly remedy: Message;
}

/** @param error of a proof */
export function obstacleIn(error: unknown, { verify }: Pick<ClientKeyInputs, "verify">): Obstacle {
  if (!isKeysmithError(error)) return { what: "a defect", remedy: "This is a defect worth a report." };
  switch (error.code) {
    case "permission":
      return {
        what: "policy or network rule",
        remedy: message`Check that a policy of the access point allows ${whatIn(verify)}, and that its network rules let in the address from which this run calls; or change ${ref("verify")}.`,
      };
    case "not-found":
      return { what: "the secret", remedy: message`Check ${ref("verify.secret")} and the region.` };
    case "credentials":
      return error.remedy === CLOCK ? { what: "clock", remedy: CLOCK } : NOT_ACCEPTED;
    case "no-reply":
      return {
        what: "network",
        remedy: message`Run this where the ${verify?.kmsInstance ? "instance" : "gateway"} can be reached, or leave ${ref("verify")} out.`,
      };
    case "configuration":
      return { what: "certificate or network", remedy: error.told.remedy };
    default:
      return { what: "the service", remedy: error.told.remedy };
  }
}

const NOT_ACCEPTED: Obstacle = {
  what: "the key itself",
  remedy:
    "The service doesn't accept the key, or not yet: run again in a minute, and compare its dates with the service's clock.",
};

function whatIn(verify: ClientKeyInputs["verify"]): string {
  const { kmsInstance, secret } = verify ?? {};
  const where = kmsInstance === undefined ? "the shared gateway" : kmsInstance;
  return secret === undefined
    ? `cryptographic calls at ${where} (CryptoServiceKeyUser)`
    : `the secret ${JSON.stringify(secret)} at ${where}`;
}
