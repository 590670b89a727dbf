import { createRequire } from "node:module";
import { join } from "node:path";
import type { Project } from "../project";
import { NodeProcess, type Stream } from "./child-process";

export interface ProviderProcessOptions {
  readonly project: Project;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string, stream: Stream) => void;
}

/** The real process that runs the code of dynamic resources: `cmd/dynamic-provider` of the project's own SDK. */
export class ProviderProcess {
  /** Port of its gRPC service, which is the first line it prints. */
  readonly port: Promise<number>;
  readonly #process: NodeProcess;

  constructor({ project, env, onLine }: ProviderProcessOptions) {
    let announce: (port: number) => void = () => {};
    const announced = new Promise<number>((resolve) => {
      announce = resolve;
    });
    let isFirst = true;
    this.#process = new NodeProcess({
      args: [resolveScript(project.programDir), "engine-address-is-not-used"],
      cwd: project.programDir,
      env: { ...env, ...providerEnv(project) },
      onLine: (line, stream) => {
        if (isFirst && stream === "stdout") {
          isFirst = false;
          announce(Number(line));
        } else onLine(line, stream);
      },
    });
    this.port = Promise.race([announced, this.#failedToStart()]);
    // Whoever waits for the port sees the failure; nobody may be waiting.
    this.port.catch(() => {});
  }

  kill(): void {
    this.#process.kill();
  }

  async ended(): Promise<void> {
    await this.#process.ended;
  }

  async #failedToStart(): Promise<never> {
    const code = await this.#process.ended;
    throw new Error(`the provider process ended with code ${code} before it printed its port`);
  }
}

function resolveScript(programDir: string): string {
  return createRequire(join(programDir, "index.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
}

/** `PULUMI_CONFIG` holds the configuration of the provider's own namespace, which is empty. */
function providerEnv(project: Project): Record<string, string> {
  return {
    PULUMI_NODEJS_PROJECT: project.name,
    PULUMI_PROJECT: project.name,
    PULUMI_CONFIG: "{}",
    PULUMI_RUNTIME_TYPESCRIPT: String(project.typescript),
  };
}
