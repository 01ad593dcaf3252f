import { Duration } from 'aws-cdk-lib';

/** The literals that the docstrings of this room quote. */
export const PIPELINE_DEFAULTS = {
  branch: 'main',
  dockerfile: 'Dockerfile',
  directory: '.',
  buildTimeout: Duration.hours(1),
  deployTimeout: Duration.hours(8),
  approvalTimeout: Duration.days(7),
  artifactRetention: Duration.days(90),
};

/** The stages of every pipeline, in order; Staging and Approval are there when they are asked for. */
export const StageName = {
  SOURCE: 'Source',
  BUILD: 'Build',
  STAGING: 'Staging',
  APPROVAL: 'Approval',
  PRODUCTION: 'Production',
};
