import { Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GUARD_PATIENCE } from './hook-defaults';
import { HookFunction } from './hook-function';
import { migrationFindings, MigrationPlan, migrationPermissions } from './migration-plan';
import { waitFor } from './wait-for';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';
import { IBlueGreenService } from '../blue-green-service';
import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';
import { DeploymentStage } from '../deployment-stage';

/** What happens before tasks of a new version start. */
export interface BeforeScaleUp {
  readonly refuseWhileAlarmsFire: boolean;
  readonly migration?: MigrationPlan;
}

/**
 * Refuses versions that should not be deployed now, then migrates. One hook for both: hooks of one moment run side by side, and a version that
 * is refused must not migrate.
 */
export class BeforeScaleUpHook implements IDeploymentHook {
  constructor(private readonly plan: BeforeScaleUp) {}

  /** Whether deployments that go well wait for it. */
  public get migrates(): boolean {
    return this.plan.migration !== undefined;
  }

  /** Without any of them there is nothing to call a function for. */
  public isNeededBy({ releasePointer }: IBlueGreenService): boolean {
    return this.plan.refuseWhileAlarmsFire || this.plan.migration !== undefined || releasePointer !== undefined;
  }

  public bind(_scope: Construct, service: IBlueGreenService): DeploymentHookConfig {
    const hookFunction = HookFunction.of(service);
    hookFunction.protectLike(service.logGroup);
    const permissions = permissionsFor(service, this.plan);
    const findings = this.plan.migration ? migrationFindings(service) : {};
    if (permissions.length > 0) { waitFor(service.baseService, hookFunction.allow(permissions, findings)); }
    return {
      stages: [DeploymentStage.PRE_SCALE_UP],
      handler: hookFunction.handler,
      details: { ...this.alarmsOf(service), ...this.imageOf(service), ...this.migrate() },
      timeout: this.plan.migration?.timeout.plus(GUARD_PATIENCE) ?? GUARD_PATIENCE,
    };
  }

  private alarmsOf(service: IBlueGreenService): object {
    if (!this.plan.refuseWhileAlarmsFire) { return {}; }
    return { alarms: Lazy.list({ produce: () => service.rollbackAlarms.map((alarm) => alarm.alarmName) }) };
  }

  /** An update that fails goes back to the image of the last update, even where that was the placeholder and something has been released since. */
  private imageOf({ containerName, releasePointer }: IBlueGreenService): object {
    return { container: containerName, ...releasePointer && { releasePointer: releasePointer.parameterName, placeholder: PLACEHOLDER_IMAGE } };
  }

  private migrate(): object {
    const { migration } = this.plan;
    if (!migration) { return {}; }
    const { command, timeout } = migration;
    return {
      command: Token.isUnresolved(command) ? command : command.map(String),
      timeoutMinutes: Tokenization.stringifyNumber(timeout.toMinutes()),
    };
  }
}

function permissionsFor(service: IBlueGreenService, { migration }: BeforeScaleUp): iam.PolicyStatement[] {
  const { releasePointer } = service;
  return [
    ...migration ? migrationPermissions(service) : [],
    ...releasePointer ? [new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: [arnOf(service, releasePointer.parameterName)] })] : [],
  ];
}

/** By its name, for a reference to another stack would tie the two together. */
function arnOf(service: IBlueGreenService, parameterName: string): string {
  return Stack.of(service).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameterName.replace(/^\//, '') });
}
