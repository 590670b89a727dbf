import { randomBytes, verify } from "node:crypto";
import { inputError } from "../error";
import type { EmulatorCredential, EmulatorOidcTrust, EmulatorRole } from "../options";
import {
  entityNotExistRole,
  type KmsError,
  noPermission,
  oidcNoPermission,
  oidcTokenInvalid,
  oidcTokenNotMatching,
} from "./errors";

/** A session: its role, and the narrower permissions that its own policy leaves. */
export interface Session extends EmulatorCredential {
  readonly securityToken: string;
  readonly roleArn: string;
  readonly name: string;
  /** By the emulator's clock. */
  readonly until: Date;
  /** Actions that the session's policy allows. Without one: everything that the role may do. */
  readonly narrowedTo?: readonly string[] | undefined;
}

export function isSession(credential: EmulatorCredential): credential is Session {
  return "roleArn" in credential;
}

export interface SessionTerms {
  readonly name: string;
  readonly now: Date;
  readonly seconds: number;
  readonly narrowedTo?: readonly string[] | undefined;
}

const arnForm = /^acs:ram::([^:]+):role\/(.+)$/;
const defaultMost = 3600;

/** The known RAM roles and their sessions. Sessions end with the emulator, because their secrets are never written to a file. */
export class Roles {
  readonly #roles: ReadonlyMap<string, EmulatorRole>;
  readonly #sessions = new Map<string, Session>();

  constructor(roles: readonly EmulatorRole[] = []) {
    for (const { arn } of roles)
      if (!arnForm.test(arn)) throw inputError(`"${arn}" is not acs:ram::<account>:role/<name>`);
    this.#roles = new Map(roles.map((role) => [role.arn, role]));
  }

  session(accessKeyId: string): Session | undefined {
    return this.#sessions.get(accessKeyId);
  }

  /** @throws KmsError EntityNotExist.Role */
  find(arn: string): EmulatorRole {
    const role = this.#roles.get(arn);
    if (role === undefined) throw entityNotExistRole(arn);
    return role;
  }

  /** The role that the instance metadata lists under this name. */
  named(name: string): EmulatorRole | undefined {
    return [...this.#roles.values()].find(({ arn }) => nameOf(arn) === name);
  }

  names(): string[] {
    return [...this.#roles.keys()].map(nameOf);
  }

  issue({ arn, actions }: EmulatorRole, { name, now, seconds, narrowedTo }: SessionTerms): Session {
    const session: Session = {
      accessKeyId: `STS.${randomBytes(12).toString("hex")}`,
      accessKeySecret: randomBytes(24).toString("base64url"),
      securityToken: randomBytes(48).toString("base64"),
      accountId: accountOf(arn),
      actions,
      roleArn: arn,
      name,
      until: new Date(now.getTime() + seconds * 1000),
      narrowedTo,
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }
}

export function nameOf(arn: string): string {
  return arnForm.exec(arn)?.[2] ?? "";
}

function accountOf(arn: string): string {
  return arnForm.exec(arn)?.[1] ?? "";
}

export function longestOf({ maxSessionDuration = defaultMost }: EmulatorRole): number {
  return maxSessionDuration;
}

/** Requires that a role's trust policy names the caller. @throws KmsError NoPermission */
export function checkTrust(
  { trusts, externalId }: EmulatorRole,
  caller: EmulatorCredential,
  given: string | undefined,
): void {
  const isNamed = trusts === undefined || trusts.includes(caller.accessKeyId);
  if (!isNamed || (externalId !== undefined && externalId !== given)) throw noPermission();
}

/**
 * Requires that a role trusts a token of an identity provider. The times in a token are judged by the system's clock, because
 * its signer does not know the emulator's.
 * @throws KmsError AuthenticationFail.…
 */
export function checkOidcTrust({ oidc = [] }: EmulatorRole, providerArn: string, token: string): void {
  const trust = oidc.find((each) => each.providerArn === providerArn);
  if (trust === undefined) throw oidcNoPermission();
  const claims = claimsIn(token, trust);
  const problem = claimsProblem(claims, trust);
  if (problem) throw problem;
}

type Claims = Readonly<Record<string, unknown>>;

function claimsIn(token: string, { publicKey }: EmulatorOidcTrust): Claims {
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  const claims = parsed(payload);
  if (claims === undefined || parsed(header) === undefined || more.length > 0) throw oidcTokenInvalid();
  if (publicKey === undefined) return claims;
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("sha256", signed, publicKey, Buffer.from(signature, "base64url"))) throw oidcTokenInvalid();
  return claims;
}

function parsed(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

function claimsProblem({ exp, iss, aud, sub }: Claims, trust: EmulatorOidcTrust): KmsError | undefined {
  if (typeof exp !== "number") return oidcTokenInvalid();
  if (exp * 1000 <= Date.now()) return oidcTokenNotMatching("Expired", "This JsonWebToken is expired.");
  if (trust.issuer !== undefined && iss !== trust.issuer) {
    return oidcTokenNotMatching("IssuerNotMatch", "The issuer in the OIDC Token doesn't match the OIDC Provider.");
  }
  if (trust.audience !== undefined && ![aud].flat().includes(trust.audience)) {
    return oidcTokenNotMatching("AudienceNotMatch", "Invalid audience.");
  }
  return trust.subject !== undefined && sub !== trust.subject ? oidcNoPermission() : undefined;
}
