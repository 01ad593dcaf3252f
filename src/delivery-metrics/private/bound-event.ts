import { Lazy } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';

/** Of which service an event is, for the function that reads it. */
export interface Binding {
  readonly service: string;
  readonly environment: string;
  /** The stage that deploys. */
  readonly stage: string;
  /** What deploys a service that no pipeline delivers. */
  readonly standalone?: 'ecs' | 'codedeploy';
  /** The role by which to ask. */
  readonly role?: string;
}

/**
 * A message with the whole event and of which service it is. EventBridge puts the event in the place of the reserved variable.
 *
 * @param binding asked when the app is synthesized
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function boundTo(binding: () => Binding): events.RuleTargetInput {
  const text = Lazy.string({ produce: () => JSON.stringify(binding()) });
  return { bind: () => ({ inputTemplate: `{"binding":${text},"event":<aws.events.event.json>}` }) };
}

/** A message that asks for something, whatever the event says. Tokens in it must not need to be escaped in JSON. */
export function asking(binding: Binding, wish: object): events.RuleTargetInput {
  return { bind: () => ({ input: JSON.stringify({ binding, ...wish }) }) };
}
