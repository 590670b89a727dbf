import { MADE } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

// What a plan warns of as due after it, where the plan itself makes another credential.

const SECRET = { type: "KmsSecret", name: "t", args: { name: "ck/t", filledElsewhere: true } };
const POINT = { type: "AccessPoint", name: "a", args: { name: "app", policies: ["p"] } };
const key = (more: object) => ({ type: "ClientKey", name: "k", args: { accessPoint: "app", ...more } });

let services: EmulatedServices;
let engine: CallingEngine;

beforeEach(async () => {
  services = await startEmulated(MADE);
  engine = new CallingEngine(services.env, MADE);
});
afterEach(() => services.emulator.close());

const about = (warnings: readonly string[]): readonly string[] =>
  warnings.filter((line) => line.startsWith("ClientKey")).map((line) => line.replace(/^ClientKey "[^"]*" ?:? ?/, ""));

// A bug: the record has nothing of a store yet, and a second warning said that the secret has another version than this key's, and that
// the next run makes a key, which this one makes.
it("is no other one for a store that is new to the record", async () => {
  await engine.up([SECRET, POINT, key({})]);
  const { warnings } = await engine.plan([SECRET, POINT, key({ store: { secret: "ck/t" } })]);
  expect(about(warnings)).toEqual([
    'changes in place: store.secret changes from nothing to "ck/t", which makes a new credential',
  ]);
});

it("is no rotation of the one that it replaces", async () => {
  await engine.up([POINT, key({})]);
  const rotation = { renewBefore: "P350D", trigger: "now" };
  const later = "2026-03-01T00:00:00Z";
  engine.at(later);
  await services.emulator.clock.set(later);
  const program = [POINT, key({ rotation })];
  expect(about((await engine.plan(program)).warnings)).toEqual([
    'changes in place: rotation.trigger changes from nothing to "now", which makes a new credential',
  ]);
  const { trigger: _, ...only } = rotation;
  expect(about((await engine.plan([POINT, key({ rotation: only })])).warnings)).toEqual([
    expect.stringMatching(/^rotation has been due since .*; the next run does that$/),
  ]);
});
