import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Construct } from 'constructs';
import { BlueGreenFargateService, ServiceImage } from '../../../src/deployment';
import { BuildStep, DeployTarget, IDeployTarget, PipelineSource, StandardPipeline, StandardPipelineProps } from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';

/** A deploy target that is quick to make: somebody deploys what the comment says. */
export const BY_HAND: IDeployTarget = {
  bind: (stage) => stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'ByHand', additionalInformation: stage.image })),
};

/** A pipeline called Delivery that releases by hand unless told otherwise. */
export function pipelineIn(scope: Construct, props: Partial<StandardPipelineProps> = {}): StandardPipeline {
  return new StandardPipeline(scope, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(scope, 'Code', 'web')),
    buildStep: props.buildStep ?? BuildStep.dockerImage(new ContainerRepository(scope, 'Images')),
    production: BY_HAND,
    ...props,
  });
}

/** A pipeline called Delivery as it comes, with the three required props alone unless told otherwise: it releases to a service called Web. */
export function barePipelineIn(scope: Construct, props: Partial<StandardPipelineProps> = {}): StandardPipeline {
  const images = new ContainerRepository(scope, 'Images');
  const web = new BlueGreenFargateService(scope, 'Web', { image: ServiceImage.released(images) });
  return pipelineIn(scope, { buildStep: BuildStep.dockerImage(images), production: DeployTarget.ecs(web), ...props });
}

/** Properties of the only pipeline of a template. */
export function pipelineOf(template: Template): any {
  const pipelines: any[] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
  expect(pipelines).toHaveLength(1);
  return pipelines[0].Properties;
}

/** Properties of all pipelines of a template, by name. */
export function pipelinesOf(template: Template): Record<string, any> {
  return Object.fromEntries(Object.values(template.findResources('AWS::CodePipeline::Pipeline')).map(({ Properties }) => [Properties.Name, Properties]));
}

/** The names of the stages of all pipelines of a template, by name. */
export function pathsOf(template: Template): Record<string, string> {
  const pathOf = ({ Stages }: any) => Stages.map((stage: any) => stage.Name).join(' ');
  return Object.fromEntries(Object.entries(pipelinesOf(template)).map(([name, pipeline]) => [name, pathOf(pipeline)]));
}

/** The names of a pipeline's stages, in order. */
export function stagesOf(template: Template): string[] {
  return pipelineOf(template).Stages.map((stage: any) => stage.Name);
}

/** The only action of a stage. */
export function actionOf(template: Template, stageName: string): any {
  const { Actions } = pipelineOf(template).Stages.find((stage: any) => stage.Name === stageName);
  expect(Actions).toHaveLength(1);
  return Actions[0];
}

/** The CodeBuild project whose logical id contains the text. */
export function projectOf(template: Template, idPart: string): any {
  const found = Object.entries(template.findResources('AWS::CodeBuild::Project')).filter(([id]) => id.includes(idPart));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return (found[0][1] as any).Properties;
}

/** The environment variables of a project. */
export function environmentOf(project: any): Record<string, any> {
  return Object.fromEntries((project.Environment.EnvironmentVariables ?? []).map(({ Name, Value }: any) => [Name, Value]));
}

/** The one script that a project runs, as bash gets it. */
export function scriptOf(project: any): string {
  const buildSpec = JSON.parse(project.Source.BuildSpec);
  expect(buildSpec.env.shell).toBe('bash');
  expect(buildSpec.phases.build.commands).toHaveLength(1);
  return buildSpec.phases.build.commands[0];
}

/** All statements of the policies whose logical id contains the text. */
export function statementsOf(template: Template, idPart: string): any[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes(idPart))
    .flatMap(([, policy]: [string, any]) => policy.Properties.PolicyDocument.Statement);
}
