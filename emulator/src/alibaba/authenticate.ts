import type { EmulatorCredential } from "../options";
import {
  illegalTimestamp,
  incompleteSignature,
  invalidAccessKeyIdNotFound,
  invalidSecurityToken,
  missingAccessKeyId,
  missingSecurityToken,
  securityTokenExpired,
  signatureNonceUsed,
} from "./errors";
import { publicKeyOf } from "./public-key";
import type { KmsRequest } from "./request";
import { isSession } from "./roles";
import { sameText } from "./same-text";
import { verifyV1, verifyV1WithClientKey } from "./signature-v1";
import { parseV3Authorization, verifyV3 } from "./signature-v3";
import { type ClientKey, defaultAccountId } from "./state";
import { parseKmsTime } from "./time";

/** The caller: an access key of the account, or an application with its client key. */
export type Caller = { readonly accountId: string } & (
  | { readonly kind: "access-key"; readonly credential: EmulatorCredential }
  | { readonly kind: "client-key"; readonly clientKey: ClientKey }
  | { readonly kind: "nobody" }
);

export function callerBy(credential: EmulatorCredential): Caller {
  return { kind: "access-key", credential, accountId: credential.accountId ?? defaultAccountId };
}

/** The credentials against which a request is authenticated. */
export interface KnownCallers {
  credential(accessKeyId: string): EmulatorCredential | undefined;
  clientKey(id: string): { readonly accountId: string; readonly clientKey: ClientKey } | undefined;
  /** The emulator's time, which decides whether a session is valid. */
  readonly now: Date;
}

/** The usual window of the vendor's gateway, either way. */
const windowMs = 15 * 60 * 1000;

/**
 * Nonces of the last quarter of an hour.
 *
 * Timestamps of requests are judged by the system's time, because the client that signs does not know the emulator's clock.
 */
export class NonceBook {
  readonly #usedAt = new Map<string, number>();

  /** @throws KmsError IllegalTimestamp or SignatureNonceUsed */
  use(accessKeyId: string, nonce: string, timestamp: string): void {
    const now = Date.now();
    const signedAt = parseKmsTime(timestamp);
    if (signedAt === undefined || Math.abs(now - signedAt.getTime()) > windowMs) throw illegalTimestamp();
    this.#forgetBefore(now - 2 * windowMs);
    const entry = `${accessKeyId} ${nonce}`;
    if (this.#usedAt.has(entry)) throw signatureNonceUsed();
    this.#usedAt.set(entry, now);
  }

  /** A map keeps the order of insertion, so the oldest entries come first. */
  #forgetBefore(limit: number): void {
    for (const [entry, usedAt] of this.#usedAt) {
      if (usedAt >= limit) return;
      this.#usedAt.delete(entry);
    }
  }
}

/** Finds out who signed a request. @throws KmsError when the signer is unknown, or what it signed is not valid now. */
export function authenticate(request: KmsRequest, known: KnownCallers, nonces: NonceBook): Caller {
  switch (request.scheme) {
    case "V3":
      return authenticateV3(request, known, nonces);
    case "V1":
      return authenticateV1(request, known, nonces);
    case "none":
      throw missingAccessKeyId();
  }
}

function authenticateV3(request: KmsRequest, known: KnownCallers, nonces: NonceBook): Caller {
  const header = (name: string): string => request.headers.get(name) ?? "";
  const authorization = parseV3Authorization(header("authorization"));
  const credential = known.credential(authorization.accessKeyId);
  if (credential === undefined) throw invalidAccessKeyIdNotFound();
  verifyV3(request, authorization, credential.accessKeySecret);
  checkToken(credential, request.headers.get("x-acs-security-token"), known.now);
  nonces.use(credential.accessKeyId, header("x-acs-signature-nonce"), header("x-acs-date"));
  return callerBy(credential);
}

function authenticateV1(request: KmsRequest, known: KnownCallers, nonces: NonceBook): Caller {
  const parameter = (name: string): string => request.all.get(name) ?? "";
  const accessKeyId = parameter("AccessKeyId");
  if (accessKeyId === "") throw missingAccessKeyId();
  if (parameter("SignatureVersion") !== "1.0") throw incompleteSignature("SignatureVersion must be 1.0");
  if (parameter("SignatureNonce").trim() === "") throw incompleteSignature("SignatureNonce is missing");
  const caller = identifyV1(request, known, accessKeyId);
  nonces.use(accessKeyId, parameter("SignatureNonce"), parameter("Timestamp"));
  return caller;
}

function identifyV1(request: KmsRequest, known: KnownCallers, accessKeyId: string): Caller {
  const input = { method: request.received.method, parameters: request.all };
  const found = known.clientKey(accessKeyId);
  if (found !== undefined) {
    verifyV1WithClientKey(input, publicKeyOf(found.clientKey));
    return { kind: "client-key", ...found };
  }
  const credential = known.credential(accessKeyId);
  if (credential === undefined) throw invalidAccessKeyIdNotFound();
  verifyV1(input, credential.accessKeySecret);
  checkToken(credential, request.all.get("SecurityToken"), known.now);
  return callerBy(credential);
}

function checkToken(credential: EmulatorCredential, given: string | undefined, now: Date): void {
  const { securityToken } = credential;
  if (securityToken === undefined && given === undefined) return;
  if (given === undefined) throw missingSecurityToken();
  if (!sameText(securityToken ?? "", given)) throw invalidSecurityToken();
  if (isSession(credential) && now >= credential.until) throw securityTokenExpired();
}
