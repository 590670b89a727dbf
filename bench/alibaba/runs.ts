import { onPulumi } from "../engine";
import { callsOfRuns, type Run } from "../runs";
import { standard } from "./program";

/** A run that writes asks once whose the credentials are, unless an answer tells it. */
const ACCOUNT = 1;

/** A delete for each of the four, a look at the marks of three, and a list of client keys each for the key and for its access point. */
const DELETIONS = 9;

const RUNS: readonly Run[] = [
  { what: "preview, all four new", command: "preview", most: 0 },
  { what: "up, all four new", command: "up", most: 4 },
  { what: "up, nothing to do", command: "up", most: 0 },
  { what: "refresh", command: "refresh", most: 4 },
  { what: "preview, rotation due", command: "preview", most: 0, at: "2026-12-02T00:00:00Z" },
  { what: "up, rotation due", command: "up", most: 2 + ACCOUNT },
  { what: "up, overlap over", command: "up", most: 2 + ACCOUNT, at: "2026-12-09T00:00:00Z" },
  { what: "destroy", command: "destroy", most: DELETIONS + ACCOUNT },
];

/** Calls of whole runs: network rule, policy, access point and client key. */
export const runs = onPulumi("runs", "calls to the service per run of Pulumi with four resources", () =>
  callsOfRuns(standard, RUNS),
);
