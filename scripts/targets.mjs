/** The executable's targets, each with the compiler's name for its runtime. */
export const RUNTIMES = {
  "linux-x64": "bun-linux-x64-baseline",
  "linux-arm64": "bun-linux-arm64",
  "linux-x64-musl": "bun-linux-x64-musl-baseline",
  "linux-arm64-musl": "bun-linux-arm64-musl",
  "darwin-x64": "bun-darwin-x64",
  "darwin-arm64": "bun-darwin-arm64",
  "win32-x64": "bun-windows-x64-baseline",
};

/** The program's file name; Windows needs the ending to start it. */
export const programOf = (target) => `keysmith${target.startsWith("win32") ? ".exe" : ""}`;
