'use strict';

/** One object per service, environment and day, a record per line: Amazon Athena and Amazon QuickSight read it as it is. */
exports.exportRecords = async function exportRecords({ service, environment }, { deployments, attempts, recoveries }, { aws, now, settings }) {
  const lines = [
    ...deployments.map((record) => ({ record: 'deployment', ...record })),
    ...attempts.map((record) => ({ record: 'attempt', ...record })),
    ...recoveries.map((record) => ({ record: 'recovery', ...record })),
  ].map((record) => JSON.stringify({ service, environment, ...record }));
  const day = new Date(now()).toISOString().slice(0, 10);
  await aws('S3', 'PutObject', {
    Bucket: settings.exportBucket,
    Key: `delivery-metrics/service=${encodeURIComponent(service)}/environment=${encodeURIComponent(environment)}/day=${day}/records.jsonl`,
    Body: lines.join('\n'),
    ContentType: 'application/x-ndjson',
  });
};
