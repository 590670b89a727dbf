import { type Emulator, type EmulatorOptions, type RecordedCall, startEmulator } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import type { AlibabaClient } from "../../src/alibaba/client";
import { networkRule } from "../../src/alibaba/network-rule";
import { systemClock } from "../../src/core/clock";
import { Run } from "../../src/core/run";
import type { Setting } from "../../src/core/settings";
import { realTiming } from "../../src/core/timing";
import { requireInputs } from "../../src/core/validate";
import { type Figure, figure, goal, promise, type Section } from "../figure";

/** Writes per second: what the client expects unless it is told otherwise. */
const QUOTA = 10;
const REFUSED = 429;

/** Many writes at once, where the service lets few of them pass. */
export const quota: Section = {
  name: "quota",
  title: `creates of network rules under a quota of ${QUOTA} writes a second`,
  async measure({ creates }) {
    return [...(await alone(creates)), ...(await shared(creates)), ...(await refusedOnce())];
  },
};

/** One client has the quota to itself. */
async function alone(creates: number): Promise<Figure[]> {
  const { calls, ratio } = await timed({ quotas: { writesPerSecond: QUOTA } }, [creates]);
  return [
    promise(`${creates} creates: refused with 429`, refusals(calls), 0),
    promise(`${creates} creates: wasted calls`, calls.length - creates, 0),
    goal(`${creates} creates: time, as a ratio to creates / quota`, ratio, 1.05),
  ];
}

/** Two clients that know nothing of each other. */
async function shared(creates: number): Promise<Figure[]> {
  const half = creates / 2;
  const { calls, ratio } = await timed({ quotas: { writesPerSecond: QUOTA } }, [half, half]);
  const what = `2 × ${half} creates by two clients`;
  const wasted = (100 * (calls.length - creates)) / creates;
  return [
    figure(`${what}: refused with 429`, refusals(calls)),
    goal(`${what}: wasted calls in percent`, wasted, 5),
    goal(`${what}: most tries of one create`, mostTries(calls), 4),
    figure(`${what}: time, as a ratio to creates / quota`, ratio),
  ];
}

/** What a refusal costs that asks for one second of peace. */
async function refusedOnce(): Promise<Figure[]> {
  const faults = [{ operation: "CreateNetworkRule", kind: "429", retryAfter: 1 }] as const;
  const { calls, seconds } = await timed({ faults }, [1]);
  return [
    promise("one create, refused once: calls", calls.length, 2),
    goal("one create, refused once with Retry-After: 1: seconds", seconds, 1.2),
  ];
}

interface Timed {
  readonly calls: readonly RecordedCall[];
  readonly seconds: number;
  /** To the time that so many creates take at least. */
  readonly ratio: number;
}

/** Lets one client make as many rules as each of `shares` says, all at once. */
async function timed(options: EmulatorOptions, shares: readonly number[]): Promise<Timed> {
  const emulator = await startEmulator(options);
  const clients = shares.map((share) => ({ share, client: connect(emulator) }));
  const begin = performance.now();
  try {
    await Promise.all(clients.flatMap(({ share, client }, owner) => createRules(client, share, `owner-${owner}`)));
    const seconds = (performance.now() - begin) / 1000;
    const creates = shares.reduce((sum, share) => sum + share, 0);
    return { calls: await emulator.calls(), seconds, ratio: seconds / (creates / QUOTA) };
  } finally {
    await Promise.all(clients.map(({ client }) => client.close()));
    await emulator.close();
  }
}

/** A client as the settings make it when nobody sets anything but the endpoint and the credentials. */
function connect({ url }: Emulator): AlibabaClient {
  Object.assign(process.env, {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  });
  const setting = ({ config }: Setting): string | undefined => (config === "alibaba.endpoint" ? url : undefined);
  return alibaba.connect(setting, { clock: systemClock, timing: realTiming(), env: process.env }) as AlibabaClient;
}

function createRules(client: AlibabaClient, count: number, owner: string): Promise<unknown>[] {
  const run = new Run({ env: {}, log: { warn: () => {} }, clock: systemClock });
  const context = run.context({ connect: () => client });
  return Array.from({ length: count }, (_, number) => {
    const given = { name: `${owner}-${number}`, sourcePrivateIps: ["10.20.0.0/16"], region: "cn-hangzhou" };
    return networkRule.create(context, requireInputs(networkRule, owner, given));
  });
}

function refusals(calls: readonly RecordedCall[]): number {
  return calls.filter(({ status }) => status === REFUSED).length;
}

function mostTries(calls: readonly RecordedCall[]): number {
  const tries = new Map<string, number>();
  for (const { parameters } of calls) {
    const name = parameters["Name"] ?? "";
    tries.set(name, (tries.get(name) ?? 0) + 1);
  }
  return Math.max(...tries.values());
}
