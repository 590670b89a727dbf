import { appendFileSync } from "node:fs";
import { servePlugin } from "../../../src/terraform/protocol/serve";
import { toyProvider } from "./toy-provider";

/** The toy as a program of its own. `TOY_DIARY` names a file in which it writes what it does. */
const note = (text: string) => appendFileSync(process.env["TOY_DIARY"] ?? "/dev/null", `${text}\n`);

const toy = toyProvider();
const provider = toyProvider({
  configure: async () => {
    console.log("a library talks");
    process.stdout.write("and another one\n");
    setImmediate(() => {
      throw new Error("thrown beside every call");
    });
    void Promise.reject(new Error("rejected beside every call"));
    return { diagnostics: [] };
  },
  applyChange: async (request) => {
    note("begun");
    await new Promise((resolve) => setTimeout(resolve, Number(request.planned?.["size"] ?? 0)));
    note("done");
    return toy.applyChange(request);
  },
  validateProvider: async () => {
    const { EnvHttpProxyAgent } = await import("undici");
    await new EnvHttpProxyAgent().close();
    return { diagnostics: [] };
  },
  stop: async () => note("stopped"),
});

void servePlugin(provider, process.env).then(() => process.exit(0));
