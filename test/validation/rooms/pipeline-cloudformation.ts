import { CfnCapabilities, Stack } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { inAnyEnvironment, inProd, RoomUnderValidation } from './room';
import { AlertRouter, Destination } from '../../../src/alerting';
import { DeployTarget, DriftDetection, IBuildStep, IDeployTarget, PipelineSource, StackPolicy, StandardPipeline, StandardPipelineProps } from '../../../src/pipeline';

const ELSEWHERE = { account: '222222222222', region: 'us-east-1' };
const STACK = DeployTarget.cloudFormation({ stackName: 'shop', templatePath: 'template.json' });

/** A build that ends with nothing new: the repository holds what is deployed. */
const COMMITTED: IBuildStep = {
  bind: (stage) => {
    stage.codePipelineStage.addAction(new actions.ManualApprovalAction({ actionName: 'Committed' }));
    return { artifact: new codepipeline.Artifact('Source') };
  },
};

function deliver(stack: Stack, props: Partial<StandardPipelineProps> & { production: IDeployTarget }): void {
  new StandardPipeline(stack, 'Delivery', {
    source: PipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Code', 'shop')), buildStep: COMMITTED, ...props,
  });
}

function watchDrift(stack: Stack): void {
  new DriftDetection(stack, 'Drift', { stacks: [stack], alerts: new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')] }) });
}

export const pipelineCloudFormation: RoomUnderValidation = {
  cases: {
    'cloudformation: a stack': inProd((stack) => deliver(stack, { production: STACK })),
    'cloudformation: a stack, environment unknown': inAnyEnvironment((stack) => deliver(stack, { production: STACK })),
    'cloudformation: a stack with everything': inProd((stack) => deliver(stack, {
      staging: DeployTarget.cloudFormation({ stackName: 'beta', templatePath: 'template.json', environment: ELSEWHERE }),
      production: DeployTarget.cloudFormation({
        stackName: 'shop', templatePath: 'template.json', stackPolicy: StackPolicy.protectStateful(), capabilities: [CfnCapabilities.AUTO_EXPAND],
      }),
    })),
    'cloudformation: a CDK app with images, in two accounts': inProd((stack) => deliver(stack, {
      production: DeployTarget.cdkApp({ stacks: ['Prod/*'], environments: [{}, ELSEWHERE], dockerAssets: true }),
    })),
    'cloudformation: artifacts that another account reads': inProd((stack) => deliver(stack, {
      production: { bind: (stage) => STACK.bind(stage), artifactAccounts: ['222222222222'] },
    })),
    'cloudformation: drift detection': inProd(watchDrift),
    'cloudformation: drift detection, environment unknown': inAnyEnvironment(watchDrift),
  },
  hardened: {
    'cloudformation: drift detection of a company that is audited': inProd((stack) => {
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      const alerts = new AlertRouter(stack, 'Alerts', { warning: [Destination.email('team@example.com')], encryptionKey });
      new DriftDetection(stack, 'Drift', { stacks: [stack], alerts, encryptionKey });
    }),
  },
  acknowledging: {
    'with drift detection': inProd((stack) => { new DriftDetection(stack, 'Drift', { stackNames: ['Shop'] }); }),
  },
  allowed: [
    [/\/Drift\/Detect\/Function$/, 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'],
  ],
};
