import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../../../core/private/acknowledge-wildcards';

/**
 * The roles of a pipeline's rules, made when a rule needs one. `codepipeline.Rule` makes none: it leaves its rules to the role of the
 * pipeline, and grants that nothing.
 */
export class RuleRoles extends Construct {
  constructor(private readonly pipeline: codepipeline.Pipeline) {
    super(pipeline, 'StageRules');
  }

  /** What all rules share that run no commands. */
  public shared(): RuleRole {
    return this.role('Shared', 'Looks at alarms, and calls functions and builds, for the rules of a pipeline.');
  }

  /** What commands run with. Each rule has its own: none may do what another one has to. */
  public forCommands(): RuleRole {
    const number = this.node.children.filter(({ node }) => node.id.startsWith('Commands')).length;
    return this.role(`Commands${number || ''}`, 'Runs the commands of a rule of a pipeline.');
  }

  private role(id: string, description: string): RuleRole {
    return this.node.tryFindChild(id) as RuleRole | undefined ?? new RuleRole(this, id, this.pipeline, description);
  }
}

/** A role for rules. */
export class RuleRole extends Construct {
  public readonly role: iam.Role;
  private policy?: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, pipeline: codepipeline.Pipeline, description: string) {
    super(scope, id);
    // AWS does not say whether a rule's role is taken directly or, as an action's, through the role of the pipeline. Both are let in.
    const trusted = new iam.CompositePrincipal(new iam.ServicePrincipal('codepipeline.amazonaws.com'), new iam.ArnPrincipal(pipeline.role.roleArn));
    this.role = new iam.Role(this, 'Role', { description, assumedBy: trusted });
    pipeline.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [this.role.roleArn] }));
  }

  /** In a policy apart from the role: what is named in it may hang on the pipeline, and the pipeline on the role. */
  public allow(...statements: iam.PolicyStatement[]): void {
    this.policy ??= new iam.ManagedPolicy(this, 'Policy', { roles: [this.role] });
    this.policy.addStatements(...statements);
  }

  /** What AWS allows for all resources or none; in a policy of its own, so that what is acknowledged there hides nothing else. */
  public allowEverywhere(id: string, actions: string[], reason: string): void {
    if (this.node.tryFindChild(id)) { return; }
    const policy = new iam.ManagedPolicy(this, id, { roles: [this.role], statements: [new iam.PolicyStatement({ actions, resources: ['*'] })] });
    acknowledgeWildcards(policy, [], ['*'], reason);
  }

  /** Acknowledges wildcards of what was allowed. */
  public acknowledge(resources: string[], reason: string): void {
    if (this.policy) { acknowledgeWildcards(this.policy, [], resources, reason); }
  }
}
