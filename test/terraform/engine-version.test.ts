import { engineVersionProblems } from "../../src/terraform/provider-block";

describe("the engine's version", () => {
  it.each(["1.8.0", "1.11.4", "1.12.6-dev", "2.0.0"])("%s is good", (version) => {
    expect(engineVersionProblems(version)).toEqual([]);
  });

  it.each(["1.7.5", "0.15.5"])("%s is too old, and what is needed is said", (version) => {
    const summary = expect.stringContaining(`${version}, is too old: Keysmith needs Terraform 1.8 or OpenTofu 1.10`);
    expect(engineVersionProblems(version)).toEqual([expect.objectContaining({ severity: "error", summary })]);
  });

  it.each(["", "latest"])("%j is nothing to stop for, but said", (version) => {
    expect(engineVersionProblems(version)).toEqual([expect.objectContaining({ severity: "warning" })]);
  });
});
