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
 * Sessions of roles, by STS. The vendor's library has them too, but asks its own hosts only, by https and by certificates
 * that Node knows: neither a gateway nor an emulator could serve them.
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

/** A session is no object: one more, after a reply that was lost, does no harm. */
const asking = { service: "sts", method: "POST", kind: "read", retry: "idempotent", reply: issued } as const;

const assumeRole: Operation<Reply> = { ...asking, action: "AssumeRole", asksSecret: true };

/** What proves who calls is the token. */
const assumeRoleWithOidc: Operation<Reply> = {
  ...asking,
  action: "AssumeRoleWithOIDC",
  unsigned: true,
  asksSecret: true,
};

const DEFAULT_SECONDS = 3600;
const DEFAULT_NAME = "keysmith";

interface Terms {
  /** By the credentials that may assume the role. */
  readonly client: Pick<AlibabaClient, "call">;
  /** Milliseconds since 1970, by the real clock. */
  now(): number;
}

/** Sessions of a role that other credentials may assume. */
export function roleStore(role: GivenRole, terms: Terms): CredentialStore {
  const { sessionName = DEFAULT_NAME, externalId } = role;
  return sessionStore(assumeRole, role, terms, async () => ({ RoleSessionName: sessionName, ExternalId: externalId }));
}

/** Sessions of a role that whoever has a token of an identity provider may assume. */
export function oidcStore(role: GivenOidcRole, terms: Terms): CredentialStore {
  const { roleSessionName = DEFAULT_NAME, oidcProviderArn } = role;
  return sessionStore(assumeRoleWithOidc, role, terms, async () => ({
    OIDCProviderArn: oidcProviderArn,
    OIDCToken: await oidcToken(role),
    RoleSessionName: roleSessionName,
  }));
}

/** One for all calls, renewed before it ends. @param proof what else a session is asked for by */
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

/** The lifetime that was asked for counts by our own clock, unless the service has granted less. */
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
  // A clock that goes wrong would find it over already.
  return { value, until: granted > asked ? Math.min(wanted, granted) : wanted };
}

/** Whatever the session was meant for has not been sent, so no other error may say so. */
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
    ? "Allow sts:AssumeRole in a RAM policy of whoever calls, and let the role's trust policy name them. An account itself can't assume a role."
    : cause.remedy;
  return new CredentialsError(`There is no session of ${roleArn}: ${cause.problem}`, remedy, causedBy(cause));
}

async function oidcToken({ oidcToken: given, oidcTokenFile }: GivenOidcRole): Promise<Secret> {
  return oidcTokenFile === undefined ? given : readToken(oidcTokenFile);
}

/** @throws CredentialsError naming the file, and never what is in it */
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
