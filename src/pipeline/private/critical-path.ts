import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { IConstruct } from 'constructs';
import { minutesOf } from './action-minutes';
import { StageName } from './defaults';
import { actionsOf, PathAction } from './path-actions';
import { PipelinePathStep, PipelineTimes } from '../pipeline-times';

/** In these stages nothing but what an action needs says when it may run; where something is released, tests have to wait for it. */
const FREE_ORDER = [StageName.BUILD, StageName.TEST];

/** What runs one after another, from the source on. */
export function criticalPathOf(scope: IConstruct, pipeline: codepipeline.Pipeline, times: PipelineTimes): PipelinePathStep[] {
  const actions = actionsOf(pipeline);
  const minutes = minutesOf(scope, actions, times);
  const stages = [...new Set(actions.map(({ stageName }) => stageName))];
  return stages.flatMap((stageName) => {
    const steps = stepsOf(actions.filter((action) => action.stageName === stageName));
    return steps.map((step, index) => ({
      stageName,
      runOrder: step[0].runOrder,
      actionNames: step.map(({ name }) => name),
      minutes: Math.max(...step.map(minutes)),
      couldRunEarlier: FREE_ORDER.includes(stageName) ? waiting(step, steps[index - 1]) : [],
    }));
  });
}

/** Actions with the same run order together. */
function stepsOf(actions: PathAction[]): PathAction[][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((one, other) => one - other);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

function waiting(step: PathAction[], before: PathAction[] = []): string[] {
  if (before.length === 0) { return []; }
  return step.filter((action) => !before.some((other) => action.needs(other))).map(({ name }) => name);
}
