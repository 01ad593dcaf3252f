import { Duration } from 'aws-cdk-lib';

/** The literals that the docstrings of this room quote. */
export const PIPELINE_DEFAULTS = {
  branch: 'main',
  developBranch: 'develop',
  releaseBranches: ['release/*'],
  hotfixBranches: ['hotfix/*'],
  imageTag: 'latest',
  dockerfile: 'Dockerfile',
  directory: '.',
  buildTimeout: Duration.hours(1),
  /** What CodeBuild accepts. */
  buildMinutes: { min: 5, max: 36 * 60 },
  coverageFiles: ['coverage/cobertura-coverage.xml'],
  assemblyDirectory: 'cdk.out',
  qualifier: 'hnb659fds',
  deployTimeout: Duration.hours(8),
  monitoringTime: Duration.minutes(10),
  cdkConcurrency: 4,
  approvalTimeout: Duration.days(7),
  artifactRetention: Duration.days(90),
  httpCheck: { attempts: 12, interval: Duration.seconds(10), requestTimeout: Duration.seconds(10) },
  /** Of what is not released: nobody goes back to it. */
  checkedArtifactRetention: Duration.days(7),
  bakeTime: Duration.minutes(10),
  artifactMegabytes: 50,
};

/** The stages of every pipeline, in order; those between Build and Production, and the last, are there when something is to be done in them. */
export const StageName = {
  SOURCE: 'Source',
  BUILD: 'Build',
  TEST: 'Test',
  STAGING: 'Staging',
  REVIEW: 'Review',
  APPROVAL: 'Approval',
  PRODUCTION: 'Production',
  AFTER_PRODUCTION: 'PostDeploy',
};

/** The action that tells the delivery metrics of commits. */
export const COMMITS_ACTION = 'Commits';

/** What a review hands on; there is one before each approval. */
export function reviewed(variable: string): string {
  return `#{${StageName.REVIEW}.${variable}}`;
}
