import { StandIn } from "../engines/stand-in/stand-in";
import { ToyEngineProject } from "../toy/engine-project";
const B: [string,string][] = [
   ["plain single", `const d = pulumi.output(1).apply(async () => { throw new pulumi.RunError("boo"); }); return { c: d };`],
   ["single", `const d = lookUpOutput("openCrate", { crate: "C1", code: "12" }); return { c: d };`],
   ["three", `const d = lookUpOutput("openCrate", { crate: "C1", code: "12" });
      const e = lookUpOutput("openCrate", { crate: d.content });
      const f = lookUpOutput("openCrate", { crate: e.content });
      const g = lookUpOutput("openCrate", { crate: f.content });
      return { c: pulumi.interpolate\`\${e.content} \${d.content}\`, g: g.content };`],
  ];
describe("repro", () => {
  it.each(["none","B"].flatMap((v) => B.map(([n, b]) => [v, n, b] as const)))("%s %s", async (v, _n, body) => {
    const toys = await ToyEngineProject.open(new StandIn());
    toys.stack.setEnv({ VARIANT: v, NODE_OPTIONS: "--trace-warnings --require " + toys.folder + "/register.js" });
    toys.program(body);
    const t = Date.now();
    const p = toys.stack.preview();
    const run = await Promise.race([p, new Promise<undefined>((r) => setTimeout(r, 12000))]);
    process.stderr.write((run?.output ?? "") + `##### ${v} ${_n} ok=${run?.ok} ${Date.now() - t}ms said=${run && /boo|too few/.test(run.output)} warn=${run && /HandledWarning/.test(run.output)}\n`);
  }, 300_000);
});
