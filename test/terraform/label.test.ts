import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { addressOf } from "../../src/core/address";
import { claimProblems } from "../../src/core/claims";
import type { Definition, Values } from "../../src/core/definition";
import { Ledger } from "../../src/core/ledger";
import { UNKNOWN } from "../../src/core/unknown";
import { defaultLabel, stackName } from "../../src/terraform/label";
import type { Attributes, Planned, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { conform } from "../../src/terraform/values";
import { seal } from "../toy/seal";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { token } from "../toy/token";
import { toyVendor } from "../toy/vendor";

describe("the label of a resource that is given none", () => {
  it("is the stack's name and what the resource is made for, where it has no name", () => {
    expect(defaultLabel(token, { shelf: "orders" }, "shop")).toBe("shop/orders");
  });

  it("waits for what isn't known yet", () => {
    expect(defaultLabel(token, { shelf: UNKNOWN }, "shop")).toBe(UNKNOWN);
  });

  it("is short and has no parentheses, whatever it is made from", () => {
    expect(defaultLabel(token, { shelf: "a (very) good shelf" }, "shop")).toMatch(
      /^shop\/[0-9a-f]{16}\/a -very- good shelf$/,
    );
    const long = defaultLabel(seal, { crate: "C".repeat(300) }, "shop");
    expect(long).toMatch(/^shop\/[0-9a-f]{16}\/C{83}$/);
    expect(long).not.toBe(defaultLabel(seal, { crate: "D".repeat(300) }, "shop"));
  });

  it("is none for a resource whose objects nobody marks", () => {
    expect(defaultLabel(shelf, { name: "orders" }, "shop")).toBeUndefined();
  });
});

describe("the name of a stack that 0.1 took", () => {
  const root = mkdtempSync(path.join(tmpdir(), "keysmith-stack-"));
  const folder = path.join(root, "payments", "live (prod)");
  afterAll(() => rmSync(root, { recursive: true }));

  it("is that of its folder and the one around it, as many repositories have one of the same name", () => {
    expect(stackName(folder, {})).toBe("payments/live -prod-");
  });

  it("has the workspace behind it, as the variable or else the engine's folder says it", () => {
    const chosen = path.join(root, "orders", "live (prod)");
    mkdirSync(path.join(chosen, ".terraform"), { recursive: true });
    writeFileSync(path.join(chosen, ".terraform", "environment"), "blue");
    expect(stackName(chosen, {})).toBe("orders/live -prod-/blue");
    expect(stackName(chosen, { TF_WORKSPACE: "green" })).toBe("orders/live -prod-/green");
    expect(stackName(chosen, { TF_WORKSPACE: "default" })).toBe("orders/live -prod-");
    expect(stackName(chosen, { TF_DATA_DIR: path.join(chosen, "elsewhere") })).toBe("orders/live -prod-");
  });
});

describe("a provider's block that doesn't say what the stack is called", () => {
  const env = { TOY_REGION: "north", TOY_ROOM: "cellar" };
  const capabilities = { writeOnly: true };
  const type = "keysmith_token";
  const configOf = (more: Attributes = {}): Attributes => conform(resourceSchema(token), { shelf: "orders", ...more });
  const started = async (block: Attributes): Promise<Provider> => {
    const provider = createProvider([toyVendor(new ToyService())], { env, folder: "/shop/prod" });
    expect(await provider.validateProvider(block)).toEqual({ diagnostics: [] });
    return provider;
  };
  const planned = async (block: Attributes, config: Attributes, prior: Attributes | null): Promise<Planned> => {
    const provider = await started(block);
    await provider.configure({ config: block, engineVersion: "1.12.0", capabilities });
    return provider.planChange({ type, prior, proposed: config, config, private: new Uint8Array(), capabilities });
  };
  const plain = { plain_secrets: true };
  const missing = {
    severity: "error",
    summary: expect.stringContaining('write stack = "shop/prod" there'),
    attribute: ["label"],
  };

  it("is refused for a resource that needs it, when the program is validated and in the plan", async () => {
    const provider = await started(plain);
    expect(await provider.validateResource({ type, config: configOf(), capabilities })).toMatchObject({
      diagnostics: [missing],
    });
    expect((await planned(plain, configOf(), null)).diagnostics).toMatchObject([missing]);
  });

  it("is nothing amiss where it isn't known yet, where a label is given, and for a kind without one", async () => {
    const later = await started({ ...plain, stack: UNKNOWN });
    expect(await later.validateResource({ type, config: configOf(), capabilities })).toEqual({ diagnostics: [] });
    const provider = await started(plain);
    const given = configOf({ label: "shop/orders" });
    expect(await provider.validateResource({ type, config: given, capabilities })).toEqual({ diagnostics: [] });
    const config = conform(resourceSchema(shelf), { name: "orders" });
    expect(await provider.validateResource({ type: "keysmith_shelf", config, capabilities })).toEqual({
      diagnostics: [],
    });
  });

  it("leaves a recorded label alone, as does another name", async () => {
    const { planned: made } = await planned({ ...plain, stack: "shop/prod" }, configOf(), null);
    const state = {
      ...made,
      ...{ token_id: "T1", token: "t", pin: "p", version: 1, rotate_at: "2026-01-11T00:00:00Z", nonce: null },
      previous: [],
    };
    expect(state).toMatchObject({ label: "shop/prod/orders" });
    for (const block of [plain, { ...plain, stack: "another" }])
      expect(await planned(block, configOf(), state)).toMatchObject({ planned: state, diagnostics: [] });
  });
});

describe("two resources with one label", () => {
  const values = { label: "shop/orders", region: "north" };
  const labelProblem = (ledger: Ledger, definition: Definition, of: Values, claimant: string | undefined) =>
    claimProblems({ ledger, definition, values: of, claimant }).find(({ field }) => field === "label")?.reason;

  it("are found, whichever comes first", () => {
    const creations = new Ledger();
    expect(labelProblem(creations, token, values, undefined)).toBeUndefined();
    expect(labelProblem(creations, token, values, undefined)).toContain('another Token "shop/orders" has the label');
    const late = new Ledger();
    expect(labelProblem(late, token, values, undefined)).toBeUndefined();
    expect(labelProblem(late, token, values, "T1")).toContain("give them different labels");
  });

  it("are one when the engine asks again about the same object", () => {
    const ledger = new Ledger();
    expect(labelProblem(ledger, token, values, "T1")).toBeUndefined();
    expect(labelProblem(ledger, token, values, "T1")).toBeUndefined();
  });

  it("don't meet in different places that are told in other ways", () => {
    const ledger = new Ledger();
    expect(labelProblem(ledger, seal, { label: "shop/orders", roomNumber: "1" }, undefined)).toBeUndefined();
    expect(labelProblem(ledger, seal, { label: "shop/orders", roomNumber: "2" }, undefined)).toBeUndefined();
  });

  // Once, two that existed already had equal claims, as both were told by their label alone.
  it("are found when both exist", () => {
    const [first, second] = ["T1", "T2"].map((tokenId) => addressOf(token, { ...values, tokenId })?.name);
    const ledger = new Ledger();
    expect(labelProblem(ledger, token, values, first)).toBeUndefined();
    expect(labelProblem(ledger, token, values, second)).toContain("give them different labels");
  });

  it("don't meet in different regions, nor when their labels aren't known", () => {
    const ledger = new Ledger();
    expect(labelProblem(ledger, token, values, undefined)).toBeUndefined();
    expect(labelProblem(ledger, token, { ...values, region: "south" }, undefined)).toBeUndefined();
    expect(labelProblem(ledger, token, { ...values, label: UNKNOWN }, undefined)).toBeUndefined();
  });
});
