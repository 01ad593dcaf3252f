import { Stack, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { IConstruct } from 'constructs';
import { StageName } from './defaults';
import { AlertRouter } from '../../alerting';
import { Severity } from '../../core';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds, requireMember } from '../../core/private/require-kinds';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { PipelineEvent, PipelineEventRoute, PipelineNotificationsProps } from '../pipeline-notifications';

/** What is told of a pipeline, every default filled in. */
export interface NotificationPlan {
  readonly pipeline: codepipeline.IPipeline;
  readonly alerts: AlertRouter;
  readonly routes: PipelineEventRoute[];
  readonly productionStages: string[];
}

export function resolveNotifications(scope: IConstruct, props: PipelineNotificationsProps): NotificationPlan {
  const { pipeline, alerts, productionStages = [StageName.PRODUCTION] } = props;
  requireAbility(scope, {
    prop: 'pipeline',
    value: pipeline,
    method: 'onStateChange',
    expected: "a pipeline of AWS CodePipeline; of a StandardPipeline and of one of CDK Pipelines, pass the '.pipeline'",
  });
  requireAbility(scope, { prop: 'alerts', value: alerts, method: 'route', expected: 'an AlertRouter' });
  requireKinds(scope, props, { events: 'list', productionStages: 'list' });
  requireHere(scope, pipeline);
  requireStages(scope, productionStages);
  const { events = defaultRoutes(alerts) } = props;
  requireRoutes(scope, events);
  return { pipeline, alerts, routes: events, productionStages };
}

/** What nobody would hear of is left out: it is told by default only. */
export function defaultRoutes(alerts: AlertRouter): PipelineEventRoute[] {
  const critical = alerts._hears(Severity.CRITICAL) ? Severity.CRITICAL : Severity.WARNING;
  const routes = [
    { pipelineEvent: PipelineEvent.APPROVAL_WAITING, severity: Severity.WARNING },
    { pipelineEvent: PipelineEvent.PRODUCTION_FAILED, severity: critical },
    { pipelineEvent: PipelineEvent.STAGE_FAILED, severity: Severity.WARNING },
    { pipelineEvent: PipelineEvent.ROLLBACK_BEGAN, severity: Severity.WARNING },
  ];
  return routes.filter(({ severity }) => alerts._hears(severity));
}

function requireHere(scope: IConstruct, pipeline: codepipeline.IPipeline): void {
  const here = Stack.of(scope);
  if (inSameEnvironment(here, pipeline.env)) { return; }
  throw inputError(scope, `'pipeline' must be in the account and region of this stack (${sayEnvironment(here)}), got ${pipeline.node.path} in ` +
    `${sayEnvironment(pipeline.env)}. Make the PipelineNotifications in a stack there`);
}

function requireStages(scope: IConstruct, productionStages: string[]): void {
  if (Token.isUnresolved(productionStages)) { return; }
  if (productionStages.length === 0) { throw inputError(scope, "'productionStages' must name a stage, got none. Leave it out for ['Production']"); }
  const isName = (stage: unknown) => Token.isUnresolved(stage) || (typeof stage === 'string' && /^[\w.@-]{1,100}$/.test(stage));
  const wrong = productionStages.findIndex((stage) => !isName(stage));
  if (wrong < 0) { return; }
  throw inputError(scope, `'productionStages' must be names of stages, 1 to 100 letters, digits or any of '.@-_', got ${show(productionStages[wrong])}`);
}

function requireRoutes(scope: IConstruct, routes: PipelineEventRoute[]): void {
  routes.forEach((route) => {
    requireKinds(scope, { events: route ?? null }, { events: 'options' });
    requireMember(scope, 'pipelineEvent', route.pipelineEvent ?? null, PipelineEvent, 'PipelineEvent');
    requireMember(scope, 'severity', route.severity ?? null, Severity, 'Severity');
  });
  const twice = routes.find(({ pipelineEvent }, index) => routes.findIndex((other) => other.pipelineEvent === pipelineEvent) < index);
  if (twice) { throw inputError(scope, `'events' must have one route for each event, got ${twice.pipelineEvent} twice. Keep one of them`); }
}
