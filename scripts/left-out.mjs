// What of the packages inside a bundle is left out: parts that Keysmith never runs, a third of the whole. Where they lie is told
// by paths inside of the packages: the lock file says in which version.
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * A package reduced to those of its modules that we use.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} exported the modules by the names that the package exports of them
 * @param {string} [beside] what more is to be run
 */
const only = (name, exported, beside = "") => ({
  name: `only-${name}`,
  setup({ onResolve, onLoad }) {
    const contents = Object.entries(exported).map(([names, module]) => `export { ${names} } from "${module}";`);
    onResolve({ filter: new RegExp(`^${name}$`) }, ({ path: named }) => ({ path: named, namespace: "only" }));
    onLoad({ filter: new RegExp(`^${name}$`), namespace: "only" }, () => ({
      contents: [...contents, beside].join("\n"),
      resolveDir: root,
    }));
  },
});

/**
 * Modules of a package that are loaded with those that we use, and never run.
 * @param {string} folder from node_modules on
 * @param {Readonly<Record<string, string>>} modules what stands in the place of each
 */
const without = (folder, modules) => ({
  name: `without-parts-of-${folder}`,
  setup({ onLoad }) {
    for (const [module, contents] of Object.entries(modules)) {
      const file = path.posix.join("/node_modules", folder, module);
      onLoad({ filter: new RegExp(`${file.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`) }, () => ({
        contents,
      }));
    }
  },
});

const NOTHING = "module.exports = {};";

/**
 * The gRPC library without its client: what a server doesn't need is most of it, and would be loaded at every start. Services of
 * the library's own that are switched off would bring it back.
 */
const serverOnly = [
  only("@grpc/grpc-js", {
    Server: "@grpc/grpc-js/build/src/server",
    Metadata: "@grpc/grpc-js/build/src/metadata",
    ServerCredentials: "@grpc/grpc-js/build/src/server-credentials",
    "Status as status": "@grpc/grpc-js/build/src/constants",
  }),
  without("@grpc/grpc-js/build/src", { "make-client.js": "" }),
];

/** Libraries' logs of what they send and receive, left out: secrets are in it. */
const withoutLogs = {
  name: "without-logs",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^debug$/ }, () => ({ path: "debug", namespace: "no-log" }));
    onLoad({ filter: /.*/, namespace: "no-log" }, () => ({
      contents: "module.exports = () => Object.assign(() => {}, { enabled: false });",
    }));
  },
};

/** The HTTP library without fetch, caches, web sockets and mocks: three fifths of the time to load it. */
const dispatcherOnly = [
  only(
    "undici",
    {
      "default as EnvHttpProxyAgent": "undici/lib/dispatcher/env-http-proxy-agent.js",
      "default as Pool": "undici/lib/dispatcher/pool.js",
    },
    // The library does this where it is loaded as a whole; its way through a proxy calls it.
    `import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import connect from "undici/lib/api/api-connect.js";
Dispatcher.prototype.connect = connect;`,
  ),
  without("undici/lib", {
    // The same parser twice: it takes the other one where a processor can't run this.
    "llhttp/llhttp_simd-wasm.js": "module.exports = new Uint8Array();",
    // Bodies are text, connections HTTP 1.1, and settings refuse proxies of another kind than HTTP.
    "web/fetch/body.js": NOTHING,
    "dispatcher/client-h2.js": NOTHING,
    "dispatcher/socks5-proxy-agent.js": NOTHING,
  }),
];

/** zod without its messages in all languages but English, and without JSON Schema. */
const validationOnly = without("zod/v4", {
  "locales/index.js": NOTHING,
  "core/json-schema-processors.js": NOTHING,
  "core/to-json-schema.js": NOTHING,
});

/** The library of dates without spans between them, names in all languages, and formats of one's own. */
const calendarOnly = [
  only("luxon", {
    "default as DateTime": "./node_modules/luxon/src/datetime.js",
    "default as Duration": "./node_modules/luxon/src/duration.js",
  }),
  without("luxon/src", {
    "interval.js": "export default undefined; export const friendlyDateTime = undefined;",
    "info.js": "export default undefined;",
    "impl/diff.js": "export default undefined;",
    "impl/tokenParser.js":
      "export const explainFromTokens = 0, formatOptsToTokens = 0, expandMacroTokens = 0, parseFromTokens = 0, TokenParser = 0;",
  }),
];

export const LEFT_OUT = [...serverOnly, ...dispatcherOnly, ...calendarOnly, validationOnly, withoutLogs];
