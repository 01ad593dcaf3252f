import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { settingsOf } from './collector';
import type { DeliverySection } from './delivery-section';
import { HandlerFunction } from '../../core/private/handler-function';

const ID = 'Comparison';

/** What of a section makes the table that compares services. */
export type ComparisonParts = Pick<DeliverySection, 'plan' | 'table'>;

/** The function behind the table that compares services with the targets; made when somebody asks for it. It reads facts and nothing else. */
export function comparisonOf(scope: Construct, { plan, table }: ComparisonParts): HandlerFunction {
  const existing = scope.node.tryFindChild(ID) as HandlerFunction | undefined;
  if (existing) { return existing; }
  const { encryptionKey } = plan;
  return new HandlerFunction(scope, ID, {
    folder: 'delivery-metrics',
    entry: 'comparison.handler',
    description: `Compares how services are delivered on a dashboard, for ${scope.node.path}`.slice(0, 256),
    environment: { SETTINGS: Stack.of(scope).toJsonString(settingsOf(plan, table)) },
    encryptionKey,
    statements: [
      new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: [table.tableArn] }),
      ...encryptionKey ? [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] })] : [],
    ],
    whyNoDeadLetters: 'Somebody looks at the dashboard that calls it: a call that fails is seen, and changes nothing.',
  });
}

/** Lets somebody see the table: CloudWatch calls the function as the one who looks. */
export function allowView(scope: Construct, grantee: iam.IGrantable, parts: ComparisonParts): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee, actions: ['lambda:InvokeFunction'], resourceArns: [comparisonOf(scope, parts).handler.functionArn],
  });
}
