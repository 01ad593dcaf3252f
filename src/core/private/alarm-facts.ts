import { IConstruct } from 'constructs';
import { AlarmKind } from '../alarm-kind';
import { Severity } from '../severity';

/** What the rooms know of an alarm beyond what its resource says. */
export interface AlarmFacts {
  readonly kind?: AlarmKind;
  /** The most urgent severity it is routed with. */
  readonly severity?: Severity;
  /** What a person calls the resource it watches. */
  readonly sourceName?: string;
  /** What to do when it goes off. */
  readonly runbook?: AlarmRunbook;
  /** The machine that acts on it, so that no person has to hear of it: "deployments of Web". */
  readonly heardBy?: string;
}

/** As much of a runbook as every room needs. */
export interface AlarmRunbook {
  readonly title: string;
  /** One sentence for the message that arrives at night. */
  readonly firstStep: string;
  readonly markdown?: string;
  readonly url?: string;
}

const FACTS = new WeakMap<IConstruct, AlarmFacts>();

/** Adds to what is known of an alarm; what is given replaces what was known. */
export function recordAlarm(alarm: IConstruct, facts: AlarmFacts): void {
  const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  FACTS.set(alarm, { ...FACTS.get(alarm), ...given });
}

/** What is known of an alarm; of one from elsewhere, nothing. */
export function factsOf(alarm: IConstruct): AlarmFacts {
  return FACTS.get(alarm) ?? {};
}

const PARTS = new WeakSet<IConstruct>();

/** Says of an alarm that it tells other alarms, not people: it is part of a composite, or keeps one quiet. */
export function recordPart(alarm: IConstruct): void {
  PARTS.add(alarm);
}

/** Whether an alarm tells other alarms; it then needs nobody who hears of it. */
export function isPart(alarm: IConstruct): boolean {
  return PARTS.has(alarm);
}
