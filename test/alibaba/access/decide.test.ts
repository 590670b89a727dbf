import fc from "fast-check";
import { decide as decideAtService } from "../../../emulator/src/alibaba/access";
import type { RegionState } from "../../../emulator/src/alibaba/state";
import { operations } from "../../../src/alibaba/access/operations";
import { type AccessRequest, type Decision, decide } from "../../../src/core/access/decide";
import { type AccessMap, accessMap } from "../../../src/core/access/map";
import { parseTime } from "../../../src/core/clock";
import { leftToAll, randomInputs } from "../../support/describe-engine";
import {
  type Asked,
  INSTANCES,
  NETWORKS,
  POLICIES,
  type Program,
  programs,
  recorded,
  requests,
  served,
} from "./program";

// The emulator decides by code of its own, which was written apart from this one: what the two say is held against each other.

const RUNS = leftToAll() ? 1_000 : 12_000;

type Callers = readonly (AccessRequest["caller"] & { readonly name: string })[];

function callers({ applications, credentials }: AccessMap): Callers {
  return [
    ...applications.map((application) => ({ application, name: application.name ?? "" })),
    ...credentials.map((credential) => ({ credential, name: credential.id })),
  ];
}

type Question = Omit<Asked, "instance"> & { readonly instance?: string };

function request({ operation, time, ...asked }: Question, caller: Callers[number]): AccessRequest {
  const named = operations.filter(({ name }) => name === operation);
  return { ...asked, operations: named, caller, time: parseTime(time) };
}

function atService(region: RegionState, { credential, name }: { credential?: unknown; name: string }, asked: Asked) {
  const { operation, resource, instance: at, from: sourceAddress, time } = asked;
  const caller = credential ? { clientKey: name } : { accessPoint: name };
  return decideAtService(region, { caller, operation, resource, at, sourceAddress, now: parseTime(time) });
}

/** The same program with whatever it lacks, and as wide as can be. */
function completed(program: Program, instance: string): Program {
  const wide = {
    kmsInstance: instance,
    permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser", "SecretUser"],
    resources: ["key/*", "secret/*"],
    networkRules: [],
  };
  const fill = <T>(names: readonly string[], value: T) => Object.fromEntries(names.map((name) => [name, value]));
  return {
    ...program,
    rules: { ...fill(NETWORKS, ["0.0.0.0/0", "::/0"]), ...program.rules },
    policies: { ...fill([...POLICIES, "anything"], wide), ...program.policies },
    applications: { ...fill(["orders-app", "billing-app"], ["anything"]), ...program.applications },
  };
}

describe("what an application may do", () => {
  it(`is what the emulated service says of it, in ${RUNS} programs`, () => {
    const seen = { allowed: 0, refused: 0, unknown: 0 };
    fc.assert(
      fc.property(programs, requests, (program, asked) => {
        const own = served(program);
        const widest = served(completed(program, asked.instance));
        const whole = accessMap(recorded(program));
        // The service asks for a key's validity only by a key.
        const keyless = { ...whole, credentials: [] };
        for (const caller of callers(whole)) {
          const decision = decide("credential" in caller ? whole : keyless, request(asked, caller));
          seen[decision.verdict] += 1;
          const least = atService(own, caller, asked);
          const most = atService(widest, caller, asked);
          // What isn't on record counts for nothing at a service that doesn't have it, and could be anything.
          const expected = least.allowed === most.allowed ? (least.allowed ? "allowed" : "refused") : "unknown";
          const reason = decision.verdict === "allowed" ? inTheWordsOfTheService(decision) : least.reason;
          // Without `expect`, which takes longer than both decisions.
          if (decision.verdict !== expected || reason !== least.reason)
            throw new Error(`${caller.name}: ${JSON.stringify({ decision, least, most })}`);
        }
      }),
      { numRuns: RUNS },
    );
    // No answer is so rare that the others hide it.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 50);
  }, 300_000);

  it("at no instance in particular is what it is at one of them", () => {
    fc.assert(
      fc.property(programs, requests, (program, { instance: _instance, ...asked }) => {
        const map = accessMap(recorded({ ...program, keys: {} }));
        for (const caller of callers(map)) {
          const ask = (more: { readonly instance?: string }) =>
            decide(map, request({ ...asked, ...more }, caller)).verdict;
          const each = INSTANCES.map((instance) => ask({ instance }));
          const expected = (["allowed", "unknown"] as const).find((verdict) => each.includes(verdict)) ?? "refused";
          expect(ask({})).toBe(expected);
        }
      }),
      { numRuns: randomInputs(1_000) },
    );
  }, 60_000);
});

function inTheWordsOfTheService({ policy, network }: Decision): string {
  return `policy ${policy}, ${network === undefined ? "from any address" : `network rule ${network}`}`;
}

const PROGRAM: Program = {
  rules: { office: ["10.20.0.0/16"] },
  policies: {
    orders: {
      kmsInstance: "kst-1",
      permissions: ["CryptoServiceSecretUser"],
      resources: ["secret/orders/*"],
      networkRules: ["office"],
    },
  },
  applications: { "orders-app": ["orders"] },
  keys: {
    "KAAP.1": { accessPoint: "orders-app", notBefore: "2026-01-01T00:00:00Z", notAfter: "2027-01-01T00:00:00Z" },
  },
};

const ASKED: Asked = {
  operation: "GetSecretValue",
  resource: "secret/orders/db",
  instance: "kst-1",
  from: "10.20.1.7",
  time: "2026-06-01T00:00:00Z",
};

describe("the reason", () => {
  const told = (asked: Partial<Asked>, program: Partial<Program> = {}): string => {
    const map = accessMap(recorded({ ...PROGRAM, ...program }));
    const [caller] = callers(map);
    if (!caller) throw new Error("nobody asks");
    const { verdict, reason } = decide(map, request({ ...ASKED, ...asked }, caller));
    return `${verdict}: ${reason}`;
  };

  const cases: readonly (readonly [string, Partial<Asked>, Partial<Program>?])[] = [
    ["allowed: policy orders allows it, and network rule office admits 10.20.1.7", {}],
    ["refused: policy orders admits only network rule office, and 192.168.0.1 is in none", { from: "192.168.0.1" }],
    ["refused: policy orders does not cover secret/billing", { resource: "secret/billing" }],
    ["refused: policy orders lacks CryptoServiceKeyUser", { operation: "Encrypt", resource: "key/key-a" }],
    ["refused: policy orders is for kst-1", { instance: "shared" }],
    [
      "refused: no application may Encrypt at shared",
      { instance: "shared", operation: "Encrypt", resource: "key/key-a" },
    ],
    ["refused: KAAP.1 ends on 2027-01-01T00:00:00Z, before 2027-01-01T00:00:01Z", { time: "2027-01-01T00:00:01Z" }],
    ["refused: KAAP.1 is not valid before 2026-01-01T00:00:00Z", { time: "2025-12-31T23:59:59Z" }],
    ['unknown: policy "orders" is in none of the states', {}, { policies: {} }],
    ['unknown: policy orders: network rule "office" is in none of the states', {}, { rules: {} }],
    ["refused: AccessPoint orders-app has no policy", {}, { applications: { "orders-app": [] } }],
    [
      "allowed: policy orders allows it, and network rule office admits 10.20.1.7; no credential of the application is on record",
      {},
      { keys: {} },
    ],
  ];
  it.each(cases.map(([expected, asked, program = {}]) => [expected, asked, program] as const))(
    "%s",
    (expected, asked, program) => expect(told(asked, program)).toBe(expected),
  );
});
