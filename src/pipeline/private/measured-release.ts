import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { IConstruct } from 'constructs';
import { StageName } from './defaults';
import type { ReleasePlan } from './pipeline-lane';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import type { DoraMetrics } from '../../delivery-metrics';
import { IDeployTarget } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';

/** What deploys for a target, and may fail or go back without the pipeline. */
export interface Deployer {
  readonly ecsService?: ecs.IService;
  /** Of AWS CodeDeploy. */
  readonly group?: { readonly application: { readonly applicationName: string }; readonly deploymentGroupName: string };
}

/** A target that knows what deploys for it. */
export interface IWatchedTarget extends IDeployTarget {
  /** Called after `bind` for the same stage. */
  deployersIn(stage: PipelineStage): Deployer[];
}

/** Of which service a release is, for whom. */
export interface MeasuredRelease {
  readonly dora: DoraMetrics;
  readonly service: string;
  readonly environment: string;
}

const ENVIRONMENTS: Record<string, string> = { [StageName.STAGING]: 'staging', [StageName.PRODUCTION]: 'production' };

/** How a release is measured; undefined when nobody wants to know. The service is called like the pipeline unless it is said otherwise. */
export function measuredRelease(scope: IConstruct, { stageName, options }: ReleasePlan, sourceName: string): MeasuredRelease | undefined {
  const { deliveryMetrics: dora, measuredAs } = options ?? {};
  if (dora === undefined) {
    if (measuredAs === undefined) { return undefined; }
    throw inputError(scope, `'measuredAs' must come with 'deliveryMetrics', got ${show(measuredAs)} alone. Say which DoraMetrics measures, or leave it out`);
  }
  requireAbility(scope, { prop: 'deliveryMetrics', value: dora, method: 'addPipeline', expected: 'a DoraMetrics' });
  return { dora, service: measuredAs ?? sourceName, environment: ENVIRONMENTS[stageName] };
}

/** Who has taken which name without being told to. */
const defaultNames = new WeakMap<DoraMetrics, Map<string, string>>();

/** Two pipelines of one name in two stacks would be one service by accident. */
export function requireOwnName(scope: IConstruct, { dora, service }: MeasuredRelease, { measuredAs }: { readonly measuredAs?: string } = {}): void {
  if (measuredAs !== undefined) { return; }
  const names = defaultNames.get(dora) ?? new Map<string, string>();
  defaultNames.set(dora, names);
  const other = names.get(service) ?? scope.node.path;
  names.set(service, other);
  if (other === scope.node.path) { return; }
  throw inputError(scope, `'measuredAs' must be given for pipelines of one name, got the name "${service}" from '${other}' too. Say which service each of them ` +
    "delivers, such as { deliveryMetrics, measuredAs: 'Orders' }");
}

/** Measures the stage: all that it takes is in the stack of the pipeline, which refers to the alarms and to what deploys already. */
export function measureRelease({ dora, ...name }: MeasuredRelease, pipeline: codepipeline.Pipeline, plan: ReleasePlan, stage: PipelineStage): void {
  const deliveries = dora._deliveries;
  const alarms = plan.options?.bakeGate?._kind.alarms ?? [];
  deliveries.addPipeline(pipeline, { ...name, productionStage: plan.stageName, alarms }, pipeline);
  for (const { ecsService, group } of deployersOf(plan.target, stage)) {
    if (ecsService) { deliveries.addEcsService(ecsService, name, pipeline); }
    if (group) { deliveries.addDeploymentGroup(group.application.applicationName, group.deploymentGroupName, name, pipeline); }
  }
}

/** What deploys for a target; nothing for one of the user's. */
export function deployersOf(target: IDeployTarget, stage: PipelineStage): Deployer[] {
  const { deployersIn } = target as Partial<IWatchedTarget>;
  return typeof deployersIn === 'function' ? deployersIn.call(target, stage) : [];
}
