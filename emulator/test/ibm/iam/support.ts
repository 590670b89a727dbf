import { defaultIbm, type Emulator } from "../../../src";

/** An answer, its JSON parsed; `json` is `undefined` where there is no body. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly json: ReturnType<typeof JSON.parse>;
}

/** Sends one request. A body that is an object goes as JSON, `URLSearchParams` as a form, a string as it is. */
export async function ask(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const asIs = body === undefined || typeof body === "string" || body instanceof URLSearchParams;
  const sent = asIs ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(sent !== undefined && { body: sent }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

/** Asks for a token by the fields of a form. */
export function askToken(
  { url }: Emulator,
  fields: Record<string, string>,
  path = "/identity/token",
): Promise<Answered> {
  return ask(`${url}${path}`, "POST", new URLSearchParams(fields));
}

export const grantType = (name: string): string => `urn:ibm:params:oauth:grant-type:${name}`;

/** The token of an API key, as the header that carries it. */
export async function authorized(emulator: Emulator, apikey = "emulator"): Promise<Record<string, string>> {
  const { json } = await askToken(emulator, { grant_type: grantType("apikey"), apikey });
  return { authorization: `Bearer ${json.access_token}` };
}

/** What a JWT says. */
export function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

export const reader = "crn:v1:bluemix:public:iam::::serviceRole:Reader";
export const writer = "crn:v1:bluemix:public:iam::::serviceRole:Writer";

const equals = (key: string, value: string) => ({ key, operator: "stringEquals", value });

export const keyProtectId = defaultIbm.keyProtect.split(":")[7] ?? "";

/** A policy by which the App Configuration instance may use the keys of the Key Protect instance, or one of them. */
export function appConfigPolicy(key?: string, more: Record<string, unknown> = {}) {
  return {
    type: "authorization",
    subject: {
      attributes: [
        equals("accountId", defaultIbm.account),
        equals("serviceName", "apprapp"),
        equals("serviceInstance", defaultIbm.appConfig),
      ],
    },
    resource: {
      attributes: [
        equals("accountId", defaultIbm.account),
        equals("serviceName", "kms"),
        equals("serviceInstance", keyProtectId),
        ...(key ? [equals("resourceType", "key"), equals("resource", key)] : []),
      ],
    },
    control: { grant: { roles: [{ role_id: reader }] } },
    ...more,
  };
}

export const attribute = (key: string, value: unknown, operator = "stringEquals") => ({ key, operator, value });
export const home = attribute("accountId", defaultIbm.account);
export const kms = attribute("serviceName", "kms");

/** The sample policy with other attributes. */
export function policyOf(subject: object[], resource: object[], more: Record<string, unknown> = {}) {
  return appConfigPolicy(undefined, { subject: { attributes: subject }, resource: { attributes: resource }, ...more });
}

/** Calls the policy service with a user's token. */
export async function callPolicies(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Answered> {
  return ask(`${emulator.url}${path}`, method, body, { ...(await authorized(emulator)), ...more });
}
