import { readFileSync } from "node:fs";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { ToyService } from "../toy/service";
import { tokenText } from "../toy/token";
import { toyVendor } from "../toy/vendor";
import { describeOnOne } from "./engines";
import { ageKeyPair, type KeyPair } from "./engines/age";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";

// How the state keeps the secrets that a resource makes, and what becomes of them when the provider's block changes.

const REQUIRED = 'terraform {\n required_providers {\n  keysmith = { source = "keysmith/keysmith" }\n }\n}\n';
/** Of the right form, but no point on the curve. */
const NO_POINT = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
const TOKEN = 'resource "keysmith_token" "orders" {\n shelf = "orders"\n}\n';

describeOnOne("secrets in the state", "terraform", (engine) => {
  const toys = new ToyService();
  const env: Record<string, string> = { TOY_REGION: "north", KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
  let [first, second]: readonly KeyPair[] = [];
  let stack: Workspace;

  const provider = (block: string, more = ""): void =>
    stack.write({ "main.tf": `${REQUIRED}provider "keysmith" {\n stack = "shop"\n ${block}\n}\n${TOKEN}${more}` });
  const sealedTo = (...pairs: readonly (KeyPair | undefined)[]): string =>
    `seal_to = ${JSON.stringify(pairs.map((pair) => pair?.recipient))}`;
  const readMain = (block: string): string => {
    provider(block);
    return readFileSync(`${stack.root}/main.tf`, "utf8");
  };
  const opens = (pair: KeyPair | undefined): void => {
    if (pair) env["KEYSMITH_AGE_IDENTITY"] = pair.identity;
    else delete env["KEYSMITH_AGE_IDENTITY"];
  };
  const kept = (): Readonly<Record<string, unknown>> => stack.attributes("keysmith_token.orders");

  beforeAll(async () => {
    [first, second] = [await ageKeyPair(), await ageKeyPair()];
    const attached = await attachedProvider(engine, env, [toyVendor(toys)]);
    stack = await Workspace.open(engine, attached, { "main.tf": REQUIRED });
  });
  afterAll(() => stack?.close());

  story("are kept as the block of the provider says", (step) => {
    step("aren't made while nobody has said how to keep them", async () => {
      provider("");
      const { exitCode, shown, diagnostics } = await stack.run(["apply", "-auto-approve"]);
      expect(exitCode).toBe(1);
      expect(shown).toContain('Token "shop/orders": its token and pin would be stored in the state');
      const detail = diagnostics.find(({ severity }) => severity === "error")?.detail;
      for (const way of ["seal_to = [", "plain_secrets = true", "OpenTofu's state encryption"])
        expect(detail).toContain(way);
      expect(toys.calls).toEqual([]);
    });

    step("are refused to what is no recipient, without showing an identity", async () => {
      provider(`seal_to = ["age1nobody",\n  "${first?.identity}"]`);
      const { exitCode, diagnostics, output } = await stack.run(["plan"]);
      expect(exitCode).toBe(1);
      expect(diagnostics.map(({ summary }) => summary)).toEqual([
        expect.stringContaining("seal_to[0]: age1nobody"),
        expect.stringMatching(/seal_to\[1\]: .*secret/),
      ]);
      expect(output).not.toContain(first?.identity);
    });

    step("are either sealed or plain", async () => {
      provider(`${sealedTo(first)}\n plain_secrets = true`);
      expect((await stack.run(["plan"])).shown).toContain("plain_secrets = true conflicts with seal_to");
    });

    step("are sealed once, and stay as they are", async () => {
      provider(sealedTo(first));
      await stack.apply();
      const { sealed } = kept();
      expect(await stack.exitCode()).toBe(0);
      await stack.apply();
      expect(kept()["sealed"]).toBe(sealed);
    });

    step(
      "stay sealed to the previous recipients, with a warning, when other recipients come and nobody can open them",
      async () => {
        const { sealed } = kept();
        provider(sealedTo(second));
        const { planned, shown } = await stack.plan();
        expect(planned).toEqual({});
        expect(shown).toContain("its secrets stay sealed to the previous recipients");
        await stack.apply();
        expect(kept()["sealed"]).toBe(sealed);
      },
    );

    step("are sealed anew to other recipients by who can open them, without a call that changes anything", async () => {
      opens(first);
      toys.calls.splice(0);
      expect((await stack.apply()).done).toEqual({ "keysmith_token.orders": "update" });
      expect(toys.calls.filter((call) => call.startsWith("put"))).toEqual([]);
      expect(await stack.exitCode()).toBe(0);
      opens(second);
      const taker = `ephemeral "keysmith_opened" "token" {
    sealed = keysmith_token.orders.sealed
  }
  resource "keysmith_token" "taker" {
    shelf          = "taker"
    pin_wo         = ephemeral.keysmith_opened.token.values.token
    pin_wo_version = keysmith_token.orders.version
  }
  `;
      provider(sealedTo(second), taker);
      await stack.apply();
      const taken = await open(String(stack.attributes("keysmith_token.taker")["sealed"]), [
        new Secret(second?.identity ?? ""),
      ]);
      expect(taken["pin"]?.reveal()).toBe(tokenText(1));
      expect(await stack.exitCode()).toBe(0);
      expect(findSecrets([tokenText(1)], stack.files(), { printed: stack.printed() })).toEqual([]);
      provider(sealedTo(second));
      await stack.apply();
    });

    step("are sealed in the same way to the same recipients in another order", async () => {
      provider(sealedTo(first, second));
      await stack.apply();
      provider(sealedTo(second, first));
      expect(await stack.exitCode()).toBe(0);
    });

    step("come to lie in clear and are sealed again, as the block says", async () => {
      provider("plain_secrets = true");
      await stack.apply();
      expect(kept()).toMatchObject({ token: tokenText(1), sealed: null, secret_known: true });
      expect(await stack.exitCode()).toBe(0);
      provider(sealedTo(second));
      await stack.apply();
      expect(kept()).toMatchObject({ token: null, pin: null, sealed: expect.stringContaining("AGE ENCRYPTED") });
      const now = { state: readFileSync(`${stack.root}/terraform.tfstate`, "utf8") };
      expect(findSecrets([tokenText(1)], [], now)).toEqual([]);
    });

    step("are given in clear only where the state may hold them, and better not even there", async () => {
      const given = TOKEN.replace("\n}", '\n pin = "4711"\n}');
      const write = (block: string): void =>
        stack.write({ "main.tf": `${REQUIRED}provider "keysmith" {\n stack = "shop"\n ${block}\n}\n${given}` });
      write(sealedTo(second));
      const refused = await stack.run(["plan"]);
      expect(refused.shown).toContain("pin is kept in the state in clear");
      expect(refused.diagnostics.map(({ detail }) => detail).join()).toContain("pin_wo with pin_wo_version");
      write("plain_secrets = true");
      expect((await stack.plan()).shown).toContain(
        'warning: keysmith_token.orders: Token "shop/orders": pin is kept in the state in clear',
      );
    });

    step("are made anew when the version of a write-only one changes, and only then", async () => {
      const write = (pin: string, version: number): void =>
        provider(sealedTo(second), "") ??
        stack.write({
          "main.tf": readFileSync(`${stack.root}/main.tf`, "utf8").replace(
            'shelf = "orders"',
            `shelf = "orders"\n pin_wo = "${pin}"\n pin_wo_version = ${version}`,
          ),
        });
      write("first-pin", 1);
      await stack.apply();
      const { version } = kept();
      write("second-pin", 1);
      expect(await stack.exitCode()).toBe(0);
      write("second-pin", 2);
      await stack.apply();
      expect(kept()).toMatchObject({ version: Number(version) + 1, pin: null, pin_wo: null, pin_wo_version: 2 });
      expect(findSecrets(["first-pin", "second-pin"], stack.files(), {})).toEqual([]);
    });

    // Once, an object was made first, and with a key to which nothing can be sealed its secrets were lost.
    step("aren't made when they turn out not to be sealable", async () => {
      const other = TOKEN.replace("orders", "other");
      stack.write({
        "main.tf": `${REQUIRED}provider "keysmith" {\n stack = "shop"\n seal_to = ["${NO_POINT}"]\n}\n${TOKEN}${other}`,
      });
      toys.calls.splice(0);
      expect((await stack.run(["apply", "-auto-approve"])).exitCode).toBe(1);
      expect(toys.calls.filter((call) => call.startsWith("put"))).toEqual([]);
      expect(stack.addresses()).toEqual(["keysmith_token.orders"]);
    });

    // Once, whether they are sealed anew was decided by the environment of the plan, and again by that of the apply.
    step("are sealed anew only when the plan says so, whoever applies it", async () => {
      provider(sealedTo(second));
      await stack.apply();
      opens(undefined);
      stack.write({ "main.tf": readMain(sealedTo(first)).replace("shelf =", "limits { days = 20 }\n shelf =") });
      await stack.plan("-out=later.plan");
      opens(second);
      const { sealed } = kept();
      await stack.apply("later.plan");
      expect(kept()).toMatchObject({ sealed, limits: { days: 20 } });
      await stack.apply();
      expect(kept()["sealed"]).not.toBe(sealed);
      opens(first);
    });

    step("can be sealed to recipients that another resource makes", async () => {
      const made = 'resource "terraform_data" "recipient" {\n input = "RECIPIENT"\n}\n'.replace(
        "RECIPIENT",
        first?.recipient ?? "",
      );
      const days = TOKEN.replace("shelf =", "limits { days = 30 }\n shelf =");
      const block = "seal_to = [terraform_data.recipient.output]";
      stack.write({ "main.tf": `${REQUIRED}provider "keysmith" {\n stack = "shop"\n ${block}\n}\n${made}${days}` });
      await stack.apply();
      expect(kept()).toMatchObject({ limits: { days: 30 }, sealed: expect.stringContaining("AGE ENCRYPTED") });
      expect(await stack.exitCode()).toBe(0);
    });

    step("say that a write-only value lacks its version, and not on which line it stands", async () => {
      stack.write({
        "main.tf": `${REQUIRED}provider "keysmith" {\n stack = "shop"\n ${sealedTo(second)}\n}\n${TOKEN.replace("\n}", '\n pin_wo = "4711"\n}')}`,
      });
      const { shown, output } = await stack.run(["plan"]);
      expect(shown).toContain("give pin_wo_version too");
      expect(output).not.toContain("4711");
    });
  });
});
