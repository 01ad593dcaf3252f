'use strict';
// How to choose and to sort so that the order in which facts came never shows. Pure.

const earliest = (a, b) => a === undefined ? b : b === undefined ? a : Math.min(a, b);
const smallest = (a, b) => a === undefined ? b : b === undefined ? a : a < b ? a : b;
const earlier = (a, b) => a !== undefined && (a.at < b.at || (a.at === b.at && JSON.stringify(a) <= JSON.stringify(b))) ? a : b;
const globOf = (pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')}$`);

/** By a number, and where that is the same by content, so that the order of facts never shows. */
function sortedBy(items, number) {
  const text = (item) => JSON.stringify(item, (_, value) => value instanceof Set || value instanceof Map ? [...value].sort() : value);
  return items.map((item) => ({ item, number: number(item) }))
    .sort((a, b) => a.number - b.number || (text(a.item) < text(b.item) ? -1 : 1))
    .map(({ item }) => item);
}

/** The same commit may come with several executions: its earliest time holds. */
function unique(commits) {
  const byId = new Map();
  commits.forEach(({ id, at }) => byId.set(id, earliest(byId.get(id), at)));
  return sortedBy([...byId].map(([id, at]) => ({ id, at })), ({ at }) => at ?? 0);
}

module.exports = { earlier, earliest, globOf, smallest, sortedBy, unique };
