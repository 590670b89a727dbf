import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { Scene } from "../../scripts/gitops/scene";
import { GITHUB_BASH, PLAIN_SH, runScript } from "../../scripts/gitops/shell";

/** How a pipeline went. */
export interface Outcome {
  readonly green: boolean;
  readonly output: string;
}

/** A pipeline whose file has scripts, which are run as they stand there. */
export interface Pipeline {
  readonly name: string;
  /** Nothing where it is not for what is proposed. */
  readonly plan?: (scene: Scene, env: Environment) => Promise<Outcome>;
  readonly apply: (scene: Scene, env: Environment) => Promise<Outcome>;
}

type Environment = Readonly<Record<string, string>>;
type Shell = readonly [string, ...string[]];

interface Part {
  readonly shell: Shell;
  readonly script: string;
  readonly folder?: string;
  /** Runs also when something before it has failed. */
  readonly always?: boolean;
}

const read = (file: string): string => readFileSync(path.join("examples/gitops", file), "utf8");

/** Runs scripts one after the other, each in a shell of its own. */
async function inTurn(scene: Scene, parts: readonly Part[], env: Environment): Promise<Outcome> {
  const { folder: checkout, temporary } = scene.repository.checkout();
  mkdirSync(temporary);
  const all = {
    ...scene.envWithKeys(),
    CI_BUILDS_DIR: temporary,
    WORK: temporary,
    INFRA: path.join(checkout, "infra"),
  };
  let [green, output] = [true, ""];
  for (const { shell, script, folder = ".", always } of parts) {
    if (!green && !always) continue;
    const step = {
      name: script,
      script,
      folder: path.join(checkout, folder),
      env: { ...all, REPO_ROOT: checkout, ...env },
    };
    const { exitCode, output: printed } = await runScript(shell, step);
    green &&= exitCode === 0;
    output += printed;
  }
  scene.keep(output);
  return { green, output };
}

interface GitlabJob {
  readonly script: readonly string[];
  readonly before_script?: readonly string[];
  readonly variables?: Environment;
}

/** GitLab's runner starts both scripts of a job as one, and puts the token in its environment. */
function gitlab(name: "plan" | "apply"): Pipeline["apply"] {
  return (scene, env) => {
    const file = parse(read("gitlab/.gitlab-ci.yml")) as Record<string, GitlabJob>;
    const { before_script: before = [] } = file[".keysmith"] ?? { script: [] };
    const { script = [], variables } = file[name] ?? {};
    const { token, provider, role } = scene.identity(name === "plan" ? "pull_request" : "push");
    if (variables?.["ROLE"] !== `$${name.toUpperCase()}_ROLE`) throw new Error(`the job ${name} has another role`);
    const own = { KEYSMITH_TOKEN: token, OIDC_PROVIDER: provider, ROLE: role };
    const part = { shell: GITHUB_BASH, script: [...before, ...script].join("\n") };
    return inTurn(scene, [part], { ...(file["variables"] as unknown as Environment), ...own, ...env });
  };
}

/** The scripts of Jenkins' stages, which stand between quotes. */
function jenkins(stages: readonly string[]): Pipeline["apply"] {
  return (scene, env) => {
    const text = read("jenkins/Jenkinsfile");
    const found = [...text.matchAll(/(?:stage\('(\w+)'\)|(post) \{)[\s\S]*?sh '''#!\/bin\/bash( -e)?\n([\s\S]*?)'''/g)];
    const parts = found
      .filter(([, stage, post]) => post !== undefined || stages.includes(stage ?? ""))
      .map(([, , post, , script = ""]): Part => ({ shell: ["bash", "-e", "-c"], script, always: post !== undefined }));
    if (parts.length !== stages.length + 1) throw new Error("the Jenkinsfile has other stages");
    return inTurn(scene, parts, { TF_INPUT: "0", ...env });
  };
}

async function kubernetes(scene: Scene, env: Environment): Promise<Outcome> {
  const job = parseAllDocuments(read("kubernetes/cronjob.yaml")).map((each) => each.toJS())[0];
  const [container] = job.spec.jobTemplate.spec.template.spec.containers;
  if (container.command.join(" ") !== "/bin/sh -ec") throw new Error("the container starts something else");
  return inTurn(scene, [{ shell: PLAIN_SH, script: container.args[0] }], { TF_INPUT: "0", ...env });
}

export const PIPELINES: readonly Pipeline[] = [
  { name: "GitLab CI", plan: gitlab("plan"), apply: gitlab("apply") },
  { name: "Jenkins", plan: jenkins(["Install", "Plan"]), apply: jenkins(["Install", "Apply"]) },
  { name: "a CronJob of Kubernetes", apply: kubernetes },
];
