import { createHash } from 'crypto';
import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/**
 * Settings of containers as parameters of AWS Systems Manager, which cost nothing: cdk-nag wants no environment in a task
 * definition, and cannot know that nothing of it is secret. All tasks of a stack share what is the same for all of them.
 *
 * A changed value is a new parameter, so that Amazon ECS sees a new task definition and deploys it.
 */
export class TelemetrySettings extends Construct {
  public static of(scope: Construct): TelemetrySettings {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild('TelemetrySettings') as TelemetrySettings | undefined) ?? new TelemetrySettings(stack);
  }

  private constructor(stack: Stack) {
    super(stack, 'TelemetrySettings');
  }

  public valueOf(name: string, value: string): ecs.Secret {
    const resolved = JSON.stringify(Stack.of(this).resolve(value));
    const id = name.replace(/[^A-Za-z]/g, '') + createHash('sha256').update(resolved).digest('hex').slice(0, 8);
    const existing = this.node.tryFindChild(id) as ssm.StringParameter | undefined;
    return ecs.Secret.fromSsmParameter(existing ?? new ssm.StringParameter(this, id, { stringValue: value, description: name }));
  }
}
