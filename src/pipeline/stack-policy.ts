import { IConstruct } from 'constructs';
import { STATEFUL_TYPES } from './private/stateful-types';
import { inputError, inputErrorIn, show } from '../core/private/input-error';

/** What CloudFormation accepts. */
const LONGEST_POLICY = 16_384;

/**
 * What updates may do to the resources of a stack. CloudFormation fails an update that the policy denies, before it touches the resource.
 *
 * A stack keeps its policy until it gets another one: to allow what was denied, say `StackPolicy.allowAll()`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export class StackPolicy {
  /**
   * Updates may change everything, but neither replace nor delete what holds data, such as databases, tables, buckets, file systems, queues,
   * keys and secrets.
   */
  public static protectStateful(): StackPolicy {
    return StackPolicy.protectTypes(STATEFUL_TYPES);
  }

  /**
   * Updates may change everything, but neither replace nor delete resources of the given types.
   *
   * @param resourceTypes such as `AWS::RDS::DBInstance` or, for all of a service, `AWS::RDS::*`
   */
  public static protectTypes(resourceTypes: string[]): StackPolicy {
    if (!Array.isArray(resourceTypes) || resourceTypes.length === 0 || !resourceTypes.every((type) => /^\w+::[\w:-]*\*?$/.test(type))) {
      throw inputErrorIn('StackPolicy.protectTypes', `'resourceTypes' must name one or more types such as 'AWS::RDS::DBInstance', got ${show(resourceTypes)}`);
    }
    return new StackPolicy([ALLOW_ALL, {
      Effect: 'Deny', Principal: '*', Action: ['Update:Replace', 'Update:Delete'], Resource: '*', Condition: { StringLike: { ResourceType: resourceTypes } },
    }]);
  }

  /** Updates may do everything. Takes back what another policy of the stack denies. */
  public static allowAll(): StackPolicy {
    return new StackPolicy([ALLOW_ALL]);
  }

  /**
   * A policy of your own.
   *
   * @param text JSON with a list called `Statement`, as CloudFormation takes it
   */
  public static fromJson(text: string): StackPolicy {
    const statements = statementsIn(text);
    if (!Array.isArray(statements) || statements.length === 0) {
      throw inputErrorIn('StackPolicy.fromJson', `'text' must be JSON with a list called 'Statement' that is not empty, got ${show(text)}`);
    }
    statements.forEach(requireStatement);
    return new StackPolicy(statements);
  }

  private constructor(private readonly statements: object[]) {}

  /**
   * As CloudFormation gets it.
   *
   * @internal
   */
  public _render(scope: IConstruct): string {
    const text = JSON.stringify({ Statement: this.statements });
    if (text.length > LONGEST_POLICY) {
      throw inputError(scope, `'stackPolicy' must have at most ${LONGEST_POLICY} characters, got ${text.length}. Name types of resources by patterns`);
    }
    return text;
  }
}

const ALLOW_ALL = { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' };

function statementsIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { Statement?: unknown } | null)?.Statement;
  } catch {
    return undefined;
  }
}

function requireStatement(statement: unknown): void {
  const { Effect, Action, NotAction, Resource, NotResource, Principal } = (statement ?? {}) as Record<string, unknown>;
  const decides = Effect === 'Allow' || Effect === 'Deny';
  if (decides && (Action ?? NotAction) !== undefined && (Resource ?? NotResource) !== undefined && Principal === '*') { return; }
  throw inputErrorIn('StackPolicy.fromJson', "'text' must have statements with an Effect (Allow or Deny), an Action or NotAction, " +
    `a Resource or NotResource and the Principal '*', got ${show(statement)}`);
}
