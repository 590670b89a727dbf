import { onPulumi } from "../engine";
import { callsOfRuns, type Run } from "../runs";
import { oneOfEach } from "./program";

/** Includes one call for a token in each run that makes any call. */
const RUNS: readonly Run[] = [
  { what: "preview, all five new", command: "preview", most: 0 },
  { what: "up, all five new", command: "up", most: 11 },
  { what: "up, nothing to do", command: "up", most: 0 },
  { what: "refresh", command: "refresh", most: 5 },
  { what: "preview, rotation due", command: "preview", most: 0, at: "2026-04-01T00:00:00Z" },
  { what: "up, rotation due", command: "up", most: 2 },
  { what: "destroy", command: "destroy", most: 6 },
];

/** Calls of whole runs: key ring, root key, standard key, authorization and integration. */
export const runs = onPulumi(
  "ibm-runs",
  "IBM: calls to the services per run of Pulumi with five resources, for tokens too",
  () => callsOfRuns(oneOfEach, RUNS),
);
