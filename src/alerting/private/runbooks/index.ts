import { BuiltInRunbook } from './built-in';
import { BACKLOG, CONNECTIONS, DEAD_LETTERS, REPLICA_LAG } from './data';
import { ALERT_DELIVERY, CERTIFICATE_EXPIRY, LOG_PATTERN, OTHER } from './others';
import { BURN_RATE, ERRORS, LATENCY, NO_TRAFFIC, THROTTLES } from './requests';
import { CPU, DISK, FREE_STORAGE, HEARTBEAT, MEMORY, UNHEALTHY } from './servers';
import { AlarmKind } from '../../../core';

/** The runbooks of ours: one for each kind of alarm. */
export const RUNBOOKS: Record<AlarmKind, BuiltInRunbook> = {
  [AlarmKind.CPU]: CPU,
  [AlarmKind.MEMORY]: MEMORY,
  [AlarmKind.DISK]: DISK,
  [AlarmKind.ERRORS]: ERRORS,
  [AlarmKind.LATENCY]: LATENCY,
  [AlarmKind.NO_TRAFFIC]: NO_TRAFFIC,
  [AlarmKind.UNHEALTHY]: UNHEALTHY,
  [AlarmKind.BACKLOG]: BACKLOG,
  [AlarmKind.DEAD_LETTERS]: DEAD_LETTERS,
  [AlarmKind.THROTTLES]: THROTTLES,
  [AlarmKind.CONNECTIONS]: CONNECTIONS,
  [AlarmKind.REPLICA_LAG]: REPLICA_LAG,
  [AlarmKind.FREE_STORAGE]: FREE_STORAGE,
  [AlarmKind.CERTIFICATE_EXPIRY]: CERTIFICATE_EXPIRY,
  [AlarmKind.HEARTBEAT]: HEARTBEAT,
  [AlarmKind.LOG_PATTERN]: LOG_PATTERN,
  [AlarmKind.BURN_RATE]: BURN_RATE,
  [AlarmKind.ALERT_DELIVERY]: ALERT_DELIVERY,
  [AlarmKind.OTHER]: OTHER,
};

/** The whole text of a runbook, for people. */
export function markdownOf(runbook: BuiltInRunbook): string {
  return [
    `# ${runbook.title}`,
    section('First step', runbook.firstStep),
    section('What it means', runbook.meaning),
    section('The first five minutes', runbook.firstFiveMinutes.map((step, index) => `${index + 1}. ${step}`).join('\n')),
    section('Queries', runbook.queries.map(({ asks, language, text }) => `${asks}:\n\n\`\`\`${language}\n${text}\n\`\`\``).join('\n\n')),
    section('Likely causes', runbook.causes.map((cause) => `- ${cause}`).join('\n')),
    section('Rolling back', runbook.rollback),
    section('When to call somebody', runbook.escalation),
  ].join('\n\n') + '\n';
}

function section(heading: string, text: string): string {
  return `## ${heading}\n\n${text}`;
}
