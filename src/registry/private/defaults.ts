import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ImageScanning } from '../image-scanning';

/** Literal defaults of the room; the docs quote them, and a test compares. */
export const REGISTRY_DEFAULTS = {
  imagesToKeep: 50,
  /** Long enough to look at what a broken build pushed. */
  untaggedRetention: Duration.days(7),
  scanning: ImageScanning.BASIC,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** What is released carries a tag that starts so, and is kept. Pipelines write it, lifecycle policies read it. */
export const RELEASED_TAG_PREFIX = 'released-';
