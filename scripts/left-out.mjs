// Leaves parts that Keysmith never runs, a third of the whole, out of the bundled packages. Paths inside the packages locate
// these parts, and the lock file fixes the packages' versions.
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * A package reduced to the modules that we use.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} exported modules, by the names that the package exports from them
 * @param {string} [beside] further code to run
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

/** Modules to leave out that no build of this process has met yet. */
const unmet = new Set();

/** @throws Error when a module to leave out has moved: it would be in the bundle unnoticed */
export function requireAllMet() {
  if (unmet.size > 0)
    throw new Error(`nothing is left out at ${[...unmet].join(", ")}: scripts/left-out.mjs names other places`);
}

/**
 * Leaves out modules of a package that are loaded along with those we use but never run.
 * @param {string} folder from node_modules on
 * @param {Readonly<Record<string, string | ((module: string) => string)>>} modules the replacement of each
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

/** An expression for a value that throws on any use except those that loading a module makes of it. */
const absent = (module) => `new Proxy(function () {}, ((refuse) => ({
  apply: refuse, construct: refuse,
  get: (_, name) => (typeof name === "symbol" || ["__esModule", "then", "default"].includes(name) ? undefined : refuse()),
}))(() => { throw new Error(${JSON.stringify(`${module} is left out of the bundle`)}); }))`;

/** Replaces a CommonJS module. Its importer gets a copy, which keeps the original's prototype. */
const nothing = (module) => `module.exports = Object.create(${absent(module)});`;

/** Replaces a CommonJS module that is one function or class. */
const noFunction = (module) => `module.exports = ${absent(module)};`;

/** Replaces an ES module. @param {readonly string[]} names its exports */
const noExports =
  (...names) =>
  (module) =>
    [
      `const absent = ${absent(module)};`,
      ...names.map((name) => (name === "default" ? "export default absent;" : `export const ${name} = absent;`)),
    ].join("\n");

/**
 * The gRPC library without its client: most of the library is of no use to a server, and would be loaded at every start. The
 * library's own services, which are switched off, would bring the client back.
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

/** Leaves out the logs of libraries' traffic, because they contain secrets. */
const withoutLogs = {
  name: "without-logs",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^debug$/ }, () => ({ path: "debug", namespace: "no-log" }));
    onLoad({ filter: /.*/, namespace: "no-log" }, () => ({
      contents: "module.exports = () => Object.assign(() => {}, { enabled: false });",
    }));
  },
};

/** The HTTP library without fetch, caches, web sockets and mocks: three fifths of its loading time. */
const dispatcherOnly = [
  only(
    "undici",
    {
      "default as EnvHttpProxyAgent": "undici/lib/dispatcher/env-http-proxy-agent.js",
      "default as Pool": "undici/lib/dispatcher/pool.js",
    },
    // The library does this when it is loaded as a whole; its proxy code calls it.
    `import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import connect from "undici/lib/api/api-connect.js";
Dispatcher.prototype.connect = connect;`,
  ),
  without("undici/lib", {
    // A second build of the parser; the library uses the other one on processors that cannot run this.
    "llhttp/llhttp_simd-wasm.js": "module.exports = new Uint8Array();",
    // Bodies are text, connections are HTTP 1.1, and the settings accept HTTP proxies only.
    "web/fetch/body.js": nothing,
    "dispatcher/client-h2.js": noFunction,
    "dispatcher/socks5-proxy-agent.js": noFunction,
  }),
];

// The bundler treats these as ES modules, where a name without an export is undefined: a call of it fails by itself.
const NOTHING = "module.exports = {};";

/** zod with English messages only, and without JSON Schema. */
const validationOnly = without("zod/v4", {
  "locales/index.js": NOTHING,
  "core/json-schema-processors.js": NOTHING,
  "core/to-json-schema.js": NOTHING,
});

/** The date library without intervals, localised names and custom formats. */
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
