import { CredentialsError } from "../../core/errors";
import { howToGive, message } from "../../core/message";
import type { Secret } from "../../core/secret";
import type { Route, Wiring } from "../platform/call";
import { ibmSettings } from "../platform/settings";
import { requestToken, type TokenRequest } from "./request";
import type { Grant, TokenSource } from "./source";

/** A trusted profile as a user names it: by its id (`Profile-…`), its CRN, or its name. */
export interface Profile {
  readonly text: string;
  /** In which its name is unique. */
  readonly account?: string | undefined;
}

const ISSUER = "IBM Cloud IAM";
const PATH = "/identity/token";
const TYPE = "urn:ibm:params:oauth:grant-type:";

type Ask = (request: Pick<TokenRequest, "form" | "remedy">) => ReturnType<Grant>;

/** The ways to get a token from IAM. Source: IBM's `ibm-cloud-sdk-core`, token managers. */
export class Iam {
  readonly #ask: Ask;

  /** @param route to IAM: nothing else gets what is sent here */
  constructor(route: () => Route, wiring: Wiring) {
    this.#ask = (request) => requestToken({ ...request, issuer: ISSUER, path: PATH }, route(), wiring);
  }

  apiKey(read: () => Promise<Secret>): Grant {
    return async () =>
      this.#ask({
        form: { grant_type: `${TYPE}apikey`, apikey: await read(), response_type: "cloud_iam" },
        remedy:
          "Check the API key: one that was deleted, disabled or locked counts no more. Make one with `ibmcloud iam api-key-create`.",
      });
  }

  /** For what runs on a compute resource that a trusted profile is linked to. */
  computeResource(read: () => Promise<Secret>, { text }: Profile): Grant {
    return async () =>
      this.#ask({
        form: { grant_type: `${TYPE}cr-token`, cr_token: await read(), ...linkedProfile(text) },
        remedy: "Check that the trusted profile is linked to this compute resource, and its id or name.",
      });
  }

  /** Takes on a trusted profile with the token of another credential. */
  assumed(base: TokenSource, { text, account }: Profile): Grant {
    return async () => {
      const token = await base.token();
      return this.#ask({
        form: { grant_type: `${TYPE}assume`, access_token: token, ...assumedProfile(text, account) },
        remedy: "Check that the trusted profile trusts the caller's identity, and its id or name.",
      }).catch((error: unknown) => {
        base.forget(token);
        throw error;
      });
    };
  }
}

const ID = /^(iam-)?Profile-/;

function linkedProfile(text: string): TokenRequest["form"] {
  if (text.startsWith("crn:")) return { profile_id: text.split(":").at(-1) };
  return ID.test(text) ? { profile_id: text } : { profile_name: text };
}

function assumedProfile(text: string, account: string | undefined): TokenRequest["form"] {
  if (text.startsWith("crn:")) return { profile_crn: text };
  if (ID.test(text)) return { profile_id: text };
  if (account !== undefined) return { profile_name: text, account };
  throw new CredentialsError(
    `The trusted profile ${JSON.stringify(text)} is to be assumed by its name, which says nothing without its account`,
    message`Name it by its id (Profile-…), or give the account in ${howToGive(ibmSettings.account)}.`,
  );
}

const PRIVATE_CLOUD = "IBM Cloud Private";

export function privateApiKey(read: () => Promise<Secret>, route: Route, wiring: Wiring): Grant {
  return async () =>
    requestToken(
      {
        issuer: PRIVATE_CLOUD,
        path: "/iam-token/oidc/token",
        form: {
          grant_type: "urn:ibm:params:oauth:grant-type:apikey",
          apikey: await read(),
          response_type: "cloud_iam",
        },
        remedy: "Check the API key: it must be one of this cluster's service IDs or users.",
      },
      route,
      wiring,
    );
}

export function privatePassword(username: string, password: Secret, route: Route, wiring: Wiring): Grant {
  return () =>
    requestToken(
      {
        issuer: PRIVATE_CLOUD,
        path: "/idprovider/v1/auth/identitytoken",
        form: { grant_type: "password", username, password, scope: "openid" },
        remedy: "Check the user's name and password.",
      },
      route,
      wiring,
    );
}
