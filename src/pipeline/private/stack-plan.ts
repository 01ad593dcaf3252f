import { CfnCapabilities, CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { Bootstrap, Place, resolvePlace } from './bootstrap-roles';
import { PIPELINE_DEFAULTS } from './defaults';
import { inputError, requireAbility, requireAlarm, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { CloudFormationDeployOptions } from '../cloud-formation-options';
import type { PipelineStage } from '../pipeline-stage';

/** Neither absolute nor upwards: only what was built can be deployed. */
export const PATH_IN_ARTIFACT = /^(?![/-])(?!(.*\/)?\.\.(\/|$)).+$/;

const MOST_ROLLBACK_ALARMS = 5;

/** A stack to deploy, defaults filled in and checked. */
export interface StackPlan {
  readonly stackName: string;
  readonly place: Place;
  readonly bootstrap: Bootstrap;
  readonly deploymentRoleArn: string;
  /** None where the project calls CloudFormation with its own role. */
  readonly accessRoleArn?: string;
  /** By name; they may hold pipeline variables. */
  readonly parameters: Record<string, string>;
  readonly capabilities: CfnCapabilities[];
  readonly stackPolicy?: string;
  readonly terminationProtection?: boolean;
  /** As CloudFormation takes it. */
  readonly rollback: object;
  readonly timeout: Duration;
}

export function resolveStackPlan(stage: PipelineStage, options: CloudFormationDeployOptions): StackPlan {
  const { scope } = stage;
  requireSyntax(scope, options);
  const { stackName, capabilities = [], timeout = PIPELINE_DEFAULTS.deployTimeout, terminationProtection } = options;
  const place = resolvePlace(scope, 'environment', options.environment);
  const bootstrap = new Bootstrap(scope, place, options.qualifier);
  const elsewhere = !inSameEnvironment({ account: place.account, region: '' }, { account: Stack.of(scope).account, region: '' });
  requireAccess(scope, options, elsewhere, place);
  return {
    stackName,
    place,
    bootstrap,
    deploymentRoleArn: options.deploymentRole?.roleArn ?? bootstrap.roleArn('cfn-exec'),
    accessRoleArn: options.accessRole?.roleArn ?? (elsewhere ? bootstrap.roleArn('deploy') : undefined),
    parameters: resolveParameters(stage, options),
    capabilities,
    stackPolicy: options.stackPolicy?._render(scope),
    terminationProtection: terminationProtection ?? (stage.isProduction ? true : undefined),
    rollback: resolveRollback(scope, options, place),
    timeout,
  };
}

function requireSyntax(scope: IConstruct, options: CloudFormationDeployOptions): void {
  requireKinds(scope, options, {
    parameters: 'options', capabilities: 'list', terminationProtection: 'flag', rollbackAlarms: 'list', stackName: 'text', templatePath: 'text',
  });
  const { stackName, templatePath, templateConfigurationPath, capabilities, deploymentRole, accessRole, stackPolicy, timeout } = options;
  if (stackName === undefined) { throw inputError(scope, "'stackName' must be the name of a stack, got undefined"); }
  if (templatePath === undefined) { throw inputError(scope, "'templatePath' must be a path below the root of what was built, got undefined"); }
  requirePattern(scope, 'stackName', stackName, /^[A-Za-z][A-Za-z\d-]{0,127}$/, '1 to 128 letters, digits and hyphens, the first a letter');
  requirePattern(scope, 'templatePath', templatePath, PATH_IN_ARTIFACT, 'a path below the root of what was built');
  requirePattern(scope, 'templateConfigurationPath', templateConfigurationPath, PATH_IN_ARTIFACT, 'a path below the root of what was built');
  capabilities?.forEach((capability) => requireMember(scope, 'capabilities', capability, CfnCapabilities, 'CfnCapabilities'));
  Object.entries({ deploymentRole, accessRole }).filter(([, value]) => value !== undefined)
    .forEach(([prop, value]) => requireAbility(scope, { prop, value, method: 'grantPassRole', expected: 'a role' }));
  if (stackPolicy !== undefined) {
    requireAbility(scope, { prop: 'stackPolicy', value: stackPolicy, method: '_render', expected: 'a stack policy, such as StackPolicy.protectStateful()' });
  }
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 36 * 60, example: 'Duration.hours(8)' });
}

/** What `cdk bootstrap` makes may pass no other role, and may not set stack policies. */
function requireAccess(scope: IConstruct, options: CloudFormationDeployOptions, elsewhere: boolean, place: Place): void {
  const { deploymentRole, stackPolicy, accessRole } = options;
  if (!elsewhere || accessRole) { return; }
  const prop = deploymentRole ? 'deploymentRole' : stackPolicy && 'stackPolicy';
  if (!prop) { return; }
  throw inputError(scope, `'${prop}' must come with an 'accessRole' for a stack in another account, got none for ${sayEnvironment(place)}: ` +
    "the roles of 'cdk bootstrap' there may not do that. Give an 'accessRole' that may");
}

function resolveParameters({ scope, stageName, image }: PipelineStage, options: CloudFormationDeployOptions): Record<string, string> {
  const { parameters = {}, imageParameter } = options;
  for (const [name, value] of Object.entries(parameters)) {
    requirePattern(scope, 'parameters', name, /^[A-Za-z\d]{1,255}$/, 'keyed by names of 1 to 255 letters and digits');
    if (typeof value !== 'string') { throw inputError(scope, `'parameters' must be texts by name, got ${show(value)} for ${name}`); }
  }
  if (imageParameter === undefined) { return parameters; }
  requirePattern(scope, 'imageParameter', imageParameter, /^[A-Za-z\d]{1,255}$/, 'a name of 1 to 255 letters and digits');
  if (imageParameter in parameters) {
    throw inputError(scope, `'imageParameter' must not be among the 'parameters' as well, got ${show(imageParameter)}. Remove one of them`);
  }
  if (image === undefined) {
    throw inputError(scope, `'imageParameter' must come with a 'buildStep' that makes an image, got a build without one for ${stageName}. ` +
      'Use BuildStep.dockerImage(repository)');
  }
  return { ...parameters, [imageParameter]: image };
}

/** Always said, so that alarms that are no longer wanted are taken off the stack. */
function resolveRollback(scope: IConstruct, { rollbackAlarms = [], monitoringTime }: CloudFormationDeployOptions, place: Place): object {
  if (rollbackAlarms.length > MOST_ROLLBACK_ALARMS) {
    throw inputError(scope, `'rollbackAlarms' must be at most ${MOST_ROLLBACK_ALARMS}, got ${rollbackAlarms.length}. Combine some of them in a composite alarm`);
  }
  requireDuration(scope, { prop: 'monitoringTime', value: monitoringTime, unit: 'minutes', min: 0, max: 180, example: 'Duration.minutes(10)' });
  if (monitoringTime && rollbackAlarms.length === 0) {
    throw inputError(scope, "'monitoringTime' must come with 'rollbackAlarms', got none. Give alarms, or leave it out");
  }
  rollbackAlarms.forEach((alarm) => requireAlarmThere(scope, alarm, place));
  if (rollbackAlarms.length === 0) { return { RollbackTriggers: [] }; }
  return {
    RollbackTriggers: rollbackAlarms.map((alarm) => ({ Arn: alarm.alarmArn, Type: typeOf(alarm) })),
    MonitoringTimeInMinutes: (monitoringTime ?? PIPELINE_DEFAULTS.monitoringTime).toMinutes(),
  };
}

function requireAlarmThere(scope: IConstruct, alarm: cloudwatch.IAlarm, place: Place): void {
  requireAlarm(scope, 'rollbackAlarms', alarm);
  // One that is imported counts to the stack that imports it; its ARN knows better.
  const [,,, region, account] = alarm.alarmArn.split(':');
  const where = Token.isUnresolved(alarm.alarmArn) ? alarm.env : { account, region };
  if (inSameEnvironment(where, place)) { return; }
  throw inputError(scope, `'rollbackAlarms' must be in the environment of the stack (${sayEnvironment(place)}), ` +
    `got ${alarm.node.path} in ${sayEnvironment(where)}`);
}

function typeOf(alarm: cloudwatch.IAlarm): string {
  const resource = alarm.node.defaultChild;
  return resource && CfnResource.isCfnResource(resource) ? resource.cfnResourceType : 'AWS::CloudWatch::Alarm';
}
