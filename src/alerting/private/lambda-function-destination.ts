import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { subscribeOnce } from './subscribe-once';
import { requireAbility } from '../../core/private/input-error';
import { AlertRoute } from '../alert-route';
import { IDestination } from '../destination';

export class LambdaFunctionDestination implements IDestination {
  constructor(private readonly lambdaFunction: lambda.IFunction) {}

  public bind(_scope: Construct, route: AlertRoute): void {
    const { lambdaFunction } = this;
    requireAbility(route._router, { prop: 'lambdaFunction', value: lambdaFunction, method: 'addPermission', expected: 'a Lambda function' });
    subscribeOnce(route.topic, lambdaFunction, () => new LambdaSubscription(lambdaFunction, { deadLetterQueue: route.deadLetterQueue }));
  }
}
