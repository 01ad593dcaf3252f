import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { discard, synthesizeValidated, templateFindings } from './findings';
import { simplerFields } from '../support/random-recipe';
import { codeOf, deploy, RandomService } from '../support/random-service';
import { RandomWorld } from '../support/random-world';

/** How a set of props fared: refused in the library's words, made, or wrong in a way that a user cannot understand. */
export interface Outcome {
  readonly refused?: string;
  readonly bug?: string;
}

/** Ends with the place, as all errors of the library do. */
const OWN_ERROR = / \[at [^\]]+\]$/;

/** Messages of validations start with the prop; where it is, the CDK says in front of them. */
const OWN_MESSAGE = /^'[a-z]\w*' /i;

/** Parameters that the user made and no resource needs. */
const OF_THE_USER = / W2001 /;

/** Where files that belong to functions and images go, once for all; whoever is done with it removes it. */
export const ASSETS = fs.mkdtempSync(path.join(os.tmpdir(), 'assets-'));

/** Makes one service in an app of its own, and asks all validations. */
export function tryOut(service: RandomService): Outcome {
  const app = new App({ outdir: ASSETS, analyticsReporting: false, stackTraces: false });
  try {
    deploy(new RandomWorld(app, 'Stack', service.inKnownEnvironment), service);
    return judgeMessages(app.node.findAll().flatMap((construct) => construct.node.validate()));
  } catch (error) {
    return judge(error);
  }
}

/** Synthesizes services, a stack for each, with the template validation of the CDK: what is wrong, by service. */
export function synthesizeTogether(services: RandomService[]): Map<RandomService, string> {
  try {
    return new Map(quickly(() => bugsByStack(services)).map(([stack, bug]) => [services[Number(stack.slice('Stack'.length))], bug]));
  } catch (error) {
    if (services.length === 1) {
      const { bug } = judge(error);
      return new Map(bug === undefined ? [] : [[services[0], bug]]);
    }
    // One of them spoils it for all: find out which.
    const middle = Math.ceil(services.length / 2);
    return new Map([...synthesizeTogether(services.slice(0, middle)), ...synthesizeTogether(services.slice(middle))]);
  }
}

/** The same set without what is not needed to go wrong. */
export function simplest(service: RandomService, isWrong: (service: RandomService) => boolean): RandomService {
  const simpler = simplerFields(service.props).map((props) => ({ ...service, props })).find(isWrong);
  return simpler ? simplest(simpler, isWrong) : service;
}

export function describeFailure(service: RandomService, bug: string): string {
  return `${bug}\n${codeOf(service)}`;
}

function bugsByStack(services: RandomService[]): [string, string][] {
  const stacks: Stack[] = [];
  const validated = synthesizeValidated((app) => {
    services.forEach((service, index) => {
      const world = new RandomWorld(app, `Stack${index}`, service.inKnownEnvironment);
      deploy(world, service);
      stacks.push(world.stack);
    });
  });
  const findings = templateFindings(validated).filter((finding) => !OF_THE_USER.test(finding)).map((finding): [string, string] => [/ at (\w+)/.exec(finding)![1], finding]);
  discard(validated);
  return [...findings, ...stacks.flatMap((stack) => errorsIn(stack).map((error): [string, string] => [stack.node.id, error]))];
}

/** Finding out where each resource and token was made takes a third of the time. */
function quickly<T>(action: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return action();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Errors that the CLI would report after the synthesis. */
function errorsIn(stack: Stack): string[] {
  return stack.node.findAll().flatMap(({ node }: IConstruct) => node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => String(data)));
}

function judge(error: unknown): Outcome {
  const { message, stack, constructor } = error as Error;
  if (constructor === Error && OWN_ERROR.test(message)) { return { refused: message }; }
  return { bug: stack ?? message };
}

function judgeMessages(messages: string[]): Outcome {
  const foreign = messages.find((message) => !OWN_MESSAGE.test(message));
  return foreign === undefined ? { refused: messages[0] } : { bug: `validation: ${foreign}` };
}
