import { IConstruct } from 'constructs';
import { inputError, requireAbility, requireAlarm, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { ReleasedFunctionProps } from '../released-function';

/** What CodeDeploy accepts. */
const MAX_ALARMS = 10;

export function requireReleasedFunction(scope: IConstruct, props: ReleasedFunctionProps): void {
  requireKinds(scope, { props }, { props: 'options' });
  const { lambdaFunction, aliasName, deploymentConfig, alarms = [], preHook, postHook } = props;
  requireAbility(scope, { prop: 'lambdaFunction', value: lambdaFunction, method: 'grantInvoke', expected: 'a Lambda function' });
  requirePattern(scope, 'aliasName', aliasName, /^(?!\d+$)[\w-]{1,128}$/, "1 to 128 letters, digits, '-' or '_', and not digits alone");
  if (deploymentConfig !== undefined && !deploymentConfig?.deploymentConfigName) {
    throw inputError(scope, "'deploymentConfig' must be a configuration of CodeDeploy, such as codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE");
  }
  requireKinds(scope, { alarms }, { alarms: 'list' });
  alarms.forEach((alarm) => requireAlarm(scope, 'alarms', alarm));
  requireInRange(scope, { prop: 'alarms.length', value: alarms.length, min: 0, max: MAX_ALARMS, fix: 'Put several into a composite alarm' });
  Object.entries({ preHook, postHook }).forEach(([prop, value]) => {
    if (value !== undefined) { requireAbility(scope, { prop, value, method: 'grantInvoke', expected: 'a Lambda function' }); }
  });
}
