import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { AlertRouter, Destination } from '../../src/alerting';
import { buildMinutePrice } from '../../src/core/private/prices';
import { IDeployTarget, IPipelineStep, PipelineApproval, PipelineCostOptions, StandardPipeline } from '../../src/pipeline';
import { prodStack } from '../support/stacks';
import { barePipelineIn, BY_HAND, pipelineIn } from './support/pipelines';

/** A step that builds, in a project of its own. */
function building(stepName: string, { more = 0, environment }: { more?: number; environment?: codebuild.BuildEnvironment } = {}): IPipelineStep {
  return {
    stepName,
    bind: ({ scope, codePipelineStage, source, runOrder }) => codePipelineStage.addAction(new actions.CodeBuildAction({
      actionName: stepName, project: new codebuild.PipelineProject(scope, 'Project', { environment }), input: source, runOrder: runOrder + more,
    })),
  };
}

const lineOf = (pipeline: StandardPipeline, item: string, runs = 10, options?: PipelineCostOptions) => (
  pipeline.estimateMonthlyCost(runs, options).lines.find((line) => line.item === item));

describe('the critical path', () => {
  test('of a bare pipeline is one action after another', () => {
    expect(barePipelineIn(prodStack()).criticalPath()).toEqual([
      { stageName: 'Source', runOrder: 1, actionNames: ['CodeCommit'], minutes: 1, couldRunEarlier: [] },
      { stageName: 'Build', runOrder: 1, actionNames: ['DockerImage'], minutes: 5, couldRunEarlier: [] },
      { stageName: 'Approval', runOrder: 1, actionNames: ['Approve'], minutes: 0, couldRunEarlier: [] },
      { stageName: 'Production', runOrder: 1, actionNames: ['Deploy-Web'], minutes: 15, couldRunEarlier: [] },
    ]);
  });

  test('takes the time of the slowest of those that run at the same time', () => {
    const pipeline = pipelineIn(prodStack(), { checks: [building('One'), building('Two')] });
    const path = pipeline.criticalPath({ minutes: { 'Test/Two': 7.5 } });
    expect(path.find(({ stageName }) => stageName === 'Test')).toEqual({ stageName: 'Test', runOrder: 1, actionNames: ['One', 'Two'], minutes: 7.5, couldRunEarlier: [] });
  });

  test('says what could run earlier, since it needs nothing of what runs before', () => {
    const pipeline = pipelineIn(prodStack(), { checks: [building('One'), building('Late', { more: 1 })] });
    expect(pipeline.criticalPath().filter(({ stageName }) => stageName === 'Test')).toEqual([
      { stageName: 'Test', runOrder: 1, actionNames: ['One'], minutes: 5, couldRunEarlier: [] },
      { stageName: 'Test', runOrder: 2, actionNames: ['Late'], minutes: 5, couldRunEarlier: ['Late'] },
    ]);
  });

  test('leaves alone what needs an artifact or a variable of what runs before', () => {
    const bundle = new codepipeline.Artifact('Bundle');
    const needing: IPipelineStep = {
      stepName: 'Needs',
      bind: ({ scope, codePipelineStage, source }) => {
        const project = new codebuild.PipelineProject(scope, 'Project');
        const common = { project, runOrder: 2 };
        codePipelineStage.addAction(new actions.CodeBuildAction({ ...common, actionName: 'Artifact', input: bundle }));
        codePipelineStage.addAction(new actions.CodeBuildAction({ ...common, actionName: 'Extra', input: source, extraInputs: [bundle] }));
        codePipelineStage.addAction(new actions.CodeBuildAction({ ...common, actionName: 'Variable', input: source, environmentVariables: { A: { value: '#{Names.NAME}' } } }));
        codePipelineStage.addAction(new actions.CodeBuildAction({ ...common, actionName: 'Free', input: source }));
        codePipelineStage.addAction(new actions.CodeBuildAction({ actionName: 'Makes', project, input: source, outputs: [bundle], variablesNamespace: 'Names', runOrder: 1 }));
      },
    };
    const [, late] = pipelineIn(prodStack(), { checks: [needing] }).criticalPath().filter(({ stageName }) => stageName === 'Test');
    expect(late).toMatchObject({ actionNames: ['Artifact', 'Extra', 'Variable', 'Free'], couldRunEarlier: ['Free'] });
  });

  test('lets tests wait for the release, whatever they need', () => {
    const production: IDeployTarget = {
      bind: (stage) => {
        const input = stage.source;
        const project = new codebuild.PipelineProject(stage.scope, 'Project');
        stage.codePipelineStage.addAction(new actions.CodeBuildAction({ actionName: 'Deploy', project, input }));
        stage.codePipelineStage.addAction(new actions.CodeBuildAction({ actionName: 'Smoke', project, input, runOrder: 2 }));
      },
    };
    const steps = pipelineIn(prodStack(), { production }).criticalPath().filter(({ stageName }) => stageName === 'Production');
    expect(steps).toMatchObject([{ minutes: 15, couldRunEarlier: [] }, { minutes: 5, couldRunEarlier: [] }]);
  });

  test('has the stages that the user added', () => {
    const pipeline = pipelineIn(prodStack());
    pipeline.pipeline.addStage({ stageName: 'Announce', actions: [new actions.ManualApprovalAction({ actionName: 'Read' })] });
    expect(pipeline.criticalPath().map(({ stageName }) => stageName)).toContain('Announce');
  });
});

describe('the estimated cost', () => {
  test('is that of action minutes, build minutes and stored artifacts; approvals are free', () => {
    const estimate = barePipelineIn(prodStack()).estimateMonthlyCost(100);
    expect(estimate.lines).toEqual([
      { item: 'CodePipeline action minute', quantity: 100 * (1 + 5 + 15), unitUsd: 0.002 },
      { item: 'CodeBuild minute on general1.small', quantity: 100 * (5 + 15), unitUsd: 0.005 },
      { item: 'GB in Amazon S3', quantity: 100 * 50 / 1024 * 3, unitUsd: 0.023 },
    ]);
    expect(estimate.monthlyUsd).toBeCloseTo(4.2 + 10 + 0.337, 2);
  });

  test('counts started minutes, as CodePipeline and CodeBuild do', () => {
    const pipeline = barePipelineIn(prodStack());
    const options = { minutes: { 'Build/DockerImage': 2.1, 'Production/Deploy-Web': 0, 'Source/CodeCommit': 0.2 } };
    expect(lineOf(pipeline, 'CodePipeline action minute', 10, options)!.quantity).toBe(10 * (3 + 1));
    expect(lineOf(pipeline, 'CodeBuild minute on general1.small', 10, options)!.quantity).toBe(30);
  });

  test('is nothing while nothing runs', () => {
    expect(barePipelineIn(prodStack()).estimateMonthlyCost(0).monthlyUsd).toBe(0);
  });

  test.each<[string, codebuild.BuildEnvironment, string, number]>([
    ['a medium machine', { computeType: codebuild.ComputeType.MEDIUM }, 'CodeBuild minute on general1.medium', 0.01],
    ['ARM', { buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2_STANDARD_3_0, computeType: codebuild.ComputeType.SMALL }, 'CodeBuild minute on arm1.small', 0.0034],
    ['ARM that is large', { buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2_STANDARD_3_0, computeType: codebuild.ComputeType.LARGE }, 'CodeBuild minute on arm1.large, scaled', 0.0136],
    ['Lambda', { buildImage: codebuild.LinuxLambdaBuildImage.AMAZON_LINUX_2023_GO_1_24, computeType: codebuild.ComputeType.LAMBDA_1GB }, 'CodeBuild minute on lambda.x86-64.1GB', 0.0012],
    ['Lambda on ARM', { buildImage: codebuild.LinuxArmLambdaBuildImage.AMAZON_LINUX_2023_GO_1_24, computeType: codebuild.ComputeType.LAMBDA_1GB }, 'CodeBuild minute on lambda.arm.1GB', 0.0006],
  ])('knows %s', (_, environment, item, unitUsd) => {
    const pipeline = pipelineIn(prodStack(), { checks: [building('Scan', { environment })] });
    expect(lineOf(pipeline, item)).toEqual({ item, quantity: 50, unitUsd: expect.closeTo(unitUsd, 6) });
  });

  test('counts seconds on Lambda', () => {
    const environment = { buildImage: codebuild.LinuxLambdaBuildImage.AMAZON_LINUX_2023_GO_1_24, computeType: codebuild.ComputeType.LAMBDA_1GB };
    const pipeline = pipelineIn(prodStack(), { checks: [building('Scan', { environment })] });
    expect(lineOf(pipeline, 'CodeBuild minute on lambda.x86-64.1GB', 10, { minutes: { 'Test/Scan': 0.5 } })!.quantity).toBe(5);
  });

  test('has no build minutes for a fleet, and takes an imported project for a small machine', () => {
    const stack = prodStack();
    const fleet = new codebuild.Fleet(stack, 'Fleet', {
      baseCapacity: 1, computeType: codebuild.FleetComputeType.SMALL, environmentType: codebuild.EnvironmentType.LINUX_CONTAINER,
    });
    const imported: IPipelineStep = {
      stepName: 'Imported',
      bind: ({ codePipelineStage, source }) => codePipelineStage.addAction(new actions.CodeBuildAction({
        actionName: 'Imported', project: codebuild.Project.fromProjectName(stack, 'Theirs', 'theirs'), input: source,
      })),
    };
    const pipeline = pipelineIn(stack, { checks: [building('Scan', { environment: { fleet } }), imported] });
    expect(lineOf(pipeline, 'CodeBuild minute on a fleet, which is billed by itself')).toMatchObject({ quantity: 50, unitUsd: 0 });
    expect(lineOf(pipeline, 'CodeBuild minute on general1.small')!.quantity).toBe(100);
  });

  test('has the alarm and the messages of a pipeline with alerts', () => {
    const stack = prodStack();
    const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] });
    const pipeline = pipelineIn(stack, { alerts });
    expect(lineOf(pipeline, 'alarm metric')).toMatchObject({ quantity: 1, unitUsd: 0.1 });
    expect(lineOf(pipeline, 'e-mail', 40)).toMatchObject({ quantity: 40 });
  });

  test('has the messages of an approval that tells a topic, and none of one that tells nobody', () => {
    const stack = prodStack();
    expect(lineOf(pipelineIn(stack, { approval: PipelineApproval.manual({ notify: new sns.Topic(stack, 'Reviewers') }) }), 'e-mail')).toBeDefined();
    expect(lineOf(pipelineIn(prodStack()), 'e-mail')).toBeUndefined();
  });

  test('grows with what is kept, and for how long', () => {
    const pipeline = pipelineIn(prodStack(), { artifactRetention: Duration.days(30) });
    expect(lineOf(pipeline, 'GB in Amazon S3', 10, { artifactMegabytes: 1024 })!.quantity).toBe(10);
  });

  test.each<[string, number, PipelineCostOptions, string]>([
    ['less than no runs', -1, {}, "'runs' must be at least 0, got -1 [at Prod/Delivery]"],
    ['no number of runs', undefined as any, {}, "'runs' must be at least 0, got NaN [at Prod/Delivery]"],
    ['an unknown action', 1, { minutes: { 'Build/Docker': 1 } }, "'minutes' must be by stage and action (Source/CodeCommit, Build/DockerImage, Approval/Approve, Production/ByHand), got 'Build/Docker' [at Prod/Delivery]"],
    ['negative minutes', 1, { minutes: { 'Build/DockerImage': -1 } }, "'minutes['Build/DockerImage']' must be at least 0 minutes, got -1 [at Prod/Delivery]"],
    ['minutes in a list', 1, { minutes: [1] as any }, "'minutes' must be values by name, such as { name: value }, got [1] [at Prod/Delivery]"],
    ['negative artifacts', 1, { artifactMegabytes: -1 }, "'artifactMegabytes' must be at least 0 megabytes, got -1 [at Prod/Delivery]"],
  ])('fails for %s, naming the prop', (_, runs, options, message) => {
    expect(() => pipelineIn(prodStack()).estimateMonthlyCost(runs, options)).toThrow(message);
  });

  test('is a finite sum that grows with the runs, or is refused with the name of what is wrong', () => {
    const pipeline = pipelineIn(prodStack(), { production: BY_HAND, checks: [building('Scan')] });
    const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 100_000 }), fc.constant(undefined as any));
    const options = fc.record({
      minutes: fc.dictionary(fc.constantFrom('Build/DockerImage', 'Test/Scan', 'Approval/Approve', 'Nowhere/Nothing'), number), artifactMegabytes: number,
    }, { requiredKeys: [] });
    fc.assert(fc.property(number, options, (runs, given) => {
      let cost: number;
      try {
        cost = pipeline.estimateMonthlyCost(runs, given).monthlyUsd;
      } catch (error) {
        expect((error as Error).message).toMatch(/'.*' must .*\[at /s);
        return;
      }
      expect(cost).toBeGreaterThanOrEqual(0);
      expect(pipeline.estimateMonthlyCost(runs + 1, given).monthlyUsd).toBeGreaterThanOrEqual(cost);
    }), { numRuns: 200 });
  });
});

describe('the price of a build minute', () => {
  test.each<[string | undefined, string | undefined, string, number]>([
    [undefined, undefined, 'CodeBuild minute on general1.small', 0.005],
    ['LINUX_CONTAINER', 'BUILD_GENERAL1_2XLARGE', 'CodeBuild minute on general1.2xlarge, scaled', 0.18],
    ['LINUX_CONTAINER', 'BUILD_GENERAL1_XLARGE', 'CodeBuild minute on general1.xlarge, scaled', 0.09],
    ['LINUX_GPU_CONTAINER', 'BUILD_GENERAL1_LARGE', 'CodeBuild minute on gpu1.large', 0.65],
    ['WINDOWS_SERVER_2022_CONTAINER', 'BUILD_GENERAL1_LARGE', 'CodeBuild minute on windows1.large, scaled', 0.036],
    ['ARM_LAMBDA_CONTAINER', 'BUILD_LAMBDA_10GB', 'CodeBuild minute on lambda.arm.10GB, scaled', 0.006],
    ['ARM_EC2', 'BUILD_GENERAL1_SMALL', 'CodeBuild minute on arm1.small', 0.0034],
    ['LINUX_CONTAINER', 'ATTRIBUTE_BASED_COMPUTE', 'CodeBuild minute on general1.attribute-based-compute, scaled', 0.005],
  ])('of %s %s', (type, computeType, item, unitUsd) => {
    expect(buildMinutePrice(type, computeType)).toMatchObject({ item, unitUsd: expect.closeTo(unitUsd, 6) });
  });
});
