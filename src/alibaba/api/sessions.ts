import { readFile } from "node:fs/promises";
import * as z from "zod";
import {
  ConfigurationError,
  CredentialsError,
  causedBy,
  InterruptedError,
  isKeysmithError,
  type KeysmithError,
  PermissionError,
} from "../../core/errors";
import { secretText } from "../../core/fields";
import { Secret } from "../../core/secret";
import { type Issued, renewing } from "../../http/renewing";
import type { AlibabaClient, Parameters } from "./client";
import { type GivenOidcRole, type GivenRole, VISIBLE } from "./credential-inputs";
import { type CredentialStore, same } from "./credentials";
import type { Operation } from "./operation";
import type { Credentials } from "./signature";
import { time } from "./wire";

/**
 * Sessions of roles, from STS. The vendor's library offers them too, but calls only its own hosts, by https and with certificates that Node
 * knows: neither a gateway nor an emulator could serve them.
 */

const secret = secretText(z.string().regex(VISIBLE));

const issued = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().regex(VISIBLE),
    AccessKeySecret: secret,
    SecurityToken: secret,
    Expiration: time,
  }),
});

type Reply = z.output<typeof issued>;

/** A session is not an object: another one after a lost reply does no harm. */
const asking = { service: "sts", method: "POST", kind: "read", retry: "idempotent", reply: issued } as const;

const assumeRole: Operation<Reply> = { ...asking, action: "AssumeRole", asksSecret: true };

/** The token proves who calls, so the call isn't signed. */
const assumeRoleWithOidc: Operation<Reply> = {
  ...asking,
  action: "AssumeRoleWithOIDC",
  unsigned: true,
  asksSecret: true,
};

const DEFAULT_SECONDS = 3600;
const DEFAULT_NAME = "keysmith";

interface Terms {
  /** A client with the credentials that may assume the role. */
  readonly client: Pick<AlibabaClient, "call">;
  /** Milliseconds since 1970, by the real clock. */
  now(): number;
}

/** Sessions of a role that other credentials may assume. */
export function roleStore(role: GivenRole, terms: Terms): CredentialStore {
  const { sessionName = DEFAULT_NAME, externalId } = role;
  return sessionStore(assumeRole, role, terms, async () => ({ RoleSessionName: sessionName, ExternalId: externalId }));
}

/** Sessions of a role that anyone with a token of an identity provider may assume. */
export function oidcStore(role: GivenOidcRole, terms: Terms): CredentialStore {
  const { roleSessionName = DEFAULT_NAME, oidcProviderArn } = role;
  return sessionStore(assumeRoleWithOidc, role, terms, async () => ({
    OIDCProviderArn: oidcProviderArn,
    OIDCToken: await oidcToken(role),
    RoleSessionName: roleSessionName,
  }));
}

/** One session for all calls, renewed before it ends. @param proof the further parameters of the request */
function sessionStore(
  operation: Operation<Reply>,
  { roleArn, sessionExpiration = DEFAULT_SECONDS, policy }: GivenRole | GivenOidcRole,
  { client, now }: Terms,
  proof: () => Promise<Parameters>,
): CredentialStore {
  const terms = { RoleArn: roleArn, DurationSeconds: String(sessionExpiration), Policy: policy };
  const grant = async (region: string): Promise<Issued<Credentials>> => {
    const asked = now();
    const parameters = { ...terms, ...(await proof()) };
    const reply = await askSts(roleArn, () => client.call(operation, region, parameters));
    return sessionIn(reply, asked, sessionExpiration);
  };
  const sessions = renewing(grant, now, same);
  return {
    get: sessions.get,
    async renew(refused, region) {
      sessions.forget(refused);
      const found = await sessions.get(region);
      return same(found, refused) ? undefined : found;
    },
  };
}

/** The requested lifetime counts by our own clock, unless the service granted less. */
function sessionIn(
  { Credentials: { Expiration, ...key } }: Reply,
  asked: number,
  seconds: number,
): Issued<Credentials> {
  const wanted = asked + seconds * 1000;
  const granted = new Date(Expiration).getTime();
  const value = {
    accessKeyId: key.AccessKeyId,
    accessKeySecret: key.AccessKeySecret,
    securityToken: key.SecurityToken,
  };
  // If our clock is wrong, the session may seem over already.
  return { value, until: granted > asked ? Math.min(wanted, granted) : wanted };
}

/** The call that the session is for has not been sent, so no error of the session may look as if it had been. */
async function askSts<T>(roleArn: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const asItIs = [ConfigurationError, InterruptedError];
    if (!isKeysmithError(error) || asItIs.some((Class) => error instanceof Class)) throw error;
    throw noSession(roleArn, error);
  }
}

function noSession(roleArn: string, cause: KeysmithError): CredentialsError {
  const isForbidden = cause instanceof PermissionError;
  const remedy = isForbidden
    ? "Allow sts:AssumeRole in a RAM policy of the calling user or role, and name that user or role in the role's trust policy. An account itself can't assume a role."
    : cause.remedy;
  return new CredentialsError(`The role ${roleArn} could not be assumed: ${cause.problem}`, remedy, causedBy(cause));
}

async function oidcToken({ oidcToken: given, oidcTokenFile }: GivenOidcRole): Promise<Secret> {
  return oidcTokenFile === undefined ? given : readToken(oidcTokenFile);
}

/** @throws CredentialsError that names the file, and never its content */
async function readToken(path: string): Promise<Secret> {
  const content = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw tokenProblem(`can't be read (${String(cause.code)})`, path);
  });
  const token = content.trim();
  if (VISIBLE.test(token)) return new Secret(token);
  throw tokenProblem(token === "" ? "is empty" : "holds more than a token", path);
}

function tokenProblem(problem: string, path: string): CredentialsError {
  return new CredentialsError(
    `The file of the OIDC token, ${JSON.stringify(path)}, ${problem}`,
    "Correct it, or name another one.",
  );
}
