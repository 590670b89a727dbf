import { formatTime } from "../../src/core/clock";
import { keyOf } from "../lifecycle/engine";
import { subjectOf } from "../lifecycle/fleet-subject";
import { prerequisites } from "../lifecycle/prerequisites";
import { find } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

// As `action_trigger` with `after_update` has it: the engine plans, applies and then invokes, all in one process of the provider.

let services: EmulatedServices;

beforeEach(async () => {
  // What ends keys refuses to on a clock that is moved.
  services = await startEmulated(formatTime(new Date()));
});
afterEach(() => services.emulator.close());

// Once, it was refused: the plan that the apply makes again had noted the old key as the current one of another resource.
it("ends what the same run has replaced, and what the next run finds then is whole", async () => {
  const subject = subjectOf(find("ClientKey"));
  const key = keyOf(subject);
  const others = prerequisites(find("ClientKey"));
  const engine = new CallingEngine(services.env, undefined);
  const idOf = (): string => String(engine.state(key)?.["client_key_id"]);
  await engine.up([...others, subject]);
  const old = idOf();
  const again = { ...subject, args: { ...subject.args, rotation: { trigger: "again" } } };
  expect((await engine.up([...others, again]))[key]).toBe("update");
  const lines: string[] = [];
  const config = { current: idOf(), state: "active", previous: [old], region: null };
  const { diagnostics } = await engine.invoke("keysmith_revoke_previous", config, (line) => lines.push(line));
  expect([diagnostics, lines]).toEqual([[], [`client key ${old} is ended`]]);
  await engine.refresh();
  expect(engine.state(key)).toMatchObject({ client_key_id: config.current, state: "active", previous: [] });
});
