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

/** Modules that no build of this process has come upon. */
const unmet = new Set();

/** @throws Error where a part lies no longer where it is left out: it would be in the bundle, and nobody would see */
export function requireAllMet() {
  if (unmet.size > 0)
    throw new Error(`nothing is left out at ${[...unmet].join(", ")}: scripts/left-out.mjs names other places`);
}

/**
 * Modules of a package that are loaded with those that we use, and never run.
 * @param {string} folder from node_modules on
 * @param {Readonly<Record<string, string | ((module: string) => string)>>} modules what stands in the place of each
 */
function without(folder, modules) {
  const named = Object.entries(modules).map(([module, contents]) => [path.posix.join(folder, module), contents]);
  for (const [name] of named) unmet.add(name);
  return {
    name: `without-parts-of-${folder}`,
    setup({ onLoad }) {
      for (const [name, contents] of named) {
        const file = path.posix.join("/node_modules", name);
        onLoad({ filter: new RegExp(`${file.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`) }, () => {
          unmet.delete(name);
          return { contents: typeof contents === "string" ? contents : contents(name) };
        });
      }
    },
  };
}

/** An expression for what throws when it is used in any way but those in which loading it does. */
const absent = (module) => `new Proxy(function () {}, ((refuse) => ({
  apply: refuse, construct: refuse,
  get: (_, name) => (typeof name === "symbol" || ["__esModule", "then", "default"].includes(name) ? undefined : refuse()),
}))(() => { throw new Error(${JSON.stringify(`${module} is left out of the bundle`)}); }))`;

/** In the place of a CommonJS module. What imports it gets a copy, which has the prototype of the original. */
const nothing = (module) => `module.exports = Object.create(${absent(module)});`;

/** In the place of a CommonJS module that is one function or class. */
const noFunction = (module) => `module.exports = ${absent(module)};`;

/** In the place of an ES module. @param {readonly string[]} names what it exports */
const noExports =
  (...names) =>
  (module) =>
    [
      `const absent = ${absent(module)};`,
      ...names.map((name) => (name === "default" ? "export default absent;" : `export const ${name} = absent;`)),
    ].join("\n");

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
  without("@grpc/grpc-js/build/src", { "make-client.js": nothing }),
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
    "web/fetch/body.js": nothing,
    "dispatcher/client-h2.js": noFunction,
    "dispatcher/socks5-proxy-agent.js": noFunction,
  }),
];

// The package's modules are taken for ES modules, in which each name that isn't exported is undefined: to call it fails by itself.
const NOTHING = "module.exports = {};";

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
    "interval.js": noExports("default", "friendlyDateTime"),
    "info.js": noExports("default"),
    "impl/diff.js": noExports("default"),
    "impl/tokenParser.js": noExports(
      "explainFromTokens",
      "formatOptsToTokens",
      "expandMacroTokens",
      "parseFromTokens",
      "TokenParser",
    ),
  }),
];

export const LEFT_OUT = [...serverOnly, ...dispatcherOnly, ...calendarOnly, validationOnly, withoutLogs];
