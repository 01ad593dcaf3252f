#!/usr/bin/env node
const { run } = require('../lib/upgrade/private/command-line');

process.exitCode = run(process.argv.slice(2), (text) => process.stdout.write(text), (text) => process.stderr.write(text));
