import { Severity } from '../../core';

const BY_URGENCY = [Severity.CRITICAL, Severity.WARNING, Severity.INFORMATIONAL];

/** The more urgent of two. */
export function mostUrgent(one: Severity, other: Severity): Severity {
  return BY_URGENCY.find((severity) => severity === one || severity === other)!;
}
