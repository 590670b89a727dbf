import { MADE } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

let services: EmulatedServices;
let engine: CallingEngine;

beforeEach(async () => {
  services = await startEmulated(MADE);
  engine = new CallingEngine(services.env, MADE);
});
afterEach(() => services.emulator.close());

// A bug: the object was said not to be on record, and the only advice was to adopt it.
it.each([
  ["KmsKey", { label: "shop/subject" }],
  ["NetworkRule", { name: "subject", sourcePrivateIps: ["10.0.0.0/8"] }],
  ["KmsSecret", { name: "subject", value: "x" }],
])(
  "a %s that is to be replaced before it is deleted is told how to be deleted first, which helps",
  async (type, args) => {
    const program = [{ type, name: "subject", args }];
    const [key = ""] = Object.keys(await engine.up(program));
    const created = engine.up(program, { replace: [key], createFirst: [key] });
    await expect(created).rejects.toThrow("If this run replaces it, leave `create_before_destroy` out");
    await expect(created).rejects.not.toThrow("not on record");
    expect(await engine.up(program, { replace: [key] })).toEqual({ [key]: "replace" });
    expect((await engine.plan(program)).actions).toEqual({ [key]: "same" });
  },
);
