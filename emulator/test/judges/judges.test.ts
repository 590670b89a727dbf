import { describeOn, leftToAll } from "../../../test/support/describe-engine";
import { defaultIbm, defaultInstanceId, type Emulator } from "../../src";
import { startEmulator } from "../start";
import { type Check, goJudge, type Judge, pythonJudge } from "./judge";

/** How long it may take to fetch and build a judge for the first time. */
const preparation = 600_000;
const clock = "2026-01-01T00:00:00Z";

/** @param expected how many checks there are in each area, so that none is lost unseen */
function judged(title: string, judge: Judge, expected: Record<string, number>, args: (emulator: Emulator) => string[]) {
  describeOn(
    title,
    judge,
    () => {
      let checks: readonly Check[] = [];

      beforeAll(async () => {
        await judge.prepare();
        const emulator = await startEmulator({
          clock,
          ibm: { importKeyBits: 2048 },
          secrets: { "orders/db": "hunter2" },
        });
        try {
          checks = await judge.judge(...args(emulator));
        } finally {
          await emulator.close();
        }
      }, preparation);

      it.each(Object.entries(expected))("finds nothing amiss with %s, in %d checks", (area, count) => {
        const here = checks.filter((check) => check.area === area);
        expect(here.filter(({ error }) => error !== "")).toEqual([]);
        expect(here).toHaveLength(count);
      });
    },
    judge.unavailable ?? leftToAll(),
  );
}

const keyProtect = defaultIbm.keyProtect.split(":")[7] ?? "";
const ofKeyProtect = {
  keys: 12,
  wrapping: 13,
  states: 16,
  policies: 8,
  "instance policies": 15,
  "rings and aliases": 8,
  registrations: 5,
  "import tokens": 8,
  refusals: 4,
};
judged("Key Protect by IBM", goJudge("key-protect"), ofKeyProtect, ({ url }) => [url, keyProtect]);

const ofAlibaba = {
  "network rules": 6,
  policies: 6,
  "access points": 3,
  "client keys": 10,
  "look-ups": 4,
  refusals: 6,
};
judged("KMS by Alibaba Cloud", pythonJudge("alibaba-kms"), ofAlibaba, ({ url }) => [url, defaultInstanceId]);
