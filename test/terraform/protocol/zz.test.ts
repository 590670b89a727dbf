import { serveReattached } from "../../../src/terraform/protocol/serve";
import { toyAddress, Workspace } from "./engines";
import { toyProvider } from "./toy-provider";
for (const e of ["terraform","tofu"] as const)
it.each([[["name"]],[["rules"]],[["rules",1]],[["rules",1,"source"]],[["limits","unit"]],[["limits","most"]],[["seats"]],[[]]])("%j", async (attribute) => {
  const s = await serveReattached(toyProvider({ validateResource: async () => ({ diagnostics: [{severity:"error",summary:"x",attribute}] }) }));
  const work = new Workspace(e, { TF_REATTACH_PROVIDERS: JSON.stringify({ [toyAddress(e)]: s.reattach }) });
  work.write('resource "toy_thing" "a" {\n  name = "a"\n  rules = [\n    { source = "x" },\n    { source = "y" },\n  ]\n  limits = {\n    unit = "a"\n  }\n}');
  const { output } = await work.run("validate", "-json");
  console.log(JSON.stringify(attribute), JSON.stringify(JSON.parse(output).diagnostics[0].range), JSON.parse(output).diagnostics[0].snippet?.code);
  await s.close();
});
