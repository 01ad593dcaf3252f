import { FiveMetric } from './five-metrics';
import { Runbook } from '../../alerting';

/** What to do about a target that was missed: nothing tonight. */
const STEPS: Record<FiveMetric['key'], string[]> = {
  deploymentsPerDay: [
    'Look where executions of the pipeline wait: an approval, a queue of executions, or nothing to deploy.',
    'Make changes smaller, so that each can go by itself; hide what is not finished behind a flag.',
    'In the first four weeks of a service the days before it are counted, too: wait until they are over.',
  ],
  leadTime: [
    'Find out on which part of the way the commits of the last deployments waited: review, build, approval or deployment.',
    'Shorten the critical path of the pipeline; `criticalPath()` of a StandardPipeline names its steps.',
    'A deployment that failed leaves its commits to the next one: look at the change fail rate, too.',
  ],
  recoveryTime: [
    'Look at the longest recovery of the last four weeks: was the time lost until it was noticed, decided or deployed?',
    'Let the pipeline roll back by itself, with alarms that say that users suffer.',
    'Practise it: a rollback that was never tried takes longer.',
  ],
  changeFailRate: [
    'Sort the failed deployments of the last four weeks by cause: the comparison on the dashboard and the records in the table have it.',
    'Write the test that would have found the most frequent one before production.',
    'Release to a few users first, with a gate of alarms, so that fewer failures reach all of them.',
  ],
  reworkRate: [
    'Read the hotfixes, reverts and repairs of the last four weeks: what would have found the fault before?',
    'Compare with the change fail rate: where that is low, faults are found by users and not by alarms.',
    'Bind alarms that users would notice to the service.',
  ],
};

const RUNBOOKS = new Map<FiveMetric['key'], Runbook>();

export function targetRunbook({ key, title }: FiveMetric): Runbook {
  const known = RUNBOOKS.get(key);
  if (known) { return known; }
  const text = [
    `# ${title}: target missed`,
    '',
    'The team misses a target of its own over four weeks. Nobody has to act now; talk about it in the next review.',
    '',
    '## First step',
    '',
    STEPS[key][0],
    '',
    '## Then',
    '',
    ...STEPS[key].slice(1).map((step, index) => `${index + 1}. ${step}`),
  ].join('\n');
  const runbook = Runbook.fromMarkdown(text);
  RUNBOOKS.set(key, runbook);
  return runbook;
}
