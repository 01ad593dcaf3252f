/**
 * Runs until something is released, and is what a release pointer holds until then.
 *
 * NEVER change this text: CloudFormation would write the new one into every deployed pointer, over the image that is
 * live. So the tag is one that its publisher moves to each new stable version. See docs/decisions/0005-release-pointer.md.
 */
export const PLACEHOLDER_IMAGE = 'public.ecr.aws/docker/library/busybox:stable';
