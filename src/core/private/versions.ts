/** A version of something we do not make, and the day after which nobody patches it any more. */
export interface PinnedVersion {
  readonly value: string;
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
} satisfies Record<string, PinnedVersion>;
