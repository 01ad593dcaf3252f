import { App } from 'aws-cdk-lib';
import { CASES } from './cases';
import { pipelineBranches } from './rooms/pipeline-branches';
import { pipelineBuilds } from './rooms/pipeline-builds';
import { pipelineCloudFormation } from './rooms/pipeline-cloudformation';
import { pipelineCodeDeploy } from './rooms/pipeline-codedeploy';
import { pipelineOperations } from './rooms/pipeline-operations';
import { pipelineRules } from './rooms/pipeline-rules';
import { pipelineTests } from './rooms/pipeline-tests';
import { build as codeDeployLambda } from '../golden/apps/code-deploy-lambda';
import { build as crossAccount } from '../golden/apps/cross-account';
import { build as gitFlow } from '../golden/apps/git-flow';
import { build as trunkBased } from '../golden/apps/trunk-based';
import { buildProjectsIn, expectValidBuildspecs } from '../support/buildspec';

jest.setTimeout(120_000);

const APPS = {
  'the Orders example': CASES['the Orders example'],
  ...pipelineBranches.cases,
  ...pipelineBuilds.cases,
  ...pipelineCloudFormation.cases,
  ...pipelineCodeDeploy.cases,
  ...pipelineOperations.cases,
  ...pipelineRules.cases,
  ...pipelineTests.cases,
  'golden: trunk-based': trunkBased,
  'golden: GitFlow': gitFlow,
  'golden: other accounts': crossAccount,
  'golden: CodeDeploy for Lambda': codeDeployLambda,
};

let checked = 0;

test.each(Object.entries(APPS))('%s has buildspecs that CodeBuild takes and bash can read', (_, build) => {
  const app = new App({ analyticsReporting: false });
  build(app);
  for (const { template } of app.synth().stacks) {
    const projects = buildProjectsIn(template);
    if (projects.length > 0) { expectValidBuildspecs(template); }
    checked += projects.length;
  }
});

test('the apps have build projects at all', () => {
  expect(checked).toBeGreaterThan(80);
});
