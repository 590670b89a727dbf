import type { Secret } from "../../core/secret";

/** Gives the token of the moment for one credential, to whoever asks. */
export interface TokenSource {
  /** @throws CredentialsError when there is no credential, or none that counts @throws ConfigurationError */
  token(): Promise<Secret>;
  /** Whether a new token can be had: a service that refuses such a one doesn't doubt the credential. */
  readonly renews: boolean;
  /** A service refused a token that seemed good: the next one is a new one, unless this one was new already. */
  forget(refused: Secret): void;
}

/** A token as an identity service hands it out. */
export interface IssuedToken {
  readonly value: Secret;
  /** Milliseconds since 1970, by our own real clock; unknown when the service doesn't say. */
  readonly until: number | undefined;
}

/** Asks an identity service for a token. */
export type Grant = () => Promise<IssuedToken>;

/** What a token or a key consists of, and what an HTTP header can hold. */
export const VISIBLE = /^[\x21-\x7e]+$/;
