import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { RunOptions } from "../../test/support/command";
import { type Contexts, githubExpressions } from "./expressions";
import { GITHUB_BASH, runScript } from "./shell";

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

export interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Called {
  readonly on: { readonly workflow_call: { readonly inputs: Readonly<Record<string, { readonly default?: string }>> } };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Caller {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly with: Readonly<Record<string, string>>; readonly secrets: Readonly<Record<string, string>> }
    >
  >;
}

export type GithubEvent = "pull_request" | "push" | "schedule";

/** GitHub's data at the start of a run. */
export interface GithubRun extends Pick<RunOptions, "kill" | "killWhen"> {
  readonly event: GithubEvent;
  /** The checked-out repository. */
  readonly folder: string;
  /** The folder of the run's files, such as its summary. */
  readonly temporary: string;
  readonly env: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Replaces the inputs of the calling workflow. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** The result of a workflow's run. */
export interface GithubOutcome {
  readonly green: boolean;
  /** Exit codes of the steps that ran, by name. */
  readonly steps: Readonly<Record<string, number | null>>;
  readonly log: string;
  readonly summary: string;
}

const FOLDER = "examples/gitops/github";

/** The job in the file of the reusable workflow. */
export function githubJob(): Job {
  const { keysmith } = readYaml<Called>("keysmith.yml").jobs;
  if (!keysmith) throw new Error(`${FOLDER}/keysmith.yml has no job keysmith`);
  return keysmith;
}

/**
 * Runs the workflow as GitHub would: `shop.yml` gives the inputs, `keysmith.yml` the steps, and bash runs their scripts. The
 * actions that it uses are left out: the repository is already checked out, and the engine is on PATH.
 */
export async function runGithub(given: GithubRun): Promise<GithubOutcome> {
  const job = githubJob();
  const { text, condition } = await githubExpressions();
  const contexts = await contextsOf(given);
  const names = { GITHUB_PATH: "path", GITHUB_ENV: "env", GITHUB_STEP_SUMMARY: "summary", GITHUB_OUTPUT: "output" };
  mkdirSync(given.temporary, { recursive: true });
  const files = Object.entries(names).map(
    ([name, file]) => [name, path.join(given.temporary, `github-${file}`)] as const,
  );
  for (const [, file] of files) writeFileSync(file, "");
  const of = (name: string): string => readFileSync(Object.fromEntries(files)[name] ?? "", "utf8");
  const base = { ...given.env, ...Object.fromEntries(files), RUNNER_TEMP: given.temporary, CI: "true" };
  const inJob = evaluated(job.env, (template) => text(template, contexts));

  const outcomes: Record<string, { outcome: string }> = {};
  const codes: Record<string, number | null> = {};
  let [log, failed, died] = ["", false, false];
  for (const step of job.steps) {
    const known = { ...contexts, steps: outcomes };
    if (step.run === undefined || died || !condition(step.if, known, { failed })) continue;
    const name = step.name ?? step.run;
    const additions = Object.fromEntries(lines(of("GITHUB_ENV")).map(splitAtFirst));
    const PATH = [...lines(of("GITHUB_PATH")).reverse(), given.env["PATH"] ?? ""].join(path.delimiter);
    const env = { ...base, GITHUB_EVENT_NAME: given.event, ...inJob, ...additions, PATH };
    const folder = path.resolve(given.folder, text(step["working-directory"] ?? ".", contexts));
    const { exitCode, output } = await runScript(GITHUB_BASH, { name, script: step.run, folder, env }, given);
    codes[name] = exitCode;
    log += `== ${name}\n${output}`;
    failed ||= exitCode !== 0;
    // A machine that is gone runs no further step.
    died ||= exitCode === null;
    if (step.id !== undefined) outcomes[step.id] = { outcome: exitCode === 0 ? "success" : "failure" };
  }
  return { green: !failed, steps: codes, log, summary: of("GITHUB_STEP_SUMMARY") };
}

/** The objects that expressions of the called workflow may use. */
async function contextsOf({ event, vars, secrets, inputs }: GithubRun): Promise<Contexts> {
  const { text } = await githubExpressions();
  const { on, jobs } = readYaml<Caller>("shop.yml");
  if (!(event in on)) throw new Error(`${FOLDER}/shop.yml does not run on ${event}`);
  const job = jobs["keysmith"];
  const github = { event_name: event, ref: event === "pull_request" ? "refs/pull/7/merge" : "refs/heads/main" };
  const outer = { github, vars, secrets };
  const declared = readYaml<Called>("keysmith.yml").on.workflow_call.inputs;
  const defaults = Object.fromEntries(
    Object.entries(declared).map(([name, { default: value }]) => [name, value ?? ""]),
  );
  const handed = evaluated(job?.with, (template) => text(template, outer));
  return {
    github,
    inputs: { ...defaults, ...handed, ...inputs },
    secrets: evaluated(job?.secrets, (template) => text(template, outer)),
    steps: {},
  };
}

function readYaml<T>(name: string): T {
  return parse(readFileSync(path.join(FOLDER, name), "utf8")) as T;
}

function evaluated(
  templates: Readonly<Record<string, string>> = {},
  evaluate: (template: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, evaluate(template)]));
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** A line `NAME=value`. */
function splitAtFirst(line: string): readonly [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
