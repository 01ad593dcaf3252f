'use strict';
const vm = require('node:vm');

/** Longer than any sensible expression takes; a bad one would take for ever. */
const MATCH_MILLISECONDS = 1_000;

const SHOWN_CHARACTERS = 200;

/** What is wrong with an answer; undefined when nothing is. */
exports.judge = function judge({ status, location, body, isCut }, { expectedStatus, bodyContains, bodyMatches }) {
  if (!isExpected(status, expectedStatus)) {
    return `answered ${status}${location ? ` to ${location}` : ''}, expected ${expectedStatus}`;
  }
  const part = isCut ? 'the first mebibyte of the body' : 'the body';
  if (bodyContains && !body.includes(bodyContains)) { return `${part} does not contain ${JSON.stringify(bodyContains)}: ${begin(body)}`; }
  if (bodyMatches && !matches(body, bodyMatches)) { return `${part} does not match /${bodyMatches}/: ${begin(body)}`; }
  return undefined;
};

/** Statuses are said as in a health check: `200`, `200,204`, `200-299`. */
function isExpected(status, expected) {
  return expected.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return status >= from && status <= to;
  });
}

function matches(body, expression) {
  try {
    return vm.runInNewContext('pattern.test(body)', { pattern: new RegExp(expression), body }, { timeout: MATCH_MILLISECONDS });
  } catch (error) {
    throw error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new Error(`/${expression}/ takes too long to match`) : error;
  }
}

function begin(body) {
  return JSON.stringify(body.length > SHOWN_CHARACTERS ? `${body.slice(0, SHOWN_CHARACTERS)}…` : body);
}
