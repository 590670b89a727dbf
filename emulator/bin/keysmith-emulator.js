#!/usr/bin/env node
// Apart from what is built, so that npm links the command also where nothing is built yet.
"use strict";

require("../dist/main.js");
