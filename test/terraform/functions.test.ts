import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { findSecrets } from "../support/secrets";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";
import { describeOnOne, needsWriteOnly } from "./engines";
import { ageKeyPair, type KeyPair } from "./engines/age";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";
import { head } from "./programs";

// What a program asks a service: data sources, whose answers the state keeps, and ephemeral resources, whose answers nothing keeps.

describeOnOne(
  "functions",
  "tofu",
  (engine) => {
    const toys = new ToyService();
    const env: Record<string, string> = { TOY_REGION: "north", TOY_ROOM: "cellar" };
    let keys: KeyPair;
    let stack: Workspace;
    const program = (body: string): void =>
      stack.write({ "main.tf": `${head(`seal_to = ["${keys.recipient}"]\n stack = "shop"`)}${body}` });

    beforeAll(async () => {
      keys = await ageKeyPair();
      env["KEYSMITH_AGE_IDENTITY"] = keys.identity;
      const attached = await attachedProvider(engine, env, [toyVendor(toys)]);
      stack = await Workspace.open(engine, attached, { "main.tf": head("") });
    });
    afterAll(() => stack?.close());

    it("answer as data sources, with what was filled in, and without secrets", async () => {
      toys.objects.set("code of cellar", { code: "code-of-the-cellar" });
      program(`data "keysmith_crates" "all" {
  sizes = [{ at_least = 2 }, { at_least = 3, strict = true }]
}
output "crates" {
  value     = data.keysmith_crates.all
  sensitive = true
}
`);
      await stack.apply();
      expect(stack.outputs()["crates"]).toEqual({
        room: "cellar",
        room_number: null,
        door: null,
        sizes: [
          { at_least: 2, strict: null },
          { at_least: 3, strict: true },
        ],
        crates: [2, 3].map((size, index) => ({
          crate_id: `C${index + 1}`,
          size,
          sealed: size === 3,
          tags: ["cellar"],
          lid: null,
        })),
        total: 2,
        complete: true,
        newest: { colour: "red", locked: true },
      });
      expect(findSecrets(["code-of-the-cellar"], stack.files(), {})).toEqual([]);
    });

    it("are refused at the place of what is wrong, before a call", async () => {
      toys.calls.splice(0);
      program('data "keysmith_crates" "all" {\n  room        = "cellar"\n  room_number = "-1"\n}\n');
      const { shown, diagnostics } = await stack.run(["plan"]);
      expect(shown).toContain("room_number: can't be given together with room: leave one out");
      expect(diagnostics.find(({ severity }) => severity === "error")?.snippet?.code).toContain("room_number");
      expect(toys.calls).toEqual([]);
    });

    it("answer as ephemeral resources, of which nothing is kept", async () => {
      program(`resource "keysmith_shelf" "orders" {
  name = "orders"
}
ephemeral "keysmith_shelf" "orders" {
  shelf = keysmith_shelf.orders.name
}
resource "keysmith_token" "orders" {
  shelf          = keysmith_shelf.orders.name
  pin_wo         = ephemeral.keysmith_shelf.orders.key
  pin_wo_version = 1
}
`);
      await stack.apply();
      const { sealed } = stack.attributes("keysmith_token.orders");
      const secrets = await open(String(sealed), [new Secret(keys.identity)]);
      expect(secrets["pin"]?.reveal()).toBe("key of north/orders");
      expect(findSecrets(["key of north/orders"], stack.files(), { printed: stack.printed() })).toEqual([]);
    });

    it("that act are none of the engine's", async () => {
      program('ephemeral "keysmith_open_crate" "one" {\n  crate = "C1"\n}\n');
      expect((await stack.run(["plan"])).exitCode).toBe(1);
    });

    it("open what is sealed by a function too, for engines that have no ephemeral resources", async () => {
      program(`variable "identity" {
  type      = string
  ephemeral = true
}
resource "keysmith_token" "orders" {
  shelf = "orders"
}
resource "keysmith_token" "taker" {
  shelf          = "taker"
  pin_wo         = provider::keysmith::open(keysmith_token.orders.sealed, var.identity).pin
  pin_wo_version = 1
}
`);
      await stack.apply("-var", `identity=${keys.identity}`);
      const sealed = ["orders", "taker"].map((name) => String(stack.attributes(`keysmith_token.${name}`)["sealed"]));
      const [orders, taker] = await Promise.all(sealed.map((text) => open(text, [new Secret(keys.identity)])));
      expect(taker?.["pin"]?.reveal()).toBe(orders?.["pin"]?.reveal());
    });

    it("say why a sealed text can't be opened", async () => {
      const other = await ageKeyPair();
      const opened = (identity: string, sealed: string): string =>
        `locals {\n  opened = provider::keysmith::open(${JSON.stringify(sealed)}, "${identity}")\n}\noutput "x" {\n  value     = local.opened\n  sensitive = true\n}\n`;
      program('resource "keysmith_token" "orders" {\n  shelf = "orders"\n}\n');
      await stack.apply();
      const sealed = String(stack.attributes("keysmith_token.orders")["sealed"]);
      for (const [identity, text, why] of [
        [other.identity, sealed, /sealed to another recipient/],
        [keys.identity, sealed.slice(0, 200), /cut|changed/],
        [keys.identity, "hello", /not a sealed text/],
      ] as const) {
        program(opened(identity, text));
        const { shown, exitCode } = await stack.run(["plan"]);
        expect(exitCode).toBe(1);
        expect(shown).toMatch(why);
      }
    });
  },
  needsWriteOnly,
);
