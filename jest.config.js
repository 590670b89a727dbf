"use strict";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test", "<rootDir>/emulator/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.[jt]s$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  // Packages that come as ES modules only, and what they need.
  transformIgnorePatterns: ["/node_modules/(?!(age-encryption|@noble|@scure|@actions)/)"],
  moduleNameMapper: {
    // A dynamic import names the file that the compiler will have written.
    "^(\\.{1,2}/.*)\\.js$": "$1",
    // As it is in the sources, not as it was built last.
    "^keysmith-emulator$": "<rootDir>/emulator/src",
    // Its package says only how it is imported.
    "^@actions/expressions$": "<rootDir>/node_modules/@actions/expressions/dist/index.js",
  },
  testTimeout: 30_000,
  // In another order each time, so that no test comes to build on another one; `--seed` repeats one.
  randomize: true,
  // One more than there are cores on a small machine: suites that run an engine wait for it.
  maxWorkers: 3,
  // A worker that has run a hundred suites runs the next one ten times slower than a fresh one.
  workerIdleMemoryLimit: "400MB",
  testSequencer: "<rootDir>/scripts/sequencer.cjs",
  reporters: ["default", "<rootDir>/scripts/closing-line.cjs"],
};
