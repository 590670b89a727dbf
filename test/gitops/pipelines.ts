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
      env: { ...all, DIR: path.join(checkout, "infra"), ...env },
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

type AtlantisStep = Readonly<
  Record<string, { readonly extra_args?: readonly string[] } & string & { readonly command?: string }>
>;

/** Its own steps start the engine with what the file adds; what they add themselves is left to Atlantis. */
function atlantis(stages: readonly ("plan" | "apply")[]): Pipeline["apply"] {
  return (scene, { LOCK_TIMEOUT = "", ...env }) => {
    const { workflows } = parse(read("atlantis/repos.yaml"));
    const steps = stages.flatMap((stage) => workflows.keysmith[stage].steps as readonly AtlantisStep[]);
    const parts = steps.map((step): Part => {
      const [[name = "", given] = []] = Object.entries(step);
      if (name === "run") return { shell: ["sh", "-c"], folder: "infra", script: given?.command ?? String(given) };
      const own = { plan: ["-out=planned"], apply: ["planned"] }[name] ?? [];
      const added = (given?.extra_args ?? []).map((word) => word.replace("10m", LOCK_TIMEOUT));
      const words = ["terraform", name, "-no-color", "-input=false", ...added, ...own];
      return { shell: ["sh", "-c"], folder: "infra", script: words.join(" ") };
    });
    return inTurn(scene, parts, { REPO_REL_DIR: "infra", ...env });
  };
}

export const PIPELINES: readonly Pipeline[] = [
  { name: "GitLab CI", plan: gitlab("plan"), apply: gitlab("apply") },
  { name: "Jenkins", plan: jenkins(["Install", "Plan"]), apply: jenkins(["Install", "Apply"]) },
  { name: "Atlantis", plan: atlantis(["plan"]), apply: atlantis(["plan", "apply"]) },
  { name: "a CronJob of Kubernetes", apply: kubernetes },
];
