import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { OpenOptions } from "../types";

const REPOSITORY = resolve(__dirname, "../../..");

/** An input: a value, an output of a resource that stands before, such a resource itself, or a secret. */
export type Input =
  | string
  | number
  | boolean
  | { readonly of: string; readonly output?: string }
  | { readonly secret: string | number };

/** A toy resource of the program; see program.js and provider.js for what each input does. */
export interface ToyResource {
  /** Name of the thing, and of the resource unless `as` says otherwise. A change replaces it. */
  readonly name: string;
  readonly as?: string;
  readonly size?: Input;
  readonly secret?: Input;
  /** Kept as it is. */
  readonly nested?: Readonly<Record<string, Input>>;
  /** A reference whose change replaces the resource. */
  readonly peer?: Input;
  /** A reference whose change updates it. */
  readonly hint?: Input;
  /** The provider wants it deleted before its replacement is made. */
  readonly deleteFirst?: boolean;
  /** The same, asked for by the program. */
  readonly deleteBeforeReplace?: boolean;
  readonly dependsOn?: readonly string[];
  readonly protect?: boolean;
  /** Puts it into a component. */
  readonly box?: boolean;
}

export interface ToyProgram {
  readonly resources: readonly ToyResource[];
  readonly exports?: Readonly<Record<string, Input>>;
  /** Thrown at the end of the program. */
  readonly fails?: string;
}

/**
 * `hang`, `fail` and `die` (of the provider process) come before the service acts, `hang after` and `half` (made, but not ready)
 * afterwards.
 */
export type Fault = "hang" | "hang after" | "fail" | "die" | "half";

interface Service {
  readonly things: Record<string, Record<string, unknown>>;
  readonly log: string[];
  readonly faults: Record<string, Fault>;
  readonly configured?: { readonly greeting?: string; readonly password?: string; readonly folder: string };
  /** How many things of each name there have been. */
  readonly made: Record<string, number>;
}

/** A project folder with the toy program, and the file that is its service. */
export class ToyProject {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), "toy-")));
  readonly #service: string = join(this.folder, "service.json");

  constructor() {
    const project = join(this.folder, "project");
    mkdirSync(project);
    symlinkSync(join(REPOSITORY, "node_modules"), join(project, "node_modules"));
    // Without ts-node a program starts in half the time.
    const settings = { name: "toy", runtime: { name: "nodejs", options: { typescript: false } } };
    writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify(settings));
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "toy", private: true }));
    const program = join(__dirname, "program.js");
    writeFileSync(join(project, "index.js"), `module.exports = require(${JSON.stringify(program)}).run(__dirname);\n`);
    this.#write({ things: {}, log: [], faults: {}, made: {} });
  }

  /** Options for opening a stack of the project; several engines get folders of their own. */
  options(stack: string): OpenOptions {
    const env = { TOY_SERVICE: this.#service, TOY_PROVIDER: join(__dirname, "provider.js") };
    const workDir = join(this.folder, "work");
    return { projectDir: join(this.folder, "project"), stack, workDir, env };
  }

  program(program: ToyProgram): void {
    writeFileSync(join(this.folder, "project", "resources.json"), JSON.stringify(program));
  }

  /** The service as it is. */
  service(): Service {
    return JSON.parse(readFileSync(this.#service, "utf8")) as Service;
  }

  /** What was done at the service since the last call of this. */
  takeLog(): string[] {
    const service = this.service();
    this.#write({ ...service, log: [] });
    return service.log;
  }

  /** Changes something behind the engine's back. */
  tamper(change: (service: Service) => void): void {
    const service = this.service();
    change(service);
    this.#write(service);
  }

  /** @param faults by verb and name of the thing: `create app`. */
  faults(faults: Readonly<Record<string, Fault>>): void {
    this.#write({ ...this.service(), faults });
  }

  /** Resolves when the service has been asked to do this. */
  async asked(what: string): Promise<void> {
    while (!this.service().log.includes(what)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #write(service: Service): void {
    writeFileSync(this.#service, JSON.stringify(service));
  }
}
