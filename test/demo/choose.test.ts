import { type Chosen, chooseEngine, MissingEngineError } from "../../scripts/demo/choose";
import { exitCodeOf } from "../../scripts/demo/demo";
import { listFiles } from "../support/files";
import { BareMachine } from "./bare-machine";

// The real one looks into the environment of the test runner.
jest.mock("node:os", () => {
  const os = jest.requireActual("node:os");
  return { ...os, tmpdir: () => process.env["TMPDIR"] ?? os.tmpdir() };
});

const STAGE = { example: "standard", env: {}, accountVariables: "KEY=…", makesSecrets: true };
const WITHOUT = "Keysmith without an infrastructure tool: this program itself plans, applies and keeps a state.";
const NONE_THERE = [
  "Not on Pulumi: pulumi is not on PATH, and none was built.",
  "Not on OpenTofu: tofu is not on PATH, and none was built.",
  "Not on Terraform: terraform is not on PATH.",
];

const command = (...options: readonly string[]): string => ["npm run demo --", ...options].join(" ");
const opened: Chosen[] = [];
let machine: BareMachine;

beforeEach(() => {
  machine = new BareMachine();
});
afterEach(async () => {
  for (const { engine } of opened.splice(0)) await engine.close();
  machine.restore();
});

async function choose(engine?: string, build = false): Promise<Chosen> {
  const chosen = await chooseEngine({ engine, build, command }, STAGE);
  opened.push(chosen);
  return chosen;
}

/** A Go that makes of everything a program that does as the script says. */
function installGo(script: string): void {
  machine.install(
    "go",
    `[ "$1" = version ] && exit 0
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\n%s\\n' '${script}' > "$2"
/bin/chmod +x "$2"`,
  );
}

it("does without where there is none, and says of each why", async () => {
  const { engine, remarks } = await choose();
  expect(engine.introduction).toBe(WITHOUT);
  expect(remarks).toEqual(NONE_THERE);
});

it("takes the next one where the first can't be used", async () => {
  machine.install("pulumi", "echo v3.20.0");
  machine.install("tofu", 'echo "OpenTofu v1.11.0"');
  const { engine, remarks } = await choose();
  expect(engine.introduction).toBe("Keysmith on OpenTofu 1.11.0");
  expect(remarks).toEqual(["Not on Pulumi: Pulumi 3.20.0 is too old: 3.160 is the least, and none was built."]);
});

it("goes on where one is there and can't be set up, but not where just that one is asked for", async () => {
  machine.install("pulumi", '[ "$1" = version ] && echo v3.200.0 && exit 0; echo "no space left on device"; exit 255');
  machine.install("tofu", '[ "$1" = version ] && echo "OpenTofu v1.11.0" && exit 0; echo "no network"; exit 1');
  const { engine, remarks } = await choose();
  expect(engine.introduction).toBe(WITHOUT);
  expect(remarks[0]).toMatch(/^Not on Pulumi: it can't be set up: pulumi stack failed:\nno space left on device/);
  expect(remarks[1]).toMatch(/^Not on OpenTofu: it can't be set up: the engine failed with 1:\nno network/);
  const refusal: unknown = await choose("pulumi").catch((error: unknown) => error);
  for (const { engine } of opened.splice(0)) await engine.close();
  expect(listFiles(machine.temporary)).toEqual([]);
  expect(refusal).not.toBeInstanceOf(MissingEngineError);
  expect(refusal).toMatchObject({ message: expect.stringContaining("no space left on device") });
  expect(exitCodeOf(refusal)).toBe(1);
});

it("does without a Pulumi whose part for Node.js is missing, as some packages have it", async () => {
  machine.install(
    "pulumi",
    `[ "$1" = version ] && echo v3.200.0
[ "$1" = about ] && echo '{"errors": ["failed to load language plugin nodejs: no language plugin found"]}'
exit 0`,
  );
  const { remarks } = await choose();
  expect(remarks[0]).toBe("Not on Pulumi: failed to load language plugin nodejs: no language plugin found.");
});

it("says how to install one that is asked for and missing, and what needs none", async () => {
  const refusal: unknown = await choose("terraform").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(MissingEngineError);
  expect(exitCodeOf(refusal)).toBe(3);
  expect((refusal as Error).message.split("\n")).toEqual([
    "Not on Terraform: terraform is not on PATH.",
    expect.stringMatching(/^To install Terraform: https:\/\/developer\.hashicorp\.com\//),
    "Without any tool: npm run demo -- --engine none",
  ]);
});

const OFFER =
  "Go is there, and can build OpenTofu: npm run demo -- --build (that takes about four minutes, once for each version)";

describe("with Go and no engine", () => {
  it("says that OpenTofu can be built, and does without", async () => {
    installGo("echo no");
    const { engine, remarks } = await choose();
    expect(engine.introduction).toBe(WITHOUT);
    expect(remarks).toEqual([...NONE_THERE, OFFER]);
  });

  it.each(["false", "0", ""])("takes CI=%s for none", async (value) => {
    installGo("echo no");
    process.env["CI"] = value;
    expect((await choose()).remarks).toContain(OFFER);
  });

  it("offers it where OpenTofu is asked for, and not where another one is", async () => {
    installGo("echo no");
    await expect(choose("tofu")).rejects.toThrow("build OpenTofu: npm run demo -- --engine tofu --build (");
    await expect(choose("terraform", true)).rejects.toThrow(/^Not on Terraform: .*\nTo install .*\nWithout .*$/);
  });

  it.each([
    ["--build", true, undefined],
    ["CI", false, "true"],
  ])("builds it for %s, and goes on with it", async (_, build, ci) => {
    installGo('echo "OpenTofu v1.12.6"');
    if (ci !== undefined) process.env["CI"] = ci;
    const { engine, remarks } = await choose(undefined, build);
    expect(engine.introduction).toBe("Keysmith on OpenTofu 1.12.6");
    expect(remarks).toEqual([]);
  });

  it("prefers what is on PATH to what was built", async () => {
    installGo('echo "OpenTofu v1.12.6"');
    await choose(undefined, true);
    machine.install("terraform", 'echo "Terraform v1.11.4"');
    const { engine } = await choose();
    expect(engine.introduction).toBe("Keysmith on Terraform 1.11.4");
  });

  it("does without when it couldn't be built", async () => {
    machine.install("go", '[ "$1" = version ] || { echo "no network" >&2; exit 1; }');
    const { engine, remarks } = await choose(undefined, true);
    expect(engine.introduction).toBe(WITHOUT);
    expect(remarks.at(-1)).toBe("Building OpenTofu didn't help: tofu is not on PATH, and none was built.");
    await expect(choose("tofu", true)).rejects.toBeInstanceOf(MissingEngineError);
  });
});
