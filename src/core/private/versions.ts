/** A version of something we do not make, and the day after which nobody patches it any more. */
export interface PinnedVersion {
  readonly value: string;
  /** What is downloaded must have it: the SHA-256 of the archive or wheel for x86-64 Linux. */
  readonly sha256?: string;
  /** ISO date; a test fails once it has passed. */
  readonly endOfLife: string;
  /** Where the date comes from. */
  readonly source: string;
}

/** Every foreign version the templates contain, in one place; but for the placeholder image, which must never change. */
export const VERSIONS = {
  /** Runs builds and deployments; has bash, the AWS CLI v2, jq and Docker. */
  codeBuildImage: {
    value: 'aws/codebuild/amazonlinux-x86_64-standard:6.0',
    endOfLife: '2029-06-30',
    source: 'end of support of Amazon Linux 2023; CodeBuild announces the end of an image itself: ' +
      'https://docs.aws.amazon.com/codebuild/latest/userguide/deprecated-images.html',
  },
  /** Builds projects of Node.js unless they say otherwise; CodeBuild has it on machines and on AWS Lambda. */
  nodejsBuild: {
    value: '22',
    endOfLife: '2027-04-30',
    source: 'end of life of Node.js 22: https://github.com/nodejs/release#release-schedule',
  },
  /** Runs the functions of this library; has the AWS SDK for JavaScript v3. */
  lambdaRuntime: {
    value: 'nodejs24.x',
    endOfLife: '2028-04-30',
    source: 'deprecation date of the runtime: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  },
  /** Deploys CDK apps in pipelines. */
  cdkCli: {
    value: '2.1148.1',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then; it deploys what every aws-cdk-lib until its release has synthesized: ' +
      'https://docs.aws.amazon.com/cdk/v2/guide/versioning.html',
  },
  /** Collects traces and metrics beside a container; an OpenTelemetry collector. */
  cloudWatchAgentImage: {
    value: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300072.0b1766',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://gallery.ecr.aws/cloudwatch-agent/cloudwatch-agent',
  },
  /** Instruments Java applications. */
  adotJavaImage: {
    value: 'public.ecr.aws/aws-observability/adot-autoinstrumentation-java:v2.29.0',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aws-observability/aws-otel-java-instrumentation/releases',
  },
  /** Instruments Node.js applications. */
  adotNodejsImage: {
    value: 'public.ecr.aws/aws-observability/adot-autoinstrumentation-node:v0.12.0',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aws-observability/aws-otel-js-instrumentation/releases',
  },
  /** Instruments Python applications. */
  adotPythonImage: {
    value: 'public.ecr.aws/aws-observability/adot-autoinstrumentation-python:v0.19.0',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aws-observability/aws-otel-python-instrumentation/releases',
  },
  /** Instruments .NET applications. */
  adotDotnetImage: {
    value: 'public.ecr.aws/aws-observability/adot-autoinstrumentation-dotnet:v1.15.0',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aws-observability/aws-otel-dotnet-instrumentation/releases',
  },
  /** Instruments Lambda functions; the versions are those of `telemetry-layers.ts`, where each region counts for itself. */
  telemetryLayers: {
    value: 'AWSOpenTelemetryDistro',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for newer ones by then: https://aws-otel.github.io/docs/getting-started/lambda#adot-lambda-layer-arns',
  },
  /** Looks for secrets in the source. */
  gitleaks: {
    value: '8.30.1',
    sha256: '551f6fc83ea457d62a0d98237cbad105af8d557003051f41f3e7ca7b3f2470eb',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/gitleaks/gitleaks/releases',
  },
  /** Looks for weaknesses in sources and images, and lists what they are made of. */
  trivy: {
    value: '0.72.0',
    sha256: 'bbb64b9695866ce4a7a8f5c9592002c5961cab378577fa3f8a040df362b9b2ea',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aquasecurity/trivy/releases',
  },
  /** Reads the source for mistakes that attackers use. */
  semgrep: {
    value: '1.185.0',
    sha256: '0eb6aaadad5b957af96d1300487e10af1dc8016e8ef53072effb48cd4906c02b',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://pypi.org/project/semgrep/',
  },
  /** Knows the weaknesses of Python packages. */
  pipAudit: {
    value: '2.10.1',
    sha256: '99ef3f600a317c1945f1e89e227ef26e1c2d618429b8bd3fa6f4f7c440c4611a',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://pypi.org/project/pip-audit/',
  },
  /** Reads templates of CloudFormation for mistakes. */
  cfnLint: {
    value: '1.58.0',
    sha256: '9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://pypi.org/project/cfn-lint/',
  },
  /** Holds templates of CloudFormation to rules. */
  cfnGuard: {
    value: '3.2.0',
    sha256: '9f8c4d9f15f7dd54a37ea70a5237ba00aba682fb1e6521a744d12259961dfc13',
    endOfLife: '2027-11-30',
    source: 'no end is announced, look for a newer one by then: https://github.com/aws-cloudformation/cloudformation-guard/releases',
  },
} satisfies Record<string, PinnedVersion>;
