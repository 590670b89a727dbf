import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { liveClientKeys } from "./alibaba-service";
import { ExampleProject } from "./example-project";

const KEYSMITH = path.resolve(__dirname, "../../dist/cli/main.js");

describePulumi(
  "the rotation of examples/standard",
  (engine) => {
    const secrets: string[] = [];
    let example: ExampleProject;
    let firstKey: string;
    let secondKey: string;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "standard", "2026-01-01T00:00:00Z");
    }, 60_000);
    afterAll(() => example?.close());

    const outputs = async (): Promise<Record<string, unknown>> => {
      const shown = await example.stack.outputs({ showSecrets: true });
      secrets.push(String(shown["clientKeyContent"]), String(shown["password"]));
      return shown;
    };

    story("is as the table of the README has it", (step) => {
      step("starts with one call for each resource", async () => {
        expect((await example.up()).changeSummary).toEqual({ create: 5 });
        expect(await example.calls()).toEqual([
          "CreateNetworkRule",
          "CreatePolicy",
          "CreateApplicationAccessPoint",
          "CreateClientKey",
        ]);
        const { clientKeyId, clientKeyContent, rotateAt } = await outputs();
        firstKey = String(clientKeyId);
        expect(Object.keys(JSON.parse(String(clientKeyContent)))).toEqual(["KeyId", "PrivateKeyData"]);
        expect(rotateAt).toBe("2026-12-02T00:00:00Z");
      });

      step("does nothing at 2026-12-01T23:59:59Z, and the preview is empty", async () => {
        await example.at("2026-12-01T23:59:59Z");
        expect(await example.stack.preview({ expectNoChanges: true })).toMatchObject({
          ok: true,
          changeSummary: { same: 5 },
        });
        expect(await example.calls()).toEqual([]);
      });

      step("previews one update in place with its reason at 2026-12-02T00:00:00Z", async () => {
        await example.at("2026-12-02T00:00:00Z");
        const preview = await example.stack.preview();
        expect(preview.changeSummary).toEqual({ same: 4, update: 1 });
        expect(preview.output).toContain("version 1 expires 2027-01-01T00:00:00Z, rotation.renewBefore is P30D");
        expect((await example.stack.preview({ expectNoChanges: true })).exitCode).toBe(7);
        expect(await example.calls()).toEqual([]);
      });

      step("is told by `keysmith due`, which needs no credentials", async () => {
        const exported = JSON.stringify(await example.stack.export());
        const asOf = (time: string) => due(exported, time);
        await expect(asOf("2026-12-01T23:59:59Z")).resolves.toMatchObject({
          code: 0,
          stdout: expect.stringContaining("0 of 4 resources due"),
        });
        await expect(asOf("2026-12-02T00:00:00Z")).resolves.toMatchObject({
          code: 2,
          stdout: expect.stringContaining("1 of 4 resources due"),
        });
      });

      step("makes a new key then, and keeps the old one for seven days", async () => {
        expect((await example.up()).changeSummary).toEqual({ same: 4, update: 1 });
        expect(await example.calls()).toEqual(["ListClientKeys", "CreateClientKey"]);
        secondKey = String((await outputs())["clientKeyId"]);
        expect(secondKey).not.toBe(firstKey);
        expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([firstKey, secondKey].sort());
        expect(await example.recorded("ClientKey")).toMatchObject({
          version: 2,
          previous: [{ clientKeyId: firstKey, retireAfter: "2026-12-09T00:00:00Z" }],
        });
      });

      step("does nothing on 2026-12-08", async () => {
        await example.at("2026-12-08T00:00:00Z");
        expect((await example.up()).changeSummary).toEqual({ same: 5 });
        expect(await example.calls()).toEqual([]);
      });

      step("deletes the old key on 2026-12-09, and leaves the outputs as they were", async () => {
        await example.at("2026-12-09T00:00:00Z");
        const before = await outputs();
        expect((await example.up()).changeSummary).toEqual({ same: 4, update: 1 });
        expect(await example.calls()).toEqual(["ListClientKeys", "DeleteClientKey"]);
        expect(await outputs()).toEqual(before);
        expect(await example.recorded("ClientKey")).toMatchObject({ version: 2, previous: [] });
        expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([secondKey]);
      });

      step("writes no secret in clear, nor prints one", () => {
        const forms = secrets.flatMap((secret) => [secret, privateKeyIn(secret)]).filter((secret) => secret !== "");
        expect(forms.length).toBeGreaterThan(6);
        expect(findSecrets(forms, example.stack.files(), { "what was printed": example.stack.output() })).toEqual([]);
      });

      step("ends with nothing left, deleted in the right order", async () => {
        await example.calls();
        expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
        expect(await example.calls()).toEqual([
          "ListClientKeys",
          "DeleteClientKey",
          "DescribeApplicationAccessPoint",
          "ListClientKeys",
          "DeleteApplicationAccessPoint",
          "DescribePolicy",
          "DeletePolicy",
          "DescribeNetworkRule",
          "DeleteNetworkRule",
        ]);
      });
    });
  },
  leftToAll,
);

function privateKeyIn(text: string): string {
  return text.startsWith("{") ? String((JSON.parse(text) as { PrivateKeyData?: unknown }).PrivateKeyData) : "";
}

async function due(exported: string, time: string): Promise<{ code: number; stdout: string }> {
  const env = { PATH: process.env["PATH"], KEYSMITH_AS_OF: time };
  const running = promisify(execFile)(process.execPath, [KEYSMITH, "due"], { env });
  running.child.stdin?.end(exported);
  return running.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  );
}
