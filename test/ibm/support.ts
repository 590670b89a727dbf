import { type Clock, systemClock } from "../../src/core/clock";
import type { Environment, Setting } from "../../src/core/settings";
import { realTiming, type Timing } from "../../src/core/timing";
import { Gate, Lane } from "../../src/http/pace";
import type { HttpReply, HttpRequest, Transport } from "../../src/http/transport";
import type { IbmClient } from "../../src/ibm/client";
import { assembleIbm } from "../../src/ibm/client";
import type { KeyInstance } from "../../src/ibm/platform/instance";
import { ibmSettings } from "../../src/ibm/platform/settings";

export const GUID = "11111111-1111-4111-8111-111111111111";
export const KEY = "22222222-2222-4222-8222-222222222222";
export const API_KEY = "tr0ub4dor-and-3-apikey";
export const CLUSTER_KEY = "cl0ster-and-4-apikey";
const ACCOUNT = "0123456789abcdef0123456789abcdef";

export const crnOf = (service: string): string => `crn:v1:bluemix:public:${service}:us-south:a/${ACCOUNT}:${GUID}::`;

/** One instance of each service. */
export const INSTANCES = {
  kms: { service: "kms", id: GUID, crn: crnOf("kms"), region: "us-south", account: ACCOUNT },
  "hs-crypto": { service: "hs-crypto", id: GUID, crn: crnOf("hs-crypto"), region: "us-south", account: ACCOUNT },
  icp: { service: "icp", id: GUID, url: "https://icp.example.com:8443" },
} as const satisfies Record<string, KeyInstance>;

export type Answer = (request: HttpRequest) => Partial<HttpReply> | Promise<Partial<HttpReply>>;

/** A transport that answers by itself: token requests with `token-1`, `token-2` …, the others as the test says. */
export class FakeIbm implements Transport {
  /** All that isn't about tokens. */
  readonly sent: HttpRequest[] = [];
  readonly tokenRequests: HttpRequest[] = [];
  /** Of each transport that was opened: whether it is for this machine, and its CA file. */
  readonly opened: (readonly [boolean, string | undefined])[] = [];
  answer: Answer;
  answerToken: Answer;

  constructor(answer: Answer = () => ({}), answerToken?: Answer) {
    this.answer = answer;
    this.answerToken =
      answerToken ?? (() => json({ access_token: `token-${this.tokenRequests.length}`, expires_in: 3600 }));
  }

  async send(request: HttpRequest): Promise<HttpReply> {
    const isToken = request.operation === "getToken";
    (isToken ? this.tokenRequests : this.sent).push(request);
    const reply = await (isToken ? this.answerToken : this.answer)(request);
    return { status: 200, headers: {}, body: "", ...reply };
  }

  header(name: string): (string | undefined)[] {
    return this.sent.map(({ headers }) => headers[name]);
  }

  /** The form of each token request. */
  forms(): Record<string, string>[] {
    return this.tokenRequests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  }
}

/** Each of `replies` in turn, and the last one for ever. */
export function inTurn(...replies: readonly Partial<HttpReply>[]): Answer {
  let index = 0;
  return () => replies[Math.min(index++, replies.length - 1)] ?? {};
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Partial<HttpReply> {
  return { status, headers, body: JSON.stringify(body) };
}

export function collection(...resources: readonly unknown[]): Partial<HttpReply> {
  return json({ metadata: { collectionType: "c", collectionTotal: resources.length }, resources });
}

/** A refusal of the key services; without a code as IBM Cloud Private writes it. */
export function refusal(status: number, code?: string, message = "No."): Partial<HttpReply> {
  const reasons = code === undefined ? undefined : [{ code, message, status, moreInfo: "https://cloud.ibm.com" }];
  const metadata = { collectionType: "application/vnd.ibm.kms.error+json", collectionTotal: 1 };
  return json({ metadata, resources: [{ errorMsg: `Refused: ${message}`, reasons }] }, status, {
    "correlation-id": "4c467b38-3910-447d-87bc-ac049166f216",
  });
}

export function aKey(more: object = {}): object {
  return { id: KEY, name: "payments", state: 1, extractable: false, type: "application/vnd.ibm.kms.key+json", ...more };
}

type Name = keyof typeof ibmSettings;
export type Given = Partial<Record<Name, string>>;

export interface Options {
  readonly settings?: Given;
  readonly clock?: Clock;
  readonly env?: Environment;
  readonly timing?: Timing;
  readonly now?: () => number;
  readonly tokenFiles?: readonly string[];
  readonly maxTries?: number;
}

export function settingsOf(given: Given): (setting: Setting) => string | undefined {
  const values = new Map(
    Object.entries(given).map(([name, value]) => [ibmSettings[name as Name].config as string, value]),
  );
  return (setting) => values.get(setting.config);
}

/** A client as a user has it, with an API key of each cloud, the one cluster trusted, short waits, and `ibm` in place of all services. */
export function clientOf(ibm: FakeIbm, options: Options = {}): IbmClient {
  const { settings = { apiKey: API_KEY, icpApiKey: CLUSTER_KEY }, maxTries = 4, tokenFiles = [] } = options;
  const { timing = realTiming(), clock = systemClock, env = {}, now = Date.now } = options;
  const retry = { maxTries, deadline: 60_000, baseDelay: 1, maxDelay: 4 };
  return assembleIbm(settingsOf({ icpOrigins: INSTANCES.icp.url, ...settings }), {
    wiring: { lane: new Lane(new Gate(20), timing), retry, timing, clock, env, now },
    open: (loopback, caFile) => {
      ibm.opened.push([loopback, caFile]);
      return ibm;
    },
    tokenFiles,
  });
}
