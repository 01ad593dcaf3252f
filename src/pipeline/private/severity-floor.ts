import { IConstruct } from 'constructs';
import { requireMember } from '../../core/private/require-kinds';
import { FindingSeverity } from '../../registry';

/** The severities that tools know, the worst first. */
export const SEVERITIES = [FindingSeverity.CRITICAL, FindingSeverity.HIGH, FindingSeverity.MEDIUM, FindingSeverity.LOW];

/** A severity and those that are worse. */
export function andWorse(severity: FindingSeverity = FindingSeverity.HIGH): FindingSeverity[] {
  return SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1);
}

export function requireSeverity(scope: IConstruct, severity: FindingSeverity | undefined, known: FindingSeverity[] = SEVERITIES): void {
  const members = Object.fromEntries(known.map((member) => [member, member]));
  requireMember(scope, 'severity', severity, members, `FindingSeverity that this tool knows (${known.join(', ')})`);
}
