import { readFileSync } from "node:fs";
import { Application } from "../../scripts/demo/application";
import { demo } from "../../scripts/demo/demo";
import { ibmOptions } from "../../scripts/demo/ibm-story";
import { SCREEN } from "../../scripts/demo/telling";
import type { Secret } from "../../src/core/secret";
import { listFiles } from "../support/files";
import { findSecrets } from "../support/secrets";
import { BareMachine } from "./bare-machine";

/** All that was ever to be sealed, in clear. */
const mockSealed = new Set<string>();
jest.mock("../../src/sealing/seal", () => {
  const { seal } = jest.requireActual("../../src/sealing/seal");
  return {
    seal: (values: Record<string, Secret>, recipients: readonly string[]) => {
      for (const secret of Object.values(values)) mockSealed.add(secret.reveal());
      return seal(values, recipients);
    },
  };
});

// The real one looks into the environment of the test runner.
jest.mock("node:os", () => {
  const os = jest.requireActual("node:os");
  return { ...os, tmpdir: () => process.env["TMPDIR"] ?? os.tmpdir() };
});

interface Told {
  readonly lines: readonly string[];
  /** Contents of the files that there were while it was told, in the order of the lines. */
  readonly files: readonly string[];
  /** What else was written on the terminal. */
  readonly others: string;
}

/** What a person has set for real accounts: none of it may be used here, or lost. */
const OWN = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "a person's",
  ALIBABA_CLOUD_SECURITY_TOKEN: "a person's",
  KEYSMITH_ALIBABA_ENDPOINT: "http://127.0.0.1:9",
  KEYSMITH_IBM_ENDPOINT: "http://127.0.0.1:9",
  IC_IAM_TOKEN: "Bearer a person's",
};

let machine: BareMachine | undefined;
beforeAll(() => {
  machine = new BareMachine();
  Object.assign(process.env, OWN);
});
afterAll(() => machine?.restore());

async function tell(...args: readonly string[]): Promise<Told> {
  const [lines, files, others] = [[] as string[], new Set<string>(), [] as string[]];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((text) => others.push(String(text)) > 0),
  );
  try {
    await demo(args, (line) => {
      lines.push(line);
      for (const file of leftFiles()) files.add(readFileSync(file, "utf8"));
    });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { lines, files: [...files], others: others.join("") };
}

function leftFiles(): string[] {
  if (!machine) throw new Error("there is no machine");
  return listFiles(machine.temporary);
}

/** What was checked, without what is another in each run. */
function claimsOf({ lines }: Told): string[] {
  const claims = lines.join("\n").matchAll(/^ {3}✓ (.*(?:\n {5}\S.*)*)/gm);
  return [...claims].map(([, text = ""]) =>
    text
      .replace(/\n {5}/g, " ")
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
      .replace(/ [1-9]\d* times and was/g, " <n> times and was")
      .replace(/used at 2026-12-0[28]T00:00:00Z/, "used at <time>")
      .replace(/[\w+/]{60}…$/, "<ciphertext>"),
  );
}

/** Each begins with its heading, and has the empty line before the next. */
function chaptersOf({ lines }: Told): string[][] {
  const starts = lines.flatMap((line, index) => (line.startsWith("== ") ? [index] : []));
  return starts.map((start, index) => lines.slice(start, starts[index + 1]));
}

const FIRST_LINE = "Keysmith without an infrastructure tool: this program itself plans, applies and keeps a state.";

const CLAIMS = {
  alibaba: [
    "calls to the service: CreateNetworkRule, CreatePolicy, CreateApplicationAccessPoint, CreateClientKey",
    "calls to the service: none",
    "calls to the service: none",
    "calls to the service: none",
    "calls to the service: ListClientKeys, CreateClientKey",
    "application 1 reads its secret with the new key",
    "application 2 reads its secret with the old key, which lives on for the overlap",
    "application 2 reads its secret with the new key",
    "the old key was last used at <time>, by the service's journal of calls",
    "calls to the service: ListClientKeys, DeleteClientKey",
    "the old key is refused now: Unauthorized",
    "application 1 read its secret <n> times and was refused 0 times",
    "application 2 read its secret <n> times and was refused 0 times",
    "ciphertext: <ciphertext>",
    "the state file and all that was printed were searched for the keys and passwords: found nowhere",
    "calls to the service: ListClientKeys, DeleteClientKey, DescribeApplicationAccessPoint, ListClientKeys, DeleteApplicationAccessPoint, DescribePolicy, DeletePolicy, DescribeNetworkRule, DeleteNetworkRule",
  ],
  ibm: [
    "calls to the service: listKeys, createKey, listPolicies, createPolicy, getPolicy, createIntegration",
    "calls to the service: none",
    "calls to the service: none",
    "calls to the service: none",
    "calls to the service: rotateKey",
    "the key is still <id>; it rotates next on 2026-06-30T00:00:00Z",
    "what an application wrapped before the rotation unwraps after it",
    "the integration finds its key USABLE again",
    "the state file and all that was printed were searched for the API key, tokens and the data key: found nowhere",
    "calls to the service: deleteIntegration, getPolicy, deletePolicy, listKeys, deleteKey",
  ],
};

describe.each(["alibaba", "ibm"] as const)("the demo of %s on a machine without any engine", (story) => {
  let told: Told;
  const sealed: string[] = [];
  beforeAll(async () => {
    mockSealed.clear();
    told = await tell(story);
    sealed.push(...mockSealed);
  });

  it("says in its first line that it uses none, then why, and checks all that it claims", () => {
    expect(told.lines[0]).toBe(FIRST_LINE);
    expect(told.lines.slice(1, 6)).toEqual([
      expect.stringContaining("an emulator of"),
      "Not on Pulumi: pulumi is not on PATH, and none was built.",
      "Not on OpenTofu: tofu is not on PATH, and none was built.",
      "Not on Terraform: terraform is not on PATH.",
      expect.stringContaining("✓"),
    ]);
    expect(claimsOf(told)).toEqual(CLAIMS[story]);
  });

  it("fits a screen with each chapter", () => {
    expect(chaptersOf(told).length).toBeGreaterThan(8);
    expect(chaptersOf(told).filter(({ length }) => length > SCREEN.lines)).toEqual([]);
    expect(told.lines.filter(({ length }) => length > SCREEN.columns)).toEqual([]);
  });

  it("shows no secret and leaves no file, and had none in clear while it ran", () => {
    const secrets = [...sealed, ...ibmOptions.ibm.apiKeys.map(({ apiKey }) => apiKey)];
    const states = told.files.map((text) => Object.keys(JSON.parse(text)).length);
    expect(new Set(states)).toEqual(new Set(story === "alibaba" ? [4, 0] : [3, 0]));
    // Two keys, each with its password.
    expect(sealed).toHaveLength(story === "alibaba" ? 4 : 0);
    expect(told.files.filter((text) => text.includes("BEGIN AGE ENCRYPTED FILE"))).toHaveLength(
      story === "alibaba" ? 3 : 0,
    );
    const texts = { told: told.lines.join("\n"), files: told.files.join("\n"), others: told.others };
    expect(findSecrets(secrets, [], texts)).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  it("uses nothing of what is set for real accounts, and leaves that as it was", () => {
    expect(process.env).toMatchObject(OWN);
    expect(process.env["IBMCLOUD_API_KEY"]).toBeUndefined();
  });

  it("ends with what to install, and the commands of each tool", () => {
    const ending = chaptersOf(told).at(-1)?.join("\n");
    expect(ending).toContain("next, in a project of your own");
    for (const title of ["Pulumi: https://", "OpenTofu: https://", "Terraform: https://"])
      expect(ending).toContain(title);
    expect(ending).toContain(story === "ibm" ? "`npm run demo -- ibm` tells" : "`npm run demo` tells");
    expect(ending).toContain("npm install keysmith @pulumi/pulumi && pulumi up");
    expect(ending).toContain("npx keysmith provider install && tofu init && tofu apply");
  });
});

it("looks for no engine where none is asked for", async () => {
  machine?.install("pulumi", "echo v3.200.0");
  const { lines } = await tell("ibm", "--engine", "none").finally(() => machine?.remove("pulumi"));
  expect(lines[0]).toBe(FIRST_LINE);
  expect(lines.filter((line) => line.startsWith("Not on"))).toEqual([]);
});

it("ends with an error when what it claims doesn't hold", async () => {
  const read = jest.spyOn(Application.prototype, "read").mockResolvedValue("Forbidden.NoPermission");
  try {
    await expect(tell("alibaba")).rejects.toThrow("refused with Forbidden.NoPermission");
    expect(leftFiles()).toEqual([]);
  } finally {
    read.mockRestore();
  }
});
