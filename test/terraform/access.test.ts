import { accessCommand } from "../../src/cli/access-command";
import { inProcess } from "../cli/in-process";
import { describeOnOne } from "./engines";
import { succeeded } from "./engines/workspace";
import { head, sealedStandard } from "./programs";
import { Stage } from "./stage";

/** The plans of the engine itself: what others of the tests make up has to be what it prints. */
describeOnOne("keysmith access diff", "terraform", (engine) => {
  let stage: Stage;
  const changes = async (program: string): Promise<string> => {
    stage.write(program);
    await stage.workspace.plan("-out=plan.bin");
    const { output } = succeeded(await stage.workspace.command(["show", "-json", "plan.bin"]));
    const { out, error } = await inProcess((terminal) => accessCommand(terminal), ["diff"], { input: output });
    return error ?? out.trimEnd();
  };

  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard);
  }, 60_000);
  afterAll(() => stage?.close());

  it("says what plans of it open, and what they close", async () => {
    const program = sealedStandard(stage.keys);
    const made = await changes(program);
    expect(made).toMatch(
      /^\+ orders-app gains secret\/orders\/\* from 10\.20\.0\.0\/16 \(CryptoServiceSecretUser at .*, by orders\)$/m,
    );
    expect(made).toContain("+ orders-app gains a credential");
    await stage.workspace.apply();
    expect(await changes(program)).toBe("no access is opened or closed");
    const moved = program.replace('["10.20.0.0/16"]', 'sensitive(["10.77.0.0/16"])');
    const hidden = await changes(moved);
    expect(hidden).toMatch(/^\+ orders-app gains secret\/orders\/\* from \[secret\] /m);
    expect(hidden).not.toContain("10.77");
    const gone = await changes(head(`seal_to = ["${stage.keys.recipient}"]`));
    expect(gone).toMatch(/^- orders-app loses secret\/orders\/\* from 10\.20\.0\.0\/16 /m);
    expect(gone).toContain("- orders-app loses its credential");
  }, 120_000);
});
