import { parseObject } from "../../http/refusal";

/** What an identity service says about the end of a token. */
export interface Lifetime {
  /** Seconds from the reply on. */
  readonly expiresIn?: number | undefined;
  /** Seconds since 1970, by the service's clock. */
  readonly expiration?: number | undefined;
}

/**
 * When a token ends, in milliseconds since 1970 by our clock. What is relative counts first: then it doesn't matter
 * whether our clock is right.
 * @param asked when the token was asked for, in milliseconds since 1970
 */
export function endOf({ expiresIn, expiration }: Lifetime, token: string, asked: number): number | undefined {
  if (expiresIn !== undefined) return asked + expiresIn * 1000;
  if (expiration !== undefined) return expiration * 1000;
  const { iat, exp } = claimsOf(token);
  if (exp === undefined) return undefined;
  return iat === undefined ? exp * 1000 : asked + (exp - iat) * 1000;
}

/** The end that a JWT itself names, in milliseconds since 1970; nothing for a token of another kind. */
export function jwtEnd(token: string): number | undefined {
  const { exp } = claimsOf(token);
  return exp === undefined ? undefined : exp * 1000;
}

function claimsOf(token: string): { readonly iat?: number; readonly exp?: number } {
  const payload = token.split(".")[1] ?? "";
  const { iat, exp } = parseObject(Buffer.from(payload, "base64url").toString());
  return { ...(typeof iat === "number" && { iat }), ...(typeof exp === "number" && { exp }) };
}
