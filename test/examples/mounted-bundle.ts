import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Files for an application, all of which change at once, as those of a mounted Kubernetes Secret do: their folder is a link. */
export class MountedBundle {
  readonly #root = mkdtempSync(path.join(tmpdir(), "keysmith-bundle-"));
  #count = 0;

  get folder(): string {
    return path.join(this.#root, "mounted");
  }

  /** Where the files of one time are, counted from 0. */
  folderOf(time: number): string {
    return path.join(this.#root, String(time));
  }

  mount(files: Readonly<Record<string, string>>): void {
    const folder = this.folderOf(this.#count++);
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    symlinkSync(folder, `${this.folder}.next`);
    renameSync(`${this.folder}.next`, this.folder);
  }

  /** Waits until whoever reads over and over by these files has read so often more. */
  async readAgain(times: number): Promise<void> {
    const enough = this.#calls() + times;
    while (this.#calls() < enough) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Tells whoever reads over and over that it is enough. */
  stop(): void {
    writeFileSync(path.join(this.folder, "stop"), "");
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** How often it has been read with what is mounted now. */
  #calls(): number {
    const file = path.join(this.folder, "calls");
    return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  }
}
