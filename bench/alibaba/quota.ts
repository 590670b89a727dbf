import { type Emulator, type EmulatorOptions, type RecordedCall, startEmulator } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import type { AlibabaClient } from "../../src/alibaba/api/client";
import { listClientKeys } from "../../src/alibaba/api/operations";
import { networkRule } from "../../src/alibaba/network-rule";
import { systemClock } from "../../src/core/clock";
import { Run } from "../../src/core/run";
import type { Setting } from "../../src/core/settings";
import { realTiming } from "../../src/core/timing";
import { requireInputs } from "../../src/core/validate";
import { type Figure, figure, goal, promise, type Section } from "../figure";

/** The pace with which a client begins, in writes per second, and which it keeps when it is set. */
const QUOTA = 10;
/** The highest fixed pace at which the service's bucket, which holds one second's calls, lets 100 creates pass. */
const BEST_FIXED = 11;
const LIFTED = 1000;
const REFUSED = 429;
/** Milliseconds for each call, where the pace is to be measured and not the speed of this machine. */
const LATENCY = 100;
const EVERY_CALL = { operation: "*", kind: "slow-headers", ms: LATENCY, times: 1_000_000 } as const;

/** Many simultaneous writes, with and without a quota at the service. */
export const quota: Section = {
  name: "quota",
  title: `creates of network rules under a quota of ${QUOTA} writes a second, and under none`,
  async measure({ creates }) {
    return [
      ...(await alone(creates)),
      ...(await shared(creates)),
      ...(await unlimited()),
      ...(await refusedOnce()),
      await besideWrites(),
    ];
  },
};

/** One client has the quota to itself, without knowing it. */
async function alone(creates: number): Promise<Figure[]> {
  const limited = { quotas: { writesPerSecond: QUOTA } };
  const fixed = [await timed(limited, [creates], QUOTA), await timed(limited, [creates], BEST_FIXED)];
  const best = Math.min(...fixed.map(({ seconds }) => seconds));
  const { calls, seconds } = await timed(limited, [creates]);
  const slow = await timed({ ...limited, faults: [EVERY_CALL] }, [creates]);
  const what = `${creates} creates`;
  return [
    promise(`${what}, ${QUOTA} a second by setting: refused with 429`, refusals(fixed[0]?.calls ?? []), 0),
    promise(`${what}: refused with 429, in percent`, (100 * refusals(calls)) / calls.length, 6),
    promise(`${what} at ${LATENCY} ms each: refused, in percent`, (100 * refusals(slow.calls)) / slow.calls.length, 6),
    promise(`${what}: most tries of one create`, mostTries(calls), 4),
    goal(`${what}: time, as a ratio to the best fixed pace`, seconds / best, 1.05),
    figure(`${what}: time, as a ratio to ${QUOTA} a second by setting`, seconds / (fixed[0]?.seconds ?? 0)),
  ];
}

/** Two clients that do not know of each other. */
async function shared(creates: number): Promise<Figure[]> {
  const half = creates / 2;
  const { calls, seconds } = await timed({ quotas: { writesPerSecond: QUOTA } }, [half, half]);
  const what = `2 × ${half} creates by two clients`;
  const wasted = (100 * (calls.length - creates)) / creates;
  return [
    figure(`${what}: refused with 429`, refusals(calls)),
    goal(`${what}: wasted calls in percent`, wasted, 6),
    goal(`${what}: most tries of one create`, mostTries(calls), 4),
    figure(`${what}: time, as a ratio to creates / quota`, seconds / (creates / QUOTA)),
  ];
}

/** The service has no quota for these calls. */
async function unlimited(): Promise<Figure[]> {
  const creates = 100;
  const slow = { faults: [EVERY_CALL] };
  const unpaced = await timed(slow, [creates], LIFTED);
  const { calls, seconds } = await timed(slow, [creates]);
  const what = `${creates} creates at ${LATENCY} ms each, no quota`;
  return [
    promise(`${what}: wasted calls`, calls.length - creates, 0),
    goal(`${what}: time, as a ratio to an unpaced run`, seconds / unpaced.seconds, 1.6),
  ];
}

/** A read that is requested while twelve writes wait for their turn. */
async function besideWrites(): Promise<Figure> {
  const emulator = await startEmulator({});
  const client = connect(emulator, QUOTA);
  try {
    const writes = createRules(client, 12, "owner");
    await client.call(listClientKeys, "cn-hangzhou", { AapName: "app" });
    const calls = await emulator.calls();
    await Promise.all(writes);
    return promise("a read beside 12 writes: writes that it waits for", calls.length - 1, 1);
  } finally {
    await emulator.close();
  }
}

/** The cost of a refusal that asks for a pause of one second. */
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
}

/** Each client makes as many rules as its number in `shares`, all at once. @param pace in calls a second, if set */
async function timed(options: EmulatorOptions, shares: readonly number[], pace?: number): Promise<Timed> {
  const emulator = await startEmulator(options);
  const clients = shares.map((share) => ({ share, client: connect(emulator, pace) }));
  const begin = performance.now();
  try {
    await Promise.all(clients.flatMap(({ share, client }, owner) => createRules(client, share, `owner-${owner}`)));
    const seconds = (performance.now() - begin) / 1000;
    return { calls: await emulator.calls(), seconds };
  } finally {
    await emulator.close();
  }
}

/** A client with default settings, except the endpoint, the credentials and, if given, the pace. */
function connect({ url }: Emulator, pace?: number): AlibabaClient {
  Object.assign(process.env, {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  });
  const values = new Map([
    ["alibaba.endpoint", url],
    ...(pace === undefined ? [] : [["alibaba.writeQps", String(pace)] as const]),
  ]);
  const setting = ({ config }: Setting): string | undefined => values.get(config);
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
