"use strict";

// `npm run test:all`: every suite on every engine. Workers inherit the environment.
process.env.KEYSMITH_TEST_COVERAGE = "all";

// Here most suites run an engine with processes of its own, which keep two cores busy.
module.exports = { ...require("./jest.config.js"), maxWorkers: 2 };
