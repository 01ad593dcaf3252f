import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
import { expectValidBuildspecs } from '../support/buildspec';

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

test.each(Object.entries(APPS))('%s has buildspecs that CodeBuild takes and bash can read', (_, build) => {
  const app = new App({ analyticsReporting: false });
  build(app);
  const { stacks } = app.synth();
  stacks.forEach(({ template }) => {
    if (Object.values<any>(template.Resources ?? {}).some(({ Type }) => Type === 'AWS::CodeBuild::Project')) {
      expectValidBuildspecs(Template.fromJSON(template));
    }
  });
});
