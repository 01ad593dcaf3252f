import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { ApprovalPlan } from './approval-stage';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { PipelineApproval } from '../pipeline-approval';
import { StandardPipelineProps } from '../standard-pipeline';

/** Who approves, with all defaults; nobody with `PipelineApproval.none()`. */
export function resolveApproval(scope: IConstruct, props: StandardPipelineProps): ApprovalPlan | undefined {
  const { approval = PipelineApproval.manual(), staging } = props;
  if (typeof approval !== 'object' || approval === null || !('_options' in approval)) {
    throw inputError(scope, `'approval' must be a PipelineApproval, such as PipelineApproval.manual(), got ${show(approval)}`);
  }
  if (!approval._options) { return undefined; }
  requireKinds(scope, approval._options, { approvers: 'list', rejectStale: 'flag', skipWhenNothingChanged: 'flag' });
  const {
    timeout = PIPELINE_DEFAULTS.approvalTimeout, reviewUrl, notify, comment, beforeStage = StageName.PRODUCTION,
    approvers = [], rejectStale = false, skipWhenNothingChanged = true,
  } = approval._options;
  const released = [...staging ? [StageName.STAGING] : [], StageName.PRODUCTION];
  if (!released.includes(beforeStage)) {
    throw inputError(scope, `'beforeStage' must name a stage of this pipeline that releases (${released.join(', ')}), ` +
      `got ${show(beforeStage)}${beforeStage === StageName.STAGING ? ". Give the pipeline a 'staging' target" : ''}`);
  }
  requireAbility(scope, { prop: 'timeout', value: timeout, method: 'toMinutes', expected: 'a Duration, such as Duration.days(2)' });
  if (timeout.isUnresolved()) {
    throw inputError(scope, "'timeout' must be known when the app is synthesized, got a token. The approval action of the AWS CDK takes none");
  }
  requireInRange(scope, { prop: 'timeout', value: timeout.toMinutes({ integral: false }), min: 5, max: 60 * 24 * 60, integer: true, unit: 'minutes' });
  requirePattern(scope, 'reviewUrl', reviewUrl, /^https?:\/\/\S+$/, "an address that starts with 'https://' or 'http://'");
  requirePattern(scope, 'comment', comment, /^[^]{1,1000}$/, '1 to 1000 characters');
  approvers.forEach((approver) => requireApprover(scope, approver));
  return { kind: 'approval', beforeStage, timeout, reviewUrl, notify, comment, approvers, rejectStale, skipWhenNothingChanged };
}

function requireApprover(scope: IConstruct, approver?: iam.IGrantable): void {
  if (approver?.grantPrincipal !== undefined) { return; }
  throw inputError(scope, `'approvers' must be roles, users or other grantees, such as Role.fromRoleName(this, 'Reviewers', 'reviewers'), got ${show(approver)}`);
}
