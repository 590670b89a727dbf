import { ALARMS } from "../../scripts/gitops/calendar";
import { journey } from "../../scripts/gitops/journey";
import { leftToAll } from "../support/describe-engine";
import { describeOnOne } from "../terraform/engines";

describeOnOne(
  "a year of daily runs of GitHub's workflow, with runs that are missing, fail and overlap,",
  "terraform",
  (engine) => {
    it("refuses no application, alarms where it should, and leaves no secret", async () => {
      const told: string[] = [];
      const report = await journey(engine, (line) => told.push(line));
      expect(report).toMatchObject({ refusals: [], alarms: ALARMS, leaks: [], red: 3, sampled: 2 });
      expect(report.uses).toBe(730);
      expect(report.keysMade).toBe(8);
      expect(told.join("\n")).toContain("730 uses by 2 applications, 0 of them refused");
    }, 400_000);
  },
  leftToAll,
);
