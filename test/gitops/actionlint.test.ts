import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { githubExpressions } from "../../scripts/gitops/expressions";
import { githubJob } from "../../scripts/gitops/github";
import { goEnv, whyNoGo } from "../support/toolchains";

const WORKFLOWS = path.resolve("examples/gitops/github");
const JUDGE = path.resolve("tools/actionlint");
const whyNoJudge = whyNoGo(readFileSync(path.join(JUDGE, "go.mod"), "utf8"));

describe(whyNoJudge === undefined ? "actionlint" : `actionlint (skipped: ${whyNoJudge})`, () => {
  const judged = whyNoJudge === undefined ? it : it.skip;
  let repository: string;

  beforeEach(() => {
    repository = mkdtempSync(path.join(tmpdir(), "keysmith-actionlint-"));
    mkdirSync(path.join(repository, ".github"));
    cpSync(WORKFLOWS, path.join(repository, ".github/workflows"), { recursive: true });
    execFileSync("git", ["init", "--quiet", repository]);
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  const lint = (): string => {
    const folder = path.join(repository, ".github/workflows");
    const files = readdirSync(folder).map((name) => path.join(folder, name));
    // Go builds it once, and keeps it in its own cache.
    const words = ["tool", "actionlint", "-no-color", "-shellcheck=", "-pyflakes=", ...files];
    const { stdout, stderr } = spawnSync("go", words, { cwd: JUDGE, env: goEnv, encoding: "utf8" });
    return stdout + stderr.replaceAll(/^go: downloading .*\n/gm, "");
  };

  judged("finds nothing in the workflows", () => expect(lint()).toBe(""), 300_000);

  judged(
    "finds an input that the called workflow doesn't have",
    () => {
      const file = path.join(repository, ".github/workflows/shop.yml");
      writeFileSync(file, readFileSync(file, "utf8").replace("plan-role:", "planning-role:"));
      expect(lint()).toContain("planning-role");
    },
    300_000,
  );
});

describe("the workflows for GitHub", () => {
  const { steps, permissions, concurrency } = githubJob();

  it("pin each action by the hash of a commit", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(name))).toEqual([]);
  });

  it("put nothing into a script but by its environment", () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(4);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it("may read the repository and ask for a token, and nothing else", () => {
    expect(permissions).toEqual({ contents: "read", "id-token": "write" });
    for (const name of ["shop.yml", "keysmith.yml"]) {
      expect(parse(readFileSync(path.join(WORKFLOWS, name), "utf8"))).toMatchObject({ permissions: {} });
    }
  });

  it("let one run at a time apply, whatever has started it, and cancel none", async () => {
    const { text } = await githubExpressions();
    const group = (event: string, ref = "refs/heads/main"): string =>
      text(concurrency.group, { github: { event_name: event, ref }, inputs: { folder: "infra" } });
    expect(group("push")).toBe(group("schedule"));
    expect(group("pull_request", "refs/pull/7/merge")).not.toBe(group("push"));
    expect(concurrency["cancel-in-progress"]).toBe(false);
  });
});
