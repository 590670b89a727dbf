import type { Definition } from "../../src/core/definition";
import { PartialError, ServiceError } from "../../src/core/errors";
import { ToyService } from "../toy/service";
import { toys, toyVendor } from "../toy/vendor";
import { describeOnOne } from "./engines";
import { ageKeyPair } from "./engines/age";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";
import { head } from "./programs";

// What fails in the middle, and what the program takes back under another address: nothing is lost, and nothing is deleted
// that the program has.

const MADE = "2026-01-01T00:00:00Z";

const early = (name: unknown): boolean => name === "early";

/** A token that finds no room when it rotates, and a crate whose weight nobody can foretell. */
const definitions: readonly Definition[] = toys.map((toy) => ({
  ...toy,
  update: async (context, prior, inputs, reasons) => {
    const answer = await toy.update(context, prior, inputs, reasons);
    if (early(inputs["shelf"])) throw new PartialError("there was no room", "Make some.", { version: 1 }, undefined);
    return "weight" in answer ? { ...answer, weight: 99 } : answer;
  },
}));

describeOnOne("a change that isn't all of it", "tofu", (engine) => {
  const service = new ToyService();
  const env: Record<string, string> = {
    TOY_REGION: "north",
    TOY_ROOM: "cellar",
    KEYSMITH_AS_OF: MADE,
  };
  let stack: Workspace;
  let provider: string;
  const program = (body: string): void => stack.write({ "main.tf": `${head(provider)}${body}` });
  const objects = (): string[] => [...service.objects.keys()].filter((key) => key.includes("/"));

  beforeAll(async () => {
    provider = `seal_to = ["${(await ageKeyPair()).recipient}"]\n stack = "shop"`;
    stack = await Workspace.open(
      engine,
      await attachedProvider(engine, env, [{ ...toyVendor(service), definitions }]),
      {
        "main.tf": head(""),
      },
    );
  });
  afterAll(() => stack?.close());
  // Each test begins with nothing, on the same date.
  afterEach(async () => {
    await stack.destroy();
    service.objects.clear();
    env["KEYSMITH_AS_OF"] = MADE;
  });

  it("of a create is recorded, and made anew by the next run", async () => {
    program('resource "keysmith_crate" "one" {\n name = "dented"\n}\n');
    const { exitCode, diagnostics } = await stack.run(["apply", "-auto-approve"]);
    expect(exitCode).toBe(1);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "error",
        summary: "it has a dent",
        detail: expect.stringContaining("Run it again."),
      }),
    );
    expect(stack.instance("keysmith_crate.one")).toMatchObject({
      status: "tainted",
      attributes: { crate_id: "C1", id: "C1" },
    });
    program('resource "keysmith_crate" "one" {\n name = "whole"\n}\n');
    await stack.apply();
    expect(objects()).toEqual(["crate/C2"]);
  });

  it("of a create that has made nothing yet is recorded too, without an id", async () => {
    program('resource "keysmith_crate" "one" {\n name = "lost"\n}\n');
    expect((await stack.run(["apply", "-auto-approve"])).exitCode).toBe(1);
    expect(stack.instance("keysmith_crate.one")).toMatchObject({
      status: "tainted",
      attributes: { name: "lost", crate_id: null },
    });
    program('resource "keysmith_crate" "one" {\n name = "whole"\n}\n');
    await stack.apply();
    await stack.destroy();
    expect(objects()).toEqual([]);
  });

  it("of a rotation keeps the new secrets, sealed, and goes on in the next run", async () => {
    const token = (limits: string): string => `resource "keysmith_token" "one" {\n shelf = "orders"\n ${limits}\n}\n`;
    program(token(""));
    await stack.apply();
    const { sealed } = stack.attributes("keysmith_token.one");
    env["KEYSMITH_AS_OF"] = "2026-02-01T00:00:00Z";
    program(token('limits { note = "break off" }'));
    expect((await stack.run(["apply", "-auto-approve"])).exitCode).toBe(1);
    const half = stack.attributes("keysmith_token.one");
    expect(half).toMatchObject({ version: 2, secret_known: true, sealed: expect.stringContaining("AGE ENCRYPTED") });
    expect(half["sealed"]).not.toBe(sealed);
    program(token(""));
    await stack.apply();
    expect(await stack.exitCode()).toBe(0);
  });

  // Once, the write-only pin alone was sealed in the place of all secrets.
  it("of a rotation that broke off before it made a key leaves the secrets as they were", async () => {
    const token = 'resource "keysmith_token" "one" {\n shelf = "early"\n pin_wo = "4711"\n pin_wo_version = 1\n}\n';
    program(token);
    await stack.apply();
    const { sealed } = stack.attributes("keysmith_token.one");
    env["KEYSMITH_AS_OF"] = "2026-06-01T00:00:00Z";
    expect((await stack.run(["apply", "-auto-approve"])).shown).toContain("there was no room");
    expect(stack.attributes("keysmith_token.one")).toMatchObject({ sealed, secret_known: true, version: 1 });
  });

  // Once, the engine took what somebody else changed in the middle of a run for a defect of the provider.
  it("by the service alone is found by the next refresh", async () => {
    program('resource "keysmith_crate" "one" {\n name = "one"\n}\n');
    await stack.apply();
    program('resource "keysmith_crate" "one" {\n name = "one"\n until = "2030-01-01"\n}\n');
    await stack.apply();
    expect(stack.attributes("keysmith_crate.one")).toMatchObject({ until: "2030-01-01", weight: 10 });
    await stack.apply("-refresh-only");
  });

  // Once, what was kept beside the state was lost, and with it to whom the secrets are sealed.
  it("of a deletion that fails leaves all that was recorded", async () => {
    program('resource "keysmith_token" "one" {\n shelf = "kept"\n}\n');
    await stack.apply();
    const before = stack.instance("keysmith_token.one")?.private;
    expect(before).toBeDefined();
    program("");
    await stack.plan("-out=end.plan");
    service.failure = new ServiceError("the toys are asleep", "Come back tomorrow.");
    expect((await stack.run(["apply", "end.plan"])).exitCode).toBe(1);
    expect(stack.instance("keysmith_token.one")?.private).toBe(before);
  });

  it("that fails leaves what was recorded as it was", async () => {
    const shelf = (colour: string): string =>
      `resource "keysmith_shelf" "one" {\n name = "one"\n colour = "${colour}"\n}\n`;
    program(shelf("red"));
    await stack.apply();
    program(shelf("green"));
    await stack.plan("-out=change.plan");
    service.failure = new ServiceError("the toys are asleep", "Come back tomorrow.");
    const { exitCode, shown } = await stack.run(["apply", "change.plan"]);
    expect(exitCode).toBe(1);
    expect(shown).toContain("the toys are asleep: Come back tomorrow.");
    expect(stack.attributes("keysmith_shelf.one")).toMatchObject({ colour: "red" });
    await stack.apply();
    expect(stack.attributes("keysmith_shelf.one")).toMatchObject({ colour: "green" });
  });

  it("doesn't delete what the program has under another address now", async () => {
    program('resource "keysmith_shelf" "other" {\n name = "one"\n colour = "green"\n}\n');
    await stack.apply("-parallelism=1");
    expect(stack.addresses()).toEqual(["keysmith_shelf.other"]);
    expect(objects()).toEqual(["shelf/one"]);
    await stack.destroy();
    expect(objects()).toEqual([]);
  });

  it("is refused for two resources that would take each other's objects for their own", async () => {
    program('resource "keysmith_token" "pair" {\n count = 2\n shelf = "orders"\n}\n');
    const { exitCode, shown } = await stack.run(["apply", "-auto-approve"]);
    expect(exitCode).toBe(1);
    expect(shown).toContain('another Token "shop/orders" has the label "shop/orders" too');
    expect(objects()).toEqual([]);
    program(
      'resource "keysmith_token" "pair" {\n count = 2\n shelf = "orders"\n label = format("shop/orders-%d", count.index)\n}\n',
    );
    await stack.apply();
    expect(objects()).toHaveLength(2);
  });
});
