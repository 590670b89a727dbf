import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { covers } from "../../../src/core/access/cover";
import { describeOn } from "../../support/describe-engine";
import { pythonWith, whyNoPython } from "../../support/toolchains";
import { grantOf, smallGrants } from "./grant";

const FOLDER = path.join(__dirname, "solver");
const PAIRS = 400;
/** It is fetched for the first run. */
const PREPARATION = 600_000;

describeOn("covers", { name: "z3", unavailable: whyNoPython() }, () => {
  it(
    "says what the solver says",
    async () => {
      const requirements = readFileSync(path.join(FOLDER, "requirements.txt"), "utf8").trim().split("\n");
      const python = await pythonWith(requirements);
      const pairs = fc.sample(fc.tuple(smallGrants, smallGrants), PAIRS);
      const input = JSON.stringify(pairs);
      const solved = JSON.parse(
        execFileSync(python, [path.join(FOLDER, "main.py")], { input, encoding: "utf8" }),
      ) as boolean[];
      const ours = pairs.map(([wide, narrow]) => covers(wide.map(grantOf), narrow.map(grantOf)));
      expect(solved).toHaveLength(PAIRS);
      const apart = pairs.filter((_pair, index) => solved[index] !== ours[index]);
      expect(apart).toEqual([]);
      // Neither answer is rare.
      expect(new Set(ours).size).toBe(2);
    },
    PREPARATION,
  );
});
