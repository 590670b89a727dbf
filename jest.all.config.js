"use strict";

// `npm run test:all`: every suite on every engine. Workers inherit the environment.
process.env.KEYSMITH_TEST_COVERAGE = "all";

module.exports = require("./jest.config.js");
