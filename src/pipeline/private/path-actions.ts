import { CfnResource, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { resolvedPropertyOf } from '../../core/private/resource-properties';

/** The environment of a CodeBuild project, as the template says it. */
export interface BuildEnvironment {
  readonly type?: string;
  readonly computeType?: string;
  readonly fleet?: unknown;
}

/** An action of a pipeline, as it is rendered. */
export interface PathAction {
  readonly stageName: string;
  readonly name: string;
  readonly runOrder: number;
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly makes: Made;
  /** Where CodeBuild runs it; none for other actions. */
  readonly environment?: BuildEnvironment;
  /** Whether it needs something that another action makes. */
  needs(other: PathAction): boolean;
}

/** What other actions can refer to. */
interface Made {
  readonly artifacts: string[];
  readonly namespace?: string;
}

interface RenderedAction {
  readonly name: string;
  readonly runOrder?: number;
  readonly actionTypeId: { readonly category: string; readonly owner: string; readonly provider: string };
  readonly configuration?: object;
  readonly inputArtifacts?: { readonly name: string }[];
  readonly outputArtifacts?: { readonly name: string }[];
  readonly namespace?: string;
}

/** The actions of a pipeline in the order of its stages, those that the user has added included. */
export function actionsOf(pipeline: codepipeline.Pipeline): PathAction[] {
  const { stages } = pipeline.node.defaultChild as codepipeline.CfnPipeline;
  const rendered: { name: string; actions: RenderedAction[] }[] = Stack.of(pipeline).resolve(stages);
  return rendered.flatMap(({ name: stageName, actions }, stage) => actions.map((action) => {
    const bound = pipeline.stages[stage].actions.find(({ actionProperties }) => actionProperties.actionName === action.name);
    return pathAction(stageName, action, bound);
  }));
}

function pathAction(stageName: string, rendered: RenderedAction, bound?: codepipeline.IAction): PathAction {
  const { name, runOrder = 1, actionTypeId, configuration = {}, inputArtifacts = [], outputArtifacts = [], namespace } = rendered;
  const inputs = inputArtifacts.map((artifact) => artifact.name);
  const says = JSON.stringify(configuration);
  return {
    stageName,
    name,
    runOrder,
    ...actionTypeId,
    makes: { artifacts: outputArtifacts.map((artifact) => artifact.name), namespace },
    needs: ({ makes }) => makes.artifacts.some((artifact) => inputs.includes(artifact)) || (!!makes.namespace && says.includes(`#{${makes.namespace}.`)),
    environment: actionTypeId.provider === 'CodeBuild' ? environmentOf(bound) : undefined,
  };
}

/** Of a project of another app, nothing is known. */
function environmentOf(action?: codepipeline.IAction): BuildEnvironment {
  const project = action?.actionProperties.resource?.node.defaultChild;
  return project && CfnResource.isCfnResource(project) ? resolvedPropertyOf(project, 'Environment') ?? {} : {};
}
