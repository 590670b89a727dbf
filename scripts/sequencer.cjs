"use strict";

const { readFileSync } = require("node:fs");
const { default: Sequencer } = require("@jest/test-sequencer");

/** Suites that run an engine, which take tens of seconds however short the file is. */
const ON_ENGINES = /\bdescribe(On|Pulumi|Terraform)/;

/**
 * The order of suites for jest. When it does not yet know their times, as in a new clone, it begins with the largest files. Suites
 * on engines come before them: one that came last would be waited for alone.
 */
module.exports = class EnginesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isFirst = ({ duration, path }) => duration === undefined && ON_ENGINES.test(readFileSync(path, "utf8"));
    const first = new Set(sorted.filter(isFirst));
    return [...first, ...sorted.filter((test) => !first.has(test))];
  }
};
