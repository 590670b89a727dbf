"use strict";

// The provider of the toy resource. It runs in Pulumi's provider process as it stands here, without a compiler. Its "service" is
// a JSON file named by TOY_SERVICE: what exists, a log of what was done, and what is to go wrong.

const { readFileSync, renameSync, writeFileSync } = require("node:fs");

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

function service(change) {
  const file = process.env.TOY_SERVICE;
  const content = JSON.parse(readFileSync(file, "utf8"));
  const result = change(content);
  // Whoever reads it meanwhile must not see half of it.
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
  return result;
}

/** Logs what is to be done, and fails, hangs or dies when the service is told to. */
async function arrive(verb, name) {
  const fault = service(({ log, faults }) => {
    log.push(`${verb} ${name}`);
    return faults[`${verb} ${name}`];
  });
  if (fault === "die") process.kill(process.pid, "SIGKILL");
  if (fault === "fail") throw new Error(`the service refused to ${verb} ${name}`);
  if (fault === "hang") await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
  return fault;
}

/** Hangs, or reports a half-made resource, after the service has acted. */
async function leave(fault, id, outs) {
  if (fault === "hang after") await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
  if (fault !== "half") return;
  throw Object.assign(new Error("not ready"), { id, properties: outs, reasons: ["it is not ready", "it needs time"] });
}

const outputs = (id, { version, ...inputs }) => ({
  ...inputs,
  version,
  token: { ...SECRET, value: `token of ${id}, version ${version}` },
  hidden: `hidden in ${id}, version ${version}`,
  plain: `plain ${inputs.name}`,
});

const settings = ({ name, size, secret, peer, hint }) => JSON.stringify([name, size, secret, peer, hint]);

exports.toy = {
  configure({ config }) {
    service((content) => {
      content.configured = {
        greeting: config.get("greeting"),
        password: config.get("password"),
        folder: process.cwd(),
      };
    });
  },

  async check(_olds, news) {
    const failures = news.size === 13 ? [{ property: "size", reason: "thirteen is unlucky" }] : [];
    if (news.size === 14) failures.push({ property: "", reason: "fourteen is worse" });
    return { inputs: news, failures };
  },

  async diff(_id, olds, news) {
    const isDue = (process.env.TOY_DUE ?? "").split(",").includes(news.name);
    if (isDue) console.error(`${news.name} is due`);
    const replaces = ["name", "peer"].filter((key) => olds[key] !== news[key]);
    const changes = isDue || settings(olds) !== settings(news);
    return { changes, replaces, deleteBeforeReplace: news.deleteFirst === true };
  },

  async create(inputs) {
    const fault = await arrive("create", inputs.name);
    const id = service((content) => {
      // Numbered by name, so that ids don't depend on the order in which different things are made.
      content.made[inputs.name] = (content.made[inputs.name] ?? 0) + 1;
      const made = `${inputs.name}-${content.made[inputs.name]}`;
      content.things[made] = { ...inputs, version: 1 };
      return made;
    });
    const outs = outputs(id, { ...inputs, version: 1 });
    await leave(fault, id, outs);
    return { id, outs };
  },

  async read(id, props) {
    await arrive("read", props.name);
    const thing = service(({ things }) => things[id]);
    return thing ? { id, props: outputs(id, thing) } : {};
  },

  async update(id, olds, news) {
    const fault = await arrive("update", news.name);
    const version = olds.version + 1;
    service(({ things }) => {
      things[id] = { ...news, version };
    });
    const outs = outputs(id, { ...news, version });
    await leave(fault, id, outs);
    return { outs };
  },

  async delete(id, props) {
    const fault = await arrive("delete", props.name);
    service(({ things }) => {
      delete things[id];
    });
    await leave(fault, id, {});
  },
};
