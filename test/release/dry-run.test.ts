import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Stage, TARGETS } from "./stage";

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.remove());

/** The commands that it prints, without the folder of the release. */
function commandsOf(stdout: string, out: string): string[] {
  const lines = stdout.split("\n").filter((line) => line.startsWith("  "));
  return lines.map((line) => line.trim().replaceAll(`${out}/`, ""));
}

describe("release.mjs --dry-run", () => {
  it("prints what would be sent where, and each file is there", () => {
    const { stdout, stderr, out, files } = stage.release(stage.putEverything());
    expect(stderr).toBe("");
    expect(stdout).not.toContain("Missing");
    const commands = commandsOf(stdout, out);
    const packages = [...TARGETS.map((target) => `keysmith-${target}`).sort(), "keysmith", "keysmith-emulator"];
    expect(commands.filter((line) => line.startsWith("npm "))).toEqual(
      packages.map((name) => `npm publish ${name}-1.2.3.tgz --access public --provenance`),
    );
    const [ours = "", provider = ""] = commands.filter((line) => line.startsWith("gh "));
    expect(ours).toMatch(/^gh release create v1\.2\.3 --repo keysmith\/keysmith --notes-file NOTES\.md /);
    expect(provider).toMatch(
      /^gh release create v1\.2\.3 --repo keysmith\/terraform-provider-keysmith --notes-file NOTES\.md /,
    );
    const attached = `${ours} ${provider}`.split(" ").filter((word) => /keysmith[-_].*1\.2\.3/.test(word));
    expect(attached.sort()).toEqual([...files.keys()].sort());
    expect(commands.at(-1)).toBe("oras cp --from-oci-layout oci:1.2.3 $KEYSMITH_OCI_REPOSITORY:1.2.3");
    expect(statSync(path.join(out, "oci/index.json")).isFile()).toBe(true);
    expect(readFileSync(path.join(out, "NOTES.md"), "utf8")).toBe("- What changed.\n");
  });

  it("signs nothing, and makes the rest as a release does", () => {
    const { files } = stage.release(stage.putEverything());
    expect([...files.keys()].filter((name) => name.endsWith(".sig"))).toEqual([]);
    // The provider 8, for Pulumi 6; 7 archives, 9 packages, 10 bills of materials and their checksums.
    expect(files.size).toBe(41);
  });

  it("takes away what an earlier run has left, and nothing else", () => {
    const stale = ["terraform-provider-keysmith_1.2.3_SHA256SUMS.sig", "keysmith-1.2.2.tgz", "oci/blobs/sha256/00"];
    for (const name of [...stale, "mine.txt"]) stage.write(`release/${name}`, "");
    const { out } = stage.release();
    expect(stale.filter((name) => existsSync(path.join(out, name)))).toEqual([]);
    expect(existsSync(path.join(out, "mine.txt"))).toBe(true);
  });

  it("says what a release would be refused for", () => {
    stage.putExecutable("linux-x64");
    stage.write(".changes/unreleased/late.md", "kind: fixed\n\nSomething.\n");
    const { status, stdout } = stage.release(["--executables", stage.executables]);
    expect(status).toBe(0);
    expect(stdout).toContain("Not to be published like this. Missing:\n- the executable for linux-arm64 (");
    expect(stdout).toContain("- the package keysmith (");
    expect(stdout).toContain("- 1 changes in CHANGELOG.md that are in .changes/unreleased still");
  });

  it("gives a version before a release a tag of its own at npm", () => {
    stage.write(
      "package.json",
      JSON.stringify({ version: "1.3.0-rc.1", repository: { type: "git", url: "git+https://x.test/k" } }),
    );
    stage.putExecutable("linux-x64", "1.3.0-rc.1");
    const { stdout, out } = stage.release(["--executables", stage.executables]);
    const [publish] = commandsOf(stdout, out).filter((line) => line.startsWith("npm "));
    expect(publish).toBe("npm publish keysmith-linux-x64-1.3.0-rc.1.tgz --access public --provenance --tag next");
  });

  it("is one of two ways, and one must be given", () => {
    for (const options of [["--no-mode"], ["--sign", "key", "--dry-run"]]) {
      const { status, stderr } = stage.release(options);
      expect(status).toBe(1);
      expect(stderr).toContain("give one of them: --sign <key> to release, or --dry-run");
    }
  });

  it.each([
    [
      "with scripts of a clone",
      { scripts: { prepare: "node scripts/prepare.mjs" } },
      "1.2.3",
      "has scripts in its manifest",
    ],
    ["of another version", {}, "1.2.2", "is of version 1.2.2, and this is 1.2.3"],
  ])("refuses a package %s", (_what, more, version, expected) => {
    stage.putPackage("keysmith", more, version);
    const { status, stderr } = stage.release(["--packages", stage.packages]);
    expect(status).toBe(1);
    expect(stderr).toContain(expected);
  });
});
