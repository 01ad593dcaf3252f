// Are two apps the same work? They are when each resource of one has a twin in the other: same type, same properties,
// same dependencies, whatever the logical ids are.
const { createHash } = require('crypto');
const { templatesIn } = require('./templates');

/** What CDK derives from the path of a construct, or what an author words freely; both differ between equal apps. */
const WORDING = ['GroupDescription', 'Family', 'PolicyName', 'AlarmDescription'];
const LOG_PREFIX = /"access_logs\.s3\.prefix","Value":"([^"]+)"/g;

/** The longest chain of references is shorter. */
const ROUNDS = 8;

/** Fails with the resources that have no twin. */
function requireSameWork(libraryFolder, handWrittenFolder) {
  const [mine, theirs] = [libraryFolder, handWrittenFolder].map((folder) => {
    const stacks = templatesIn(folder).map(({ stackName, template }) => [stackName, withoutLogPrefixes(template.Resources)]);
    return Object.fromEntries(stacks);
  });
  const stackNames = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const differences = stackNames.flatMap((name) => differencesBetween(mine[name] ?? {}, theirs[name] ?? {}).map((line) => `${name}: ${line}`));
  if (differences.length === 0) { return; }
  throw new Error(['The library and its hand-written contender do not make the same resources.', ...differences].join('\n'));
}

function differencesBetween(mine, theirs) {
  // One round compares resources by themselves and so names the cause; more rounds compare also what they refer to.
  for (const rounds of [1, ROUNDS]) {
    const [my, their] = [countByFingerprint(mine, rounds), countByFingerprint(theirs, rounds)];
    const differences = [...surplus(my, their, 'the library'), ...surplus(their, my, 'the hand-written contender')];
    if (differences.length > 0) { return differences; }
  }
  return [];
}

function surplus(counts, others, who) {
  return [...counts]
    .map(([fingerprint, count]) => [fingerprint, count - (others.get(fingerprint) ?? 0)])
    .filter(([, more]) => more > 0)
    .map(([fingerprint, more]) => `${more} x only in ${who}: ${fingerprint.slice(0, 1000)}`);
}

/**
 * A resource is what it says, and what the resources it refers to say: so references are replaced by the digests of
 * their targets, round by round, until far-away differences have travelled everywhere.
 */
function countByFingerprint(resources, rounds) {
  const ids = Object.keys(resources);
  let names = Object.fromEntries(ids.map((id) => [id, resources[id].Type]));
  let fingerprints = [];
  for (let round = 0; round < rounds; round++) {
    fingerprints = ids.map((id) => JSON.stringify(withoutIds(resources[id], names)));
    names = Object.fromEntries(ids.map((id, index) => [id, `${resources[id].Type}#${digest(fingerprints[index])}`]));
  }
  const counts = new Map();
  fingerprints.forEach((fingerprint) => counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1));
  return counts;
}

/** Prefixes of access logs differ, and appear also in the policy of the bucket. */
function withoutLogPrefixes(resources) {
  const text = JSON.stringify(resources);
  const prefixes = [...text.matchAll(LOG_PREFIX)].map(([, prefix]) => prefix).sort((a, b) => b.length - a.length);
  return JSON.parse(prefixes.reduce((result, prefix) => result.replaceAll(`${prefix}"`, 'log-prefix"').replaceAll(`${prefix}/`, 'log-prefix/'), text));
}

function withoutIds(value, names) {
  if (Array.isArray(value)) { return value.map((item) => withoutIds(item, names)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.keys(value).sort()
    .filter((key) => !WORDING.includes(key))
    .map((key) => [key, withoutIdsUnder(key, value[key], names)]));
}

function withoutIdsUnder(key, value, names) {
  switch (key) {
    case 'Ref': return names[value] ?? value;
    case 'Fn::GetAtt': return [names[value[0]] ?? value[0], value[1]];
    case 'DependsOn': return [value].flat().map((id) => names[id]).sort();
    default: return withoutIds(value, names);
  }
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

module.exports = { requireSameWork };
