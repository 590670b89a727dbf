import type { CheckpointCodec, Deployment } from "./checkpoint";
import { dependencyUrns, type ResourceState } from "./resource-state";
import type { StateFiles } from "./state-files";
import type { Step } from "./step";
import { sameProperties } from "./wire";

/** A change that was begun and whose end is not recorded: what a killed engine leaves behind. */
export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting";
  readonly resource: ResourceState;
}

const PENDING_TYPES: Partial<Record<Step["op"], PendingOperation["type"]>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
};

/**
 * The state of one engine run: what was there (`base`), less what is done with, plus what the run made. It is written before and
 * after each change, so a killed run leaves exactly the steps whose calls had answered. A preview has one that is never written.
 */
export class Snapshot {
  base: ResourceState[];
  /** Changes of an earlier run of which nobody knows how they ended. */
  readonly interrupted: readonly PendingOperation[];
  readonly #made: ResourceState[] = [];
  readonly #done = new Set<ResourceState>();
  readonly #pending: PendingOperation[] = [];
  readonly #codec: CheckpointCodec;
  readonly #files: StateFiles | undefined;
  #unwritten = true;
  #frozen = false;

  /** @param files where to write; undefined in a preview. */
  constructor(latest: Deployment | undefined, codec: CheckpointCodec, files: StateFiles | undefined) {
    const { resources, pending } = codec.decode(latest ?? {});
    this.base = resources;
    this.interrupted = pending;
    this.#codec = codec;
    this.#files = files;
  }

  begin(step: Step): void {
    const type = PENDING_TYPES[step.op];
    const resource = step.next ?? step.old;
    if (type === undefined || !resource) return;
    this.#pending.push({ type, resource });
    this.#write();
  }

  /** @param recorded false when the call failed and left nothing behind. */
  end(step: Step, recorded: boolean): void {
    if (step.op === "replace") return;
    const resource = step.next ?? step.old;
    const at = this.#pending.findIndex((operation) => operation.resource === resource);
    if (at >= 0) this.#pending.splice(at, 1);
    if (recorded) this.#record(step);
    if (recorded && step.op === "same" && !changesState(step)) this.#unwritten = true;
    else this.#write();
  }

  /** Component outputs arrive after their step; they are written when they differ from the former ones. */
  outputsChanged(step: Step): void {
    if (step.old && sameProperties(step.old.outputs, step.next?.outputs)) this.#unwritten = true;
    else this.#write();
  }

  /** Writes what was put off. */
  flush(): void {
    if (this.#unwritten) this.#write();
  }

  /** Nothing is written from now on: the engine counts as dead. */
  freeze(): void {
    this.#frozen = true;
  }

  #record({ op, old, next }: Step): void {
    const isCreate = op === "create" || op === "create-replacement";
    if (next && op !== "replace") this.#made.push(next);
    // The replaced one stays in the base, marked for deletion, until it is deleted; one deleted ahead stays until it is remade.
    if (old && !(isCreate && !old.pendingReplacement) && !(isDelete(op) && old.pendingReplacement)) this.#done.add(old);
  }

  #write(): void {
    this.#unwritten = false;
    if (this.#frozen || !this.#files) return;
    const resources = [...this.#made, ...this.base].filter((resource) => !this.#done.has(resource));
    // Only a create leaves something behind that no later run finds by itself, so only those stay on record.
    const lost = this.interrupted.filter(({ type }) => type === "creating");
    this.#files.write(this.#codec.encode(resources, [...this.#pending, ...lost]));
  }
}

function isDelete(op: Step["op"]): boolean {
  return op === "delete" || op === "delete-replaced";
}

/** A step that leaves the resource alone can still change what is recorded of it. */
function changesState({ old, next }: Step): boolean {
  if (!old || !next) return true;
  const sameDependencies = [...dependencyUrns(old)].sort().join() === [...dependencyUrns(next)].sort().join();
  const sameOwners = old.parent === next.parent && old.provider === next.provider && !old.protect === !next.protect;
  const sameValues = sameProperties(old.inputs, next.inputs) && sameProperties(old.outputs, next.outputs);
  return !(sameDependencies && sameOwners && sameValues);
}
