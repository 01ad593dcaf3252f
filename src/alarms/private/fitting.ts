import { Token, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { childrenIn, LIMITS } from './alarm-limits';
import { lengthOfName, nameIn } from './alarm-rule';
import { recordPart } from '../../core/private/alarm-facts';
import { inputError, inputErrorIn, show } from '../../core/private/input-error';
import { PlainCompositeAlarm } from '../../core/private/plain-alarm';

/** What a name may become that is only known at deployment, when nothing is known of it. */
const ROOM_FOR_A_NAME = 120;

/** A part of a rule, and what it takes of the room there is. */
interface Operand {
  readonly text: string;
  readonly children: number;
  readonly length: number;
}

/** The number that an AT_LEAST asks for. */
export interface Quorum {
  readonly prop: string;
  readonly value: number;
  readonly max: number | undefined;
  readonly unit: string;
}

/** Operands joined; where they are too many for one rule and there is a place for more alarms, by way of alarms on groups of them. */
export function fitted(scope: Construct | undefined, operator: 'AND' | 'OR', rules: cloudwatch.IAlarmRule[]): string {
  return join(scope, operator, requireList(scope, rules).map((rule) => operandOf(scope, rule)));
}

/** AT_LEAST cannot be split: what is at least three of two hundred is not at least three of a hundred. */
export function atLeast(scope: Construct | undefined, { prop, value, max, unit }: Quorum, alarms: cloudwatch.IAlarm[]): string {
  requireList(scope, alarms);
  const names = alarms.map((alarm) => `"${named(scope, alarm)}"`);
  if (names.length > LIMITS.children) {
    throw failure(scope, `'alarms' must be at most ${LIMITS.children} for at least so many of them, got ${names.length}. Combine alarms on groups of them`);
  }
  if (Token.isUnresolved(value)) { throw failure(scope, `'${prop}' must be known at synthesis, got a token. Write a number`); }
  if (!Number.isInteger(value) || value < 1 || value > max!) {
    throw failure(scope, `'${prop}' must be a whole number between 1 and ${max}, got ${show(value)}`);
  }
  return `AT_LEAST(${value}${unit}, ALARM, (${names.join(', ')}))`;
}

export function negated(scope: Construct | undefined, rule: cloudwatch.IAlarmRule): string {
  return `(NOT ${operandOf(scope, rule).text})`;
}

/** How long a rule is at most once it is deployed. */
export function roomOf(rule: string): number {
  return Token.isUnresolved(rule) ? rule.length + Tokenization.reverseString(rule).tokens.length * ROOM_FOR_A_NAME : rule.length;
}

function join(scope: Construct | undefined, operator: 'AND' | 'OR', operands: Operand[]): string {
  const groups = groupsOf(operands, operator);
  if (groups.length === 1 || !scope) { return textOf(operands, operator); }
  const asOne = (group: Operand[]) => group.length === 1 ? group[0] : alarmOperand(scope, groupAlarm(scope, textOf(group, operator)));
  return join(scope, operator, groups.map(asOne));
}

/** As few groups as fit. One operand that does not fit is a group of its own; the limits of the whole rule then tell. */
function groupsOf(operands: Operand[], operator: string): Operand[][] {
  const groups: Operand[][] = [[]];
  let [children, length] = [0, 2];
  for (const operand of operands) {
    const more = operand.length + operator.length + 2;
    if (groups[groups.length - 1].length > 0 && (children + operand.children > LIMITS.children || length + more > LIMITS.rule)) {
      groups.push([]);
      [children, length] = [0, 2];
    }
    groups[groups.length - 1].push(operand);
    children += operand.children;
    length += more;
  }
  return groups;
}

function groupAlarm(scope: Construct, alarmRule: string): PlainCompositeAlarm {
  const taken = scope.node.children.filter(({ node }) => /^Group\d+$/.test(node.id)).length;
  return new PlainCompositeAlarm(scope, `Group${taken}`, { alarmRule, alarmDescription: 'Tells nobody; part of another alarm that would be too large.' });
}

function textOf(operands: Operand[], operator: string): string {
  return operands.length === 1 ? operands[0].text : `(${operands.map(({ text }) => text).join(` ${operator} `)})`;
}

function operandOf(scope: Construct | undefined, rule: cloudwatch.IAlarmRule): Operand {
  if ((rule as Partial<cloudwatch.IAlarm> | undefined)?.alarmName !== undefined) { return alarmOperand(scope, rule as cloudwatch.IAlarm); }
  const { _fit: fit } = (rule ?? {}) as { _fit?(scope: Construct): string };
  if (typeof rule?.renderAlarmRule !== 'function') {
    throw failure(scope, `'rule' must be made of alarms, such as Combination.anyOf([cpu.alarm, memory.alarm]), got ${show(rule)}. Of a HighCpuAlarm, pass its '.alarm'`);
  }
  const text = scope && fit ? fit.call(rule, scope) : rule.renderAlarmRule();
  return { text, children: childrenIn(text).length, length: roomOf(text) };
}

function alarmOperand(scope: Construct | undefined, alarm: cloudwatch.IAlarm): Operand {
  return { text: `ALARM("${named(scope, alarm)}")`, children: 1, length: lengthOfName(alarm) + 'ALARM("")'.length };
}

function named(scope: Construct | undefined, alarm: cloudwatch.IAlarm): string {
  if (!scope) { return alarm.alarmName; }
  const name = nameIn(scope, alarm);
  recordPart(alarm);
  return name;
}

function requireList<Rule>(scope: Construct | undefined, rules: Rule[]): Rule[] {
  if (Array.isArray(rules) && rules.length > 0) { return rules; }
  throw failure(scope, `'rule' must be made of at least one alarm, such as Combination.anyOf([cpu.alarm, memory.alarm]), got ${show(rules)}`);
}

function failure(scope: Construct | undefined, message: string): Error {
  return scope ? inputError(scope, message) : inputErrorIn('Combination', message);
}
