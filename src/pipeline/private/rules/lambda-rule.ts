import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { requireHere, requireTexts } from './rule-checks';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { acknowledgeWildcards } from '../../../core/private/acknowledge-wildcards';
import { inputError, requireAbility } from '../../../core/private/input-error';

/** AWS takes longer ones nowhere. */
const MAX_PARAMETERS = 10_000;

const ANSWERS = ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'];

export class LambdaRule implements RuleKind {
  constructor(private readonly handler: lambda.IFunction, private readonly parameters?: Record<string, string>) {}

  public bind({ pipeline, roles }: RulePlace): RuleDeclaration[] {
    requireAbility(pipeline, { prop: 'lambdaFunction', value: this.handler, method: 'grantInvoke', expected: 'a Lambda function' });
    requireHere(pipeline, 'lambdaFunction', this.handler);
    const role = roles.shared();
    letInvoke(role, this.handler);
    letAnswer(this.handler);
    return [lambdaDeclaration(this.handler, role.role.roleArn, parametersOf(pipeline, this.parameters))];
  }
}

/** A rule that calls a function. */
export function lambdaDeclaration(handler: lambda.IFunction, roleArn: string, parameters?: string): RuleDeclaration {
  return {
    provider: RuleProvider.LAMBDA,
    configuration: { FunctionName: handler.functionName, ...parameters && { UserParameters: parameters } },
    roleArn,
  };
}

/** Lets the rules of a pipeline call a function, and none of its versions. */
export function letInvoke(role: { allow(statement: iam.PolicyStatement): void }, handler: lambda.IFunction): void {
  role.allow(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }));
}

/**
 * Lets a function of the user's answer. A job is no resource of IAM's.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html
 */
function letAnswer(handler: lambda.IFunction): void {
  const id = 'AnswerCodePipeline';
  if (!handler.role || handler.node.tryFindChild(id)) { return; }
  const policy = new iam.ManagedPolicy(handler as unknown as lambda.Function, id, {
    roles: [handler.role],
    statements: [new iam.PolicyStatement({ actions: ANSWERS, resources: ['*'] })],
  });
  acknowledgeWildcards(policy, [], ['*'], 'A job of CodePipeline is no resource that IAM could name.');
}

function parametersOf(pipeline: codepipeline.Pipeline, parameters?: Record<string, string>): string | undefined {
  requireTexts(pipeline, 'parameters', parameters);
  if (!parameters || Object.keys(parameters).length === 0) { return undefined; }
  const text = Stack.of(pipeline).toJsonString(parameters);
  const { length } = JSON.stringify(parameters);
  if (length > MAX_PARAMETERS) {
    throw inputError(pipeline, `'parameters' must be at most ${MAX_PARAMETERS} characters as JSON, got ${length}. Give the function environment variables`);
  }
  return text;
}
