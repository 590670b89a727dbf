import { requireCredentials } from "../../core/credentials";
import type { Surroundings } from "../../core/run";
import { inGroup, type Setting } from "../../core/settings";
import { refuseExposure } from "../../http/exposure";
import type { Pace } from "../../http/pace";
import { either, endpointFrom, milliseconds, type ReadSetting, unusable } from "../../http/setting-values";
import { certificatesIn, createTransport } from "../../http/transport";
import { type AlibabaClient, type AlibabaClientOptions, createAlibabaClient } from "./client";
import { alibabaCredentials, type GivenCredentials } from "./credential-inputs";
import { type CredentialStore, createCredentialStore, givenStore } from "./credentials";
import { oidcStore, roleStore } from "./sessions";

export const alibabaSettings = {
  region: {
    config: "region",
    env: "ALIBABA_CLOUD_REGION_ID",
    doc: "Default region, such as `cn-hangzhou`.",
  },
  ...inGroup("alibaba", {
    endpoint: {
      env: "KEYSMITH_ALIBABA_ENDPOINT",
      doc: "Where KMS is reached, in place of the vendor's endpoints: an emulator or a gateway of your own. Plain http only to this machine.",
    },
    network: {
      env: "KEYSMITH_ALIBABA_NETWORK",
      doc: "Which of the vendor's endpoints: `public` (default) on the internet, or `vpc` from inside a VPC of the region.",
    },
    caFile: {
      env: "KEYSMITH_ALIBABA_CA_FILE",
      doc: "PEM file of the CA certificates to trust, in place of the public ones.",
    },
    readQps: {
      env: "KEYSMITH_ALIBABA_READ_QPS",
      doc: "The most reads per second and region. Left out, a run begins with 50, the vendor's quota for instances, and goes faster until the service refuses a call.",
    },
    writeQps: {
      env: "KEYSMITH_ALIBABA_WRITE_QPS",
      doc: "The most writes per second and region. Left out, a run begins with 10, the vendor's quota for instances, and goes faster until the service refuses a call.",
    },
    connectTimeout: {
      env: "KEYSMITH_ALIBABA_CONNECT_TIMEOUT",
      doc: "Time limit for connecting, as an ISO 8601 duration; `PT10S` by default.",
    },
    replyTimeout: {
      env: "KEYSMITH_ALIBABA_REPLY_TIMEOUT",
      doc: "Time limit for a reply to begin, and for each pause within it; `PT30S` by default.",
    },
    deadline: {
      env: "KEYSMITH_ALIBABA_DEADLINE",
      doc: "How long a failing call is retried; `PT2M` by default.",
    },
  }),
} satisfies Record<string, Setting>;

const NOT_THE_INSTANCE = "find out what answers in place of the instance, such as a proxy that opens TLS";

/** Six tries with these waits take about 15 s at most if the service asks for nothing longer. */
const TRIES = { maxTries: 6, baseDelay: 500, maxDelay: 20_000 };

/**
 * A client from the settings. It does no IO: only the first call reads the CA file and the credentials and reaches the service.
 * @throws ConfigurationError that names the settings that can't be used, or the part of the environment that would expose secrets
 */
export function connectAlibaba(setting: ReadSetting, { clock, timing, env }: Surroundings): AlibabaClient {
  refuseExposure(env, alibabaSettings.caFile);
  const endpoint = endpointFrom(setting, alibabaSettings.endpoint);
  const reach = {
    loopback: endpoint?.loopback ?? false,
    connectTimeout: milliseconds(setting, alibabaSettings.connectTimeout, 10_000),
    replyTimeout: milliseconds(setting, alibabaSettings.replyTimeout, 30_000),
    env,
  };
  return clientOf(requireCredentials(alibabaCredentials, setting), {
    endpoint,
    network: either(setting, alibabaSettings.network, ["public", "vpc"]),
    paces: { read: pace(setting, alibabaSettings.readQps, 50), write: pace(setting, alibabaSettings.writeQps, 10) },
    retry: { ...TRIES, deadline: milliseconds(setting, alibabaSettings.deadline, 120_000) },
    transport: createTransport({ ...reach, caFile: setting(alibabaSettings.caFile) }),
    transportTrusting: (caChain) =>
      createTransport({ ...reach, ca: certificatesIn(caChain), howToTrust: NOT_THE_INSTANCE }),
    clock,
    env,
    timing,
    now: Date.now,
  });
}

/** A client with the configured credentials, otherwise with those that the vendor's own chain finds. */
function clientOf(given: GivenCredentials, terms: Omit<AlibabaClientOptions, "credentials">): AlibabaClient {
  const by = (credentials: CredentialStore): AlibabaClient => createAlibabaClient({ ...terms, credentials });
  const { assumeRole, assumeRoleWithOidc } = given;
  const { now } = terms;
  const found = givenStore(given) ?? createCredentialStore();
  const own = assumeRoleWithOidc ? oidcStore(assumeRoleWithOidc, { client: by(found), now }) : found;
  return by(assumeRole ? roleStore(assumeRole, { client: by(own), now }) : own);
}

const FASTEST = 1000;

/** A rate that the user sets is kept; without one, the start is a guess. */
function pace(setting: ReadSetting, of: Setting, guess: number): Pace {
  const text = setting(of);
  if (text === undefined) return { start: guess, most: FASTEST };
  const calls = Number(text);
  if (text.trim() !== "" && calls >= 0.1 && calls <= FASTEST) return { start: calls, most: calls };
  throw unusable(of, text, "is not a number of calls per second from 0.1 to 1000");
}
