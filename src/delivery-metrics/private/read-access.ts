import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { idBelow } from './service-stream';
import { acknowledgeInPacks } from '../../core/private/acknowledge-in-packs';
import { HandlerFunction } from '../../core/private/handler-function';
import { inputError } from '../../core/private/input-error';

/** Inline policies of a role may have 10,240 characters; one of ours begins with about 300. */
const MOST_STACKS = 25;

/**
 * What the function may read. A policy lives in the stack of what it names: the stack of the metrics names nothing of other stacks, which may
 * send alarms to a router in it.
 */
export class ReadAccess {
  private readonly statements = new Map<string, iam.PolicyStatement>();
  private readonly stacks = new Set<Stack>();

  constructor(private readonly scope: Construct, private readonly work: HandlerFunction) {}

  /** Lets the function do something with a resource that belongs to a construct. */
  public allow(owner: Construct, actions: string[], resource: string): void {
    const stack = Stack.of(owner);
    const key = `${stack.node.addr} ${actions.join()}`;
    const known = this.statements.get(key);
    if (known) {
      known.addResources(resource);
      return;
    }
    const statement = new iam.PolicyStatement({ actions, resources: [resource] });
    this.statements.set(key, statement);
    if (stack === Stack.of(this.scope)) { this.work.allow(statement); } else { this.allowFrom(stack, statement); }
  }

  private allowFrom(stack: Stack, statement: iam.PolicyStatement): void {
    const id = idBelow(this.scope, 'Read');
    const existing = stack.node.tryFindChild(id) as iam.Policy | undefined;
    if (existing) {
      existing.addStatements(statement);
      return;
    }
    this.stacks.add(stack);
    if (this.stacks.size > MOST_STACKS) {
      throw inputError(this.scope, `'addPipeline' must be given pipelines of at most ${MOST_STACKS} other stacks, got one of '${stack.stackName}'. ` +
        'Make a DoraMetrics for each team');
    }
    const policy = new iam.Policy(stack, id, { statements: [statement], roles: [this.work.handler.role!] });
    acknowledgeInPacks(policy, { IAMNoInlinePolicy: 'Managed policies of a role are few, and stacks with pipelines may be many.' });
  }
}
