import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { ToyService } from "../toy/service";
import { tokenText } from "../toy/token";
import { toyVendor } from "../toy/vendor";
import { describeOnOne } from "./engines";
import { ageKeyPair } from "./engines/age";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";

// Resources and functions that nobody has written a line for in src/terraform are whole resources of the engine.

const REQUIRED = `terraform {
  required_providers {
    keysmith = { source = "keysmith/keysmith" }
  }
}
`;

describeOnOne("a vendor that is only defined", "tofu", (engine) => {
  const toys = new ToyService();
  const env: Record<string, string> = { TOY_REGION: "north", TOY_ROOM: "cellar" };
  let stack: Workspace;
  let recipient: string;

  const program = (body: string, provider = `seal_to = ["${recipient}"]\n stack = "shop"`): void =>
    stack.write({ "main.tf": `${REQUIRED}provider "keysmith" {\n ${provider}\n}\n${body}` });
  const at = (time: string): void => {
    env["KEYSMITH_AS_OF"] = time;
  };

  const SHELF = 'resource "keysmith_shelf" "orders" {\n name = "orders"\n tags = ["b", "a"]\n}\n';
  const token = (more = ""): string =>
    `${SHELF}resource "keysmith_token" "orders" {\n shelf = keysmith_shelf.orders.name\n ${more}\n}\n`;

  beforeAll(async () => {
    const made = await ageKeyPair();
    recipient = made.recipient;
    env["KEYSMITH_AGE_IDENTITY"] = made.identity;
    at("2026-01-01T00:00:00Z");
    stack = await Workspace.open(engine, await attachedProvider(engine, env, [toyVendor(toys)]), {
      "main.tf": REQUIRED,
    });
  });
  afterAll(() => stack?.close());

  story("lives through all that can happen to a resource", (step) => {
    step("is created with its defaults, a label, and its secrets sealed", async () => {
      program(token());
      const { done } = await stack.apply();
      expect(done).toEqual({ "keysmith_shelf.orders": "create", "keysmith_token.orders": "create" });
      const state = stack.attributes("keysmith_token.orders");
      expect(state).toMatchObject({ label: "shop/orders", version: 1, token: null, pin: null, secret_known: true });
      expect(state["sealed"]).toContain("BEGIN AGE ENCRYPTED FILE");
      expect(findSecrets([tokenText(1), "made-up-1"], stack.files(), { printed: stack.printed() })).toEqual([]);
    });

    step("is left alone while nothing changes", async () => {
      expect(await stack.exitCode()).toBe(0);
    });

    step("isn't changed by a refresh that finds nothing", async () => {
      // Terraform 1.11 stores the names of several sensitive attributes in a new order each time, so with a token it is 2.
      program(SHELF);
      await stack.apply();
      expect(await stack.exitCode("-refresh-only")).toBe(0);
      program(token());
      await stack.apply();
    });

    step("rotates in place when it is due, and says why", async () => {
      at("2026-01-11T00:00:00Z");
      const { planned, shown } = await stack.plan("-out=due.plan");
      expect(planned).toEqual({ "keysmith_token.orders": "update" });
      expect(shown).toContain('Token "shop/orders" changes in place: due since 2026-01-11T00:00:00Z');
      at("2026-01-20T00:00:00Z");
      await stack.apply("due.plan");
      expect(stack.attributes("keysmith_token.orders")).toMatchObject({
        version: 2,
        rotate_at: "2026-01-30T00:00:00Z",
      });
      expect(await stack.exitCode()).toBe(0);
    });

    step("is replaced for another value of what can't change", async () => {
      program(token().replace('name = "orders"', 'name = "office"'));
      const { done } = await stack.apply();
      expect(Object.keys(done)).toEqual(expect.arrayContaining(["keysmith_shelf.orders", "keysmith_token.orders"]));
      expect(stack.attributes("keysmith_token.orders")).toMatchObject({ shelf: "office", version: 1 });
    });

    step("is refused at the place of what is wrong", async () => {
      program(token('limits { days = -1 }\n pin = "12"'));
      const { diagnostics, exitCode } = await stack.run(["plan"]);
      expect(exitCode).toBe(1);
      expect(diagnostics.map(({ summary }) => summary)).toEqual(
        expect.arrayContaining([expect.stringContaining("limits.days: -1 is no number of days")]),
      );
      expect(diagnostics.map(({ range }) => range?.start.line)).not.toContain(undefined);
    });

    // Once, a refresh filled in the room that the setting names beside the number that was given, and the plan replaced it.
    step("keeps what stands in the place of a setting, and can change over to it", async () => {
      program('resource "keysmith_crate" "one" {\n name = "one"\n room_number = "4"\n}\n');
      await stack.apply();
      expect(stack.attributes("keysmith_crate.one")).toMatchObject({ room: null, room_number: "4" });
      expect(await stack.exitCode()).toBe(0);
      delete env["TOY_ROOM"];
      program('resource "keysmith_crate" "one" {\n name = "one"\n room = "attic"\n}\n');
      await stack.apply();
      program('resource "keysmith_crate" "one" {\n name = "one"\n room_number = "4"\n}\n');
      expect((await stack.apply()).done).toEqual({ "keysmith_crate.one": "replace" });
      env["TOY_ROOM"] = "cellar";
    });

    step("has a label also where the stack's name isn't known yet", async () => {
      const made = 'resource "terraform_data" "stack" {\n input = "known-later"\n}\n';
      program(`${made}${token()}`, `seal_to = ["${recipient}"]\n stack = terraform_data.stack.output`);
      await stack.destroy();
      await stack.apply();
      expect(stack.attributes("keysmith_token.orders")).toMatchObject({ label: "known-later/orders" });
      expect(await stack.exitCode()).toBe(0);
    });

    step("is gone after destroy", async () => {
      program(token());
      await stack.apply();
      await stack.destroy();
      expect(stack.addresses()).toEqual([]);
      expect([...toys.objects.keys()].filter((key) => key.includes("/"))).toEqual([]);
    });
  });
});
