import { liveClientKeys } from "../examples/alibaba-service";
import { ExampleProject } from "../examples/example-project";
import { describePulumi } from "../pulumi/engine";
import { killIn, loseReplies } from "./crash-support";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const OVER = "2026-12-09T00:00:00Z";

/**
 * Kills the engine, the program and the provider in the middle of every call of examples/standard: the service has
 * acted, and nobody was told. The next run must mend it.
 */
describePulumi("a run that is killed in the middle of a call", (engine) => {
  let example: ExampleProject;

  beforeAll(async () => {
    example = await ExampleProject.open(engine, "standard", MADE);
  }, 60_000);
  afterAll(() => example?.close());

  const recordedKeys = async (): Promise<string[]> => {
    const outputs = await example.recorded("ClientKey");
    const previous = outputs["previous"] as { clientKeyId: string }[];
    return [String(outputs["clientKeyId"]), ...previous.map(({ clientKeyId }) => clientKeyId)].sort();
  };
  /** One more run mends everything, and one after it finds nothing to do: every live key is of record. */
  const expectMended = async (): Promise<void> => {
    await example.up();
    expect(await liveClientKeys(example.emulator, "orders-app")).toEqual(await recordedKeys());
    const { changeSummary } = await example.stack.preview();
    expect(changeSummary).toEqual({ same: 5 });
  };

  it.each(["CreateNetworkRule", "CreatePolicy", "CreateApplicationAccessPoint", "CreateClientKey"])(
    "%s of the first run",
    async (operation) => {
      await killIn(example, operation, "up");
    },
    60_000,
  );

  it("has left nothing that the next run can't take up", async () => {
    await expectMended();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(2);
    await example.at("2026-01-08T00:00:00Z");
    await expectMended();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
  }, 60_000);

  it.each(["ListClientKeys", "CreateClientKey"])(
    "%s of a rotation",
    async (operation) => {
      await example.at(DUE);
      await killIn(example, operation, "up");
    },
    60_000,
  );

  it("has rotated nothing away", async () => {
    await expectMended();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(3);
  }, 60_000);

  it("DeleteClientKey of a retirement", async () => {
    await example.at(OVER);
    await killIn(example, "DeleteClientKey", "up");
    await expectMended();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
  }, 60_000);

  it.each(["DeleteClientKey", "DeleteApplicationAccessPoint", "DeletePolicy", "DeleteNetworkRule"])(
    "%s of a destruction",
    async (operation) => {
      await killIn(example, operation, "destroy");
    },
    60_000,
  );

  it("ends with nothing left", async () => {
    expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
    for (const list of ["ListNetworkRules", "ListPolicies", "ListApplicationAccessPoints"]) {
      expect(await example.emulator.alibaba.call(list)).toMatchObject({ TotalCount: 0 });
    }
  }, 60_000);
});

/** The same, but the service's reply is lost and the run goes on. */
describePulumi("a reply that is lost", (engine) => {
  let example: ExampleProject;

  beforeAll(async () => {
    example = await ExampleProject.open(engine, "standard", MADE);
  }, 60_000);
  afterAll(() => example?.close());

  const WRITES = [
    "CreateNetworkRule",
    "CreatePolicy",
    "CreateApplicationAccessPoint",
    "CreateClientKey",
    "DeleteClientKey",
  ];
  const DELETES = ["DeleteApplicationAccessPoint", "DeletePolicy", "DeleteNetworkRule"];
  const lose = (): Promise<void> => loseReplies(example, [...WRITES, ...DELETES]);

  it("at every write does no harm to a create, a rotation, a retirement and a destruction", async () => {
    await lose();
    await example.up();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
    await example.at(DUE);
    await lose();
    await example.up();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(2);
    await example.at(OVER);
    await lose();
    await example.up();
    expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
    expect((await example.stack.preview()).changeSummary).toEqual({ same: 5 });
    await lose();
    expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
    expect(await example.emulator.alibaba.call("ListApplicationAccessPoints")).toMatchObject({ TotalCount: 0 });
  }, 120_000);
});
