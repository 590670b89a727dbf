import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import path from "node:path";
import { targetOf, thisMachine } from "../../src/executable/find";
import { type Identity, makeAuthority, makeServer } from "../http/certificates";
import { serve, serveTls } from "../http/servers";
import { describePulumi } from "../pulumi/engine";
import { cleanEnvironment } from "../pulumi/engine/environment";
import { run } from "../support/command";
import { findEngine, type InstalledEngine, PULUMI } from "../support/installed-engine";
import { describeTerraform, type TerraformEngine } from "../terraform/engines";
import { bareEnvironment, initialise } from "../terraform/plugin-folder";
import { GPG, Keyring } from "./gpg";
import { ociRegistry } from "./oci-registry";
import { PLATFORMS, Stage, VERSION, zipOf } from "./stage";
import { terraformRegistry } from "./terraform-registry";

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.remove());

/** The provider's program, where `init` has put it. @param host under which it is known */
function programInstalled(host: string): string {
  const installed = path.join(stage.folder, ".terraform/providers", host, "keysmith/keysmith", VERSION);
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  const programs = files.filter((file) => path.basename(file).startsWith(`terraform-provider-keysmith_v${VERSION}`));
  expect(programs).toHaveLength(1);
  return path.join(installed, programs[0] ?? "");
}

/** Elsewhere Go asks the system which authorities to trust. */
const needsLinux = (): string | undefined =>
  process.platform === "linux" ? undefined : "only on Linux an engine can be told by its environment whom to trust";

/** Runs `init` while a registry of our own answers on this machine. */
class Connected {
  private readonly authority = makeAuthority();
  private readonly identity: Identity = makeServer("localhost", this.authority);

  /** @returns the host under which it answers */
  async serve(listener: RequestListener): Promise<string> {
    return `localhost:${await serveTls(this.identity, listener)}`;
  }

  async init({ command }: TerraformEngine, source: string, settings = "") {
    const required = `{ keysmith = { source = "${source}" } }`;
    stage.write("main.tf", `terraform {\n  required_providers ${required}\n}\n`);
    stage.write("ca.pem", this.authority.cert);
    const env = { ...bareEnvironment(stage.folder), SSL_CERT_FILE: path.join(stage.folder, "ca.pem") };
    writeFileSync(path.join(stage.folder, "engine.tfrc"), settings);
    return run({ executable: command, args: ["init", "-no-color"], cwd: stage.folder, env });
  }
}

describeTerraform("a zip of the release", (engine) => {
  it("is installed, and its program stays executable", () => {
    const { out } = stage.release();
    const mirror = path.join(stage.folder, "terraform.d/plugins", engine.registry, "keysmith/keysmith");
    mkdirSync(mirror, { recursive: true });
    for (const platform of PLATFORMS) copyFileSync(path.join(out, zipOf(platform)), path.join(mirror, zipOf(platform)));
    const { output } = initialise(engine, stage.folder);
    expect(output).toContain("keysmith/keysmith v1.2.3");
    expect(statSync(programInstalled(engine.registry)).mode & 0o111).toBe(0o111);
  });
});

describeTerraform(
  "a release in a registry of providers",
  (engine) => {
    let keys: Keyring;

    beforeAll(() => {
      keys = new Keyring("rsa2048");
    }, 60_000);

    afterAll(() => keys.remove());

    it("is installed, and the engine finds that a subkey of the publisher's has signed it", async () => {
      const { out } = stage.release([...stage.putEverything(), "--sign", keys.subkey], "signed", keys.env);
      const key = { key_id: keys.primary.slice(-16), ascii_armor: keys.gpg("--armor", "--export", keys.primary) };
      const connected = new Connected();
      const host = await connected.serve(terraformRegistry(out, VERSION, key));
      const { exitCode, output } = await connected.init(engine, `${host}/keysmith/keysmith`);
      expect({ exitCode, output }).toEqual({
        exitCode: 0,
        output: expect.stringMatching(/\((self-)?signed, key ID \w+\)/),
      });
      expect(readFileSync(programInstalled(host), "utf8")).toBe(`for ${targetOf(thisMachine()).replace("-musl", "")}`);
    });

    it("is refused where somebody else has signed it", async () => {
      const other = new Keyring("rsa2048");
      const { out } = stage.release([...stage.putEverything(), "--sign", other.subkey], "signed", other.env);
      other.remove();
      const key = { key_id: keys.primary.slice(-16), ascii_armor: keys.gpg("--armor", "--export", keys.primary) };
      const connected = new Connected();
      const host = await connected.serve(terraformRegistry(out, VERSION, key));
      const { exitCode, output } = await connected.init(engine, `${host}/keysmith/keysmith`);
      expect({ exitCode, output }).toEqual({
        exitCode: 1,
        output: expect.stringContaining("authentication signature"),
      });
    });
  },
  () => needsLinux() ?? GPG.unavailable,
);

describeTerraform(
  "an image layout of the release",
  (engine) => {
    it("is what oci_mirror installs from a registry of container images", async () => {
      stage.putEverything();
      const { out } = stage.release(["--executables", stage.executables]);
      const connected = new Connected();
      const host = await connected.serve(ociRegistry(path.join(out, "oci"), "mirror/keysmith/keysmith"));
      const mirror = `repository_template = "${host}/mirror/$\{namespace}/$\{type}"\n    include = ["${engine.registry}/*/*"]`;
      const settings = `provider_installation {\n  oci_mirror {\n    ${mirror}\n  }\n}\n`;
      const { exitCode, output } = await connected.init(engine, "keysmith/keysmith", settings);
      expect({ exitCode, output }).toEqual({
        exitCode: 0,
        output: expect.stringContaining("keysmith/keysmith v1.2.3"),
      });
      const program = programInstalled(engine.registry);
      expect(readFileSync(program, "utf8")).toBe(`for ${targetOf(thisMachine()).replace("-musl", "")}`);
      expect(statSync(program).mode & 0o111).toBe(0o111);
    });
  },
  ({ kind, name }) => (kind === "tofu" ? needsLinux() : `${name} has no oci_mirror`),
);

describePulumi("an archive of the release", () => {
  it("is what pulumi plugin install takes from a server", async () => {
    const target = targetOf(thisMachine()).replace("-musl", "");
    stage.putExecutable(target);
    const { out } = stage.release(["--executables", stage.executables]);
    const url = await serve(({ url: file = "" }, response) => response.end(readFileSync(path.join(out, file))));
    const engine = findEngine(PULUMI) as InstalledEngine;
    const env = { ...cleanEnvironment(engine.command), PULUMI_HOME: path.join(stage.folder, "home") };
    const args = ["plugin", "install", "resource", "keysmith", `v${VERSION}`, "--server", url];
    const { exitCode, output } = await run({ executable: engine.command, args, cwd: stage.folder, env });
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) });
    const plugin = path.join(stage.folder, `home/plugins/resource-keysmith-v${VERSION}/pulumi-resource-keysmith`);
    expect(readFileSync(plugin, "utf8")).toBe(`for ${target}`);
    expect(statSync(plugin).mode & 0o111).toBe(0o111);
  });
});

it("the package of this machine is what npm installs, and its program stays executable", async () => {
  const target = targetOf(thisMachine());
  stage.putExecutable(target);
  const { out } = stage.release(["--executables", stage.executables]);
  stage.write("project/package.json", JSON.stringify({ name: "project", private: true }));
  const args = ["install", "--offline", "--no-audit", "--no-fund", path.join(out, `keysmith-${target}-${VERSION}.tgz`)];
  const project = path.join(stage.folder, "project");
  const { exitCode, output } = await run({
    executable: "npm",
    args,
    cwd: project,
    env: process.env as Record<string, string>,
  });
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) });
  const program = path.join(project, `node_modules/@keysmith/${target}/keysmith`);
  expect(readFileSync(program, "utf8")).toBe(`for ${target}`);
  expect(statSync(program).mode & 0o111).toBe(0o111);
});
