'use strict';
// Facts in DynamoDB. A fact is named by what it says, so writing it again changes nothing, whoever writes it and in whatever order.

const { createHash, randomUUID } = require('node:crypto');

const DAY = 24 * 60 * 60 * 1000;

/** What BatchWriteItem takes. */
const BATCH = 25;
const ATTEMPTS = 8;

class Store {
  constructor({ aws, pause, settings: { table, retentionDays } }) {
    Object.assign(this, { aws, pause, table, retentionDays });
  }

  /** @param {{stream: string, fact: object}[]} entries */
  async write(entries) {
    const items = new Map(entries.map(({ stream, fact }) => [`${stream} ${sortKeyOf(fact)}`, this.itemOf(stream, fact)]));
    const requests = [...items.values()].map((Item) => ({ PutRequest: { Item } }));
    for (let first = 0; first < requests.length; first += BATCH) { await this.writeBatch(requests.slice(first, first + BATCH)); }
    return requests.length;
  }

  /** DynamoDB may take a part of a batch and hand back the rest. While it takes anything, it is worth going on. */
  async writeBatch(requests) {
    for (let idle = 0, left = requests; left.length > 0;) {
      const { UnprocessedItems = {} } = await this.aws('DynamoDB', 'BatchWriteItem', { RequestItems: { [this.table]: left } });
      const rest = UnprocessedItems[this.table] ?? [];
      idle = rest.length < left.length ? 0 : idle + 1;
      left = rest;
      if (idle === ATTEMPTS) { throw new Error(`DynamoDB did not take ${left.length} facts in ${ATTEMPTS} attempts`); }
      if (left.length > 0) { await this.pause(100 * 2 ** idle); }
    }
  }

  itemOf(stream, fact) {
    return {
      pk: { S: stream },
      sk: { S: sortKeyOf(fact) },
      fact: { S: canonical(fact) },
      ...expiry(fact.at + this.retentionDays * DAY),
    };
  }

  /** The facts of a stream since a time, those that have just been written included. */
  async facts(stream, since) {
    const items = await this.query(stream, new Date(since).toISOString());
    return items.map(({ fact }) => JSON.parse(fact.S));
  }

  async query(pk, from) {
    const items = [];
    let ExclusiveStartKey;
    do {
      const page = await this.select(pk, 'sk >= :sk', from, { ConsistentRead: true, ExclusiveStartKey });
      items.push(...page.Items ?? []);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  /** Also for a single item: one permission less. */
  select(pk, condition, sk, options) {
    return this.aws('DynamoDB', 'Query', {
      TableName: this.table,
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: sk } },
      ...options,
    });
  }

  /** What has been published of a stream since a time, without the times in front: a time may turn out to be another, the thing is the same. */
  async published(stream, since) {
    return new Set((await this.query(publishedOf(stream), new Date(since).toISOString())).map(({ sk }) => sk.S.slice(sk.S.indexOf('#') + 1)));
  }

  /** Says that something is published; false when another worker was quicker. */
  async publish(stream, at, name) {
    const by = randomUUID();
    try {
      await this.put(publishedOf(stream), `${new Date(at).toISOString()}#${name}`, { by: { S: by }, ...expiry(at + this.retentionDays * DAY) }, {
        ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return true;
    } catch (error) {
      // The SDK tries again when an answer was lost: then it finds what is its own.
      if (error.name === 'ConditionalCheckFailedException') { return error.Item?.by?.S === by; }
      throw error;
    }
  }

  /** Whether somebody has seen to it that what is new in this span of time gets published. An old answer costs a message, no more. */
  async isAwake(stream, span) {
    return await this.get(...wakeOf(stream, span), false) !== undefined;
  }

  wake(stream, span) {
    return this.put(...wakeOf(stream, span), expiry(span + DAY));
  }

  /** How many days of a pipeline have been read from CodePipeline at once; 0 when nobody did yet. */
  async backfilled(stream, pipeline) {
    return Number((await this.get(`BACKFILL#${stream}`, pipeline, true))?.days.N ?? 0);
  }

  noteBackfilled(stream, pipeline, days) {
    return this.put(`BACKFILL#${stream}`, pipeline, { days: { N: String(days) } });
  }

  async get(pk, sk, ConsistentRead) {
    return (await this.select(pk, 'sk = :sk', sk, { ConsistentRead })).Items?.[0];
  }

  put(pk, sk, more, options = {}) {
    return this.aws('DynamoDB', 'PutItem', { TableName: this.table, Item: { pk: { S: pk }, sk: { S: sk }, ...more }, ...options });
  }
}

const publishedOf = (stream) => `PUBLISHED#${stream}`;
const wakeOf = (stream, span) => [`WAKE#${stream}`, new Date(span).toISOString()];
const expiry = (time) => ({ expiresAt: { N: String(Math.floor(time / 1000)) } });

/** First the time, so that a span of time can be asked for. */
function sortKeyOf(fact) {
  return `${new Date(fact.at).toISOString()}#${fact.kind}#${createHash('sha256').update(canonical(fact)).digest('hex').slice(0, 24)}`;
}

/** The same text for the same fact, whatever the order of its fields. */
function canonical(value) {
  return JSON.stringify(value, (_, inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner);
}

module.exports = { Store, canonical };
