import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CHECKPOINT_VERSION, type Deployment } from "./checkpoint";

interface CheckpointFile {
  readonly version: number;
  readonly checkpoint: { readonly stack: string; readonly latest?: Deployment };
}

export interface UpdateInfo {
  readonly kind: "update" | "refresh" | "destroy";
  /** Seconds since the epoch. */
  readonly startTime: number;
  readonly result: "succeeded" | "failed";
  readonly resourceChanges: Readonly<Record<string, number>>;
}

/** The folder of a file backend, laid out as the engine lays it out. */
export class StateFiles {
  readonly #folder: string;
  readonly #project: string;
  readonly #stack: string;

  constructor(folder: string, project: string, stack: string) {
    this.#folder = join(folder, ".pulumi");
    this.#project = project;
    this.#stack = stack;
  }

  /** The state last written; undefined before the first run. */
  read(): Deployment | undefined {
    if (!existsSync(this.#checkpoint)) return undefined;
    return (JSON.parse(readFileSync(this.#checkpoint, "utf8")) as CheckpointFile).checkpoint.latest;
  }

  /** Writes the state and keeps the one before it as `.bak`. */
  write(latest: Deployment): void {
    mkdirSync(dirname(this.#checkpoint), { recursive: true });
    if (existsSync(this.#checkpoint)) copyFileSync(this.#checkpoint, `${this.#checkpoint}.bak`);
    const stack = `organization/${this.#project}/${this.#stack}`;
    const file: CheckpointFile = { version: CHECKPOINT_VERSION, checkpoint: { stack, latest } };
    writeFileSync(this.#checkpoint, JSON.stringify(file));
  }

  /** Copies the state into history and backups when an engine run has ended. */
  archive(info: UpdateInfo): void {
    const stamp = String(process.hrtime.bigint());
    const history = this.#subfolder("history");
    const entry = { ...info, endTime: Math.floor(Date.now() / 1000), version: 0, message: "", environment: {} };
    writeFileSync(join(history, `${this.#stack}-${stamp}.history.json`), JSON.stringify(entry));
    copyFileSync(this.#checkpoint, join(history, `${this.#stack}-${stamp}.checkpoint.json`));
    copyFileSync(this.#checkpoint, join(this.#subfolder("backups"), `${this.#stack}.${stamp}.json`));
  }

  get #checkpoint(): string {
    return join(this.#folder, "stacks", this.#project, `${this.#stack}.json`);
  }

  #subfolder(name: "history" | "backups"): string {
    const path = join(this.#folder, name, this.#project, this.#stack);
    mkdirSync(path, { recursive: true });
    return path;
  }
}
