import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { Caller } from "../service";

/** A token with its times in Unix seconds. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

interface Session {
  readonly caller: Caller;
  readonly expiresAt: number;
}

/**
 * The access tokens that this process has issued.
 *
 * They live by real time, whatever the emulator's clock says: clients judge a token by their own clock, and would never
 * replace one that a moved clock had ended.
 */
export class AccessTokens {
  readonly #key = randomBytes(32);
  readonly #sessions = new Map<string, Session>();
  readonly #now: () => number;

  /** @param now milliseconds of real time */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A JWT for a caller. @param lifetime seconds */
  issue(caller: Caller, claims: Readonly<Record<string, unknown>>, lifetime: number): IssuedToken {
    const { issuedAt, expiresAt } = this.#span(lifetime);
    const token = this.#sign({ ...claims, jti: randomUUID(), iat: issuedAt, exp: expiresAt });
    return this.#remember(token, caller, issuedAt, expiresAt);
  }

  /** A token that its holder cannot read. @param lifetime seconds */
  issueOpaque(caller: Caller, lifetime: number): IssuedToken {
    const { issuedAt, expiresAt } = this.#span(lifetime);
    return this.#remember(randomBytes(24).toString("hex"), caller, issuedAt, expiresAt);
  }

  /** The identity that a token stands for; undefined for a token that is unknown, has ended or was revoked. */
  callerOf(token: string): Caller | undefined {
    const session = this.#sessions.get(token);
    return session && session.expiresAt * 1000 > this.#now() ? session.caller : undefined;
  }

  revokeAll(): void {
    this.#sessions.clear();
  }

  #span(lifetime: number): { issuedAt: number; expiresAt: number } {
    const issuedAt = Math.floor(this.#now() / 1000);
    return { issuedAt, expiresAt: issuedAt + lifetime };
  }

  #remember(token: string, caller: Caller, issuedAt: number, expiresAt: number): IssuedToken {
    this.#forgetEnded();
    this.#sessions.set(token, { caller, expiresAt });
    return { token, issuedAt, expiresAt };
  }

  #forgetEnded(): void {
    for (const [token, { expiresAt }] of this.#sessions) {
      if (expiresAt * 1000 <= this.#now()) this.#sessions.delete(token);
    }
  }

  #sign(claims: unknown): string {
    const content = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
    return `${content}.${createHmac("sha256", this.#key).update(content).digest("base64url")}`;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
