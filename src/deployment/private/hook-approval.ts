import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { notifyOfApproval } from './approval-message';
import { HOOK_DEFAULTS } from './hook-defaults';
import { ReleasePlan } from './release-plan';
import { inputError, requireAbility } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IBlueGreenService } from '../blue-green-service';
import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';
import { DeploymentStage } from '../deployment-stage';
import { ManualApproval, ManualApprovalOptions } from '../manual-approval';

/** Pauses until a person has agreed. */
export class ApprovalHook implements IDeploymentHook {
  private readonly options: ManualApprovalOptions;

  constructor(scope: Construct, approval: ManualApproval, private readonly release: Pick<ReleasePlan, 'settings' | 'testTraffic'>) {
    if (!(approval instanceof ManualApproval)) { throw inputError(scope, "'approval' must be a ManualApproval, such as ManualApproval.required()"); }
    this.options = approval._options;
    requireKinds(scope, { options: this.options }, { options: 'options' });
    requireKinds(scope, this.options, { everyStep: 'flag' });
    const { notify } = this.options;
    if (notify !== undefined) { requireAbility(scope, { prop: 'notify', value: notify, method: 'grantPublish', expected: 'an SNS topic' }); }
  }

  public bind(scope: Construct, service: IBlueGreenService): DeploymentHookConfig {
    const { timeout = HOOK_DEFAULTS.approvalTimeout, onTimeout, notify } = this.options;
    if (notify) { notifyOfApproval(scope, service, notify); }
    return { stages: [this.stage()], timeout, onTimeout };
  }

  /** Canary and linear plans get to the moment before production traffic moves at each of their steps. */
  private stage(): DeploymentStage {
    const { settings, testTraffic } = this.release;
    const comesOnce = settings.strategy === ecs.DeploymentStrategy.BLUE_GREEN;
    if (comesOnce || this.options.everyStep) { return DeploymentStage.PRE_PRODUCTION_TRAFFIC_SHIFT; }
    return testTraffic._kind === 'none' ? DeploymentStage.POST_SCALE_UP : DeploymentStage.POST_TEST_TRAFFIC_SHIFT;
  }
}
