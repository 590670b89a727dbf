"use strict";

// Runs as a Pulumi program. Makes what resources.json beside the running program describes.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");

/** All that is stored of the provider in each resource; TOY_PROVIDER of the provider process names the file. */
const PROVIDER = `exports.handler = () => require(process.env.TOY_PROVIDER).toy;`;
const OUTPUTS = { version: undefined, token: undefined, hidden: undefined, plain: undefined };

class Thing extends pulumi.CustomResource {
  constructor(name, args, options) {
    const secrets = { additionalSecretOutputs: ["hidden"] };
    const props = { ...OUTPUTS, ...args, __provider: PROVIDER };
    super("pulumi-nodejs:dynamic/toy:Thing", name, props, pulumi.mergeOptions(options, secrets));
  }
}

class Box extends pulumi.ComponentResource {
  constructor(name, content, options) {
    super("toy:index:Box", name, { size: content.size }, options);
    this.thing = new Thing(`${name}-inner`, content, { parent: this });
    this.registerOutputs({ version: this.thing.version });
  }
}

const made = {};

/** `{ of, output }` stands for an output of a resource made before, `{ of }` for the resource itself, `{ secret }` for a secret. */
function resolve(value) {
  if (value?.of) return value.output ? made[value.of][value.output] : made[value.of];
  if (value?.secret) return pulumi.secret(value.secret);
  return typeof value === "object" ? resolveAll(value) : value;
}

const resolveAll = (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolve(value)]));

function make({ name, as = name, box, dependsOn = [], ...inputs }) {
  const { deleteBeforeReplace, protect = false, ...values } = inputs;
  const args = resolveAll({ name, ...values });
  const options = { dependsOn: dependsOn.map((other) => made[other]), protect };
  if (box) return new Box(as, args, options).thing;
  return new Thing(as, args, deleteBeforeReplace === undefined ? options : { ...options, deleteBeforeReplace });
}

exports.run = (folder) => {
  const { resources, exports: names = {}, fails } = JSON.parse(readFileSync(join(folder, "resources.json"), "utf8"));
  for (const resource of resources) made[resource.as ?? resource.name] = make(resource);
  if (fails) throw new Error(fails);
  return resolveAll(names);
};
