import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const SCRIPT = path.resolve(__dirname, "../scripts/engines.mjs");

/** Compiles nothing: writes a program that prints the version that was to be linked into it. Knows where a module lies. */
const GO = `#!/bin/sh
[ "$1" = version ] && exit 0
[ "$1" = list ] && { echo "$GO_MODULE"; exit 0; }
case "$*" in *"$GO_FAILS"*) [ -n "$GO_FAILS" ] && { echo "no such module" >&2; exit 1; };; esac
while [ "$1" != -o ]; do
  [ "$1" = -ldflags ] && version=$(echo "$2" | sed -n 's/.*=v//p')
  shift
done
echo "example.com/some/package" >&2
printf '#!/bin/sh\\necho "v%s"\\n' "$version" > "$2"
chmod +x "$2"
`;

/** What the host for Python looks for beside itself, in the module of the host. */
const EXECUTOR = "module/python/cmd/pulumi-language-python-exec";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-engines-"));
  mkdirSync(path.join(folder, "bin"));
  for (const tool of ["sh", "sed", "echo", "chmod", "printf"]) {
    const real = ["/bin", "/usr/bin"].map((each) => path.join(each, tool)).find(existsSync);
    if (real) symlinkSync(real, path.join(folder, "bin", tool));
  }
  command("go", GO);
  mkdirSync(path.join(folder, EXECUTOR, ".."), { recursive: true });
  writeFileSync(path.join(folder, EXECUTOR), "#!/usr/bin/env python\n", { mode: 0o444 });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a command on PATH. */
function command(name: string, text: string): void {
  writeFileSync(path.join(folder, "bin", name), text, { mode: 0o755 });
}

async function engines(args: readonly string[] = [], more: Record<string, string> = {}): Promise<string> {
  const env = {
    PATH: path.join(folder, "bin"),
    HOME: folder,
    XDG_CACHE_HOME: path.join(folder, "cache"),
    GO_MODULE: path.join(folder, "module"),
    ...more,
  };
  return (await promisify(execFile)(process.execPath, [SCRIPT, ...args], { env })).stdout;
}

/** What the cache holds, by engine. */
async function paths(): Promise<Record<string, string>> {
  return JSON.parse(await engines(["--paths"])) as Record<string, string>;
}

const inCache = (): string[] => readdirSync(path.join(folder, "cache/keysmith")).sort();

describe("scripts/engines.mjs", () => {
  it("builds what is missing, once for each version, and tells where it is", async () => {
    expect(await paths()).toEqual({});
    const said = await engines();
    expect(said).toMatch(/building OpenTofu \d+\.\d+\.\d+, which takes some minutes/);
    expect(said).toMatch(/built Pulumi \d+\.\d+\.\d+/);
    const { opentofu = "", pulumi = "" } = await paths();
    expect(path.basename(opentofu)).toBe("tofu");
    expect(readdirSync(path.dirname(pulumi)).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    const { "pulumi-yaml": yaml = "", "pulumi-python": python = "" } = await paths();
    expect(path.basename(yaml)).toBe("pulumi-language-yaml");
    expect(statSync(path.join(path.dirname(python), path.basename(EXECUTOR))).mode & 0o777).toBe(0o755);
    const again = await engines();
    expect(again).not.toContain("building");
    expect(again).toContain("was built before");
  });

  it("builds one of them when asked", async () => {
    await engines(["opentofu"]);
    expect(Object.keys(await paths())).toEqual(["opentofu"]);
  });

  it("builds a host that was added beside what was built before, and only that", async () => {
    await engines(["pulumi"]);
    const { pulumi } = await paths();
    const said = await engines(["pulumi-yaml"]);
    expect(said).not.toContain("building Pulumi 3");
    expect(said).toMatch(/built Pulumi's host for YAML \d+\.\d+\.\d+/);
    expect(await paths()).toMatchObject({ pulumi, "pulumi-yaml": expect.any(String) });
  });

  it("starts no host to learn whether it is there", async () => {
    command("pulumi-language-yaml", "#!/bin/sh\ntouch started\n");
    expect(await engines(["pulumi-yaml"])).toContain("Pulumi's host for YAML is on PATH");
    expect(await paths()).toEqual({});
    expect(existsSync(path.resolve(__dirname, "../tools/started"))).toBe(false);
  });

  it("takes what is on PATH, and leaves alone what prints no version", async () => {
    command("tofu", '#!/bin/sh\necho "OpenTofu v1.12.0"\n');
    command("pulumi", "#!/bin/sh\n");
    const said = await engines();
    expect(said).toContain("OpenTofu 1.12.0 is on PATH");
    expect(said).toContain("the pulumi on PATH prints no version");
    expect(Object.keys(await paths())).toEqual(["pulumi", "pulumi-yaml", "pulumi-python"]);
  });

  it("says what is skipped where there is no Go", async () => {
    rmSync(path.join(folder, "bin", "go"));
    const said = await engines();
    expect(said).toContain("neither tofu nor go is on PATH: tests on OpenTofu will count as skipped");
    expect(said).toContain("neither pulumi nor go is on PATH: tests on Pulumi will count as skipped");
  });

  it("leaves nothing half-made behind when a build fails, and builds the other one", async () => {
    const said = await engines([], { GO_FAILS: "pulumi-language-nodejs" });
    expect(said).toMatch(/Pulumi could not be built \(no such module\): tests on Pulumi will count as skipped/);
    expect(inCache()).toEqual([
      expect.stringMatching(/^opentofu-/),
      expect.stringMatching(/^pulumi-python-/),
      expect.stringMatching(/^pulumi-yaml-/),
    ]);
  });

  it("may run twice at once", async () => {
    const both = await Promise.all([engines(), engines()]);
    // The one that comes late may find the other's.
    expect(both.join()).toContain("built Pulumi");
    for (const said of both) expect(said).toMatch(/built Pulumi|Pulumi \S+ was built before/);
    expect(inCache()).toHaveLength(4);
  });
});
