import { liveClientKeys } from "../examples/alibaba-service";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { succeeded } from "./engines/workspace";
import { KEY, POLICY, sealedStandard } from "./programs";
import { Stage } from "./stage";

interface WithDue {
  readonly due?: unknown;
}

/** What `terraform show -json` prints of a plan, or of a state. */
interface Shown {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly before: WithDue; readonly after: WithDue };
  }[];
  readonly values?: {
    readonly root_module: { readonly resources: readonly { readonly address: string; readonly values: WithDue }[] };
  };
}

const SECOND_BEFORE = "2026-12-01T23:59:59Z";
const DUE = "2026-12-02T00:00:00Z";
const IN_OVERLAP = "2026-12-08T00:00:00Z";
const OVER = "2026-12-09T00:00:00Z";

const READS = ["DescribeApplicationAccessPoint", "DescribeNetworkRule", "DescribePolicy", "ListClientKeys"];

describeOnOne("the rotation of a client key", "terraform", (engine) => {
  let stage: Stage;
  let [firstKey, secondKey] = ["", ""];
  const program = (key: string): string => sealedStandard(stage.keys, { key });
  const key = (): Readonly<Record<string, unknown>> => stage.workspace.attributes(KEY);
  const shown = async (...plan: string[]): Promise<Shown> =>
    JSON.parse(succeeded(await stage.workspace.command(["show", "-json", ...plan])).output) as Shown;
  const dueInState = async (): Promise<unknown> =>
    (await shown()).values?.root_module.resources.find(({ address }) => address === KEY)?.values.due;
  const liveKeys = (): Promise<string[]> => liveClientKeys(stage.emulator, "orders-app");

  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard);
  }, 60_000);
  afterAll(() => stage?.close());

  story("is as the table of the README has it", (step) => {
    step("starts with one call for each resource", async () => {
      const { done } = await stage.workspace.apply();
      expect(Object.values(done)).toEqual(["create", "create", "create", "create"]);
      expect(await stage.calls()).toEqual([
        "CreateNetworkRule",
        "CreatePolicy",
        "CreateApplicationAccessPoint",
        "CreateClientKey",
      ]);
      expect(key()).toMatchObject({ version: 1, rotate_at: DUE, secret_known: true, previous: [] });
      firstKey = String(key()["client_key_id"]);
    });

    step("does nothing the second before, when the plan only reads, and is empty", async () => {
      await stage.at(SECOND_BEFORE);
      expect(await stage.workspace.exitCode()).toBe(0);
      expect((await stage.calls()).sort()).toEqual(READS);
      expect((await stage.workspace.apply()).done).toEqual({});
    });

    step("leaves a refresh alone without a change", async () => {
      // Terraform takes resources with two sensitive attributes for changed: https://github.com/hashicorp/terraform/issues/37406
      const where = engine.kind === "terraform" ? ["-target=keysmith_access_point.orders"] : [];
      expect(await stage.workspace.exitCode("-refresh-only", ...where)).toBe(0);
      expect((await stage.workspace.plan("-refresh-only")).planned).toEqual({});
    });

    step("is planned as one update in place, with its reason as a warning at the resource", async () => {
      await stage.at(DUE);
      const plan = await stage.workspace.plan();
      expect(plan.planned).toEqual({ [KEY]: "update" });
      const warnings = plan.diagnostics.filter(({ severity }) => severity === "warning");
      expect(warnings).toContainEqual(expect.objectContaining({ address: KEY }));
      expect(plan.shown).toContain("version 1 expires 2027-01-01T00:00:00Z, rotation.renew_before is P30D");
      expect(await stage.workspace.exitCode()).toBe(2);
      expect(await stage.writes()).toEqual([]);
    });

    step("is left out of a plan that doesn't refresh, unless the engine lets plans decide what is due", async () => {
      expect(await stage.workspace.exitCode("-refresh=false")).toBe(engine.storesPlanned ? 2 : 0);
      if (engine.storesPlanned) return;
      expect((await stage.workspace.apply("-refresh=false")).done).toEqual({});
      expect(await stage.calls()).toEqual([]);
    });

    step(
      "is told to whoever reads the plan or the state as JSON: what is due, and that nothing is after it",
      async () => {
        await stage.workspace.plan("-out=due.bin");
        const { resource_changes: changes } = await shown("due.bin");
        const change = changes?.find(({ address }) => address === KEY)?.change;
        const message = "version 1 expires 2027-01-01T00:00:00Z, rotation.renew_before is P30D";
        expect(change?.before.due).toEqual([{ code: "rotate", message: expect.stringContaining(message) }]);
        expect(change?.after.due).toEqual([]);
        await stage.workspace.apply("-refresh-only");
        expect(await dueInState()).toMatchObject([{ code: "rotate" }]);
        await stage.calls();
      },
    );

    step("makes a new key, and keeps the old one for seven days", async () => {
      await stage.calls();
      const before = key()["sealed"];
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect((await stage.calls()).sort()).toEqual([...READS, "ListClientKeys", "CreateClientKey"].sort());
      secondKey = String(key()["client_key_id"]);
      expect(await liveKeys()).toEqual([firstKey, secondKey].sort());
      expect(await dueInState()).toEqual([]);
      expect(key()).toMatchObject({
        version: 2,
        previous: [{ client_key_id: firstKey, retire_after: OVER }],
      });
      expect(key()["sealed"]).not.toEqual(before);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("does nothing in the overlap", async () => {
      await stage.at(IN_OVERLAP);
      expect((await stage.workspace.apply()).done).toEqual({});
      expect(await liveKeys()).toHaveLength(2);
    });

    step("deletes the old key when the overlap is over, and leaves the secrets as they were", async () => {
      await stage.at(OVER);
      const { sealed } = key();
      await stage.calls();
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect(await stage.writes()).toEqual(["DeleteClientKey"]);
      expect(key()).toMatchObject({ version: 2, previous: [], sealed, client_key_id: secondKey });
      expect(await liveKeys()).toEqual([secondKey]);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("happens now for another trigger, and ends every overlap on demand", async () => {
      stage.write(program('rotation {\n renew_before = "P30D"\n overlap = "P7D"\n trigger = "lost laptop"\n}'));
      const plan = await stage.workspace.plan();
      expect(plan.planned).toEqual({ [KEY]: "update" });
      await stage.workspace.apply();
      expect(key()).toMatchObject({ version: 3, previous: [{ client_key_id: secondKey }] });
      expect(await liveKeys()).toHaveLength(2);
      stage.write(
        program(
          'rotation {\n renew_before = "P30D"\n overlap = "P7D"\n trigger = "lost laptop"\n}\n  revoke_previous = true',
        ),
      );
      await stage.calls();
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect(await stage.writes()).toEqual(["DeleteClientKey"]);
      expect(key()).toMatchObject({ version: 3, previous: [] });
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("has its dates reckoned anew for other terms, with no call that changes anything", async () => {
      await stage.calls();
      const before = String(key()["rotate_at"]);
      stage.write(program('rotation {\n renew_before = "P60D"\n overlap = "P7D"\n}'));
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect(await stage.writes()).toEqual([]);
      expect(String(key()["rotate_at"]) < before).toBe(true);
      expect(key()).toMatchObject({ version: 3 });
    });

    step("ends with nothing left, deleted in the right order", async () => {
      await stage.calls();
      await stage.workspace.destroy();
      expect(await stage.writes()).toEqual([
        "DeleteClientKey",
        "DeleteApplicationAccessPoint",
        "DeletePolicy",
        "DeleteNetworkRule",
      ]);
      expect(stage.workspace.addresses()).toEqual([]);
    });
  });
});

describeOnOne("a saved plan", "terraform", (engine) => {
  let stage: Stage;
  const version = (): unknown => stage.workspace.attributes(KEY)["version"];

  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard);
    await stage.workspace.apply();
  }, 60_000);
  afterAll(() => stage?.close());

  story("does what it showed, whenever it is applied", (step) => {
    step("that was made before a rotation became due is applied as it is, and the next run rotates", async () => {
      await stage.at(SECOND_BEFORE);
      stage.write(sealedStandard(stage.keys, { description: "changed" }));
      expect((await stage.workspace.plan("-out=plan.bin")).planned).toEqual({ [POLICY]: "update" });
      await stage.at(DUE);
      expect((await stage.workspace.apply("plan.bin")).done).toEqual({ [POLICY]: "update" });
      expect(version()).toBe(1);
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect(version()).toBe(2);
    });

    step("with a change of the resource itself doesn't rotate it either when that has become due since", async () => {
      const { rotate_at: rotateAt } = stage.workspace.attributes(KEY);
      await stage.at(before(String(rotateAt)));
      await stage.workspace.apply();
      const key = 'rotation {\n renew_before = "P30D"\n overlap = "P3D"\n}';
      stage.write(sealedStandard(stage.keys, { key, description: "changed" }));
      expect((await stage.workspace.plan("-out=plan.bin")).planned).toEqual({ [KEY]: "update" });
      await stage.at(String(rotateAt));
      expect((await stage.workspace.apply("plan.bin")).done).toEqual({ [KEY]: "update" });
      expect(version()).toBe(2);
      expect((await stage.workspace.apply()).done).toEqual({ [KEY]: "update" });
      expect(version()).toBe(3);
    });

    step("with a rotation rotates when it is applied days later", async () => {
      await stage.at(String(stage.workspace.attributes(KEY)["next_run_by"]));
      await stage.workspace.apply();
      const rotateAt = String(stage.workspace.attributes(KEY)["rotate_at"]);
      await stage.at(rotateAt);
      expect((await stage.workspace.plan("-out=plan.bin")).planned).toEqual({ [KEY]: "update" });
      await stage.at(daysAfter(rotateAt, 2));
      expect((await stage.workspace.apply("plan.bin")).done).toEqual({ [KEY]: "update" });
      expect(version()).toBe(4);
      expect(await stage.workspace.exitCode()).toBe(0);
    });
  });
});

describeOnOne("the end of a credential", "terraform", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    const key = 'rotation {\n renew_before = "P200D"\n overlap = "PT1H"\n}';
    stage = await Stage.open(engine, (keys) => sealedStandard(keys, { key }));
    await stage.workspace.apply();
  }, 60_000);
  afterAll(() => stage?.close());

  it.each([
    ["2026-07-05T00:00:01Z", 180],
    ["2026-10-04T00:00:01Z", 90],
    ["2026-12-03T00:00:01Z", 30],
    ["2026-12-26T00:00:01Z", 7],
  ])("at %s is told as a warning where no run has renewed it: less than %d days are left", async (time, days) => {
    await stage.at(time);
    const { diagnostics, planned } = await stage.workspace.plan();
    expect(planned).toEqual({ [KEY]: "update" });
    const warnings = diagnostics.filter(({ address, severity }) => address === KEY && severity === "warning");
    expect(JSON.stringify(warnings)).toContain(`in less than ${days} days`);
  });

  it("isn't told while its rotation is still to come", async () => {
    await stage.at("2026-06-10T00:00:00Z");
    const { diagnostics } = await stage.workspace.plan();
    expect(diagnostics.filter(({ address }) => address === KEY)).toEqual([]);
  });
});

function before(time: string): string {
  return daysAfter(time, -1);
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * 86_400_000).toISOString().replace(".000", "");
}
