import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm, type Emulator } from "keysmith-emulator";
import { becomes } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { startEmulator } from "../support/emulator";
import { madeBy } from "../support/ibm-keys";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { type CommandResult, describeTerraform, type TerraformEngine } from "./engines";
import { succeeded, Workspace } from "./engines/workspace";

const COMMAND = path.resolve("dist/cli/main.js");
const PAGE = readFileSync(path.resolve("docs/state-encryption.md"), "utf8");

const [SET_UP = "", FROM_CLEAR = "", TO_ANOTHER = ""] = [...PAGE.matchAll(/```hcl\n(.*?)```/gs)].map(
  ([, code = ""]) => code,
);
const KEY = "crn:v1:bluemix:public:kms:us-south:a/<account>:<instance>:key:<id>";
const NEW_KEY = KEY.replace("<id>", "<new id>");
const STATE = /^ *state \{.*?^ *\}\n/ms;
const STATE_AND_PLAN = /^ *state \{.*^ *\}\n(?= {2}\})/ms;
const FALLBACK = /^ *fallback \{.*?^ *\}\n/ms;
const AAD = /--aad "(.*?)"/.exec(PAGE.replaceAll(/\s+/g, " "))?.[1] ?? "";

const PLAIN = ["the first value of all", "the second value of all", "the third value of all"] as const;

const onlyOpenTofu = ({ kind }: TerraformEngine): string | undefined =>
  kind === "tofu" ? leftToAll() : "it knows no encryption of states";

/** A folder with the command `keysmith` in it. */
function commandOnPath(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bin-"));
  const script = path.join(folder, "keysmith");
  writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
  chmodSync(script, 0o755);
  return folder;
}

describeTerraform(
  "keysmith state-key",
  (engine) => {
    let emulator: Emulator;
    let workspace: Workspace;
    let bin: string;
    /** Of two root keys: id and CRN. */
    let ids: string[];
    let crns: string[];

    beforeAll(async () => {
      emulator = await startEmulator({ clock: "2026-06-01T00:00:00Z" });
      bin = commandOnPath();
      ids = [await madeBy(emulator), await madeBy(emulator)];
      crns = ids.map((id) => defaultIbm.keyProtect.replace(/::$/, `:key:${id}`));
      const env = {
        PATH: `${bin}${path.delimiter}${process.env["PATH"]}`,
        KEYSMITH_IBM_ENDPOINT: emulator.url,
        IBMCLOUD_API_KEY: defaultIbm.apiKey,
      };
      const none = { env: {}, settings: "", stop: async () => undefined };
      workspace = await Workspace.open(engine, none, { "main.tf": program("", 0) }, env);
    }, 60_000);

    afterAll(async () => {
      await workspace?.close();
      await emulator?.close();
      if (bin) rmSync(bin, { recursive: true, force: true });
    });

    const program = (encryption: string, value: number): string =>
      `${encryption}\nresource "terraform_data" "made" {\n  input = "${PLAIN[value]}"\n}\n`;

    const write = (encryption: string, value: number): void => {
      const keyed = encryption.replaceAll(KEY, crns[0] ?? "").replaceAll(NEW_KEY, crns[1] ?? "");
      workspace.write({ "main.tf": program(keyed, value) });
    };

    /** What a command has called at the service, token and all. */
    const calledBy = async (...args: readonly string[]): Promise<Record<string, number>> => {
      await emulator.clearCalls();
      succeeded(await workspace.command([...args, "-no-color"]));
      const operations = (await emulator.calls()).map(({ operation }) => operation);
      return Object.fromEntries(
        [...new Set(operations)].map((each) => [each, operations.filter((other) => other === each).length]),
      );
    };

    /** The same as the page's table says. */
    const callsOf = (command: string): Record<string, number> => {
      const row = PAGE.split("\n").find((line) => line.startsWith("|") && line.includes(`\`tofu ${command}\``));
      const [wraps = NaN, unwraps = NaN] = (row ?? "").split("|").slice(2, 4).map(Number);
      const calls = { getToken: wraps + unwraps, wrapKey: wraps, unwrapKey: unwraps };
      return Object.fromEntries(Object.entries(calls).filter(([, count]) => count !== 0));
    };

    /** What a person reads of a plan that fails, without line breaks and frames. */
    const refusal = async (env: Readonly<Record<string, string>> = {}): Promise<string> => {
      const before = stateText();
      const { exitCode, output }: CommandResult = await workspace.command(["apply", "-auto-approve", "-no-color"], {
        env,
      });
      expect(exitCode).toBe(1);
      expect(stateText()).toBe(before);
      return output.replaceAll(/[\s│╷╵]+/g, " ");
    };

    const ask = async (action: string, body: object = {}): Promise<Record<string, string>> => {
      const answer = await emulator.ibm.request("POST", `/api/v2/keys/${ids[0]}/${action}`, { body });
      expect(answer.status).toBeLessThan(300);
      return (answer.body ?? {}) as Record<string, string>;
    };

    const stateText = (): string => (existsSync(stateFile()) ? workspace.stateText() : "");
    const stateFile = (): string => path.join(workspace.root, "terraform.tfstate");

    /** What is kept beside what is encrypted in a file. */
    const metadataOf = (file: string): Record<string, string> => {
      const { meta } = JSON.parse(readFileSync(path.join(workspace.root, file), "utf8")) as { meta: object };
      const [encoded = ""] = Object.values(meta) as string[];
      return (JSON.parse(Buffer.from(encoded, "base64").toString()) as { external_data: Record<string, string> })
        .external_data;
    };

    const dataKeyOf = async (file: string): Promise<string> => {
      const { ciphertext } = metadataOf(file);
      return (await ask("actions/unwrap", { ciphertext, aad: [AAD] }))["plaintext"] ?? "";
    };

    /** Files and output in which something stands in clear that must not. */
    const leaks = (values: readonly string[], secrets: readonly string[] = []): string[] => [
      ...findSecrets([...values, ...secrets], workspace.files(), {}),
      ...findSecrets([...secrets, defaultIbm.apiKey], [], { printed: workspace.printed() }),
    ];

    story("gives OpenTofu keys that a root key wraps", (step) => {
      step("of a state that was in clear, by the page's block, without another change", async () => {
        succeeded(await workspace.command(["apply", "-auto-approve", "-no-color"]));
        expect(stateText()).toContain(PLAIN[0]);
        write(SET_UP.replace(STATE, FROM_CLEAR), 0);
        succeeded(await workspace.command(["apply", "-auto-approve", "-no-color"]));
        expect(stateText()).toContain("encrypted_data");
        rmSync(`${stateFile()}.backup`, { force: true });
        expect(leaks(PLAIN)).toEqual([]);
      });

      step("with no value in clear, in states, backups and plans, nor their keys anywhere", async () => {
        write(SET_UP, 1);
        expect(await calledBy("plan", "-out=saved.plan")).toEqual(callsOf("plan"));
        expect(await calledBy("apply", "saved.plan")).toEqual(callsOf("apply saved.plan"));
        const files = ["saved.plan", "terraform.tfstate", "terraform.tfstate.backup"];
        const keys = await Promise.all(files.map(dataKeyOf));
        // A run encrypts the state and its backup with one key.
        expect(new Set(keys).size).toBe(2);
        expect(leaks(PLAIN, keys)).toEqual([]);
        expect(findSecrets(keys, [], { metadata: JSON.stringify(files.map(metadataOf)) })).toEqual([]);
        const { stdout } = await workspace.command(["state", "pull"]);
        expect(stdout).toContain(PLAIN[1]);
      });

      step("by as many calls as the page says", async () => {
        for (const command of ["init", "plan", "output", "workspace list", "validate"]) {
          const calls = await calledBy(...command.split(" "));
          expect({ command, calls }).toEqual({ command, calls: callsOf(command) });
        }
      });

      step("also when the root key has rotated, and then with its new version", async () => {
        const plan = "between.plan";
        write(SET_UP, 2);
        succeeded(await workspace.command(["plan", `-out=${plan}`]));
        const { ciphertext: before } = metadataOf("terraform.tfstate");
        await emulator.clock.advance("PT2H");
        await ask("actions/rotate");
        succeeded(await workspace.command(["apply", plan]));
        const { ciphertext: after } = metadataOf("terraform.tfstate");
        const [old, current] = await Promise.all(
          [before, after].map((ciphertext) => ask("actions/unwrap", { ciphertext, aad: [AAD] })),
        );
        expect(old).toHaveProperty("rewrappedKeyVersion");
        expect(current).not.toHaveProperty("rewrappedKeyVersion");
        expect(leaks(PLAIN, [old?.["plaintext"] ?? "", current?.["plaintext"] ?? ""])).toEqual([]);
      });

      step("and to a run that has lost the service meanwhile the one that it had", async () => {
        const [started, goOn] = ["started", "go-on"].map((name) => path.join(workspace.temporary, name));
        const waits = `touch ${started}; until [ -e ${goOn} ]; do sleep 0.1; done`;
        const slow = `resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "${waits}"\n  }\n}\n`;
        write(`${SET_UP}\n${slow}`, 2);
        const applied = workspace.command(["apply", "-auto-approve"]);
        await becomes("the run has begun", () => existsSync(String(started)), 60);
        await emulator.setFaults([{ operation: "*", kind: "503", times: 1000 }]);
        writeFileSync(String(goOn), "");
        succeeded(await applied);
        await emulator.setFaults([]);
        const { stdout } = await workspace.command(["state", "list"]);
        expect(stdout).toContain("terraform_data.slow");
        write(SET_UP, 2);
        succeeded(await workspace.command(["apply", "-auto-approve"]));
      });

      step("but not without the right credential, which nothing shows", async () => {
        const wrong = "an-API-key-that-nobody-has";
        const refused = await refusal({ IBMCLOUD_API_KEY: wrong });
        expect(refused).toContain("Check the API key");
        expect(findSecrets([wrong], [], { printed: workspace.printed() })).toEqual([]);
        expect(await refusal({ IBMCLOUD_API_KEY: "" })).toContain("No IBM Cloud credentials were found");
      });

      step("nor while the root key is disabled or deleted, and says what to do", async () => {
        await emulator.clock.advance("PT1H");
        await ask("actions/disable");
        expect(await refusal()).toContain(
          `is disabled: enable it (\`ibmcloud kp key enable ${ids[0]} --instance-id ${defaultIbm.keyProtect.split(":")[7]}\`)`,
        );
        await emulator.clock.advance("PT1H");
        await ask("actions/enable");
        await emulator.ibm.request("DELETE", `/api/v2/keys/${ids[0]}`);
        expect(await refusal()).toMatch(
          /is deleted\. Until 2026-07-01T\S+ it can be restored \(`ibmcloud kp key restore /,
        );
        await emulator.clock.advance("PT1H");
        await ask("restore");
        expect((await workspace.command(["plan", "-detailed-exitcode"])).exitCode).toBe(0);
      });

      step("nor with another root key, unless OpenTofu may still read with the old one", async () => {
        write(SET_UP.replaceAll(KEY, NEW_KEY), 2);
        expect(await refusal()).toContain(`was encrypted with ${crns[0]}; the key provider names ${crns[1]}`);
        write(SET_UP.replace(STATE_AND_PLAN, TO_ANOTHER), 2);
        succeeded(await workspace.command(["apply", "-auto-approve"]));
        expect(metadataOf("terraform.tfstate")["key"]).toBe(crns[1]);
        await emulator.ibm.request("DELETE", `/api/v2/keys/${ids[0]}`);
        write(`terraform {\n  encryption {\n${TO_ANOTHER.replace(FALLBACK, "")}  }\n}\n`, 2);
        expect((await workspace.command(["plan", "-detailed-exitcode"])).exitCode).toBe(0);
        expect(leaks(PLAIN)).toEqual([]);
      });
    });
  },
  onlyOpenTofu,
);
