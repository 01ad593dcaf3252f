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
  /** Runs the functions of this library; has the AWS SDK for JavaScript v3. */
  lambdaRuntime: {
    value: 'nodejs24.x',
    endOfLife: '2028-04-30',
    source: 'deprecation date of the runtime: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  },
} satisfies Record<string, PinnedVersion>;
