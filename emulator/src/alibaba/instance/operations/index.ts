import type { InstanceOperation } from "../operation";
import { generateRandom } from "./generate-random";
import { getSecretValue } from "./get-secret-value";

const all: readonly InstanceOperation[] = [getSecretValue, generateRandom];

/** Every operation that is served, by its name. */
export const instanceOperations: ReadonlyMap<string, InstanceOperation> = new Map(
  all.map((operation) => [operation.name, operation]),
);
