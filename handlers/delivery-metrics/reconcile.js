'use strict';
// Every night: what CodePipeline knows of a pipeline makes good what no event brought.

const { askForExecution, listExecutions } = require('./ask');
const { Unreadable } = require('./facts');
const { streamOf } = require('./publish');

const DAY = 24 * 60 * 60 * 1000;

/**
 * One page of a pipeline's history; the next one is a message of its own, so that a year of it fits into the time of a function.
 * The first time goes back further. Only the end of the last page is noted, so whatever breaks off before begins again the next night.
 */
async function reconcilePage(binding, { pipeline, days, backfillDays = 0, token }, tools) {
  if (typeof pipeline !== 'string' || !(days > 0)) { throw new Unreadable('it does not say which pipeline to reconcile, and how many days of it'); }
  const place = [streamOf(binding), JSON.stringify([pipeline, binding.stage])];
  const isFirst = token === undefined && backfillDays > days && await tools.store.backfilled(...place) < backfillDays;
  const span = isFirst ? backfillDays : days;

  const since = tools.now() - span * DAY;
  const { executions, next } = await listExecutions(pipeline, token, binding, tools);
  const recent = executions.filter(({ startTime }) => Number(new Date(startTime)) >= since);
  const facts = [];
  for (const { pipelineExecutionId: execution, startTime } of recent) {
    facts.push(...await askForExecution({ pipeline, execution, startTime: new Date(startTime) }, binding, tools));
  }

  const goesOn = next !== undefined && recent.length === executions.length;
  const after = async () => {
    if (goesOn) { return tools.send({ binding, reconcile: { pipeline, days: span, ...backfillDays > 0 && { backfillDays }, token: next } }); }
    if (backfillDays > 0 && span >= backfillDays) { await tools.store.noteBackfilled(...place, backfillDays); }
    return tools.send({ binding, gauges: {} });
  };
  return { facts, after };
}

module.exports = { reconcilePage };
