import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { leftToAll } from "../support/describe-engine";
import { describeOnOne } from "../terraform/engines";

// A bug: the demo took the list of client keys that a refresh makes for a call that should not have been, and ended with that.
describeOnOne(
  "the demo, as the README has it,",
  "terraform",
  () => {
    it.each(["alibaba", "ibm"])(
      "tells the story of %s to its end",
      async (story) => {
        const words = ["scripts/run.mjs", "demo", story, "--engine", "terraform"];
        const { stdout } = await promisify(execFile)(process.execPath, words);
        expect(stdout).toContain("That was all of it");
      },
      120_000,
    );
  },
  leftToAll,
);
