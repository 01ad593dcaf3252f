import { App, Environment, Stack } from 'aws-cdk-lib';
import { BuildApp } from '../../golden/golden';

/** What one room has to show to the validators. */
export interface RoomUnderValidation {
  /** Bare constructs and typical options: without a finding of the template linters and of AwsSolutions. */
  readonly cases: Record<string, BuildApp>;
  /** With all hardening options: without a finding in all five packs. */
  readonly hardened: Record<string, BuildApp>;
  /** Apps in which something is acknowledged. */
  readonly acknowledging: Record<string, BuildApp>;
  /** What may be acknowledged where: by the end of the construct's path. */
  readonly allowed: AllowedAcknowledgement[];
}

/** One more of these is a decision for all users: no option of ours may remove the finding. */
export type AllowedAcknowledgement = [path: RegExp, ...rules: (string | RegExp)[]];

export const PROD: Environment = { account: '111111111111', region: 'eu-west-1' };

/** An app with one stack in a known environment. */
export function inProd(build: (stack: Stack) => void): BuildApp {
  return (app: App) => build(new Stack(app, 'Prod', { env: PROD }));
}

/** An app with one stack that may go anywhere. */
export function inAnyEnvironment(build: (stack: Stack) => void): BuildApp {
  return (app: App) => build(new Stack(app, 'Prod'));
}
