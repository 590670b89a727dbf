import { type AlibabaClient, type AlibabaClientOptions, createAlibabaClient } from "../../../src/alibaba/api/client";
import type { FoundCredentials } from "../../../src/alibaba/api/credentials";
import { type CredentialStore, createCredentialStore } from "../../../src/alibaba/api/credentials";
import { systemClock } from "../../../src/core/clock";
import { realTiming } from "../../../src/core/timing";
import { parseEndpoint } from "../../../src/http/endpoint";
import type { Pace } from "../../../src/http/pace";
import {
  certificatesIn,
  createTransport,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from "../../../src/http/transport";

export const REGION = "cn-hangzhou";
/** What the emulator always accepts. */
export const EMULATOR_KEY: FoundCredentials = { accessKeyId: "emulator", accessKeySecret: "emulator" };

export function credentialsOf(found: FoundCredentials): CredentialStore {
  return createCredentialStore(() => [{ name: "test", open: () => ({ getCredentials: async () => found }) }]);
}

/** The pace of a user who has set it. */
export function fixed(perSecond: number): Pace {
  return { start: perSecond, most: perSecond };
}

/** A client as a user has it, but with short waits. */
export function clientTo(url: string | undefined, options: Partial<AlibabaClientOptions> = {}): AlibabaClient {
  const endpoint = url === undefined ? undefined : parseEndpoint(url, "the test");
  const reach = { loopback: endpoint?.loopback ?? false, connectTimeout: 5000, replyTimeout: 5000, env: {} };
  return createAlibabaClient({
    endpoint,
    network: "public",
    paces: { read: fixed(1000), write: fixed(1000) },
    timing: realTiming(),
    now: Date.now,
    retry: { maxTries: 4, deadline: 60_000, baseDelay: 1, maxDelay: 4 },
    transport: createTransport(reach),
    transportTrusting: (caChain) => createTransport({ ...reach, ca: certificatesIn(caChain) }),
    credentials: credentialsOf(EMULATOR_KEY),
    clock: systemClock,
    env: {},
    ...options,
  });
}

export interface Recorder extends Transport {
  readonly sent: HttpRequest[];
}

/** A transport that answers by itself, with each of `replies` in turn and the last one for ever. */
export function recorder(...replies: readonly Partial<HttpReply>[]): Recorder {
  const sent: HttpRequest[] = [];
  return {
    sent,
    send: async (request) => {
      const reply = replies[Math.min(sent.length, replies.length - 1)];
      sent.push(request);
      return { status: 200, headers: {}, body: "{}", ...reply };
    },
  };
}

export function refused(status: number, code: string): Partial<HttpReply> {
  return { status, body: JSON.stringify({ Code: code, Message: "no", RequestId: "r-1" }) };
}
